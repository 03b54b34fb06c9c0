import { join } from 'node:path';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import type { SystemName } from '../../pipeline/config.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { nodeFiles } from '../../platform/files.ts';
import { StorageError } from '../../platform/storage-error.ts';
import { inventoryOf, type SecretUse } from '../../secrets/inventory.ts';
import {
  type RotationRecord,
  readRotationRecord,
  renderRotationRecord,
} from '../../secrets/rotation-record.ts';
import type { SecretPlace } from '../../secrets/secret-place.ts';
import type { SecretStore } from '../../secrets/secret-store.ts';
import { type CarefulConsole, carefulOutput } from '../careful-output.ts';
import { circleciSurroundings, openCircleci } from '../circleci-surroundings.ts';
import type { Invocation } from '../commands/command.ts';
import { compilePipeline } from '../compile-pipeline.ts';
import { UsageError } from '../exit-code.ts';
import { githubSurroundings, githubToken, openGithub } from '../github-surroundings.ts';
import { lockedActions } from '../locked-actions.ts';
import { openWorkplace } from '../workplace.ts';
import { CircleciSecretStore, GithubSecretStore } from './secret-stores.ts';

/** Beside the definition. */
const RECORD_NAME = 'lockstep.secrets.json';

export interface SecretsDesk {
  readonly pipeline: Pipeline;
  readonly uses: readonly SecretUse[];
  readonly recordPath: string;
  readonly record: RotationRecord;
}

/** What the definition and its files say of secrets. Undefined when they are wrong, which has been told. */
export async function openSecretsDesk(invocation: Invocation): Promise<SecretsDesk | undefined> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return undefined;
  const locked = await lockedActions(workplace, invocation.console);
  if (locked === undefined) return undefined;
  const { workflows, proof, diagnostics } = compilePipeline(workplace, locked);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  await workplace.report(errors);
  if (hasErrors(errors)) return undefined;
  const { pipeline } = workplace.definition;
  const recordPath = join(workplace.root, RECORD_NAME);
  const read = readRotationRecord(await nodeFiles.readText(recordPath));
  if ('why' in read)
    throw new UsageError(`${RECORD_NAME} cannot be read: ${read.why}`, 'Mend it, or take it from git again.');
  const uses = inventoryOf({ pipeline, workflows, events: proof.events });
  return { pipeline, uses, recordPath, record: read.record };
}

export async function writeRecord({ recordPath }: SecretsDesk, record: RotationRecord): Promise<void> {
  try {
    await nodeFiles.writeAtomic(recordPath, renderRotationRecord(record));
  } catch (error) {
    throw new StorageError(recordPath, error);
  }
}

/** Every place that a job looks in, each once, but for what is stored nowhere. */
export function placesOf(uses: readonly SecretUse[]): readonly SecretPlace[] {
  const places = uses.filter(({ place }) => place.kind !== 'run').map(({ place }) => place);
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

export interface StoreOptions {
  readonly repo?: string;
  readonly circleciProject?: string;
}

export interface OpenStores {
  readonly stores: readonly SecretStore[];
  /** Why a system that is needed cannot be asked. */
  readonly silent: readonly { readonly system: SystemName; readonly how: string }[];
  /** With every token masked. */
  readonly console: CarefulConsole;
  readonly githubApi: URL | undefined;
  readonly githubToken: string | undefined;
}

const NO_TOKEN: Readonly<Record<SystemName, string>> = {
  github:
    'set GH_TOKEN to a fine-grained token with `secrets: read` and `environments: read` (the token of a workflow cannot do it), or run `gh auth login`',
  circleci: 'set CIRCLE_TOKEN to a personal API token, or run `circleci setup`',
};

/** The stores of the systems that the definition gives jobs to. */
export async function openStores(
  invocation: Invocation,
  {
    options,
    systems,
    secrets = [],
  }: {
    readonly options: StoreOptions;
    readonly systems: ReadonlySet<SystemName>;
    readonly secrets?: readonly string[];
  },
): Promise<OpenStores> {
  const surroundings = await githubSurroundings(invocation, options);
  const found = systems.has('github') ? await githubToken(surroundings) : undefined;
  const circle = systems.has('circleci')
    ? await circleciSurroundings(surroundings.repository, options.circleciProject)
    : undefined;
  const tokens = [found?.token, circle?.found?.token, ...secrets].filter(
    (one) => one !== undefined && one.length >= 4,
  );
  const console = carefulOutput(invocation.console, tokens as string[]);
  const tell = (line: string): void => console.remark(line);
  const stores: SecretStore[] = [];
  if (found !== undefined) stores.push(new GithubSecretStore(openGithub(surroundings, found, tell)));
  if (circle?.found !== undefined)
    stores.push(new CircleciSecretStore(openCircleci(circle, circle.found, tell)));
  const silent = [...systems].filter((system) => !stores.some((store) => store.system === system));
  return {
    ...{ stores, console, silent: silent.map((system) => ({ system, how: NO_TOKEN[system] })) },
    ...{ githubApi: surroundings.api, githubToken: found?.token },
  };
}
