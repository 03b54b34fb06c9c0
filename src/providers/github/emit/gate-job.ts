import { type JobDocument, ownShellText, type RunStep } from '../document.ts';
import { call, context, type Expression, Template } from '../expression/expression.ts';
import { addedJob } from './added-job.ts';
import { gateTests } from './gate-tests.ts';
import type { WorkflowContext } from './job-context.ts';

const GATE = 'all-tests-passed';

/**
 * One job that branch protection can ask for, whatever jobs there are. A required check that is skipped counts as passed
 * (docs.github.com, "Troubleshooting required status checks"), so it always runs and looks at the results itself: a job that was
 * skipped because of another's failure has that failure beside it in the list.
 */
export function gateJob(flow: WorkflowContext): JobDocument | undefined {
  if (!flow.own.triggers.some(({ trigger }) => trigger.kind === 'pull_request')) return undefined;
  const checks = flow.own.jobs
    .map(({ job }) => job)
    .filter((job) => job.category !== 'release' && !job.allowFailure && job.when !== 'on_failure');
  if (checks.length === 0) return undefined;
  const added = addedJob(flow, GATE, 'every workflow of pull requests');
  if (added === undefined) return undefined;
  const filtered = flow.own.triggers.some(
    ({ trigger }) => trigger.kind === 'pull_request' && trigger.paths !== undefined,
  );
  const tests = gateTests(flow, checks);
  return {
    ...added,
    ...(tests.length > 0 ? JUDGES_TESTS : LOOKS_AT_RESULTS),
    remark: filtered
      ? 'Not for branch protection: where no path of the filter changed, this never reports.'
      : 'The one check to ask for in branch protection.',
    name: `${GATE} (${flow.own.workflow.name})`,
    needs: checks.map(({ name }) => name),
    condition: call('always'),
    // Tests first, so that their table is there in any case; they end the job as well.
    steps: [
      ...tests,
      lookAtResults(
        checks.map(({ name }) => name),
        tests.length > 0,
      ),
    ],
  };
}

const LOOKS_AT_RESULTS = { timeoutMinutes: 5, permissions: [] } as const;
const JUDGES_TESTS = {
  timeoutMinutes: 10,
  permissions: [{ scope: 'contents', access: 'read', reason: 'to check out the code' }],
} as const;

/** Names of jobs and GitHub's own words for results: nothing of it could mean something in a table. */
const LOOK = `echo "$RESULTS"
{ echo '| job | result |'; echo '| --- | --- |'; sed -E 's/^(.*): (.*)$/| \\1 | \\2 |/' <<< "$RESULTS"; } >> "$GITHUB_STEP_SUMMARY"
if grep --invert-match --quiet --extended-regexp ': (success|skipped)$' <<< "$RESULTS"; then exit 1; fi`;

function lookAtResults(jobs: readonly string[], always: boolean): RunStep {
  const results: (string | Expression)[] = jobs.flatMap((name, index) => [
    `${index === 0 ? '' : '\n'}${name}: `,
    context('needs', name, 'result'),
  ]);
  return {
    kind: 'run',
    name: 'Look at the results',
    id: 'lockstep-gate',
    ...(always && { condition: call('always') }),
    env: { RESULTS: new Template(results) },
    run: ownShellText(LOOK),
    shell: 'bash',
  };
}
