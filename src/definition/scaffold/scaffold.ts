import { failure, type Result, success } from '../../diagnostics/result.ts';
import { type Draft, draftDefinition } from './draft.ts';
import { printTypeScript } from './print-typescript.ts';
import { printYaml } from './print-yaml.ts';
import type { Survey } from './survey.ts';
import { onOneLine } from './written-text.ts';

/** A definition to be written, and what to tell about it. */
export interface Scaffold {
  readonly path: 'lockstep.config.ts' | 'lockstep.config.yaml';
  readonly text: string;
  /** What was found and where, what was left out and why; one line each, safe for a terminal. */
  readonly notes: readonly string[];
}

export interface ScaffoldOptions {
  /** `ts` where there is a package.json, since `lockstep` can be a dependency there; `yaml` elsewhere. */
  readonly format?: 'ts' | 'yaml';
}

/** Writes the definition that a survey calls for, or says that there is nothing to define. */
export function scaffoldDefinition(survey: Survey, options: ScaffoldOptions = {}): Result<Scaffold> {
  const draft = draftDefinition(survey);
  if (draft.jobs.length === 0) return nothingToDefine(survey);
  const format = options.format ?? (survey.hasPackageJson ? 'ts' : 'yaml');
  return success({
    path: `lockstep.config.${format}`,
    text: format === 'ts' ? printTypeScript(draft) : printYaml(draft),
    notes: notesOf(survey, draft, format).map(onOneLine),
  });
}

function nothingToDefine(survey: Survey): Result<Scaffold> {
  const found = survey.ecosystems.map((ecosystem) => ecosystem.from);
  const message =
    found.length === 0
      ? 'There is nothing here that says how the project is checked.'
      : `${found.join(' and ')} says nothing about how the project is checked: no linter, no tests, no build.`;
  return failure({
    code: 'nothing-to-scaffold',
    severity: 'error',
    message,
    related: survey.notes.map((note) => ({ message: onOneLine(note) })),
    fix: `Looked for ${survey.lookedFor.join(', ')}. Add one of them, or write lockstep.config.ts by hand.`,
  });
}

/** Commands that were found and have no job, because another does what they do. */
function leftOut(survey: Survey, draft: Draft): readonly string[] {
  const used = new Set(draft.jobs.flatMap((job) => job.checks));
  const unused = survey.ecosystems
    .flatMap((ecosystem) => ecosystem.checks)
    .filter((check) => !used.has(check));
  return unused.map((check) => {
    const kinds = [check.category, ...(check.covers ?? [])].join(' and ');
    return `Left out: ${check.run.join(', ')} (${check.from}), because ${kinds} would run twice.`;
  });
}

function notesOf(survey: Survey, draft: Draft, format: 'ts' | 'yaml'): readonly string[] {
  const { main, from, develop } = survey.branches;
  const notes = survey.ecosystems.flatMap((ecosystem) => ecosystem.notes);
  for (const job of draft.jobs) {
    for (const check of job.checks) notes.push(`${job.name}: ${check.run.join(', ')} (${check.from})`);
  }
  const work = develop === undefined ? '' : `, with ${develop} beside it`;
  notes.push(...leftOut(survey, draft));
  notes.push(
    from === undefined
      ? `No branch was found: '${main}' is a guess.`
      : `The main branch is ${main} (${from})${work}.`,
  );
  for (const system of survey.existing)
    notes.push(
      `${system.files.join(', ')}: left as it is, not converted. What it checks runs twice until one of the two goes.`,
    );
  notes.push(...survey.notes);
  if (format === 'ts' && survey.hasPackageJson)
    notes.push('lockstep.config.ts imports from `lockstep`: keep it in devDependencies.');
  return notes;
}
