import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { reportProblem } from '../../../report-problem.ts';
import { CappedTexts, TextPieces } from '../../capped-text.ts';
import { goParents } from '../../go-output.ts';
import { RepeatedTests } from '../../repeated-tests.ts';
import { isFailed, type TestCase, type TestReport } from '../../test-report.ts';
import { type GoTest, goCase, packageCase } from './go-case.ts';

/** `TestEvent` of test2json, as far as it is needed; build events have `ImportPath` in place of `Package`. */
interface GoEvent {
  readonly Action?: unknown;
  readonly Package?: unknown;
  readonly ImportPath?: unknown;
  readonly Test?: unknown;
  /** Seconds. */
  readonly Elapsed?: unknown;
  readonly Output?: unknown;
  readonly FailedBuild?: unknown;
}

interface GoPackage {
  readonly name: string;
  /** The newest of each name. */
  readonly running: Map<string, GoTest>;
  readonly tests: GoTest[];
  readonly output: TextPieces;
  failed: { readonly build: string | undefined } | undefined;
  ended: boolean;
}

const MOST_TOLD = 5;

export class GoTestRun {
  events = 0;
  readonly #file: SourceFile;
  readonly #texts = new CappedTexts();
  readonly #packages = new Map<string, GoPackage>();
  readonly #builds = new Map<string, { readonly output: TextPieces; failed: boolean }>();
  readonly #strange: number[] = [];

  constructor(file: SourceFile) {
    this.#file = file;
  }

  line(text: string, offset: number): void {
    if (text.trim() === '') return;
    const event = parse(text);
    if (event === undefined || typeof event.Action !== 'string') {
      this.#strange.push(offset);
      return;
    }
    this.events += 1;
    if (typeof event.ImportPath === 'string') this.#build(event, event.ImportPath);
    else if (typeof event.Package === 'string') this.#package(event, event.Package, event.Action);
  }

  finish(): { readonly report: TestReport; readonly diagnostics: readonly Diagnostic[] } {
    const tests = new RepeatedTests(() => 'same');
    for (const one of this.#packages.values()) for (const test of this.#casesOf(one)) tests.add(test);
    for (const [path, build] of this.#builds)
      if (build.failed) tests.add(packageCase(path, build.output.take(), this.#texts));
    return { report: { cases: tests.finish() }, diagnostics: this.#diagnostics() };
  }

  #package(event: GoEvent, name: string, action: string): void {
    const of = this.#packageOf(name);
    if (typeof event.Test === 'string') {
      this.#test(event, of, event.Test, action);
      return;
    }
    if (action === 'output') of.output.add(String(event.Output ?? ''));
    if (action === 'start') of.ended = false;
    if (action !== 'pass' && action !== 'fail' && action !== 'skip') return;
    of.ended = true;
    if (action === 'fail')
      of.failed = { build: typeof event.FailedBuild === 'string' ? event.FailedBuild : undefined };
  }

  #test(event: GoEvent, of: GoPackage, name: string, action: string): void {
    let test = of.running.get(name);
    // Events of a test that nobody started come from test binaries of old: the first one starts it.
    if (test === undefined || (action === 'run' && test.ended !== undefined)) {
      test = { package: of.name, name, output: new TextPieces(), ended: undefined };
      of.running.set(name, test);
      of.tests.push(test);
    }
    if (action === 'output') test.output.add(String(event.Output ?? ''));
    else if (action === 'pass' || action === 'fail' || action === 'skip')
      test.ended = { action, elapsed: typeof event.Elapsed === 'number' ? event.Elapsed : undefined };
  }

  #build(event: GoEvent, path: string): void {
    let build = this.#builds.get(path);
    if (build === undefined) {
      build = { output: new TextPieces(), failed: false };
      this.#builds.set(path, build);
    }
    if (event.Action === 'build-output') build.output.add(String(event.Output ?? ''));
    if (event.Action === 'build-fail') build.failed = true;
  }

  /** A test with subtests is their suite, unless it fails of itself; a package that fails without a failed test is an error. */
  #casesOf({ name, tests, output, failed, ended }: GoPackage): readonly TestCase[] {
    const { parents, failedWithin } = goParents(
      tests.map((test) => ({ name: test.name, failed: test.ended?.action === 'fail' })),
    );
    const cases: TestCase[] = [];
    for (const test of tests) {
      if (parents.has(test.name) && (test.ended?.action !== 'fail' || failedWithin.has(test.name))) continue;
      // Without an end and in a package that has none either, the file is cut off: nobody knows how it would have ended.
      if (test.ended !== undefined || ended) cases.push(goCase(test, this.#texts));
    }
    if (failed !== undefined && !cases.some(({ outcome }) => isFailed(outcome))) {
      const build = failed.build === undefined ? undefined : this.#builds.get(failed.build);
      if (build !== undefined) build.failed = false;
      cases.push(packageCase(name, `${build?.output.take() ?? ''}${output.take()}`, this.#texts));
    }
    return cases;
  }

  #packageOf(name: string): GoPackage {
    let found = this.#packages.get(name);
    if (found === undefined) {
      const [running, tests, output] = [new Map<string, GoTest>(), [], new TextPieces()];
      found = { name, running, tests, output, failed: undefined, ended: false };
      this.#packages.set(name, found);
    }
    return found;
  }

  #diagnostics(): readonly Diagnostic[] {
    const { text } = this.#file;
    const open = [...this.#packages.values()].filter(({ ended }) => !ended);
    const diagnostics: Diagnostic[] = [];
    if (open.length > 0 || !text.endsWith('\n')) {
      const packages = open.map(({ name }) => name).slice(0, MOST_TOLD);
      const message = packages.length > 0 ? `: ${packages.join(', ')} did not end` : '';
      diagnostics.push(
        reportProblem(this.#file, {
          code: 'report-cut-off',
          severity: 'warning',
          message: `the file ends in the middle${message}`,
          offset: Math.max(0, text.length - 1),
        }),
      );
    }
    for (const offset of this.#strange.slice(0, MOST_TOLD))
      diagnostics.push(
        reportProblem(this.#file, {
          code: 'report-entry-passed-over',
          severity: 'warning',
          message: 'this line is no event of go test',
          offset,
        }),
      );
    return diagnostics;
  }
}

function parse(text: string): GoEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
