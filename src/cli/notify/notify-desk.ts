import { setTimeout as sleep } from 'node:timers/promises';
import { Masker } from '../../execution/masking/masker.ts';
import { collectSecretValues } from '../../execution/masking/secret-values.ts';
import { deliverOutbox } from '../../notify/deliver-outbox.ts';
import type { Forge } from '../../notify/forge.ts';
import { Outbox, type OutboxPlace } from '../../notify/outbox.ts';
import type { OutboxEntry } from '../../notify/outbox-state.ts';
import type { NotifyConfig } from '../../pipeline/config.ts';
import { nodeFiles } from '../../platform/files.ts';
import { StorageError } from '../../platform/storage-error.ts';
import { type CarefulConsole, carefulOutput } from '../careful-output.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';
import { githubSurroundings, githubToken, openGithub } from '../github-surroundings.ts';
import { openWorkplace, type Workplace } from '../workplace.ts';
import { GithubForge } from './github-forge.ts';
import { type ClosedReceiver, type OpenReceivers, openReceivers } from './open-receivers.ts';

/** Milliseconds that another process is waited for which has the outbox open. */
const LOCK_PATIENCE = 120_000;
/** Messages in an hour to one receiver, unless it says. */
const LIMIT = 30;

/** What every command about messages works with. */
export interface NotifyDesk {
  readonly console: CarefulConsole;
  readonly workplace: Workplace;
  readonly config: NotifyConfig;
  readonly masker: Masker;
  readonly place: OutboxPlace;
  open(names: Iterable<string>): Promise<OpenReceivers>;
}

/** Undefined when the definition is wrong, which has been told. */
export async function openDesk(
  invocation: Invocation,
  options: { readonly repo?: string },
): Promise<NotifyDesk | undefined> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return undefined;
  const { pipeline } = workplace.definition;
  const declared = pipeline.secrets.map(({ name }) => name);
  const secrets = collectSecretValues({ declared, env: process.env });
  const console = carefulOutput(
    invocation.console,
    secrets.map(({ value }) => value).filter((value) => value.length >= 4),
  );
  const forge = onceForge(invocation, { options, console });
  return {
    ...{ console, workplace, config: pipeline.notify, masker: Masker.of(secrets) },
    place: { files: nodeFiles, path: workplace.store.outboxPath },
    open: (names) => openReceivers(names, pipeline.notify, { env: process.env, forge, now: Date.now }),
  };
}

export function mustHaveReceivers({ config }: NotifyDesk): void {
  if (Object.keys(config.receivers).length === 0)
    throw new UsageError(
      'the definition says nobody who is told',
      "Add 'notify' to it: docs/notify.md shows how.",
    );
}

/** Asked for when the first receiver needs it: without one no token is looked for. */
function onceForge(
  invocation: Invocation,
  { options, console }: { readonly options: { readonly repo?: string }; readonly console: CarefulConsole },
): () => Promise<Forge | { readonly reason: string; readonly fix: string }> {
  let found: Promise<Forge | { readonly reason: string; readonly fix: string }> | undefined;
  const open = async (): Promise<Forge | { readonly reason: string; readonly fix: string }> => {
    const surroundings = await githubSurroundings(invocation, options);
    const token = await githubToken(surroundings);
    if (token === undefined)
      return {
        reason: 'there is no token to ask GitHub with',
        fix: `Set GITHUB_TOKEN (in a workflow: \${{ github.token }}, with \`permissions: issues: write\`) or GH_TOKEN, or run \`gh auth login\`.`,
      };
    return new GithubForge(
      openGithub(surroundings, token, (line) => console.remark(line)),
      Date.now,
    );
  };
  return () => {
    // Which repository is meant may not be known: that is no reason to tell nobody else.
    found ??= open().catch((error: unknown) => {
      if (!(error instanceof UsageError)) throw error;
      return { reason: error.message, fix: error.fix ?? 'Mend it, then: lockstep notify outbox --flush.' };
    });
    return found;
  };
}

/** The outbox, when whoever has it is done with it. */
export async function openOutbox({ place, console, workplace }: NotifyDesk): Promise<Outbox> {
  try {
    await workplace.store.ignoreInGit();
  } catch (error) {
    throw new StorageError(place.path, error);
  }
  const signal = AbortSignal.timeout(LOCK_PATIENCE);
  try {
    return await Outbox.open(place, {
      ...{ signal, now: Date.now() },
      onWait: (pid) => console.remark(`Waiting for process ${pid}, which is sending.`),
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new UsageError(`another process has had ${place.path} open for ${LOCK_PATIENCE / 1000} s`);
  }
}

/** Sends what waits; gives the receivers that could not be opened and what stays. */
export async function sendWaiting(
  desk: NotifyDesk,
  outbox: Outbox,
  { wait }: { readonly wait: number },
): Promise<{
  readonly closed: readonly ClosedReceiver[];
  /** By id: what something became of. */
  readonly touched: Map<string, OutboxEntry>;
}> {
  const unsettled = outbox.state.entries.filter(
    ({ state }) => state === 'queued' || state === 'delayed' || state === 'sending',
  );
  const { notifiers, closed } = await desk.open(unsettled.map(({ queued }) => queued.receiver));
  const touched = new Map<string, OutboxEntry>();
  const { receivers } = desk.config;
  await deliverOutbox(outbox, {
    ...{ notifiers, now: Date.now, pause: (ms: number) => sleep(ms), patience: wait * 1000 },
    limit: (name) => (Object.hasOwn(receivers, name) ? receivers[name]?.limit : undefined) ?? LIMIT,
    onOutcome: (entry) => touched.set(entry.queued.id, entry),
  });
  return { closed, touched };
}
