import { printable } from '../../diagnostics/printable.ts';
import { signalGroup, spawnGroup } from '../../platform/processes.ts';
import type { ScanCommand } from './trivy-command.ts';

/** Tokens of the CI systems, which a scanner has no business with. */
const WITHHELD = [
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'CIRCLE_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
];

/** Variables that would hold findings back, or make the report another one: what is asked is asked by options. */
const FILTERS =
  /^TRIVY_(SEVERITY|IGNORE.*|EXIT_CODE|FORMAT|OUTPUT|TEMPLATE|SKIP_(DIRS|FILES|CHECK_UPDATE)|VEX|CONFIG|SCANNERS|PKG_TYPES|VULN_TYPE|COMPLIANCE|QUIET)$/;

/** The environment of a scanner. */
function scannerEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !WITHHELD.includes(entry[0]) && !FILTERS.test(entry[0]),
    ),
  );
}

export interface RunScannerOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Each line that the program prints, harmless. */
  readonly onLine: (line: string) => void;
}

/** Runs one command to its end: its exit code, undefined when it could not be started or was interrupted. */
export function runScanCommand(
  { program, args }: ScanCommand,
  { cwd, signal, onLine }: RunScannerOptions,
): Promise<number | undefined> {
  return new Promise((settle) => {
    const child = spawnGroup({ command: program, args, cwd, env: scannerEnvironment(process.env) });
    const end = (): void => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGTERM');
    };
    signal.addEventListener('abort', end, { once: true });
    for (const stream of [child.stdout, child.stderr]) listen(stream, onLine);
    child.on('error', (error) => {
      onLine(printable(error.message));
      settle(undefined);
    });
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      settle(signal.aborted ? undefined : (code ?? undefined));
    });
  });
}

/** Progress bars come as one line that is written again and again: only what stands at its end is a line. */
function listen(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  const tell = (line: string): void => {
    const last = line.split('\r').findLast((part) => part.trim() !== '');
    if (last !== undefined) onLine(printable(last));
  };
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(line);
  });
  stream?.on('end', () => tell(rest));
}
