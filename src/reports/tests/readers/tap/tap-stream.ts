import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import type { ReportCode } from '../../../diagnostic-codes.ts';
import { reportProblem } from '../../../report-problem.ts';
import { CappedTexts } from '../../capped-text.ts';
import { RepeatedTests } from '../../repeated-tests.ts';
import type { TestReport } from '../../test-report.ts';
import { type TapEntry, tapCase } from './tap-case.ts';
import { readPoint, type TapPoint, unescaped } from './tap-line.ts';

/** The points of one indentation: a document, or the subtests of a test. */
interface Level {
  readonly indent: number;
  /** In braces behind this test; else in front of one that is still to come. */
  readonly of?: Open;
  planned: number | undefined;
  count: number;
  /** Tests within that have no subtests. */
  readonly entries: TapEntry[];
  last: Open | undefined;
}

interface Open {
  readonly point: TapPoint;
  readonly offset: number;
  details: string[] | undefined;
  /** What ran within it. */
  within: readonly TapEntry[];
}

const MOST_DETAILS = 500;

/** Makes tests of the lines of a TAP stream. */
export class TapStream {
  /** A plan or a test has come. */
  isTap = false;
  readonly #file: SourceFile;
  readonly #texts = new CappedTexts();
  readonly #levels: Level[] = [newLevel(0)];
  /** Lines of the YAML block that is open. */
  #block: { readonly of: Open; readonly lines: string[]; readonly indent: number } | undefined;
  #bail: string | undefined;
  /** What comments say of the subtests that follow further in, the innermost last; it counts only where the test itself never comes. */
  #announced: readonly { readonly indent: number; readonly name: string }[] = [];
  readonly #diagnostics: Diagnostic[] = [];

  constructor(file: SourceFile) {
    this.#file = file;
  }

  line(text: string, offset: number): void {
    const line = text.trimStart();
    const indent = text.length - line.length;
    if (this.#block !== undefined) {
      if (line === '...' && indent === this.#block.indent) this.#closeBlock();
      else if (this.#block.lines.length < MOST_DETAILS)
        this.#block.lines.push(text.slice(this.#block.indent));
      return;
    }
    if (line === '') return;
    if (line.startsWith('#')) this.#announce(line, indent);
    else if (line === '---') this.#openBlock(indent);
    else if (line === '}') this.#closeDeeper(indent);
    else if (/^Bail out!/i.test(line)) this.#bail = line;
    else if (/^1\.\.\d{1,9}(?:\s|$)/.test(line))
      this.#plan(indent, Number(/^1\.\.(\d+)/.exec(line)?.[1] ?? 0));
    else {
      const point = readPoint(line);
      if (point !== undefined) this.#point(point, indent, offset);
    }
  }

  finish(): { readonly report: TestReport; readonly diagnostics: readonly Diagnostic[] } {
    const { text } = this.#file;
    const open = this.#block !== undefined || this.#levels.some((level) => level.of !== undefined);
    if (this.#block !== undefined) this.#closeBlock();
    const orphans = this.#closeDeeper(0, true);
    const [top] = this.#levels;
    if (top === undefined) throw new Error('Internal error: a TAP stream without a level');
    this.#settle(top);
    // Their test never came: what ran within it still says how it ended.
    top.entries.push(...orphans);
    const cut = open || orphans.length > 0 || !text.endsWith('\n');
    if (this.#bail !== undefined) top.entries.push({ suites: [], name: 'Bail out!', bail: this.#bail });
    if (cut) this.#tell('report-cut-off', 'the file ends in the middle', text.length - 1);
    else if (top.planned === undefined && this.#bail === undefined)
      this.#tell(
        'report-cut-off',
        `there is no plan: more tests may have been meant to run than these ${top.count}`,
      );
    else this.#checkPlan(top);
    const tests = new RepeatedTests(() => 'different');
    for (const entry of top.entries) tests.add(tapCase(entry, this.#texts));
    return { report: { cases: tests.finish() }, diagnostics: this.#diagnostics };
  }

  #point(point: TapPoint, indent: number, offset: number): void {
    this.isTap = true;
    const within = this.#closeDeeper(indent);
    const level = this.#levelAt(indent);
    this.#settle(level);
    level.count += 1;
    const open: Open = { point, offset, details: undefined, within };
    level.last = open;
    if (point.opens) this.#levels.push({ ...newLevel(indent + 1), of: open });
  }

  /** Points stand at the indentation of the innermost level, or begin one. */
  #levelAt(indent: number): Level {
    const level = this.#levels.at(-1);
    if (
      level !== undefined &&
      (level.indent === indent || (level.of !== undefined && level.count === 0 && level.indent <= indent))
    ) {
      if (level.indent === indent) return level;
      const moved = { ...level, indent };
      this.#levels[this.#levels.length - 1] = moved;
      return moved;
    }
    const inner = newLevel(indent);
    this.#levels.push(inner);
    return inner;
  }

  /** Ends what is further in; gives the tests of what stands in front of the test that comes now, or, of an `orphaned` one, never will. */
  #closeDeeper(indent: number, orphaned = false): readonly TapEntry[] {
    let within: TapEntry[] = [];
    for (;;) {
      const level = this.#levels.at(-1);
      if (level === undefined || level.indent <= indent || this.#levels.length === 1) return within;
      this.#levels.pop();
      this.#settle(level);
      this.#checkPlan(level);
      const suite = orphaned ? this.#announced.findLast((one) => one.indent < level.indent) : undefined;
      const entries = [...level.entries, ...within].map((entry) =>
        suite === undefined || level.of !== undefined
          ? entry
          : { ...entry, suites: [suite.name, ...entry.suites] },
      );
      if (level.of !== undefined) level.of.within = [...level.of.within, ...entries];
      within = level.of === undefined ? entries : [];
    }
  }

  /** `# Subtest: name` (TAP 14, "Subtests"). */
  #announce(comment: string, indent: number): void {
    const [, name] = /^# Subtest: (.+)$/.exec(comment) ?? [];
    if (name === undefined) return;
    const around = this.#announced.filter((one) => one.indent < indent);
    this.#announced = [...around, { indent, name: unescaped(name) }];
  }

  /** The last test of a level is known as soon as the next one comes. */
  #settle(level: Level): void {
    const { last } = level;
    level.last = undefined;
    if (last === undefined) return;
    const { point, within, details } = last;
    const { name } = point;
    const own = within.map((entry) => ({
      ...entry,
      suites: [name, ...entry.suites],
      ...(point.directive !== undefined && { around: point.directive }),
    }));
    for (const entry of own) level.entries.push(entry);
    // A test with subtests is their suite, unless it fails of itself.
    const fails = !point.ok && point.directive === undefined && !within.some(failsOfItself);
    if (within.length === 0 || fails)
      level.entries.push({ suites: [], name, point, ...(details !== undefined && { details }) });
  }

  #plan(indent: number, planned: number): void {
    this.isTap = true;
    const level = this.#levels.at(-1);
    if (level !== undefined && level.indent > indent && level.of === undefined) {
      const below = this.#levels.find((one) => one.indent === indent);
      if (below !== undefined) below.planned = planned;
    } else this.#levelAt(indent).planned = planned;
  }

  #openBlock(indent: number): void {
    const of = [...this.#levels]
      .reverse()
      .find(({ last, indent: own }) => last !== undefined && own < indent)?.last;
    if (of !== undefined) this.#block = { of, lines: [], indent };
  }

  #closeBlock(): void {
    if (this.#block === undefined) return;
    this.#block.of.details = this.#block.lines;
    this.#block = undefined;
  }

  #checkPlan({ planned, count, of, indent }: Level): void {
    if (planned === undefined || planned === count) return;
    const where =
      of !== undefined ? `of '${of.point.name}'` : indent === 0 ? 'of the file' : 'of some subtests';
    if (planned > count)
      this.#tell('report-cut-off', `the plan ${where} is ${planned} tests, and there are ${count}`);
    else
      this.#tell('report-counts-contradict', `the plan ${where} is ${planned} tests, and there are ${count}`);
  }

  #tell(code: ReportCode, message: string, offset = 0): void {
    this.#diagnostics.push(reportProblem(this.#file, { code, severity: 'warning', message, offset }));
  }
}

function newLevel(indent: number): Level {
  return { indent, planned: undefined, count: 0, entries: [], last: undefined };
}

function failsOfItself({ point, bail }: TapEntry): boolean {
  return bail !== undefined || (point !== undefined && !point.ok && point.directive === undefined);
}
