import { type ChildProcess, spawn } from 'node:child_process';
import { TOKEN_VARIABLE } from './processes.ts';

/**
 * A small process of its own that outlives us. It is told of every process group we start; when the pipe from us closes, because
 * we ended or were killed (even by SIGKILL), it ends what is still on its list. Signals from the terminal do not reach it.
 */
export interface Watchdog {
  guard(pid: number): void;
  release(pid: number): void;
  /** Its own process; undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Ends the watchdog. What is still guarded is killed. */
  close(): void;
}

/** Seconds between the request to end and the force. */
const GRACE_SECONDS = 2;
/** Seconds before that: a step whose work is done leaves its mark of success now, and is not run again by a resumed run. */
const LAST_WORDS_SECONDS = 0.2;

/**
 * `+ pid` and `- pid` on standard input, in POSIX shell: a few hundred kilobytes in place of a second Node.
 * At the end of input: ask the groups to end, wait, kill them, and kill what carries the token on systems with /proc.
 */
const POSIX_SCRIPT = `
trap '' INT TERM HUP
list=' '
while read -r op pid; do
  case $op in
    +) list="$list$pid " ;;
    -) before=\${list%%" $pid "*}; after=\${list#*" $pid "}
       case $list in *" $pid "*) list="$before $after" ;; esac ;;
  esac
done
marked() {
  grep -laF "${TOKEN_VARIABLE}=$1." /proc/[0-9]*/environ 2>/dev/null | sed 's,/proc/,,; s,/environ,,'
}
[ "$list" = ' ' ] && [ -z "$(marked "$1")" ] && rm -rf "$2" && exit 0
sleep ${LAST_WORDS_SECONDS}
for pid in $list; do kill -TERM "-$pid" 2>/dev/null; done
for pid in $(marked "$1"); do kill -TERM "$pid" 2>/dev/null; done
waited=0
while [ $waited -lt ${GRACE_SECONDS}0 ]; do
  alive=
  for pid in $list; do kill -0 "-$pid" 2>/dev/null && alive=yes; done
  [ -n "$(marked "$1")" ] && alive=yes
  [ -z "$alive" ] && break
  sleep 0.1; waited=$((waited + 1))
done
for pid in $list; do kill -KILL "-$pid" 2>/dev/null; done
for pid in $(marked "$1"); do kill -KILL "$pid" 2>/dev/null; done
rm -rf "$2"
`;

/** The same for Windows, where there is no such shell. */
const WINDOWS_SCRIPT = `
const pids = new Set();
let rest = '';
process.stdin.on('data', (data) => {
  const lines = (rest + data).split('\\n');
  rest = lines.pop();
  for (const line of lines) { const [op, pid] = line.split(' '); op === '+' ? pids.add(pid) : pids.delete(pid); }
});
process.stdin.on('end', () => {
  const { spawnSync } = require('child_process');
  for (const pid of pids) spawnSync('taskkill', ['/PID', pid, '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  require('fs').rmSync(process.argv[1], { recursive: true, force: true });
});
`;

/** Starts a watchdog for the processes whose token is `run`, a full stop, and more. At the end it removes the folder `scratch`. */
export function startWatchdog(run: string, scratch: string): Watchdog {
  const windows = process.platform === 'win32';
  const options = {
    // An environment of its own: with a token in it, of a run that this one is a step of, it would be ended before its work is done.
    env: windows ? process.env : { PATH: process.env.PATH ?? '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'] as ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  };
  const child: ChildProcess = windows
    ? spawn(process.execPath, ['-e', WINDOWS_SCRIPT, scratch], options)
    : spawn('/bin/sh', ['-c', POSIX_SCRIPT, 'lockstep-watchdog', run, scratch], { ...options, cwd: '/' });
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  child.unref();
  return {
    pid: child.pid,
    guard: (pid) => void child.stdin?.write(`+ ${pid}\n`),
    release: (pid) => void child.stdin?.write(`- ${pid}\n`),
    close: () => void child.stdin?.end(),
  };
}
