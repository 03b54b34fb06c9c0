import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { expandBraces } from '../../../plan/braces.ts';
import type { PlannedJob } from '../../../plan/plan.ts';
import { type RunStep, type StepBlock, shellText } from '../document.ts';
import { wrapping } from '../leg-tokens.ts';
import { shellWord } from './images.ts';
import type { JobContext } from './job-context.ts';
import { problem } from './problem.ts';

/** Where kept files wait for the steps that take them: CircleCI's own take a directory and no globs. */
const KEPT = '~/lockstep/kept';

/**
 * Gathers artifacts and reports, after a failure too, and stores them. git knows globs, finds what it does not track as well and is
 * wherever the code was checked out.
 */
export function keepSteps({ leg }: JobContext): {
  steps: readonly StepBlock[];
  diagnostics: readonly Diagnostic[];
} {
  const kinds = [...new Set(leg.reports.map((report) => report.kind))];
  const sets = [
    ...leg.artifacts.map(({ name, paths }) => ({ folder: `artifacts/${name}`, globs: paths })),
    ...kinds.map((kind) => ({
      folder: `reports/${kind}`,
      globs: leg.reports.filter((report) => report.kind === kind).map((report) => report.path),
    })),
  ];
  if (sets.length === 0) return { steps: [], diagnostics: [] };
  const steps: StepBlock[] = [gatherStep(sets)];
  const needed = leg.artifacts.filter(({ ifMissing }) => ifMissing === 'error').map(({ name }) => name);
  if (needed.length > 0) steps.push(presenceStep(needed));
  if (kinds.includes('tests')) steps.push({ kind: 'store_test_results', path: `${KEPT}/reports/tests` });
  if (leg.artifacts.length > 0)
    steps.push({ kind: 'store_artifacts', path: `${KEPT}/artifacts`, destination: 'artifacts' });
  if (kinds.length > 0)
    steps.push({ kind: 'store_artifacts', path: `${KEPT}/reports`, destination: 'reports' });
  return { steps, diagnostics: [...oddGlobs(leg), ...retentions(leg)] };
}

const GATHER = `gather() {
  local into="$HOME/lockstep/kept/$1"
  mkdir -p "$into"
  git ls-files -z --cached --others -- "\${@:2}" | while IFS= read -r -d '' file; do
    if [ -f "$file" ]; then mkdir -p "$into/$(dirname "$file")" && cp "$file" "$into/$file"; fi
  done
}`;

function gatherStep(sets: readonly { folder: string; globs: readonly string[] }[]): RunStep {
  const calls = sets.map(
    ({ folder, globs }) => `gather ${[folder, ...globs.flatMap(pathspecs)].map(shellWord).join(' ')}`,
  );
  return {
    kind: 'run',
    name: wrapping('gather what is kept'),
    when: 'always',
    command: shellText([GATHER, ...calls].join('\n')),
  };
}

function presenceStep(artifacts: readonly string[]): RunStep {
  const lines = artifacts.map((name) => {
    const folder = `"$HOME/lockstep/kept/artifacts/${name}"`;
    return `if [ -z "$(ls -A ${folder})" ]; then echo ${shellWord(`artifact ${name}: no file matches`)} >&2; exit 1; fi`;
  });
  return { kind: 'run', name: wrapping('artifacts are there'), command: shellText(lines.join('\n')) };
}

/** gitglossary(7), "pathspec": `glob` gives `*` and `**` the meaning they have here; there are no braces. */
function pathspecs(glob: string): readonly string[] {
  const [body, magic] = glob.startsWith('!') ? [glob.slice(1), 'glob,exclude'] : [glob, 'glob'];
  return expandBraces(body).map((one) => `:(${magic})${one}`);
}

function oddGlobs(leg: PlannedJob): readonly Diagnostic[] {
  const globs = [...leg.artifacts.flatMap(({ paths }) => paths), ...leg.reports.map(({ path }) => path)];
  return globs
    .filter((glob) => /[@!+?*]\(|\{[^{}]*\.\.[^{}]*\}|\{[^{}]*\{/.test(glob))
    .map((glob) =>
      problem(
        'glob-not-expressible',
        ['jobs', leg.job],
        `On CircleCI git finds the files that are kept, and it does not know the pattern '${glob}'.`,
        { fix: "Write several globs with '*', '**', '?', '[…]' and '{a,b}'." },
      ),
    );
}

function retentions(leg: PlannedJob): readonly Diagnostic[] {
  return leg.artifacts
    .filter(({ retention }) => retention !== undefined)
    .map(({ name }) =>
      problem(
        'retention-not-expressible',
        ['jobs', leg.job, 'artifacts', name, 'retention'],
        `CircleCI keeps '${name}' as long as the plan's usage controls say: its file has no word for it.`,
        { fix: 'Set it under Plan › Usage Controls, or leave the retention out.', severity: 'warning' },
      ),
    );
}
