/** What is looked at. */
export type ScanTarget =
  | { readonly kind: 'image'; readonly image: string }
  | { readonly kind: 'fs'; readonly directory: string };

/** Who looks. */
export type Scanner =
  | { readonly kind: 'program'; readonly program: string }
  /** Trivy's own image, in a container. */
  | { readonly kind: 'container'; readonly engine: ContainerEngine; readonly image: string };

export type ContainerEngine = 'docker' | 'podman';

export interface ScanCommand {
  readonly program: string;
  readonly args: readonly string[];
}

export interface ScanPaths {
  /** Absolute; empty when the scan begins. The scanner writes `trivy.json` into it. */
  readonly scratch: string;
  /** Absolute; the scanner keeps its database here. Only asked for with a container. */
  readonly cache: string;
  /** What else the scanner is told: `--skip-dirs vendor`. */
  readonly extra: readonly string[];
  /** Of whoever calls, so that files of the container are theirs; docker on POSIX only. */
  readonly user?: string;
}

export const REPORT_NAME = 'trivy.json';
const IMAGE_FILE = 'image.tar';
const NOTHING_FILE = 'nothing';

/** A file with nothing in it, which the scanner is given in place of the project's own ignore files and configuration. */
export function nothingFile(scratch: string): string {
  return `${scratch}/${NOTHING_FILE}`;
}

/**
 * The one scan: all severities and all packages, as JSON. What the project has lying about for Trivy (`.trivyignore`, `trivy.yaml`)
 * would hold findings back without anybody's seeing it; nothing is read of it. Options: trivy.dev/docs, "CLI reference", of 0.70.
 */
export function scanCommands(target: ScanTarget, scanner: Scanner, paths: ScanPaths): readonly ScanCommand[] {
  if (scanner.kind === 'program') return [programCommand(target, scanner.program, paths)];
  const { engine } = scanner;
  if (target.kind === 'fs') return [containerCommand(target, scanner, paths)];
  // As an archive: a scanner that is handed the engine's socket is handed the machine.
  const save = {
    program: engine,
    args: ['save', '--output', `${paths.scratch}/${IMAGE_FILE}`, target.image],
  };
  return [save, containerCommand(target, scanner, paths)];
}

function programCommand(target: ScanTarget, program: string, { scratch, extra }: ScanPaths): ScanCommand {
  const subject = target.kind === 'image' ? target.image : target.directory;
  return { program, args: [target.kind, ...common(target, scratch, extra), ...extra, '--', subject] };
}

const INSIDE = '/scan';
const PROJECT = '/project';

function containerCommand(
  target: ScanTarget,
  { engine, image }: Extract<Scanner, { kind: 'container' }>,
  { scratch, cache, extra, user }: ScanPaths,
): ScanCommand {
  const mounts = [
    ['--volume', `${scratch}:${INSIDE}`],
    ['--volume', `${cache}:/cache`],
    ...(target.kind === 'fs' ? [['--volume', `${target.directory}:${PROJECT}:ro`]] : []),
  ].flat();
  const subject = target.kind === 'image' ? ['--input', `${INSIDE}/${IMAGE_FILE}`] : ['--', PROJECT];
  return {
    program: engine,
    args: [
      ...['run', '--rm', ...(user === undefined || engine === 'podman' ? [] : ['--user', user])],
      ...mounts,
      image,
      ...[target.kind, '--cache-dir', '/cache', ...common(target, INSIDE, extra), ...extra, ...subject],
    ],
  };
}

function common(target: ScanTarget, scratch: string, extra: readonly string[]): readonly string[] {
  const nothing = nothingFile(scratch);
  // Given twice, both lists would hold.
  const chosen = extra.some((word) => /^--scanners(=|$)/.test(word));
  const scanners = target.kind === 'image' ? 'vuln,secret' : 'vuln,secret,misconfig';
  return [
    ...['--config', nothing],
    ...['--format', 'json', '--output', `${scratch}/${REPORT_NAME}`],
    ...['--list-all-pkgs', '--severity', 'UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL'],
    ...(chosen ? [] : ['--scanners', scanners]),
    ...['--ignore-unfixed=false', '--ignorefile', nothing, '--exit-code', '0'],
  ];
}
