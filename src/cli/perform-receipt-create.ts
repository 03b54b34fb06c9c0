import { join, relative } from 'node:path';
import { legFileName } from '../execution/run-store.ts';
import type { LegId } from '../plan/plan.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { addNoteLines } from '../platform/git-notes.ts';
import { toPosix } from '../platform/paths.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { SignedStatement } from '../release/signing/envelope.ts';
import type { Receipt, ReceiptPlace } from '../run/receipt.ts';
import { receiptStatement } from '../run/receipt-statement.ts';
import { committedSource, receiptsOfRun } from '../run/receipts-of-run.ts';
import { type CarefulConsole, carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { givenFolder, writeGivenFile } from './given-files.ts';
import { openSigner, SigningFailed, type SignOptions } from './open-signer.ts';
import type { CreatedReceipt } from './receipts/created-receipt.ts';
import { type JobReceiptOptions, jobReceipt, legOfJob, toldVerdicts } from './receipts/job-receipt.ts';
import { receiptPlace } from './receipts/receipt-place.ts';
import { NOTES_REF, subjectOf } from './receipts/receipt-subject.ts';
import { createdJson, createdLines } from './render/receipts.ts';
import { findRun, isOwn, readRun } from './run-lookup.ts';
import { ownPackage } from './version.ts';
import { openStore, openWorkplace } from './workplace.ts';

export interface ReceiptCreateOptions extends SignOptions, JobReceiptOptions {
  readonly run?: string;
  readonly output: string;
  readonly notes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `lockstep receipt create`: of a run, or of the job of a CI system that this is. 4 when there is no check to tell of. Nothing is written before all
 * of them are signed.
 */
export async function performReceiptCreate(
  invocation: Invocation,
  options: ReceiptCreateOptions,
): Promise<ExitCode> {
  const legs = options.run === undefined ? legsOfJob(options) : undefined;
  const place = receiptPlace(process.env);
  if (options.leg !== undefined && place === undefined)
    throw new UsageError(
      '--leg is for a job of GitHub Actions or CircleCI, and this is none',
      'Leave it away: receipts are made of the last run of lockstep, or of the one that --run names.',
    );
  const reason = whyNone(legs, options, place);
  if (reason !== undefined) {
    invocation.console.remark(`Nothing was written: ${reason}.`);
    return EXIT.fine;
  }
  const receipts =
    legs === undefined || place === undefined
      ? await ofRun(invocation, options.run)
      : await ofJob(invocation, legs, options);
  if (receipts === undefined) return EXIT.usage;
  if (receipts.length === 0) {
    invocation.console.remark(
      'There is no check in that run that was finished, so there is nothing to write a receipt for.',
    );
    return EXIT.notScanned;
  }
  if (options.dryRun === true) {
    tell(
      carefulOutput(invocation.console),
      receipts.map((receipt) => ({ receipt, files: [] })),
      options,
      'nothing',
    );
    return EXIT.fine;
  }
  return sign(invocation, receipts, options);
}

/** Those that the job tells of; undefined when it tells of none, and receipts are made of a run. */
function legsOfJob(options: ReceiptCreateOptions): readonly LegOfJob[] | undefined {
  const told = options.leg === undefined ? toldVerdicts(process.env) : undefined;
  if (told !== undefined) return told;
  const leg = legOfJob(options, process.env);
  return leg === undefined ? undefined : [{ leg, verdict: options.verdict }];
}

interface LegOfJob {
  readonly leg: string;
  readonly verdict: string | undefined;
}

/** The same step of a job runs on a machine of one's own, and for pull requests, whose jobs often have no identity: there is nothing to do there. */
function whyNone(
  legs: readonly LegOfJob[] | undefined,
  { key, leg: named }: ReceiptCreateOptions,
  place: ReceiptPlace | undefined,
): string | undefined {
  if (legs === undefined) return undefined;
  if (legs.length === 0) return 'no job of this workflow ran';
  if (place === undefined && named === undefined)
    return 'this job runs here, and `lockstep receipt create` after the run has its receipts';
  if (place?.event === 'pull_request' && key === undefined)
    return 'what a pull request has signed counts for no release';
  return undefined;
}

async function ofRun(invocation: Invocation, id: string | undefined): Promise<readonly Receipt[]> {
  const store = await openStore(invocation);
  const run = await findRun(store, id, { accept: isOwn, purpose: 'write receipts for' });
  const state = await readRun(store, run);
  if (state.started === undefined) throw new UsageError(`run ${run} did not begin`);
  const source = committedSource(state.started);
  if ('why' in source) throw new UsageError(source.why, source.fix);
  const subject = await subjectOf(invocation.directory, source.commit);
  return receiptsOfRun(state, subject, receiptPlace(process.env));
}

async function ofJob(
  invocation: Invocation,
  legs: readonly LegOfJob[],
  options: ReceiptCreateOptions,
): Promise<readonly Receipt[] | undefined> {
  const place = receiptPlace(process.env);
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined || place === undefined) return undefined;
  const { definition, root } = workplace;
  const head = await systemGit.head(root);
  if (head === undefined)
    throw new UsageError('this is no git repository with a commit', 'Check the code out first.');
  const configuration = { path: toPosix(relative(root, definition.path)), digest: definition.digest };
  const subject = await subjectOf(root, head.commit);
  const { pipeline } = definition;
  const lockstep = ownPackage().version;
  const facts = { pipeline, configuration, subject, place, lockstep, now: Date.now() };
  const { workflow } = options;
  return legs.map(({ leg, verdict }) =>
    jobReceipt(
      leg,
      { ...(workflow !== undefined && { workflow }), ...(verdict !== undefined && { verdict }) },
      facts,
    ),
  );
}

async function sign(
  invocation: Invocation,
  receipts: readonly Receipt[],
  options: ReceiptCreateOptions,
): Promise<ExitCode> {
  const folder = await givenFolder(invocation.directory, options.output);
  const signer = await openSigner(invocation, options);
  const console = carefulOutput(invocation.console, signer.secrets);
  let signed: readonly SignedStatement[];
  try {
    signed = await signer.sign(receipts.map(receiptStatement));
  } catch (error) {
    if (!(error instanceof SigningFailed)) throw error;
    console.remark(`${console.errorStyle.red('error')}: nothing was signed: ${error.message}`);
    return EXIT.failed;
  }
  await hideFromGit(folder);
  const created: CreatedReceipt[] = [];
  for (const [index, receipt] of receipts.entries()) {
    const statement = signed[index];
    if (statement === undefined) throw new Error('Internal error: a receipt was not signed');
    const files = await write(join(folder, fileName(receipt)), statement);
    created.push({ receipt, files: files.map((file) => toPosix(relative(process.cwd(), file))) });
  }
  if (options.notes === true) await keepNotes(invocation.directory, receipts, signed);
  tell(console, created, options, signer.how);
  return EXIT.fine;
}

/** Receipts in the checkout would make the next run one of a changed checkout. What is there already is somebody's wish. */
async function hideFromGit(folder: string): Promise<void> {
  if (!(await nodeFiles.exists(folder))) await writeGivenFile(join(folder, '.gitignore'), '*\n');
}

async function write(path: string, { bundle, envelope }: SignedStatement): Promise<readonly string[]> {
  await writeGivenFile(`${path}.sigstore.json`, bundle);
  if (envelope === undefined) return [`${path}.sigstore.json`];
  await writeGivenFile(`${path}.dsse.json`, envelope);
  return [`${path}.sigstore.json`, `${path}.dsse.json`];
}

/** Of its own for every attempt on every system, so that what is gathered in one folder stays apart. */
function fileName({ leg, system, run }: Receipt): string {
  const id = run.id.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 60);
  return `${legFileName(leg as LegId)}.${system}.${id}.${run.attempt}`;
}

async function keepNotes(
  directory: string,
  receipts: readonly Receipt[],
  signed: readonly SignedStatement[],
): Promise<void> {
  const [first] = receipts;
  if (first === undefined) return;
  const lines = signed.map(({ bundle }) => bundle.trim());
  try {
    await addNoteLines(directory, NOTES_REF, { commit: first.subject.commit, lines });
  } catch (error) {
    throw new StorageError(NOTES_REF, error);
  }
}

function tell(
  console: CarefulConsole,
  created: readonly CreatedReceipt[],
  { json, notes, dryRun }: ReceiptCreateOptions,
  how: string,
): void {
  if (json === true) console.json(createdJson(created, dryRun === true));
  else
    console.print(
      createdLines(created, { how, notes: notes === true && dryRun !== true, style: console.style }).join(
        '\n',
      ),
    );
}
