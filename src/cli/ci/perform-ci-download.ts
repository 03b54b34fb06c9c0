import { open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { printableLine } from '../../diagnostics/printable.ts';
import { randomHex } from '../../platform/digest.ts';
import { nodeFiles } from '../../platform/files.ts';
import { StorageError } from '../../platform/storage-error.ts';
import type { CiArtifact, CiRun } from '../../providers/run-source.ts';
import type { WantedOptions } from '../commands/ci-options.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import {
  mustAskSomebody,
  openSources,
  type SourceOptions,
  type Sources,
  tellProblems,
  tellSilence,
} from './open-sources.ts';
import { problemData } from './problem-data.ts';
import { refusalsTold } from './refusals-told.ts';
import { findRuns, shownId, sourceOfRun } from './wanted-runs.ts';

export interface CiDownloadOptions extends WantedOptions, SourceOptions {
  readonly into: string;
  readonly name?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface Download {
  readonly artifact: CiArtifact;
  /** Below the folder that was asked for. */
  readonly path: string;
}

/** `lockstep runs download`: what the runs kept, each file below `<into>/<run>/<job>/`; a part of a file is never left under its name. */
export async function downloadCi(
  invocation: Invocation,
  id: string | undefined,
  options: CiDownloadOptions,
): Promise<ExitCode> {
  const sources = await openSources(invocation, options);
  if (id === undefined || /^(?:github|circleci):/.test(id)) mustAskSomebody(sources);
  return refusalsTold(sources, async () => {
    const { console } = sources;
    const { runs, problems } = await findRuns(sources, id, options);
    const lists = await Promise.all(runs.map((run) => downloadsOf(sources, run)));
    const wanted = lists
      .flat()
      .filter(({ artifact }) => options.name === undefined || isNamed(artifact, options.name));
    const into = resolve(invocation.directory, options.into);
    if (id === undefined) tellSilence(sources);
    tellProblems(sources, problems);
    for (const { artifact, path } of wanted) {
      if (options.dryRun !== true) await fetchTo(sources, artifact, join(into, path));
      if (options.json !== true)
        console.print(
          `${options.dryRun === true ? 'would be written' : 'written'}: ${printableLine(join(options.into, path))}`,
        );
    }
    if (options.json === true)
      console.json({
        files: wanted.map(({ artifact, path }) => ({
          run: shownId({ ...artifact, id: artifact.run }),
          name: artifact.name,
          path,
        })),
        dryRun: options.dryRun === true,
        problems: problems.map(problemData),
      });
    else if (wanted.length === 0) console.print('These runs kept nothing of that.');
    return problems.length === 0 ? EXIT.fine : EXIT.failed;
  });
}

async function downloadsOf(sources: Sources, run: CiRun): Promise<readonly Download[]> {
  const artifacts = await sourceOfRun(sources, run).artifacts(run);
  const taken = new Set<string>();
  return artifacts.map((artifact) => {
    const parts = [
      `${run.place}-${run.id}`,
      ...(artifact.job === undefined ? [] : [artifact.job]),
      ...artifact.name.split('/'),
    ];
    let path = join(...parts.map(safePart).filter((part) => part !== ''));
    // Machines of one job, and names that differ only in what is replaced.
    for (let count = 2; taken.has(path.toLowerCase()); count++)
      path = `${path.replace(/~\d+$/, '')}~${count}`;
    taken.add(path.toLowerCase());
    return { artifact, path };
  });
}

/** A part of a path that leads nowhere else on any system. */
function safePart(part: string): string {
  const plain = part.replace(/[\u0000-\u001f\u007f<>:"|?*\\/]/g, '-').replace(/[. ]+$/, '');
  if (/^\.*$/.test(plain)) return '';
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain) ? `_${plain}` : plain;
}

function isNamed({ name }: CiArtifact, wanted: string): boolean {
  return name === wanted || name === `${wanted}.zip` || name.startsWith(`${wanted}/`);
}

async function fetchTo(sources: Sources, artifact: CiArtifact, path: string): Promise<void> {
  const source = sourceOfRun(sources, artifact);
  await nodeFiles.makeDirectory(dirname(path));
  const aside = `${path}.${randomHex(4)}.part`;
  const file = await open(aside, 'wx').catch((error: unknown) => {
    throw new StorageError(aside, error as Error);
  });
  try {
    await source.download(artifact, async (chunk) => {
      await file.writeFile(chunk).catch((error: unknown) => {
        throw new StorageError(aside, error as Error);
      });
    });
    await file.close();
    await rename(aside, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(aside, { force: true });
    throw error;
  }
}
