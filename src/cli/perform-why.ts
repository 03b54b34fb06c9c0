import { printableLine } from '../diagnostics/printable.ts';
import { type LastResult, LastResults } from '../execution/cache/last-results.ts';
import type { Prediction } from '../execution/cache/predict.ts';
import type { PlannedJob } from '../plan/plan.ts';
import { nodeFiles } from '../platform/files.ts';
import { formatSeconds } from '../run/elapsed.ts';
import { describeDifference, differences, type FingerprintPart, PART_KINDS } from '../run/fingerprint.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { planHere } from './perform-run.ts';
import { predictRun } from './predict-run.ts';
import type { Style } from './render/style.ts';
import { selectionOf } from './run-selection.ts';
import { openWorkplace } from './workplace.ts';

export interface WhyOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Tells for each leg of a job whether it would run now or be reused, and what has changed since it ran last. */
export async function performWhy(
  invocation: Invocation,
  name: string,
  options: WhyOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { pipeline } = workplace.definition;
  const [job = name] = name.split('@');
  const { jobs } = selectionOf(pipeline, [job]);
  if (jobs === undefined) throw new UsageError(`'${job}' is a workflow: ask for one of its jobs`);
  const { plan } = planHere(workplace, { jobs });
  const legs = plan.jobs.filter((leg) => leg.job === job && (!name.includes('@') || leg.id === name));
  if (legs.length === 0)
    throw new UsageError(`'${name}' does not run on this machine`, 'lockstep plan shows what runs where.');
  const predictions = await predictRun(workplace, plan, { mode: 'use', remark: invocation.console.remark });
  const last = new LastResults(nodeFiles, workplace.store);
  const answers = legs.map((leg) => answerFor(leg, predictions.get(leg.id), last.read(leg.id)));
  const { console } = invocation;
  if (options.json === true)
    console.print(
      JSON.stringify(
        answers.map(({ leg, ...answer }) => ({ leg: leg.id, ...answer })),
        null,
        2,
      ),
    );
  else for (const answer of answers) console.print(describe(answer, console.style, options.all === true));
  return EXIT.fine;
}

interface Answer {
  readonly leg: PlannedJob;
  readonly would: 'run' | 'be reused' | 'depend';
  readonly because: string;
  /** What is not as it was when the leg ran last. */
  readonly changed: readonly string[];
  readonly parts: readonly FingerprintPart[];
}

function answerFor(
  leg: PlannedJob,
  prediction: Prediction | undefined,
  last: LastResult | undefined,
): Answer {
  if (prediction === undefined) throw new Error(`Internal error: nothing is predicted for ${leg.id}`);
  const fingerprint = prediction.kind === 'open' ? undefined : prediction.fingerprint;
  const changed = last && fingerprint ? differences(last, fingerprint).map(describeDifference) : [];
  const shared = { leg, changed, parts: fingerprint?.parts ?? [] };
  switch (prediction.kind) {
    case 'reused': {
      const saved = prediction.saves < 1000 ? '' : `, ${formatSeconds(prediction.saves)} saved`;
      return {
        ...shared,
        would: 'be reused',
        because: `nothing it depends on has changed since ${prediction.since}${saved}`,
      };
    }
    case 'runs':
      return { ...shared, would: 'run', because: prediction.because };
    case 'open':
      return {
        ...shared,
        would: 'depend',
        because: `${prediction.on} runs first, and it depends on what that makes`,
      };
    default:
      return prediction satisfies never;
  }
}

const MOST_CHANGES = 20;

function describe({ leg, would, because, changed, parts }: Answer, style: Style, all: boolean): string {
  const words = { run: 'would run', 'be reused': 'would be reused', depend: 'may run' }[would];
  const lines = [`${style.bold(printableLine(leg.id))} ${words}: ${printableLine(because)}`];
  const shown = all ? changed : changed.slice(0, MOST_CHANGES);
  if (changed.length > 1)
    lines.push('', 'Since it ran last:', ...shown.map((text) => `  ${printableLine(text)}`));
  if (shown.length < changed.length)
    lines.push(style.dim(`  and ${changed.length - shown.length} more: --all`));
  if (parts.length > 0)
    lines.push('', `It depends on ${all ? 'this:' : `${summary(parts)}${style.dim(' (--all shows them)')}`}`);
  if (all)
    lines.push(
      ...parts.map(
        ({ kind, name, value }) =>
          `  ${kind.padEnd(9)}${printableLine(name)} ${style.dim(printableLine(value))}`,
      ),
    );
  return lines.join('\n');
}

function summary(parts: readonly FingerprintPart[]): string {
  const counts = PART_KINDS.flatMap((kind) => {
    const number = parts.filter((one) => one.kind === kind).length;
    return kind === 'result' || number === 0 ? [] : [`${number} ${NAMES[kind][number === 1 ? 0 : 1]}`];
  });
  return counts.join(', ');
}

const NAMES = {
  command: ['command', 'commands'],
  file: ['file', 'files'],
  need: ['need', 'needs'],
  variable: ['variable', 'variables'],
  tool: ['tool', 'tools'],
  program: ['program', 'programs'],
  machine: ['fact of the machine', 'facts of the machine'],
} as const;
