import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll } from '../test/support/git.ts';
import { type Comparison, type Contestant, type Goal, takeTurns } from './comparison.ts';
import { inFolder, LOCKSTEP, mustTime } from './measure.ts';
import { installPeers, PEER_VERSIONS } from './peers.ts';
import { workspaceFiles } from './workspace.ts';

const ROUNDS = 15;
const OURS = 'lockstep';

/** As a user starts them, in a project that has them installed. */
function commands(modules: string | undefined): Readonly<Record<string, readonly string[]>> {
  const own = { [OURS]: [LOCKSTEP, 'run'] };
  if (modules === undefined) return own;
  const bin = (name: string): string => join(modules, '.bin', name);
  return {
    ...own,
    turbo: [bin('turbo'), 'run', 'make', '--output-logs=errors-only'],
    nx: [bin('nx'), 'run-many', '--target=make', '--output-style=static'],
    'nx without its daemon': [bin('nx'), 'run-many', '--target=make', '--output-style=static'],
    wireit: ['npm', 'run', 'build', '--silent'],
    moon: [bin('moon'), 'run', ':make'],
  };
}

/** Nothing has changed, and everything is answered from what earlier runs left. */
export async function compare(): Promise<readonly Comparison[]> {
  return inFolder(workspaceFiles(), (folder) => {
    const modules = installPeers();
    if (modules !== undefined) symlinkSync(modules, join(folder, 'node_modules'));
    commitAll(folder);
    const packages = readdirSync(join(folder, 'packages'));
    const removeOutputs = (): void => {
      for (const name of packages)
        rmSync(join(folder, 'packages', name, 'dist'), { recursive: true, force: true });
    };
    const contestants = Object.entries(commands(modules)).map(
      ([name, command]): Contestant => ({
        name,
        round: () => start(command, folder, name.includes('without')),
      }),
    );
    const notes =
      modules === undefined
        ? ['The peers could not be installed here.']
        : [`20 packages, 500 files in, 500 files out. ${PEER_VERSIONS}.`];
    const goals: readonly Goal[] = [{ of: OURS, against: 'turbo', atMost: 1 }];
    return [
      {
        id: 'reuse/all-cached',
        title: 'A second run, when nothing has changed',
        unit: 'ms' as const,
        measured: takeTurns(contestants, ROUNDS),
        goals,
        notes,
      },
      {
        id: 'reuse/restored',
        title: 'A run when all outputs have been deleted',
        unit: 'ms' as const,
        measured: takeTurns(
          contestants.map((one) => ({ ...one, prepare: removeOutputs })),
          ROUNDS,
        ),
        goals,
        notes,
      },
    ];
  });
}

function start(command: readonly string[], folder: string, withoutDaemon: boolean): number {
  const [program = '', ...args] = command;
  const env = { NX_DAEMON: withoutDaemon ? 'false' : 'true' };
  return program === LOCKSTEP
    ? mustTime(process.execPath, [program, ...args], folder, env)
    : mustTime(program, args, folder, env);
}
