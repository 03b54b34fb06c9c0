import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { type OpenRelease, readRelease } from '../release/manifest/read-release.ts';
import { FAULTS } from '../release/rehearsal/rehearsal-fault.ts';
import {
  type Rehearsal,
  type RehearsalSurroundings,
  rehearse,
  unlikeSteps,
} from '../release/rehearsal/rehearse.ts';
import { type FaultRow, rehearseFaults } from '../release/rehearsal/rehearse-faults.ts';
import { type PublishingProcess, rehearseKills } from '../release/rehearsal/rehearse-kills.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { writeGivenFile } from './given-files.ts';
import { Interruption } from './interruption.ts';

import {
  faultLine,
  faultPage,
  faultVerdict,
  rehearsalJson,
  rehearsalLines,
} from './render/release-rehearsal-view.ts';
import { printDiagnostics } from './workplace.ts';

export interface ReleaseRehearseOptions {
  readonly faults?: boolean;
  readonly markdown?: string;
  readonly json?: boolean;
}

/**
 * `lockstep release rehearse`: publishes a release to stand-ins of all its channels, twice, and with `--faults` once more for everything that may go wrong
 * at each step. Nothing outside this machine is asked. 1 when something is not as it should be in the end.
 */
export async function performReleaseRehearse(
  invocation: Invocation,
  folder: string | undefined,
  options: ReleaseRehearseOptions,
): Promise<ExitCode> {
  if (options.markdown !== undefined && options.faults !== true)
    throw new UsageError('--markdown writes the table of faults', 'Say --faults as well.');
  const read = await readRelease(resolve(invocation.directory, folder ?? 'lockstep-release'));
  if (!read.ok) {
    printDiagnostics(invocation.console, read.diagnostics);
    return EXIT.usage;
  }
  const interruption = new Interruption();
  const scratch = mkdtempSync(join(tmpdir(), 'lockstep-rehearsal-'));
  try {
    let worlds = 0;
    return await perform(invocation, read.value, {
      options,
      surroundings: {
        signal: interruption.signal,
        now: () => Date.now(),
        folder: () => join(scratch, `world-${++worlds}`),
      },
    });
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode;
    throw error;
  } finally {
    interruption.close();
    await nodeFiles.remove(scratch);
  }
}

async function perform(
  invocation: Invocation,
  release: OpenRelease,
  {
    options,
    surroundings,
  }: { readonly options: ReleaseRehearseOptions; readonly surroundings: RehearsalSurroundings },
): Promise<ExitCode> {
  const console = carefulOutput(invocation.console);
  const { style, screen } = invocation.console;
  const rehearsal = await rehearse(release, surroundings);
  if (options.json !== true)
    console.print(
      rehearsalLines(release.manifest, rehearsal, { style, width: screen.columns - 1 }).join('\n'),
    );
  const rows: FaultRow[] = [];
  if (options.faults === true && isWhole(rehearsal))
    for await (const row of allFaults(invocation, { release, rehearsal, surroundings })) {
      rows.push(row);
      if (options.json !== true && row.wrongs.length > 0) console.print(faultLine(row, style));
    }
  if (options.markdown !== undefined)
    await writeGivenFile(resolve(invocation.directory, options.markdown), faultPage(rehearsal, rows));
  if (options.json === true) console.json(rehearsalJson(release.manifest, rehearsal, rows));
  else if (options.faults === true) console.print(faultVerdict(rows, style));
  return isWhole(rehearsal) && rows.every(({ wrongs }) => wrongs.length === 0) ? EXIT.fine : EXIT.failed;
}

function isWhole({ run, secondRun, again }: Rehearsal): boolean {
  return run.outcome !== 'unfinished' && secondRun.outcome === run.outcome && again === 0;
}

async function* allFaults(
  { directory }: Invocation,
  {
    release,
    rehearsal,
    surroundings,
  }: {
    readonly release: OpenRelease;
    readonly rehearsal: Rehearsal;
    readonly surroundings: RehearsalSurroundings;
  },
): AsyncIterable<FaultRow> {
  const steps = unlikeSteps(rehearsal.steps);
  const question = { clean: rehearsal, steps, faults: FAULTS, atOnce: 2 };
  yield* rehearseFaults(release, question, surroundings);
  yield* rehearseKills(release, { start: (of) => startPublishing(directory, of) }, surroundings);
}

/** This same program, which publishes. */
function startPublishing(
  cwd: string,
  {
    folder,
    servers,
    env,
  }: { readonly folder: string; readonly servers: string; readonly env: Readonly<Record<string, string>> },
): PublishingProcess {
  const [, program = ''] = process.argv;
  const child = spawn(
    process.execPath,
    [program, '-C', folder, 'release', 'publish', folder, '--unsigned', '--servers', servers, '--json'],
    { cwd, stdio: 'ignore', env: { ...process.env, ...env } },
  );
  const ended = new Promise<number | undefined>((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('exit', (code) => resolve(code ?? undefined));
  });
  return { kill: () => void child.kill('SIGKILL'), ended };
}
