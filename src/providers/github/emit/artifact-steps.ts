import type { Artifact } from '../../../pipeline/pipeline.ts';
import { expandBraces } from '../../../plan/braces.ts';
import { jobOfLeg } from '../../../plan/legs.ts';
import type { LegId, PlannedJob } from '../../../plan/plan.ts';
import type { UsesStep } from '../document.ts';
import { anyOf, call, type Expression, Template, type Value } from '../expression/expression.ts';
import { actionOf, type JobContext, type WorkflowContext } from './job-context.ts';
import { conjunction } from './job-steps.ts';
import { reportsName } from './leg-name.ts';

const DAY = 86_400_000;

/** What is kept of a job, after a failure too, as lockstep keeps it. */
export function uploadSteps(
  flow: WorkflowContext,
  job: JobContext,
  met: Expression | undefined,
): readonly UsesStep[] {
  const { artifacts, reports } = job.own.job;
  const condition = conjunction([met, call('always')]);
  const uploads = artifacts.map((artifact) =>
    upload(flow, {
      title: `Keep ${artifact.name}`,
      name: job.ownNamed(artifact.name),
      paths: artifact.paths,
      condition,
      ifMissing: artifact.ifMissing === 'error' ? 'error' : 'ignore',
      retention: artifact.retention,
    }),
  );
  if (reports.length === 0) return uploads;
  return [
    ...uploads,
    upload(flow, {
      title: 'Keep the reports',
      name: reportsName(job),
      paths: [...new Set(reports.map((report) => report.path))],
      condition,
      ifMissing: 'warn',
      retention: undefined,
    }),
  ];
}

interface Upload {
  readonly title: string;
  readonly name: Value;
  readonly paths: readonly string[];
  readonly condition: Expression | undefined;
  readonly ifMissing: 'error' | 'warn' | 'ignore';
  readonly retention: number | undefined;
}

/** Matches nothing. The action keeps names relative to what its paths have in common; with this that is the repository's root. */
const FROM_ROOT = '.keep-names-from-the-root-*';

function upload(
  flow: WorkflowContext,
  { title, name, paths, condition, ifMissing, retention }: Upload,
): UsesStep {
  // A line that begins with '#' would be taken for a remark.
  const globs = paths
    .flatMap((one) => expandBraces(one))
    .map((glob) => (glob.startsWith('#') ? `./${glob}` : glob));
  const rooted = isRooted(globs);
  return {
    kind: 'uses',
    name: title,
    condition,
    uses: actionOf(flow, 'actions/upload-artifact'),
    with: {
      name,
      path: rooted ? globs : [...globs, FROM_ROOT],
      'if-no-files-found': ifMissing,
      ...(globs.some((glob) => /(^|\/)\.[^./]/.test(glob)) && { 'include-hidden-files': true }),
      ...(retention !== undefined && { 'retention-days': Math.ceil(retention / DAY) }),
    },
    ...(!rooted && {
      reasons: {
        path: 'The last line matches nothing: with it, names are kept from the root of the repository on.',
      },
    }),
  };
}

/** Have the globs nothing but the root in common? (@actions/glob searches from the last folder before the first wildcard.) */
function isRooted(globs: readonly string[]): boolean {
  const searched = globs
    .filter((glob) => !glob.startsWith('!'))
    .map((glob) => {
      const parts = glob.split('/').filter((part) => part !== '.');
      const wild = parts.findIndex((part) => /[*?[]/.test(part));
      return wild === -1 ? parts : parts.slice(0, wild);
    });
  const tops = new Set(searched.map((parts) => parts[0] ?? ''));
  return tops.has('') || tops.size > 1;
}

/** What the jobs before have handed on, under the names it had there. */
export function downloadSteps(flow: WorkflowContext, job: JobContext): readonly UsesStep[] {
  const sources = new Map<string, { artifact: Artifact; from: JobContext; legs: Map<LegId, LegId[]> }>();
  for (const leg of job.own.legs)
    for (const need of leg.needs) {
      const from = flow.jobs.get(jobOfLeg(need.id));
      for (const artifact of from?.own.job.artifacts ?? []) {
        if (from === undefined || !need.artifacts.includes(artifact.name)) continue;
        const key = `${from.name}/${artifact.name}`;
        const source = sources.get(key) ?? { artifact, from, legs: new Map<LegId, LegId[]>() };
        source.legs.set(leg.id, [...(source.legs.get(leg.id) ?? []), need.id]);
        sources.set(key, source);
      }
    }
  return [...sources.values()].flatMap((source) => downloadsOf(flow, job, source));
}

interface Source {
  readonly artifact: Artifact;
  readonly from: JobContext;
  /** For each leg the legs whose artifact it gets. */
  readonly legs: ReadonlyMap<LegId, readonly LegId[]>;
}

function downloadsOf(flow: WorkflowContext, job: JobContext, source: Source): readonly UsesStep[] {
  const { artifact, from, legs } = source;
  const base = artifact.name;
  // Only what is surely there may be asked for by name: the action fails when it is not.
  const sure =
    artifact.ifMissing === 'error' && job.own.job.when === 'on_success' && !from.own.job.allowFailure;
  const step = (name: Value, condition: Expression | undefined): UsesStep => ({
    kind: 'uses',
    name: `Fetch ${artifact.name} of ${from.name}`,
    condition,
    uses: actionOf(flow, 'actions/download-artifact'),
    with: { ...(sure ? { name } : { pattern: name, 'merge-multiple': true }), path: '.' },
  });
  const each = job.own.legs.map((leg) => legs.get(leg.id) ?? []);
  if (each.every((some) => some.length === 1)) {
    const name = job.matrix.value(`${base}-from`, (leg) =>
      from.named(base, (legs.get(leg.id) ?? [])[0] ?? leg.id),
    );
    return [step(typeof name === 'string' ? name : new Template([name as Expression]), undefined)];
  }
  const all = [...new Set(each.flat())];
  return all.map((id) => {
    const takers = job.own.legs.filter((leg) => legs.get(leg.id)?.includes(id));
    return step(from.named(base, id), takers.length === job.own.legs.length ? undefined : oneOf(job, takers));
  });
}

function oneOf(job: JobContext, legs: readonly PlannedJob[]): Expression | undefined {
  const [first, ...more] = legs.map((leg) => job.isLeg(leg.id)).filter((part) => part !== undefined);
  return first && anyOf(first, ...more);
}
