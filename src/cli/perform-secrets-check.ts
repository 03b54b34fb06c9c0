import { printableLine } from '../diagnostics/printable.ts';
import type { NotifyEvent } from '../notify/notify-event.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { checkSecrets, type SecretFinding, type TokenEnd } from '../secrets/check-secrets.ts';
import { placeText, type SecretPlace, type StoredSecret } from '../secrets/secret-place.ts';
import type { UnseenPlace } from '../secrets/secret-store.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { writeEvents } from './notify/write-events.ts';
import {
  type OpenStores,
  openSecretsDesk,
  openStores,
  placesOf,
  type SecretsDesk,
  type StoreOptions,
} from './secrets/secrets-desk.ts';
import { githubTokenExpiry, isGithubToken } from './secrets/token-expiry.ts';

export interface SecretsCheckOptions extends StoreOptions {
  /** Where to write what `notify send --events` reads. */
  readonly events?: string;
  readonly json?: boolean;
}

/**
 * `lockstep secrets check`: what the systems say is stored, against what the definition says. 1 when something must be mended, 4 when a place could not be
 * looked into: what was not seen is not well.
 */
export async function performSecretsCheck(
  invocation: Invocation,
  options: SecretsCheckOptions,
): Promise<ExitCode> {
  const desk = await openSecretsDesk(invocation);
  if (desk === undefined) return EXIT.usage;
  const { pipeline, uses, record } = desk;
  const values = pipeline.secrets.flatMap(({ name }) => process.env[name] ?? []);
  const systems = new Set(uses.map(({ system }) => system));
  const open = await openStores(invocation, { options, systems, secrets: values });
  const { stored, unseen } = await lookAtStores(open, placesOf(uses));
  const findings = checkSecrets({
    ...{ pipeline, uses, stored, record, now: Date.now() },
    unseen: unseen.map(({ place }) => place),
    expiries: await expiriesOf(desk, open),
  });
  if (options.events !== undefined) {
    const seen = new Set(stored.map(({ name }) => name));
    await writeEvents(invocation, options.events, agesToTell(pipeline, { findings, seen }));
  }
  return tell(open, { findings, unseen, stored }, options.json === true);
}

/** Of each secret that was seen: whether it is old. Of the others nobody knows. */
function agesToTell(
  { project, secrets }: Pipeline,
  { findings, seen }: { readonly findings: readonly SecretFinding[]; readonly seen: ReadonlySet<string> },
): readonly NotifyEvent[] {
  return secrets
    .filter(({ name }) => seen.has(name))
    .map(({ name }): NotifyEvent => {
      const old = findings.find(({ secret, code }) => secret === name && code === 'secret-old');
      const about = { kind: 'secret-old', project, subject: name } as const;
      if (old === undefined) return { ...about, status: 'resolved', summary: `${name} is no longer old.` };
      return { ...about, status: 'firing', summary: old.message, details: old.fix };
    });
}

interface Seen {
  readonly stored: readonly StoredSecret[];
  readonly unseen: readonly UnseenPlace[];
}

async function lookAtStores({ stores, silent }: OpenStores, places: readonly SecretPlace[]): Promise<Seen> {
  const listings = [];
  for (const store of stores)
    listings.push(await store.list(places.filter(({ system }) => system === store.system)));
  const notAsked = silent.flatMap(({ system, how }) =>
    places
      .filter((place) => place.system === system)
      .map((place) => ({ place, reason: 'there is no token to ask with', fix: how })),
  );
  return {
    stored: listings.flatMap((listing) => listing.stored),
    unseen: [...listings.flatMap((listing) => listing.unseen), ...notAsked],
  };
}

/** Of the tokens of GitHub among the declared secrets whose values are in the environment here. They go to GitHub and nowhere else. */
async function expiriesOf(
  { pipeline }: SecretsDesk,
  { githubApi }: OpenStores,
): Promise<ReadonlyMap<string, TokenEnd>> {
  const found = new Map<string, TokenEnd>();
  for (const { name } of pipeline.secrets) {
    const value = process.env[name]?.trim() ?? '';
    if (githubApi === undefined || !isGithubToken(value)) continue;
    const end = await githubTokenExpiry(githubApi, value);
    if (end !== undefined) found.set(name, end);
  }
  return found;
}

interface Told extends Seen {
  readonly findings: readonly SecretFinding[];
}

function tell({ console }: OpenStores, { findings, unseen, stored }: Told, json: boolean): ExitCode {
  const { style, errorStyle } = console;
  if (json) console.json({ findings, unseen, seen: stored.length });
  else
    for (const { severity, code, message, fix } of findings) {
      const mark =
        severity === 'failed' ? style.red(style.glyphs.failed) : style.yellow(style.glyphs.warning);
      console.print(`${mark} ${printableLine(message)} [${code}]\n  help: ${printableLine(fix)}`);
    }
  for (const { place, reason, fix } of unseen) {
    console.remark(
      `${errorStyle.red('error')}: ${placeText(place)} was not looked into: ${printableLine(reason)}`,
    );
    if (fix !== undefined) console.remark(`  help: ${fix}`);
  }
  const failed = findings.filter(({ severity }) => severity === 'failed').length;
  if (!json) console.print(sentence(findings.length, { failed, seen: stored.length, unseen: unseen.length }));
  if (failed > 0) return EXIT.failed;
  return unseen.length > 0 ? EXIT.notScanned : EXIT.fine;
}

function sentence(
  found: number,
  { failed, seen, unseen }: Readonly<Record<'failed' | 'seen' | 'unseen', number>>,
): string {
  const looked = `${seen} stored ${seen === 1 ? 'secret' : 'secrets'} looked at`;
  const blind = unseen === 0 ? '' : `, ${unseen} ${unseen === 1 ? 'place' : 'places'} not seen`;
  if (found === 0) return `${looked}${blind}: nothing is wrong${unseen === 0 ? '' : ' with what was seen'}.`;
  return `${looked}${blind}: ${failed} to mend, ${found - failed} to think about.`;
}
