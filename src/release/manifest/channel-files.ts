import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { ChannelsConfig } from '../../pipeline/channels-config.ts';
import type { Artifact } from '../build/artifact.ts';
import { textArtifact } from '../build/artifact.ts';
import { renderNupkg } from '../channels/chocolatey/render-nupkg.ts';
import type { FormulaResource } from '../channels/homebrew/formula-resource.ts';
import { renderFormula } from '../channels/homebrew/render-formula.ts';
import { renderScoopManifest } from '../channels/scoop/render-manifest.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';
import { isFor } from './desired-channels.ts';
import type { ReleaseDraft } from './release-manifest.ts';

export interface ChannelFilesQuestion {
  /** With all that people download, and its checksums. */
  readonly draft: ReleaseDraft;
  readonly config: ChannelsConfig;
  readonly facts: ProjectFacts;
  /** What a formula of a Python package brings along. */
  readonly resources: readonly FormulaResource[];
  /** Versions that are tagged already. */
  readonly versions: readonly string[];
}

/** The files that package managers read: a formula, a manifest of Scoop, a package of Chocolatey. What is wrong with any is told at once. */
export function channelFiles(question: ChannelFilesQuestion): Result<readonly Artifact[]> {
  const made = [formula(question), scoop(question), chocolatey(question)].filter((one) => one !== undefined);
  const problems: Diagnostic[] = made.flatMap((one) => (one.ok ? [] : one.diagnostics));
  if (problems.length > 0) return failure(...problems);
  return success(made.flatMap((one) => (one.ok ? [one.value] : [])));
}

function formula(question: ChannelFilesQuestion): Result<Artifact> | undefined {
  const { config, draft, facts, resources } = question;
  const options = config.homebrew;
  if (options === undefined || !isFor('homebrew', question)) return undefined;
  const rendered = renderFormula({ draft, facts, options, resources });
  if (!rendered.ok) return rendered;
  return success(textArtifact(`${options.formula ?? draft.project}.rb`, 'formula', rendered.value));
}

function scoop(question: ChannelFilesQuestion): Result<Artifact> | undefined {
  const { config, draft, facts } = question;
  const options = config.scoop;
  if (options === undefined || !isFor('scoop', question)) return undefined;
  const rendered = renderScoopManifest({ draft, facts, options });
  if (!rendered.ok) return rendered;
  return success(textArtifact(`${options.app ?? draft.project}.json`, 'scoop', rendered.value));
}

function chocolatey({ config, draft, facts }: ChannelFilesQuestion): Result<Artifact> | undefined {
  const { chocolatey: own } = config;
  if (own === undefined || own === false) return undefined;
  const rendered = renderNupkg({ draft, facts, options: own === true ? {} : own });
  if (!rendered.ok) return rendered;
  const { name, bytes } = rendered.value;
  return success({ name, kind: 'nupkg', content: bytes });
}

/** Does the formula install a package of Python, with all that it needs? Programs and packages of npm go before (`renderFormula`). */
export function needsResources({
  config,
  facts,
  draft,
  versions,
}: Omit<ChannelFilesQuestion, 'resources'>): boolean {
  const hasProgram = draft.files.some(
    ({ kind, platform }) => kind === 'binary' && platform?.os !== 'windows',
  );
  const hasNpm = draft.files.some(({ kind }) => kind === 'npm');
  return (
    config.homebrew !== undefined &&
    isFor('homebrew', { draft, versions }) &&
    facts.python !== undefined &&
    !hasNpm &&
    !hasProgram
  );
}
