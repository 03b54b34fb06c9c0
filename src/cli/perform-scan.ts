import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { randomHex } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { toPosix } from '../platform/paths.ts';
import { runCommand } from '../platform/processes.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import type { FindingsPolicyOptions } from './findings-options.ts';
import { Interruption } from './interruption.ts';
import { performReportFindings } from './perform-report-findings.ts';
import { BUILDER, type BuildOptions, buildCommands } from './scan/build-command.ts';
import { type FoundScanner, findEngine, findScanner, howToGetTrivy } from './scan/find-scanner.ts';
import { reportAbout } from './scan/report-about.ts';
import { runScanCommand } from './scan/run-scanner.ts';
import {
  type ContainerEngine,
  nothingFile,
  REPORT_NAME,
  type ScanCommand,
  type ScanTarget,
  scanCommands,
} from './scan/trivy-command.ts';

export interface ScanOptions extends FindingsPolicyOptions, BuildOptions {
  readonly out: string;
  readonly trivy?: string;
  readonly engine?: ContainerEngine;
  readonly report?: string;
  readonly suppressions?: string;
  readonly baseline?: string;
  readonly category?: string;
  readonly dryRun?: boolean;
}

/** What comes of one scan, beside the scanner's own report; each derived from that alone. */
const OUTPUTS = {
  json: 'findings.json',
  markdown: 'findings.md',
  sarif: 'findings.sarif',
  junit: 'findings.xml',
  cyclonedx: 'sbom.cdx.json',
  spdx: 'sbom.spdx.json',
} as const;

/** Scans once, derives everything from that, and only then judges: 1 when something blocks, 4 when nothing could be scanned. */
export async function performScan(
  invocation: Invocation,
  target: ScanTarget,
  { options, extra }: { readonly options: ScanOptions; readonly extra: readonly string[] },
): Promise<ExitCode> {
  checkTarget(target, options);
  const directory = resolve(invocation.directory);
  const out = resolve(directory, options.out);
  if (options.dryRun !== true) await removeEarlier(out);
  const scan =
    options.report === undefined
      ? await scanAnew(invocation, target, { options, extra, out })
      : await takeReport(target, { path: resolve(directory, options.report), out });
  if (scan !== undefined) return scan;
  const name = (file: string): string => toPosix(relative(directory, join(out, file)));
  const outputs = Object.fromEntries(Object.entries(OUTPUTS).map(([kind, file]) => [kind, name(file)]));
  const code = await performReportFindings(invocation, [name(REPORT_NAME)], {
    ...options,
    ...outputs,
    format: 'trivy',
    billsWherePossible: true,
    category: options.category ?? categoryOf(target),
  });
  invocation.console.remark(`Reports: ${name('')}`);
  return code;
}

function checkTarget(target: ScanTarget, { build, report, engine }: ScanOptions): void {
  if (engine !== undefined && engine !== 'docker' && engine !== 'podman')
    throw new UsageError(`--engine: '${engine}' is no engine of containers`, 'Say docker or podman.');
  // A name of an image never begins with what a program takes for an option (github.com/distribution/reference).
  if (target.kind === 'image' && !/^[a-z0-9][\w./:@-]{0,300}$/i.test(target.image))
    throw new UsageError(
      `'${target.image}' is no name of an image`,
      'Write it like csvscope:scan or ghcr.io/owner/name@sha256:….',
    );
  if (target.kind === 'fs' && build !== undefined)
    throw new UsageError('--build makes an image, and a directory is to be scanned');
  if (build !== undefined && report !== undefined)
    throw new UsageError('--report is of an image that was built elsewhere, and --build builds one');
}

/** What an earlier scan left would be uploaded as this one's, if this one came to nothing. */
async function removeEarlier(out: string): Promise<void> {
  for (const name of [REPORT_NAME, ...Object.values(OUTPUTS)]) await nodeFiles.remove(join(out, name));
}

async function takeReport(
  target: ScanTarget,
  { path, out }: { readonly path: string; readonly out: string },
): Promise<undefined> {
  const text = await nodeFiles.readText(path);
  if (text === undefined) throw new UsageError(`there is no file ${path}`);
  await nodeFiles.writeAtomic(join(out, REPORT_NAME), reportAbout(text, target));
}

interface NewScan {
  readonly options: ScanOptions;
  readonly extra: readonly string[];
  readonly out: string;
}

/** Undefined when the report is there; else what to end with. */
async function scanAnew(
  invocation: Invocation,
  target: ScanTarget,
  scan: NewScan,
): Promise<ExitCode | undefined> {
  const { console } = invocation;
  const found = await findScanner(scan.options);
  if (found === undefined) {
    console.remark(
      `Not scanned: neither Trivy nor an engine of containers is here.\n${howToGetTrivy(target)}`,
    );
    return EXIT.notScanned;
  }
  const scratch = join(scan.out, `.scan-${randomHex(8)}`);
  const commands = await commandsOf(target, found, {
    ...scan,
    scratch,
    directory: resolve(invocation.directory),
  });
  if (scan.options.dryRun === true) {
    for (const command of commands)
      console.print([command.program, ...command.args].map(shellWord).join(' '));
    return EXIT.fine;
  }
  const cache = scannerCache();
  await nodeFiles.makeDirectory(cache);
  await nodeFiles.writeAtomic(nothingFile(scratch), '');
  try {
    console.remark(`Scanning with ${found.title}`);
    const failed = await runAll(invocation, commands);
    if (failed !== undefined) return failed;
    return await keepReport(invocation, target, { scratch, out: scan.out });
  } finally {
    await nodeFiles.remove(scratch);
  }
}

async function commandsOf(
  target: ScanTarget,
  { scanner }: FoundScanner,
  { options, extra, scratch, directory }: NewScan & { readonly scratch: string; readonly directory: string },
): Promise<readonly ScanCommand[]> {
  const { getuid, getgid } = process;
  const paths = {
    ...{ scratch, extra, cache: scannerCache() },
    ...(getuid !== undefined && getgid !== undefined && { user: `${getuid()}:${getgid()}` }),
  };
  const own = target.kind === 'fs' ? { ...target, directory: resolve(directory, target.directory) } : target;
  const scans = scanCommands(own, scanner, paths);
  if (target.kind === 'fs' || options.build === undefined) return scans;
  const engine = await findEngine(options.engine);
  if (engine === undefined) throw new UsageError('--build takes docker or podman, and neither answers here');
  const { code } = await runCommand(engine, ['buildx', 'inspect', BUILDER], { timeout: 10_000 });
  const layers = await nodeFiles.exists(resolve(directory, options.buildCache ?? ''));
  const state = { builder: code === 0, layers };
  return [...buildCommands(target.image, { engine, state }, options), ...scans];
}

/** Runs one after another; undefined when all went well, else what to end with. */
async function runAll(
  { console, directory }: Invocation,
  commands: readonly ScanCommand[],
): Promise<ExitCode | undefined> {
  const interruption = new Interruption();
  try {
    for (const command of commands) {
      const code = await runScanCommand(command, {
        cwd: resolve(directory),
        signal: interruption.signal,
        onLine: (line) => console.remark(`  ${line}`),
      });
      if (interruption.signal.aborted) return interruption.exitCode;
      if (code === 0) continue;
      const how = code === undefined ? 'could not be started' : `ended with ${code}`;
      console.remark(`Not scanned: ${command.program} ${command.args[0] ?? ''} ${how}.`);
      return EXIT.notScanned;
    }
    return undefined;
  } finally {
    interruption.close();
  }
}

async function keepReport(
  { console }: Invocation,
  target: ScanTarget,
  { scratch, out }: { readonly scratch: string; readonly out: string },
): Promise<ExitCode | undefined> {
  const text = await nodeFiles.readText(join(scratch, REPORT_NAME));
  if (text === undefined) {
    console.remark('Not scanned: the scanner wrote no report.');
    return EXIT.notScanned;
  }
  await nodeFiles.writeAtomic(join(out, REPORT_NAME), reportAbout(text, target));
  return undefined;
}

/** Distinct for each image, so that one upload does not replace another's findings. */
function categoryOf(target: ScanTarget): string {
  if (target.kind === 'fs') return 'trivy/fs';
  return `trivy/${target.image.replace(/@.*$/, '').replace(/:[^:/]*$/, '')}`;
}

function scannerCache(): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(base, 'lockstep', 'trivy');
}

function shellWord(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
