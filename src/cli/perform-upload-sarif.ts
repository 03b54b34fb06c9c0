import { isAbsolute, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { analysedSource } from '../providers/github/api/analysed-source.ts';
import type { GithubClient } from '../providers/github/api/github-client.ts';
import { GithubRefusal } from '../providers/github/api/github-refusal.ts';
import { addFingerprints } from '../providers/github/api/sarif/add-fingerprints.ts';
import { type FittedSarif, fitSarif } from '../providers/github/api/sarif/fit-sarif.ts';
import {
  type AnalysedSource,
  awaitUpload,
  type Upload,
  uploadSarif,
} from '../providers/github/api/upload-sarif.ts';
import { type CarefulConsole, carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import {
  type GithubSurroundings,
  githubSurroundings,
  githubToken,
  openGithub,
  tokenIsMissing,
} from './github-surroundings.ts';
import { cutLines, type SentSarif, sentLine, statusLines, uploadsJson } from './render/sarif-upload.ts';
import { readSarifFiles, type SarifFile } from './sarif-files.ts';
import { tellRefusal } from './tell-refusal.ts';
import { printDiagnostics } from './workplace.ts';

export interface UploadSarifOptions {
  readonly category?: string;
  readonly ref?: string;
  readonly commit?: string;
  readonly repo?: string;
  /** Seconds. */
  readonly wait: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `lockstep upload sarif`: reads and cuts all files before the first is sent, so that nothing is sent by halves. 1 when GitHub refuses or fails;
 * results that it goes on processing are a warning.
 */
export async function performUploadSarif(
  invocation: Invocation,
  names: readonly string[],
  options: UploadSarifOptions,
): Promise<ExitCode> {
  const surroundings = await githubSurroundings(invocation, options);
  const { directory } = surroundings;
  if (options.category?.trim() === '')
    throw new UsageError('the category is empty', 'Leave --category away, or name one.');
  const plain = carefulOutput(invocation.console);
  const { files, diagnostics } = await readSarifFiles(names, { directory, category: options.category });
  printDiagnostics(plain, diagnostics);
  if (hasErrors(diagnostics)) return EXIT.usage;
  const source = await sourceOf(surroundings, options);
  const root = await systemGit.root(directory);
  const isCheckedOut = root !== undefined && surroundings.head?.commit === source.commit;
  const prepared: PreparedFile[] = [];
  for (const file of files) prepared.push(await prepare(file, isCheckedOut ? root : undefined));
  printDiagnostics(plain, prepared.flatMap(tooLarge));
  if (prepared.some(({ fitted }) => fitted.tooLarge.length > 0)) return EXIT.usage;
  const found = options.dryRun === true ? undefined : await githubToken(surroundings);
  if (found === undefined && options.dryRun !== true) throw tokenIsMissing('security-events: write');
  const console = carefulOutput(invocation.console, found === undefined ? [] : [found.token]);
  const client = found && openGithub(surroundings, found, (line) => console.remark(line));
  return send({ console, surroundings, source, root, options, client }, prepared);
}

interface PreparedFile {
  readonly path: string;
  readonly fitted: FittedSarif;
  /** Results that were given a fingerprint. */
  readonly fingerprints: number;
}

interface Sending {
  readonly console: CarefulConsole;
  readonly surroundings: GithubSurroundings;
  readonly source: AnalysedSource;
  readonly root: string | undefined;
  readonly options: UploadSarifOptions;
  /** Undefined when nothing is to be sent. */
  readonly client: GithubClient | undefined;
}

async function sourceOf(
  { directory, context, head }: GithubSurroundings,
  { commit, ref }: UploadSarifOptions,
): Promise<AnalysedSource> {
  // A short id or the name of a tag is fine where git can tell what it is.
  const known = commit === undefined ? undefined : ((await systemGit.commitOf(directory, commit)) ?? commit);
  const source = analysedSource({ commit: known, ref, context, head });
  if ('lacking' in source) throw new UsageError(source.lacking, source.fix);
  return source;
}

/** Cut first: what is not sent needs no fingerprint. */
async function prepare({ path, log }: SarifFile, root: string | undefined): Promise<PreparedFile> {
  const fitted = fitSarif(log);
  if (root === undefined) return { path, fitted, fingerprints: 0 };
  const whole = await nodeFiles.realPath(root);
  let fingerprints = 0;
  const logs = [];
  for (const one of fitted.logs) {
    const told = await addFingerprints(one, (name) => sourceText(whole ?? root, name), root);
    fingerprints += told.added;
    logs.push(told.log);
  }
  return { path, fitted: { ...fitted, logs }, fingerprints };
}

/** Bytes of a source file beyond which it is none. */
const LARGEST_SOURCE = 5 << 20;

/** Of the checkout only: no name, and no link, leads out of it. */
async function sourceText(root: string, name: string): Promise<string | undefined> {
  const path = await nodeFiles.realPath(join(root, name)).catch(() => undefined);
  if (path === undefined) return undefined;
  const inside = relative(root, path);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return undefined;
  const stat = await nodeFiles.stat(path);
  if (stat?.kind !== 'file' || stat.size > LARGEST_SOURCE) return undefined;
  return nodeFiles.readText(path).catch(() => undefined);
}

function tooLarge({ path, fitted }: PreparedFile) {
  return fitted.tooLarge.map((tool) => ({
    code: 'sarif-too-large',
    severity: 'error' as const,
    message: `The run of ${tool} is larger than GitHub takes even without a result`,
    location: { path },
    fix: 'Let the scanner leave out what is no result: contents of files, artifacts, graphs.',
  }));
}

async function send(sending: Sending, prepared: readonly PreparedFile[]): Promise<ExitCode> {
  const { console, source, root, client, options } = sending;
  const sent: SentSarif[] = [];
  const json = options.json === true;
  try {
    for (const { path, fitted, fingerprints } of prepared) {
      for (const [part, log] of fitted.logs.entries()) {
        const checkout = root === undefined ? undefined : pathToFileURL(`${root}/`).href;
        const id = client && (await uploadSarif(client, log, { source, checkout }));
        const one: SentSarif = {
          path,
          log,
          id,
          cuts: part === 0 ? fitted.cuts : [],
          fingerprints: part === 0 ? fingerprints : 0,
        };
        sent.push(one);
        if (!json) console.print(sentLine(one, placeOf(sending), console.style));
        for (const line of cutLines(one)) console.remark(`${console.errorStyle.yellow('warning')}: ${line}`);
      }
    }
    const uploads = client === undefined ? [] : await awaitAll(sending, client, sent);
    if (json) console.json(uploadsJson(sent, uploads, placeOf(sending)));
    return uploads.some(({ status }) => status === 'failed') ? EXIT.failed : EXIT.fine;
  } catch (error) {
    if (error instanceof GithubRefusal) return tellRefusal(console, error);
    throw error;
  }
}

function placeOf({ surroundings, source }: Sending) {
  const { repository, web } = surroundings;
  return { repository: `${repository.owner}/${repository.name}`, web, ...source };
}

/** The time is for all of them together. */
async function awaitAll(
  sending: Sending,
  client: GithubClient,
  sent: readonly SentSarif[],
): Promise<readonly Upload[]> {
  const { console, options } = sending;
  const began = Date.now();
  const uploads: Upload[] = [];
  for (const one of sent) {
    const wait = Math.max(0, options.wait * 1000 - (Date.now() - began));
    const upload = await awaitUpload(client, one.id ?? '', { wait, now: Date.now, pause: (ms) => sleep(ms) });
    uploads.push(upload);
    const { out, err } = statusLines(one, upload, { ...placeOf(sending), waited: options.wait });
    for (const line of err) console.remark(line);
    if (out !== undefined && options.json !== true) console.print(out);
  }
  return uploads;
}
