import { zipSync } from 'fflate';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../../diagnostics/result.ts';
import type { ChocolateyChannelConfig } from '../../../pipeline/channels-config.ts';
import type { ReleaseDraft } from '../../manifest/release-manifest.ts';
import {
  binaryFor,
  brokenRule,
  downloadUrl,
  fileOf,
  type PackagingQuestion,
  plainLine,
  programOf,
} from '../packaging.ts';
import { brokenRequirements, type PackageFacts } from './chocolatey-rules.ts';
import { type ChocolateySubject, installScripts } from './install-script.ts';
import { nugetVersion } from './nuget-version.ts';
import { renderNuspec } from './render-nuspec.ts';

export interface RenderedNupkg {
  /** `weather.1.2.0.nupkg`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const AT = ['channels', 'chocolatey'];
const MOST_NOTES = 4000;

/** A package for Chocolatey, the same bytes from the same release: of a program for Windows where there is one, else of a wheel in an environment of its own. */
export function renderNupkg(question: PackagingQuestion<ChocolateyChannelConfig>): Result<RenderedNupkg> {
  const { draft, options } = question;
  const facts = factsOf(question);
  const subject = subjectOf(question);
  const program = programOf(question, facts.id);
  const problems = [
    ...brokenRequirements(facts).map(({ rule, why, fix }) => problem(`the package ${why} (${rule})`, fix)),
    ...(typeof subject === 'string'
      ? [
          problem(
            `nothing can be installed: ${subject}`,
            'Build a program for Windows on x64, or a wheel of Python.',
          ),
        ]
      : []),
    ...(/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(program)
      ? []
      : [problem(`'${program}' is no name of a program`, 'Name it in release.channels.chocolatey.program.')]),
    ...feedFaults(options),
  ];
  if (problems.length > 0 || typeof subject === 'string') return failure(...problems);
  const version = nugetVersion(draft.version);
  const nuspec = renderNuspec({
    ...facts,
    version,
    licenseUrl: licenseUrl(draft),
    sourceUrl: draft.about.repository,
    releaseNotes: notesOf(draft),
    // Rule CPMR0052: a dependency has a version.
    dependencies: subject.kind === 'wheel' ? [{ id: 'python3', version: '3.11.0' }] : [],
  });
  const { install, uninstall } = installScripts(subject, program);
  const files = {
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations(facts.id),
    [`${facts.id}.nuspec`]: nuspec,
    'tools/chocolateyinstall.ps1': install,
    ...(uninstall !== undefined && { 'tools/chocolateyuninstall.ps1': uninstall }),
  };
  return success({ name: `${facts.id}.${version}.nupkg`, bytes: zip(files, draft.committedAt) });
}

function factsOf({ draft, options }: PackagingQuestion<ChocolateyChannelConfig>): PackageFacts {
  const { about, project } = draft;
  const id = options.id ?? project.toLowerCase();
  const summary = plainLine(about.description);
  return {
    ...{ id, summary, icon: options.icon, projectUrl: about.homepage, authors: about.authors.map(plainLine) },
    // Rule CPMR0050: a title of its own.
    title: options.title ?? (project === id ? titled(project) : project),
    description: options.description ?? about.description,
    tags: (options.tags ?? [id, 'cli', 'foss']).map((tag) => tag.toLowerCase()),
  };
}

function titled(project: string): string {
  return project
    .split(/[-_.]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** A text: why there is none. */
function subjectOf({ draft, facts }: PackagingQuestion<ChocolateyChannelConfig>): ChocolateySubject | string {
  const program = binaryFor(draft, 'windows', 'x64');
  if (program !== undefined) {
    if (!/\.(?:exe|zip|7z)$/.test(program.name)) return `${program.name} is neither a program nor a zip`;
    return { kind: 'program', file: program, url: downloadUrl(draft, program.name) };
  }
  const wheel = fileOf(draft, 'wheel');
  if (wheel === undefined || facts.python === undefined) return 'there is neither';
  if (!wheel.name.endsWith('-none-any.whl')) return 'the wheel is for one platform alone';
  const requirements = facts.python.dependencies.length === 0 ? undefined : fileOf(draft, 'requirements');
  const files = [wheel, ...(requirements === undefined ? [] : [requirements])];
  return { kind: 'wheel', files: files.map((file) => ({ file, url: downloadUrl(draft, file.name) })) };
}

function feedFaults({ feed, push }: ChocolateyChannelConfig): readonly Diagnostic[] {
  return [feed, push].flatMap((address) => {
    if (address === undefined || (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)))
      return [];
    return [problem(`'${address}' is no address of a feed`, 'Write it like https://push.chocolatey.org/.')];
  });
}

/** The text of the licence at SPDX, where it is one; else that of the project. */
function licenseUrl({ about, tag }: ReleaseDraft): string {
  return /^[A-Za-z0-9.+-]+$/.test(about.license)
    ? `https://spdx.org/licenses/${about.license}.html`
    : `${about.repository}/blob/${encodeURIComponent(tag)}/LICENSE`;
}

function notesOf({ about, tag, notes }: ReleaseDraft): string {
  const page = `${about.repository}/releases/tag/${encodeURIComponent(tag)}`;
  const text = notes.trim();
  const cut = text.length > MOST_NOTES ? `${text.slice(0, MOST_NOTES)}…` : text;
  return cut === '' ? page : `${cut}\n\n${page}`;
}

/** ECMA-376, Part 2 (Open Packaging Conventions), 10.1.2: how parts are read, by the ends of their names. */
const CONTENT_TYPES = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
  <Default Extension="ps1" ContentType="application/octet" />
</Types>
`;

/** The same, 9.3: what in the package is its description. */
function relations(id: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/${id}.nuspec" Id="R1" />
</Relationships>
`;
}

/** What zip can say of a year (APPNOTE.TXT, 4.4.6: 1980 and 7 bits; fflate takes none after 2099). */
const [FIRST, LAST] = [Date.UTC(1980, 0, 2), Date.UTC(2099, 11, 30)];

/** Every entry has the time of the commit, as near as zip has it. Zip has local times: those of UTC are made local, whatever this machine's are. */
function zip(files: Readonly<Record<string, string>>, time: string): Uint8Array {
  const at = new Date(Math.min(LAST, Math.max(FIRST, Date.parse(time))));
  const mtime = new Date(
    ...([
      at.getUTCFullYear(),
      at.getUTCMonth(),
      at.getUTCDate(),
      at.getUTCHours(),
      at.getUTCMinutes(),
      at.getUTCSeconds(),
    ] as const),
  );
  const entries = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  return zipSync(Object.fromEntries(entries), { mtime, level: 9 });
}

function problem(message: string, fix: string): Diagnostic {
  return brokenRule('release-chocolatey', `chocolatey: ${message}`, { fix, at: AT });
}
