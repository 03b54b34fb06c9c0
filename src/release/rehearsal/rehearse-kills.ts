import { nodeFiles } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import { MANIFEST_FILE, type OpenRelease } from '../manifest/read-release.ts';
import type { DesiredChannel } from '../manifest/release-manifest.ts';
import { openWorld } from './rehearsal-world.ts';
import {
  type Rehearsal,
  type RehearsalSurroundings,
  type RehearsedStep,
  rehearsable,
  rehearse,
  unlikeSteps,
} from './rehearse.ts';
import { type FaultRow, tooEarly, wrongsAfter } from './rehearse-faults.ts';
import { runTrain } from './run-train.ts';

/** A process that publishes: `lockstep release publish` itself. */
export interface PublishingProcess {
  /** Ends it at once, without a word (SIGKILL). */
  kill(): void;
  /** Its exit code, once it is gone; undefined when it was killed. */
  readonly ended: Promise<number | undefined>;
}

export interface KillQuestion {
  /** Starts one that publishes the release in a folder to the servers that a file names, with these variables. */
  start(options: {
    readonly folder: string;
    readonly servers: string;
    readonly env: Readonly<Record<string, string>>;
  }): PublishingProcess;
}

const MOMENTS = ['before', 'after'] as const;

/**
 * Kills the process that publishes, right before and right after each request that writes, and publishes once more. Every channel has a secret then: no CI system
 * says to the process who it is.
 */
export async function* rehearseKills(
  given: OpenRelease,
  question: KillQuestion,
  surroundings: RehearsalSurroundings,
): AsyncIterable<FaultRow> {
  const release = withSecrets(rehearsable(given));
  const home = surroundings.folder();
  try {
    await writeRelease(release, home);
    const clean = await rehearse(release, surroundings);
    for (const step of unlikeSteps(clean.steps))
      for (const moment of MOMENTS) {
        surroundings.signal.throwIfAborted();
        yield await killOnce({ release, home, clean, step, moment }, question, surroundings);
      }
  } finally {
    await nodeFiles.remove(home);
  }
}

async function killOnce(
  {
    release,
    home,
    clean,
    step,
    moment,
  }: {
    readonly release: OpenRelease;
    readonly home: string;
    readonly clean: Rehearsal;
    readonly step: RehearsedStep;
    readonly moment: (typeof MOMENTS)[number];
  },
  { start }: KillQuestion,
  surroundings: RehearsalSurroundings,
): Promise<FaultRow> {
  const folder = surroundings.folder();
  const world = await openWorld(release.manifest, folder);
  try {
    const servers = join(folder, 'servers.json');
    await nodeFiles.writeAtomic(servers, JSON.stringify(world.endpoints));
    const publishing: { process: PublishingProcess | undefined } = { process: undefined };
    const kill = async (): Promise<void> => {
      publishing.process?.kill();
      await publishing.process?.ended;
    };
    world.befall(({ nth }) => {
      if (nth !== step.nth) return undefined;
      // Killed before, it is not done: nobody is there any more who asks for it.
      return moment === 'before' ? { gone: kill } : { before: async () => undefined, after: kill };
    });
    const names = release.manifest.channels.flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
    const env = Object.fromEntries(names.map((name) => [name, world.secret(name) ?? '']));
    publishing.process = start({ folder: home, servers, env });
    const code = await publishing.process.ended;
    world.befall(undefined);
    const early = tooEarly(world.writes, clean.steps);
    const before = world.writes.length;
    const second = await runTrain(release, world, surroundings);
    return {
      ...{ step, fault: `kill -9 ${moment}`, second: second.outcome },
      first: code === undefined ? 'it was killed' : `it ended with ${code}`,
      mended: world.writes.length - before,
      wrongs: [
        ...(code === undefined ? [] : ['it was not killed']),
        ...early,
        ...(await wrongsAfter(world, clean, second)),
      ],
    };
  } finally {
    await world.close();
    await nodeFiles.remove(folder);
  }
}

function withSecrets(release: OpenRelease): OpenRelease {
  const channels = release.manifest.channels.map(
    (desired): DesiredChannel => ({ secret: `REHEARSAL_${desired.name.toUpperCase()}`, ...desired }),
  );
  return { ...release, manifest: { ...release.manifest, channels } };
}

async function writeRelease({ manifest, files }: OpenRelease, folder: string): Promise<void> {
  for (const { name } of manifest.files)
    await nodeFiles.writeAtomic(join(folder, name), await files.bytes(name));
  await nodeFiles.writeAtomic(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}
