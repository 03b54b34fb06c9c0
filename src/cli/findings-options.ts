import type { FindingsConfig } from '../pipeline/config.ts';
import { parseDuration } from '../pipeline/duration.ts';
import { FINDING_CLASSES, type FindingClass } from '../reports/findings/finding.ts';
import {
  DEFAULT_POLICY,
  type FindingsPolicy,
  JUDGED_SEVERITIES,
  type JudgedSeverity,
  type SeverityMapping,
} from '../reports/findings/findings-policy.ts';
import { UsageError } from './exit-code.ts';

/** The options that say what is asked of findings. */
export interface FindingsPolicyOptions {
  readonly failOn?: string;
  readonly mapSeverity: readonly string[];
  readonly class: readonly string[];
  readonly ignoreUnfixed?: boolean;
  readonly maxDbAge?: string;
}

/** What the definition says, and what an option says in its place. Throws a `UsageError`. */
export function findingsPolicy(
  options: FindingsPolicyOptions,
  declared: FindingsConfig = {},
): FindingsPolicy {
  const own = declaredPolicy(declared);
  return {
    failOn: options.failOn === undefined ? own.failOn : lowestSeverity(options.failOn),
    // The last one that fits counts.
    mappings: [...own.mappings, ...options.mapSeverity.map(readMapping)],
    classes: options.class.flatMap(readClasses),
    ignoreUnfixed: options.ignoreUnfixed === true || own.ignoreUnfixed,
    longestDatabaseAge:
      options.maxDbAge === undefined ? own.longestDatabaseAge : databaseAge(options.maxDbAge),
  };
}

/** What the definition asks of findings; it has been checked. */
export function declaredPolicy(declared: FindingsConfig): FindingsPolicy {
  const { failOn, ignoreUnfixed = false, maxDatabaseAge, severities = {} } = declared;
  return {
    ...DEFAULT_POLICY,
    ...(failOn !== undefined && { failOn: failOn === 'none' ? undefined : failOn }),
    ignoreUnfixed,
    mappings: Object.entries(severities).map(([word, label]) => readMapping(`${word}=${label}`)),
    ...(maxDatabaseAge !== undefined && { longestDatabaseAge: databaseAge(maxDatabaseAge) }),
  };
}

/** `critical,high` → `high`: what is worse than the lowest that is named blocks too. */
function lowestSeverity(text: string): JudgedSeverity | undefined {
  if (text.trim() === 'none') return undefined;
  const labels = text.split(',').map((part) => severity(part, '--fail-on'));
  return JUDGED_SEVERITIES.findLast((label) => labels.includes(label));
}

function severity(text: string, option: string): JudgedSeverity {
  const label = text.trim().toLowerCase();
  const found = JUDGED_SEVERITIES.find((one) => one === label);
  if (found !== undefined) return found;
  if (label === 'unknown')
    throw new UsageError(
      `${option}: findings of unknown severity always block`,
      'Say what they are taken for, such as --map-severity unknown=low.',
    );
  const others = option === '--fail-on' ? ', or none' : '';
  throw new UsageError(
    `${option}: '${text.trim()}' is no severity`,
    `Say one of ${JUDGED_SEVERITIES.join(', ')}${others}.`,
  );
}

function readMapping(text: string): SeverityMapping {
  const groups = /^(?:(?<tool>[^:=]+):)?(?<word>[^:=]+)=(?<label>[^=]+)$/u.exec(text)?.groups;
  if (groups === undefined)
    throw new UsageError(
      `--map-severity '${text}' is not understood`,
      'Write it like unknown=low, or for one tool semgrep:INFO=info.',
    );
  const { tool, word = '', label = '' } = groups;
  return {
    ...(tool !== undefined && { tool: tool.trim().toLowerCase() }),
    word: word.trim().toLowerCase(),
    label: severity(label, '--map-severity'),
  };
}

function readClasses(text: string): readonly FindingClass[] {
  return text.split(',').map((part) => {
    const found = FINDING_CLASSES.find((one) => one === part.trim().toLowerCase());
    if (found !== undefined) return found;
    throw new UsageError(
      `--class: '${part.trim()}' is no class of findings`,
      `Say one of ${FINDING_CLASSES.join(', ')}.`,
    );
  });
}

function databaseAge(text: string): number {
  const age = parseDuration(text);
  if (age === undefined)
    throw new UsageError(`--max-db-age '${text}' is no length of time`, 'Write it like 5d or 36h.');
  return age;
}
