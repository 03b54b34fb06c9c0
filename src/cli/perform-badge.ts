import { resolve } from 'node:path';
import { didYouMeanOr } from '../diagnostics/suggest.ts';
import { type Badge, badgeOfCheck, renderBadgeEndpoint, renderBadgeSvg } from '../reports/badge/badge.ts';
import type { Check, CheckConclusion } from '../run/check.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { writeGivenFile } from './given-files.ts';
import { type RunReport, readRunReport } from './run-report.ts';

export interface BadgeOptions {
  readonly run?: string;
  readonly label?: string;
  readonly message?: string;
  readonly conclusion?: CheckConclusion;
  readonly format?: 'svg' | 'endpoint';
  readonly output?: string;
}

/** `lockstep badge`: it tells and does not judge, so that a failed run has its badge too. */
export async function performBadge(
  invocation: Invocation,
  check: string | undefined,
  options: BadgeOptions,
): Promise<ExitCode> {
  const badge = {
    ...(await chosenBadge(invocation, check, options)),
    ...(options.label !== undefined && { label: options.label }),
  };
  const format = options.format ?? (options.output?.endsWith('.json') === true ? 'endpoint' : 'svg');
  const text = format === 'svg' ? renderBadgeSvg(badge) : renderBadgeEndpoint(badge);
  if (options.output === undefined) {
    invocation.console.print(text);
    return EXIT.fine;
  }
  const path = resolve(invocation.directory, options.output);
  await writeGivenFile(path, text);
  invocation.console.remark(`Wrote ${path}`);
  return EXIT.fine;
}

async function chosenBadge(
  invocation: Invocation,
  check: string | undefined,
  options: BadgeOptions,
): Promise<Badge> {
  const { message, label, conclusion } = options;
  if (message !== undefined) {
    if (check !== undefined || options.run !== undefined || label === undefined)
      throw new UsageError(
        '--message goes with --label, and with no check and no run',
        '--label docs --message built',
      );
    return { label, message, conclusion: conclusion ?? 'passed' };
  }
  if (conclusion !== undefined) throw new UsageError('--conclusion goes with --message');
  const report = await readRunReport(invocation, options.run);
  return badgeOfCheck(check === undefined ? verdictOf(report) : found(report, check));
}

function verdictOf({ state, facts }: RunReport): Check {
  const verdict = state.finished?.verdict;
  const conclusion = verdict === 'passed' || verdict === 'failed' ? verdict : 'not_checked';
  return { name: facts.workflow ?? 'checks', conclusion, summary: '' };
}

function found({ parts, id }: RunReport, name: string): Check {
  const checks = parts.flatMap((part) => part.checks);
  const check = checks.find((one) => one.name === name);
  if (check !== undefined) return check;
  const names = [...new Set(checks.map((one) => one.name))];
  throw new UsageError(
    `run ${id} has no check '${name}'`,
    didYouMeanOr(name, names, names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`),
  );
}
