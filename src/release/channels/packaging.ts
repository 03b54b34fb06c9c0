import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printableLine } from '../../diagnostics/printable.ts';
import type { ReleaseCode } from '../diagnostic-codes.ts';
import type { ReleaseDraft, ReleaseFile, ReleaseFileKind } from '../manifest/release-manifest.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';

/** What the files of package managers are rendered from: a release without them, what its manifests say, and what the definition says of the channel. */
export interface PackagingQuestion<Options> {
  readonly draft: ReleaseDraft;
  readonly facts: Pick<ProjectFacts, 'python' | 'npm'>;
  readonly options: Options;
}

/** Where people download the files of a release: they are assets of a release on GitHub. Source archives of GitHub's own change without notice. */
export function downloadUrl({ about, tag }: Pick<ReleaseDraft, 'about' | 'tag'>, file: string): string {
  return `${about.repository}/releases/download/${encodeURIComponent(tag)}/${encodeURIComponent(file)}`;
}

export function fileOf(draft: ReleaseDraft, kind: ReleaseFileKind): ReleaseFile | undefined {
  return draft.files.find((file) => file.kind === kind);
}

export function binaryFor(
  draft: ReleaseDraft,
  os: 'linux' | 'macos' | 'windows',
  arch: 'x64' | 'arm64',
): ReleaseFile | undefined {
  return draft.files.find(
    ({ kind, platform }) => kind === 'binary' && platform?.os === os && platform.arch === arch,
  );
}

/** The program that people start: what the definition says, else the first command that the package installs, else `name`. */
export function programOf(
  { facts, options }: PackagingQuestion<{ readonly program?: string }>,
  name: string,
): string {
  return options.program ?? facts.python?.scripts[0] ?? name;
}

/** One line for the files of package managers: nothing that is invisible. */
export function plainLine(text: string): string {
  return printableLine(text).replace(/\s+/g, ' ').trim();
}

/** A rule of a channel that a release breaks: it would be refused there, or not work. */
export function brokenRule(
  code: ReleaseCode,
  message: string,
  { fix, at }: { readonly fix: string; readonly at: readonly string[] },
): Diagnostic {
  return { code, severity: 'error', message, fix, at: ['release', ...at] };
}
