import { type Diagnostic, formatPropertyPath, type PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { EnvValue } from '../config.ts';
import type { Job } from '../pipeline.ts';
import { jobsOf } from '../platform-match.ts';
import { type CheckContext, problem, stepObjects } from './check-context.ts';

type Environment = Readonly<Record<string, EnvValue>> | undefined;

/** `value('build', 'version')` stands only where `build` was done before and declares such a value. */
export function checkValues(context: CheckContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, job] of context.written) {
    let known: ReadonlySet<string> | undefined;
    const before = () => (known ??= ancestors(name, context.jobs));
    const environments: [Environment, PropertyPath][] = [[job.env, ['jobs', name, 'env']]];
    for (const { step, at } of stepObjects(name, job)) environments.push([step.env, [...at, 'env']]);
    for (const [env, at] of environments) found.push(...checkUses(env, at, { context, name, before }));
  }
  const { env, workflows = {} } = context.config;
  for (const [shared, at] of [
    [env, ['env']] as const,
    ...Object.entries(workflows).map(([name, one]) => [one.env, ['workflows', name, 'env']] as const),
  ])
    found.push(...checkUses(shared, at, { context, name: undefined, before: () => new Set() }));
  return found;
}

interface Reader {
  readonly context: CheckContext;
  /** Undefined: every job. */
  readonly name: string | undefined;
  /** The jobs that are done before it; worked out only when a value is used. */
  readonly before: () => ReadonlySet<string>;
}

function checkUses(env: Environment, at: PropertyPath, reader: Reader): readonly Diagnostic[] {
  return Object.entries(env ?? {}).flatMap(([variable, given]) =>
    typeof given === 'object' && 'value' in given
      ? checkUse(given.job, given.value, [...at, variable], reader)
      : [],
  );
}

/** Legs of a matrix or shards each hand on a value of their own: which is meant must be told by axes that both jobs have. */
function ambiguity(
  producer: Job,
  consumer: Job | undefined,
  value: string,
  at: PropertyPath,
): readonly Diagnostic[] {
  const shared = new Set(consumer?.matrix?.axes.map((axis) => axis.name));
  const open = (producer.matrix?.axes ?? []).filter(
    ({ name, values }) => values.length > 1 && !shared.has(name),
  );
  const what =
    producer.shards > 1
      ? `${producer.shards} shards`
      : open.length > 0
        ? `a leg for each ${open[0]?.name}`
        : undefined;
  if (what === undefined) return [];
  return [
    problem(
      'ambiguous-value',
      at,
      `Job '${producer.name}' has ${what}, and each hands on a '${value}' of its own: which one is meant?`,
      {
        fix:
          producer.shards > 1
            ? 'Hand the value on from a job without shards.'
            : `Give this job the same axis, or hand the value on from a job without it.`,
      },
    ),
  ];
}

function checkUse(from: string, value: string, at: PropertyPath, reader: Reader): readonly Diagnostic[] {
  const { context, name, before } = reader;
  const producer = context.jobs.get(from);
  if (producer === undefined) {
    if (context.damaged(['jobs', from])) return [];
    return [
      problem(
        'unknown-job',
        at,
        `There is no job '${from}', and ${formatPropertyPath(at)} takes a value from it.`,
        {
          fix: didYouMean(from, [...context.jobs.keys()]),
        },
      ),
    ];
  }
  const found: Diagnostic[] = [];
  if (!producer.values.includes(value) && !context.damaged(['jobs', from, 'values']))
    found.push(
      problem('unknown-value', at, `Job '${from}' declares no value '${value}'.`, {
        fix:
          producer.values.length > 0
            ? didYouMean(value, producer.values)
            : `Add it there: values: ['${value}'], and write ${value}=… to the file $LOCKSTEP_OUTPUT.`,
      }),
    );
  const consumer = name === undefined ? undefined : context.jobs.get(name);
  found.push(...ambiguity(producer, consumer, value, at));
  if (name === undefined)
    found.push(
      problem(
        'value-too-early',
        at,
        `The value '${value}' of job '${from}' is used for every job, '${from}' included.`,
        {
          fix: `Set it in the env of the jobs that need '${from}'.`,
        },
      ),
    );
  else if (!before().has(from) && !context.damaged(['jobs', name, 'needs']))
    found.push(
      problem('value-too-early', at, `Job '${name}' uses a value of '${from}' without waiting for it.`, {
        fix: from === name ? 'A job cannot use its own value.' : `Add '${from}' to the needs of '${name}'.`,
      }),
    );
  return found;
}

/** All jobs that are done before this one. */
function ancestors(name: string, jobs: ReadonlyMap<string, Job>): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop())
    for (const { job } of jobs.get(next)?.needs ?? [])
      if (job !== name && !found.has(job)) {
        found.add(job);
        pending.push(job);
      }
  return found;
}

/** An artifact that a need asks for is one that the needed job keeps. */
export function checkNeededArtifacts({ written, jobs, damaged }: CheckContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, job] of written)
    (job.needs ?? []).forEach((need, index) => {
      if (typeof need === 'string') return;
      const known = jobs.get(need.job)?.artifacts.map((artifact) => artifact.name);
      if (known === undefined || damaged(['jobs', need.job, 'artifacts'])) return;
      (need.artifacts ?? []).forEach((artifact, place) => {
        if (known.includes(artifact)) return;
        const at = ['jobs', name, 'needs', index, 'artifacts', place];
        found.push(
          problem('unknown-artifact', at, `Job '${need.job}' keeps no artifact '${artifact}'.`, {
            fix:
              didYouMean(artifact, known) ??
              `Declare it in '${need.job}': artifacts: { ${artifact}: 'dist/**' }.`,
          }),
        );
      });
    });
  return found;
}

/** Within a run every artifact has a name of its own. */
export function checkArtifactNames({ pipeline, config }: CheckContext): readonly Diagnostic[] {
  const runs = pipeline.workflows.length === 0 ? [pipeline.jobs] : [];
  for (const workflow of pipeline.workflows) runs.push(jobsOf(pipeline, workflow));
  const found = new Map<string, Diagnostic>();
  for (const jobs of runs) {
    const first = new Map<string, { job: Job; at: PropertyPath }>();
    for (const job of jobs)
      for (const [index, { name }] of job.artifacts.entries()) {
        const at = artifactPlace(config.jobs[job.name], job.name, index);
        const before = first.get(name);
        if (before === undefined) first.set(name, { job, at });
        else found.set(`${job.name}/${name}`, collision(name, { job, at }, before));
      }
  }
  return [...found.values()];
}

function artifactPlace(job: unknown, name: string, index: number): PropertyPath {
  const { artifacts = {} } = job as { readonly artifacts?: object };
  return ['jobs', name, 'artifacts', Object.keys(artifacts)[index] ?? ''];
}

interface Kept {
  readonly job: Job;
  readonly at: PropertyPath;
}

function collision(name: string, second: Kept, first: Kept): Diagnostic {
  const message =
    first.job === second.job
      ? `Job '${first.job.name}' keeps two artifacts called '${name}'.`
      : `The jobs '${first.job.name}' and '${second.job.name}' both keep an artifact called '${name}'.`;
  return problem('artifact-collision', second.at, message, {
    atKey: true,
    fix: 'Give one of them another name.',
    related: [{ message: 'The first is here.', at: first.at }],
  });
}
