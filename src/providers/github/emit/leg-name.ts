import { formatPlatform } from '../../../pipeline/pipeline.ts';
import { legId } from '../../../plan/legs.ts';
import type { LegId, PlannedJob } from '../../../plan/plan.ts';
import { context, type Expression, Template, type Value } from '../expression/expression.ts';
import { asParts, type JobContext } from './job-context.ts';

/** `unit@${{ matrix.platform }}(python=${{ matrix.python }})`, without the shard: what reports that are written in the job come from. */
export function legName(job: JobContext): Value {
  const nameOf = (leg: PlannedJob): string => legId(leg.job, leg.platform, leg.matrix);
  const names = new Set(job.own.legs.map(nameOf));
  if (names.size === 1) return [...names][0] ?? '';
  if (!sameAxes(job)) return job.matrix.value('leg', nameOf);
  const platform = job.matrix.value('leg-platform', (leg) => formatPlatform(leg.platform));
  return new Template([`${job.name}@`, ...asParts(platform), ...cellParts(job)]);
}

/**
 * The same with the shard, as a name of an artifact: a folder of that name tells `reports/leg-origin.ts` the leg. No artifact of a
 * definition has an `@` in its name. Not allowed are `"`, `:`, `<`, `>`, `|`, `*`, `?`, line breaks, `\` and `/`
 * (github.com/actions/toolkit, packages/artifact/src/internal/upload/path-and-artifact-name-validation.ts).
 */
export function reportsName(job: JobContext): Value {
  const names = artifactNames(job.own.legs);
  const [first] = job.own.legs;
  if (names.size === 1) return [...names.values()][0] ?? '';
  const plain = job.own.legs.every((leg) => names.get(leg.id) === leg.id.replace('/', '-'));
  if (!plain || !sameAxes(job)) return job.matrix.value('reports', (leg) => names.get(leg.id) ?? '');
  const platform = job.matrix.value('reports-platform', (leg) => slashless(formatPlatform(leg.platform)));
  const shard =
    first?.shard === undefined
      ? []
      : ['#', context('matrix', job.matrix.shardAxis), `of${first.shard.total}`];
  return new Template([`${job.name}@`, ...asParts(platform), ...cellParts(job), ...shard]);
}

/** Of every leg one of its own; a number that looks like a digest tells apart what characters that are not allowed did. */
export function artifactNames(legs: readonly PlannedJob[]): ReadonlyMap<LegId, string> {
  const taken = new Set<string>();
  return new Map(
    legs.map((leg) => {
      const safe = slashless(leg.id).replace(/[":<>|*?\r\n\\/]/g, '-');
      let name = safe;
      for (let count = 2; taken.has(name.toLowerCase()); count++)
        name = `${safe}-${String(count).padStart(8, '0')}`;
      taken.add(name.toLowerCase());
      return [leg.id, name] as const;
    }),
  );
}

const slashless = (platform: string): string => platform.replace('/', '-');

/** Legs with other axes than their sisters have no name in common. */
function sameAxes({ own }: JobContext): boolean {
  return new Set(own.legs.map((leg) => Object.keys(leg.matrix).join(','))).size === 1;
}

/** `(python=${{ matrix.python }})`; nothing without a matrix. */
function cellParts({ own }: JobContext): readonly (string | Expression)[] {
  const axes = Object.keys(own.legs[0]?.matrix ?? {});
  if (axes.length === 0) return [];
  return [
    ...axes.flatMap((axis, index) => [`${index === 0 ? '(' : ','}${axis}=`, context('matrix', axis)]),
    ')',
  ];
}
