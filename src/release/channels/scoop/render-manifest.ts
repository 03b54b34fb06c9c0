import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../../diagnostics/result.ts';
import type { ScoopChannelConfig } from '../../../pipeline/channels-config.ts';
import type { ReleaseDraft, ReleaseFile } from '../../manifest/release-manifest.ts';
import {
  binaryFor,
  brokenRule,
  downloadUrl,
  fileOf,
  type PackagingQuestion,
  plainLine,
  programOf,
} from '../packaging.ts';
import { pythonEnvironment } from '../python-environment.ts';

const AT = ['channels', 'scoop'];

type Json = Readonly<Record<string, unknown>>;

/**
 * A manifest for a Scoop bucket (ScoopInstaller/Scoop, schema.json): of programs for Windows where there are any, else of a package of npm, else of a
 * wheel in an environment of its own. Its lines end as Scoop's own files have them (.editorconfig: CRLF, four spaces).
 */
export function renderScoopManifest(question: PackagingQuestion<ScoopChannelConfig>): Result<string> {
  const { draft, options } = question;
  const app = options.app ?? draft.project;
  const program = programOf(question, app);
  const body = bodyOf(question, program);
  const license = scoopLicense(draft.about.license);
  const problems = [
    ...(/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(app)
      ? []
      : [problem(`'${app}' is no name of an app`, 'Name it in release.channels.scoop.app.')]),
    ...(/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(program)
      ? []
      : [problem(`'${program}' is no name of a program`, 'Name it in release.channels.scoop.program.')]),
    ...(license === ''
      ? [problem('there is no licence', 'Write an SPDX expression in release.about.license.')]
      : []),
    ...(typeof body === 'string'
      ? [
          problem(
            `nothing can be installed: ${body}`,
            'Build a program for Windows, a package of npm, or a wheel of Python.',
          ),
        ]
      : []),
  ];
  if (problems.length > 0 || typeof body === 'string') return failure(...problems);
  const manifest = {
    version: draft.version,
    description: plainLine(draft.about.description),
    homepage: draft.about.homepage,
    license,
    ...body.install,
    ...updates(draft, body.files),
  };
  return success(`${JSON.stringify(manifest, null, 4)}\n`.replaceAll('\n', '\r\n'));
}

interface ScoopBody {
  readonly install: Json;
  /** What is downloaded; by the name of the architecture, addresses. */
  readonly files: readonly ReleaseFile[] | Readonly<Record<string, string>>;
}

/** A text: why there is none. */
function bodyOf(question: PackagingQuestion<ScoopChannelConfig>, program: string): ScoopBody | string {
  const { draft, facts } = question;
  const [x64, arm64] = [binaryFor(draft, 'windows', 'x64'), binaryFor(draft, 'windows', 'arm64')];
  if (x64 !== undefined || arm64 !== undefined) return programs(draft, { x64, arm64 }, program);
  const npm = fileOf(draft, 'npm');
  if (npm !== undefined && facts.npm !== undefined) return npmPackage(draft, npm, program);
  const wheel = fileOf(draft, 'wheel');
  if (wheel === undefined || facts.python === undefined) return 'there is neither';
  if (!wheel.name.endsWith('-none-any.whl')) return 'the wheel is for one platform alone';
  const requirements = facts.python.dependencies.length === 0 ? undefined : fileOf(draft, 'requirements');
  const files = [wheel, ...(requirements === undefined ? [] : [requirements])];
  return {
    install: {
      depends: 'main/python',
      ...downloads(draft, files),
      installer: { script: pythonEnvironment('$dir', { wheel, requirements }) },
      bin: `venv\\Scripts\\${program}.exe`,
    },
    files,
  };
}

function programs(
  draft: ReleaseDraft,
  { x64, arm64 }: { readonly x64: ReleaseFile | undefined; readonly arm64: ReleaseFile | undefined },
  program: string,
): ScoopBody {
  const architecture: Record<string, Json> = {};
  const files: Record<string, string> = {};
  for (const [arch, file] of [['64bit', x64] as const, ['arm64', arm64] as const]) {
    if (file === undefined) continue;
    const url = named(draft, file, program);
    architecture[arch] = { url, hash: file.sha256 };
    files[arch] = url;
  }
  return { install: { architecture, bin: `${program}.exe` }, files };
}

/** What follows `#/` is what Scoop calls the file (wiki, "App-Manifests", `url`): a program alone gets its own name. */
function named(draft: ReleaseDraft, file: ReleaseFile, program: string): string {
  const url = downloadUrl(draft, file.name);
  return file.name.endsWith('.exe') ? `${url}#/${program}.exe` : url;
}

/** Scoop would unpack the package, and npm takes it whole: so it has another name until it is there. */
function npmPackage(draft: ReleaseDraft, file: ReleaseFile, program: string): ScoopBody {
  return {
    install: {
      depends: 'main/nodejs-lts',
      url: `${downloadUrl(draft, file.name)}#/package.file`,
      hash: file.sha256,
      installer: {
        script: [
          'Rename-Item "$dir\\package.file" package.tgz',
          'npm install --global --prefix "$dir" --ignore-scripts "$dir\\package.tgz"',
          "if ($LASTEXITCODE -ne 0) { throw 'npm could not install it' }",
        ],
      },
      bin: `${program}.cmd`,
    },
    files: [file],
  };
}

function downloads(draft: ReleaseDraft, files: readonly ReleaseFile[]): Json {
  const [urls, hashes] = [
    files.map(({ name }) => downloadUrl(draft, name)),
    files.map(({ sha256 }) => sha256),
  ];
  return files.length === 1 ? { url: urls[0], hash: hashes[0] } : { url: urls, hash: hashes };
}

/** How buckets find the next version by themselves (wiki, "App-Manifest-Autoupdate"). The hashes stand in the checksums of each release. */
function updates(draft: ReleaseDraft, files: ScoopBody['files']): Json {
  if (!draft.about.repository.startsWith('https://github.com/')) return {};
  const sums = fileOf(draft, 'checksums');
  const next = (url: string): string => url.replaceAll(draft.version, '$version');
  const hash = { url: `$baseurl/${sums?.name ?? 'SHA256SUMS'}` };
  if (!isList(files)) {
    const each = Object.entries(files).map(([arch, url]) => [arch, { url: next(url) }]);
    return {
      checkver: { github: draft.about.repository },
      autoupdate: { architecture: Object.fromEntries(each), hash },
    };
  }
  const urls = files.map(({ name }) => next(downloadUrl(draft, name)));
  const autoupdate = { url: urls.length === 1 ? urls[0] : urls, hash };
  return { checkver: { github: draft.about.repository }, autoupdate };
}

function isList(files: ScoopBody['files']): files is readonly ReleaseFile[] {
  return Array.isArray(files);
}

/** Several are told apart by `|` where people choose, by `,` where all hold (wiki, "App-Manifests", `license`). */
function scoopLicense(license: string): string {
  return plainLine(license)
    .replace(/[()]/g, '')
    .replace(/\s+OR\s+/g, '|')
    .replace(/\s+AND\s+/g, ',');
}

function problem(message: string, fix: string): Diagnostic {
  return brokenRule('release-scoop', `scoop: ${message}`, { fix, at: AT });
}
