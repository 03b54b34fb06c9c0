import { printable, printableLine } from '../../diagnostics/printable.ts';
import type { HookPlan, HookResult, ToldComplaint } from '../../hooks/hook-plan.ts';
import { count } from '../../run/run-words.ts';
import type { Style } from '../render/style.ts';

/** How many files of one hook are named; the rest is counted. */
const MOST_FILES = 20;
/** How many lines of a file are named. */
const MOST_LINES = 5;

/** A line for each hook, and below it what it found. */
export function renderHook(result: HookResult, width: number, style: Style): string {
  const { id, verdict, complaints } = result;
  const sign = {
    passed: style.green(style.glyphs.passed),
    fixed: style.yellow(style.glyphs.flaky),
    failed: style.red(style.glyphs.failed),
    skipped: style.dim(style.glyphs.skipped),
  }[verdict];
  const lines = [`${sign} ${id.padEnd(width)}  ${style.dim(told(result))}`.trimEnd()];
  const byFile = new Map<string, ToldComplaint[]>();
  for (const complaint of complaints)
    byFile.set(complaint.path, [...(byFile.get(complaint.path) ?? []), complaint]);
  for (const [path, list] of [...byFile].slice(0, MOST_FILES))
    lines.push(...complaintLines(path, list, style));
  if (byFile.size > MOST_FILES) lines.push(`    and ${byFile.size - MOST_FILES} more files`);
  if (result.output)
    lines.push(
      ...printable(result.output)
        .split('\n')
        .map((line) => `    ${line}`),
    );
  if (result.fix !== undefined && verdict === 'failed') lines.push(`    ${style.arrow} ${result.fix}`);
  return lines.join('\n');
}

function told({ verdict, files, fixed, reason }: HookResult): string {
  if (verdict === 'skipped') return reason ?? '';
  if (fixed.length > 0) return `fixed ${count(fixed.length, 'file')}`;
  return files === undefined ? '' : count(files, 'file');
}

/** `src/a.ts:3, 7, 12  white space at the end of the line`. */
function complaintLines(path: string, list: readonly ToldComplaint[], style: Style): readonly string[] {
  const byMessage = new Map<string, ToldComplaint[]>();
  for (const one of list) {
    const key = `${one.isFixed === true ? 'fixed: ' : ''}${one.message}`;
    byMessage.set(key, [...(byMessage.get(key) ?? []), one]);
  }
  return [...byMessage].map(([message, ones]) => {
    const lines = ones.flatMap(({ line }) => (line === undefined ? [] : [line]));
    const more = lines.length > MOST_LINES ? ` and ${lines.length - MOST_LINES} more` : '';
    const place = lines.length === 0 ? '' : `:${lines.slice(0, MOST_LINES).join(', ')}${more}`;
    return `    ${printableLine(path)}${place}  ${style.dim(printableLine(message))}`;
  });
}

export interface Told {
  readonly results: readonly HookResult[];
  readonly stage: string;
  readonly notRun: HookPlan['notRun'];
  /** Were fixes taken into the commit? Else they are in the checkout alone. */
  readonly isStaged: boolean;
  /** Does git ask, to go on or not? */
  readonly fromGit: boolean;
}

/** What it came to, and what to type next. */
export function renderEnd({ results, stage, notRun, isStaged, fromGit }: Told, style: Style): string {
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  const fixed = new Set(results.flatMap((result) => result.fixed));
  const lines: string[] = [];
  if (notRun.length > 0)
    lines.push(style.dim(`not run: ${notRun.map(({ id }) => id).join(', ')} (lockstep hooks list)`));
  if (fixed.size > 0 && isStaged)
    lines.push(
      `${count(fixed.size, 'file')} ${fixed.size === 1 ? 'was' : 'were'} fixed, and the fix is staged.`,
    );
  else if (fixed.size > 0)
    lines.push(`${count(fixed.size, 'file')} ${fixed.size === 1 ? 'was' : 'were'} fixed in the checkout.`);
  if (failed.length > 0) {
    const names = failed.map(({ id }) => id);
    const verb = stage === 'pre-push' ? 'push' : 'commit';
    const what = fromGit ? `: the ${verb} was stopped` : '';
    lines.push(style.red(`${count(failed.length, 'hook')} failed${what}.`));
    if (!isStaged && fixed.size > 0) lines.push(`  ${style.arrow} git add ${addable([...fixed])}`);
    if (fromGit)
      lines.push(
        `  ${style.arrow} mend it and ${verb} again; without: SKIP=${names.join(',')} git ${verb} …`,
      );
    else lines.push(`  ${style.arrow} lockstep hooks run ${names.join(' ')}`);
  }
  return lines.join('\n');
}

function addable(names: readonly string[]): string {
  if (names.length > 5 || names.some((name) => !/^[\w./@+-]+$/.test(name))) return '-u';
  return names.join(' ');
}
