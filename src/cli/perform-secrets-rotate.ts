import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { printableLine } from '../diagnostics/printable.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { isSourceRefusal } from '../providers/run-source.ts';
import type { RotationRecord } from '../secrets/rotation-record.ts';
import { placeText, RUN_TOKEN, type SecretPlace, samePlace } from '../secrets/secret-place.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { readGivenFile, readStandardInput } from './given-files.ts';
import {
  type OpenStores,
  openSecretsDesk,
  openStores,
  placesOf,
  type SecretsDesk,
  type StoreOptions,
  writeRecord,
} from './secrets/secrets-desk.ts';

export interface SecretsRotateOptions extends StoreOptions {
  readonly valueFile?: string;
  readonly revoked?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** GitHub takes 48 KB (docs.github.com, "Using secrets in GitHub Actions", "Limits for secrets"). */
const LARGEST = 48 * 1024;

/**
 * `lockstep secrets rotate NAME`: writes a new value to every place that jobs look in. The record says what was begun before anything is written, so that a
 * rotation that was cut off is found. The value comes from standard input, a file or a prompt, never from an argument.
 */
export async function performSecretsRotate(
  invocation: Invocation,
  name: string,
  options: SecretsRotateOptions,
): Promise<ExitCode> {
  const desk = await openSecretsDesk(invocation);
  if (desk === undefined) return EXIT.usage;
  if (options.revoked === true) return noteRevoked(invocation, desk, name);
  const uses = desk.uses.filter(({ secret }) => secret === name);
  mustBeRotatable(desk, name);
  const places = placesOf(uses);
  explain(invocation, desk, { name, places });
  if (options.dryRun === true) return EXIT.fine;
  const value = await readValue(invocation, options);
  const systems = new Set(places.map(({ system }) => system));
  const open = await openStores(invocation, { options, systems, secrets: [value] });
  const [silent] = open.silent;
  if (silent !== undefined)
    throw new UsageError(
      `${silent.system === 'github' ? 'GitHub' : 'CircleCI'} cannot be asked, and half a rotation is worse than none`,
      `${silent.how}.`,
    );
  return writeAll(desk, open, { name, value, places, json: options.json === true });
}

function mustBeRotatable({ pipeline, uses }: SecretsDesk, name: string): void {
  const names = pipeline.secrets.map((secret) => secret.name);
  if (!names.includes(name)) {
    const near = didYouMean(name, names);
    throw new UsageError(`there is no secret '${printableLine(name)}' in the definition`, near);
  }
  if (placesOf(uses.filter(({ secret }) => secret === name)).length > 0) return;
  throw new UsageError(
    name === RUN_TOKEN ? `${name} is made by GitHub for each run` : `no job of a CI system uses ${name}`,
    name === RUN_TOKEN ? 'There is nothing to rotate.' : 'Revoke it and take it out of the definition.',
  );
}

function explain(
  { console }: Invocation,
  { pipeline, uses }: SecretsDesk,
  { name, places }: { readonly name: string; readonly places: readonly SecretPlace[] },
): void {
  const description = pipeline.secrets.find((secret) => secret.name === name)?.policy.description;
  const operations = uses.filter(({ secret }) => secret === name).flatMap(({ operation }) => operation ?? []);
  const [first] = operations;
  console.remark(
    `1. Make a new ${name}${description === undefined ? '' : ` (${printableLine(description)})`}; leave the old one alone.`,
  );
  if (first !== undefined) console.remark(`   It needs, to ${first.title}: ${first.least}.`);
  console.remark('2. It is written to:');
  for (const place of places) console.remark(`   - ${placeText(place)}`);
  console.remark(
    `3. Run a job that uses it. Then revoke the old one, and say so: lockstep secrets rotate ${name} --revoked`,
  );
}

async function readValue(
  { directory }: Invocation,
  { valueFile, yes }: SecretsRotateOptions,
): Promise<string> {
  const given =
    valueFile === undefined ? await typedOrPiped(yes === true) : await readGivenFile(directory, valueFile);
  // Editors and `echo` end a file with one.
  const value = given.replace(/\r?\n$/, '');
  if (value.trim() === '') throw new UsageError('the new value is empty');
  if (Buffer.byteLength(value) > LARGEST)
    throw new UsageError(`the new value has more than ${LARGEST / 1024} KB`);
  return value;
}

async function typedOrPiped(sure: boolean): Promise<string> {
  if (!process.stdin.isTTY) return readStandardInput();
  // What is typed is shown to nobody.
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silence, terminal: true });
  try {
    process.stderr.write('New value (not shown): ');
    const value = await lines.question('');
    process.stderr.write(sure ? '\n' : '\nWrite it to all of these places? [y/N] ');
    if (!sure && !/^y(?:es)?$/i.test((await lines.question('')).trim()))
      throw new UsageError('nothing was written');
    process.stderr.write('\n');
    return value;
  } finally {
    lines.close();
  }
}

interface Rotation {
  readonly name: string;
  readonly value: string;
  readonly places: readonly SecretPlace[];
  readonly json: boolean;
}

async function writeAll(
  desk: SecretsDesk,
  { stores, console }: OpenStores,
  { name, value, places, json }: Rotation,
): Promise<ExitCode> {
  const began = Date.now();
  const written: { place: SecretPlace; at: number }[] = [];
  const problems: { place: SecretPlace; reason: string; fix: string | undefined }[] = [];
  const note = (completed: boolean): Promise<void> =>
    writeRecord(desk, noted(desk.record, { name, began, written, completed }));
  await note(false);
  for (const place of places) {
    const store = stores.find(({ system }) => system === place.system);
    try {
      await store?.write(name, place, value);
      if (!(await isThere(store, { name, place, began }))) throw notSeen(place);
      written.push({ place, at: Date.now() });
      await note(false);
    } catch (error) {
      if (!isSourceRefusal(error)) throw error;
      problems.push({ place, reason: error.message, fix: error.fix });
    }
  }
  const whole = problems.length === 0;
  if (whole) await note(true);
  const { style } = console;
  if (json) console.json({ secret: name, written: written.map(({ place }) => place), problems });
  else
    for (const { place } of written) console.print(`${style.green(style.glyphs.passed)} ${placeText(place)}`);
  for (const { place, reason, fix } of problems) {
    console.remark(`${console.errorStyle.red('error')}: ${placeText(place)}: ${printableLine(reason)}`);
    if (fix !== undefined) console.remark(`  help: ${fix}`);
  }
  if (!whole && written.length > 0)
    console.remark(
      `The systems have different values now: mend what is wrong, and run this again. Do not revoke the old one yet.`,
    );
  return whole ? EXIT.fine : EXIT.failed;
}

/** The place tells a time of writing that is not before the rotation; clocks may differ by five minutes. */
async function isThere(
  store: OpenStores['stores'][number] | undefined,
  { name, place, began }: { readonly name: string; readonly place: SecretPlace; readonly began: number },
): Promise<boolean> {
  const { stored = [] } = (await store?.list([place])) ?? {};
  const found = stored.find((one) => one.name === name && samePlace(one.place, place));
  if (found === undefined) return false;
  // A variable of a project tells only when it was first made.
  return found.updated === undefined || found.updated >= began - 300_000;
}

function notSeen(place: SecretPlace): Error {
  const message = `it took the value, and does not show it in ${placeText(place)}`;
  return Object.assign(new Error(message), {
    kind: 'unreachable',
    status: undefined,
    fix: 'Run this again.',
  });
}

interface Noted {
  readonly name: string;
  readonly began: number;
  readonly written: readonly { readonly place: SecretPlace; readonly at: number }[];
  readonly completed: boolean;
}

function noted(record: RotationRecord, { name, began, written, completed }: Noted): RotationRecord {
  const iso = (time: number): string => new Date(time).toISOString();
  const entry = {
    began: iso(began),
    written: written.map(({ place, at }) => ({ place, at: iso(at) })),
    ...(completed && { completed: iso(Date.now()) }),
  } as RotationRecord['secrets'][string];
  return { version: 1, secrets: { ...record.secrets, [name]: entry } };
}

async function noteRevoked({ console }: Invocation, desk: SecretsDesk, name: string): Promise<ExitCode> {
  const entry = Object.hasOwn(desk.record.secrets, name) ? desk.record.secrets[name] : undefined;
  if (entry?.completed === undefined)
    throw new UsageError(
      `no rotation of ${printableLine(name)} is known to be complete`,
      `lockstep secrets rotate ${printableLine(name)}`,
    );
  const revoked = { ...entry, oldRevoked: new Date().toISOString() };
  await writeRecord(desk, { version: 1, secrets: { ...desk.record.secrets, [name]: revoked } });
  console.print(`Noted: the old value of ${name} was revoked.`);
  return EXIT.fine;
}
