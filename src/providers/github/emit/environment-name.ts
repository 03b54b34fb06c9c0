import { problem } from '../problem.ts';
import type { JobContext, WorkflowContext } from './job-context.ts';

/** Nobody keeps it: GitHub makes it for each job (docs.github.com, "Use GITHUB_TOKEN for authentication in workflows"). */
const TOKEN_OF_THE_RUN = 'GITHUB_TOKEN';

/** The environment that guards a job: its own, or the one that holds the secrets it names. */
export function environmentName(
  { pipeline, problems }: WorkflowContext,
  { own }: JobContext,
): string | undefined {
  const { name, environment, secrets, approval } = own.job;
  const holding = new Map(
    secrets.map((secret) => [
      secret,
      pipeline.secrets.find((one) => one.name === secret)?.policy.environment,
    ]),
  );
  const environments = new Set([...holding.values()].filter((held) => held !== undefined));
  if (environment !== undefined) environments.add(environment);
  if (environments.size > 1)
    problems.add(
      problem(
        'secrets-in-two-environments',
        ['jobs', name, 'secrets'],
        `On GitHub Actions a job has one environment, and the secrets of '${name}' are in ${[...environments].join(' and ')}.`,
        { fix: 'Keep them in one environment, or use them in different jobs.' },
      ),
    );
  const [guard] = environments;
  const kept = secrets.filter((secret) => secret !== TOKEN_OF_THE_RUN);
  if (guard === undefined && kept.length > 0)
    problems.add(
      problem(
        'secret-without-environment',
        ['jobs', name, 'secrets'],
        `The secrets of '${name}' (${kept.join(', ')}) are guarded by no environment: every workflow of every branch can read them.`,
        {
          severity: 'warning',
          fix: `Name the environment that holds them: secrets: { ${kept[0]}: { environment: 'release' } }, or environment: 'release' in the job.`,
        },
      ),
    );
  if (guard === undefined && approval)
    problems.add(
      problem(
        'approval-without-environment',
        ['jobs', name, 'approval'],
        `On GitHub Actions the reviewers of an environment say yes, and '${name}' has none: it would start unasked.`,
        { fix: "Add environment: 'production' to the job, and required reviewers to that environment." },
      ),
    );
  return environment ?? guard;
}
