import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import type { ReportCode } from '../../../diagnostic-codes.ts';
import { reportProblem } from '../../../report-problem.ts';
import type { XmlElement, XmlListener } from '../../../xml/read-xml.ts';
import { CappedTexts, TextPieces } from '../../capped-text.ts';
import { goParents } from '../../go-output.ts';
import { RepeatedTests } from '../../repeated-tests.ts';
import { isFailed, type TestCase, type TestReport } from '../../test-report.ts';
import { dialectOf, type JunitDialect, sameNameOf } from './dialect.ts';
import { type JunitEntry, type JunitResult, junitCase, newEntry } from './junit-entry.ts';
import type { PytestModule } from './junit-identity.ts';
import { SuiteCounts } from './suite-counts.ts';

type ResultKind = Pick<JunitResult, 'element' | 'isError'>;

const RESULTS: ReadonlyMap<string, ResultKind> = new Map([
  ['failure', { element: 'failure', isError: false }],
  ['error', { element: 'error', isError: true }],
  ['skipped', { element: 'skipped', isError: false }],
  ['rerunFailure', { element: 'rerun', isError: false }],
  ['rerunError', { element: 'rerun', isError: true }],
  ['flakyFailure', { element: 'flaky', isError: false }],
  ['flakyError', { element: 'flaky', isError: true }],
]);

/** Understood, or known to say nothing about how a test ended. */
const KNOWN: ReadonlySet<string> = new Set([
  'testsuites',
  'testsuite',
  'testcase',
  'properties',
  'property',
  'system-out',
  'system-err',
  'stackTrace',
  'attachments',
  'attachment',
  ...RESULTS.keys(),
]);

/** Contradictions and unknown elements that are told one by one. */
const MOST_TOLD = 5;

/** Makes tests of the elements of a JUnit report, as they come. */
export class JunitListener implements XmlListener {
  readonly #file: SourceFile;
  readonly #texts = new CappedTexts();
  readonly #modules = new Map<string, PytestModule>();
  readonly #tests = new RepeatedTests(() => sameNameOf(this.#dialect));
  readonly #counts: SuiteCounts[] = [];
  readonly #suiteFiles: (string | undefined)[] = [];
  #suites: readonly string[] = [];
  #dialect: JunitDialect = 'other';
  #dialectKnown = false;
  #entry: JunitEntry | undefined;
  #result: JunitResult | undefined;
  /** Of the result that is open. */
  readonly #said = new TextPieces();
  #into: TextPieces | undefined;
  #depth = 0;
  readonly #diagnostics: Diagnostic[] = [];
  #contradictions = 0;
  readonly #unknown = new Map<string, number>();

  constructor(file: SourceFile) {
    this.#file = file;
  }

  open(element: XmlElement): void {
    const { name } = element;
    const result = RESULTS.get(name);
    this.#depth += 1;
    if (!this.#dialectKnown) this.#learn(element);
    if (name === 'testsuites' || name === 'testsuite') this.#openSuite(element);
    else if (name === 'testcase') this.#openTest(element);
    else if (result !== undefined) this.#openResult(element, result);
    else if (name === 'system-out' || name === 'system-err')
      this.#into = this.#result === undefined ? this.#outputOfTest() : undefined;
    else if (name === 'property') this.#property(element.attributes);
    else if (!KNOWN.has(name) && !this.#unknown.has(name)) this.#unknown.set(name, element.offset);
  }

  text(text: string): void {
    this.#into?.add(text);
  }

  close(name: string): void {
    this.#depth -= 1;
    if (name === 'testcase') this.#closeTest();
    else if (RESULTS.has(name)) this.#closeResult();
    else if (name === 'testsuites' || name === 'testsuite') this.#closeSuite(name);
    else if (name === 'system-out' || name === 'system-err')
      this.#into = this.#result === undefined ? undefined : this.#said;
  }

  finish(): { readonly report: TestReport; readonly diagnostics: readonly Diagnostic[] } {
    for (const [name, offset] of [...this.#unknown].slice(0, MOST_TOLD))
      this.#tell('report-entry-passed-over', offset, `elements <${name}> are not known and were passed over`);
    if (this.#contradictions > MOST_TOLD)
      this.#tell(
        'report-counts-contradict',
        0,
        `${this.#contradictions - MOST_TOLD} more suites say something else of themselves than what they hold`,
      );
    const cases = this.#tests.finish();
    return {
      report: { cases: this.#dialect === 'gotestsum' ? withoutParents(cases) : cases },
      diagnostics: this.#diagnostics,
    };
  }

  #learn(element: XmlElement): void {
    const found = dialectOf(element, this.#depth - 1);
    if (found === undefined) return;
    this.#dialect = found;
    this.#dialectKnown = true;
  }

  #openSuite(element: XmlElement): void {
    const { name, attributes } = element;
    this.#counts.push(new SuiteCounts(element));
    // The element around all suites names the run.
    if (name === 'testsuites') return;
    this.#suites = [...this.#suites, attributes.name ?? ''];
    this.#suiteFiles.push(attributes.file ?? attributes.filepath ?? this.#suiteFiles.at(-1));
  }

  #openTest({ attributes, offset }: XmlElement): void {
    if ((attributes.name ?? '') === '')
      this.#tell('report-entry-passed-over', offset, 'a test has no name: it is called after its place');
    const named =
      (attributes.name ?? '') === '' ? { ...attributes, name: this.#placeName(offset) } : attributes;
    this.#entry = newEntry(named, { suites: this.#suites, suiteFile: this.#suiteFiles.at(-1) });
  }

  #placeName(offset: number): string {
    return `test on line ${this.#file.lineColumn(offset).line}`;
  }

  #openResult({ attributes }: XmlElement, kind: ResultKind): void {
    const { message, type, time } = attributes;
    this.#result = { ...kind, message, type, time, text: '' };
    this.#into = this.#said;
  }

  #closeResult(): void {
    const result = this.#result;
    this.#result = undefined;
    this.#into = undefined;
    if (result === undefined) return;
    result.text = this.#said.take();
    if (this.#entry !== undefined) this.#entry.results.push(result);
    else if (result.element === 'error' || result.element === 'failure') this.#suiteFailed([result]);
  }

  /** What fails outside of any test: a module that cannot be loaded, a set-up of a whole suite. */
  #suiteFailed(results: readonly JunitResult[]): void {
    const name = this.#suites.at(-1) || 'the whole report';
    const around = { suites: this.#suites.slice(0, -1), suiteFile: this.#suiteFiles.at(-1) };
    const entry = newEntry({ name }, around);
    entry.results.push(...results.map((one) => ({ ...one, element: 'error' as const })));
    this.#tests.add(junitCase(entry, { dialect: 'other', texts: this.#texts, modules: this.#modules }));
  }

  #closeTest(): void {
    const entry = this.#entry;
    this.#entry = undefined;
    if (entry === undefined) return;
    this.#counts
      .at(-1)
      ?.add(entry.results.filter(({ element }) => element === 'failure' || element === 'error').length);
    this.#tests.add(junitCase(entry, { dialect: this.#dialect, texts: this.#texts, modules: this.#modules }));
  }

  #outputOfTest(): TextPieces | undefined {
    if (this.#entry !== undefined) this.#entry.output ??= new TextPieces();
    return this.#entry?.output;
  }

  #property({ name, value }: Readonly<Record<string, string>>): void {
    if (name === 'lockstep.setup' && this.#entry !== undefined) this.#entry.setup = value;
  }

  #closeSuite(name: string): void {
    const counts = this.#counts.pop();
    if (counts === undefined) return;
    this.#checkCounts(counts, name);
    this.#counts.at(-1)?.addAll(counts);
    if (name === 'testsuites') return;
    this.#suites = this.#suites.slice(0, -1);
    this.#suiteFiles.pop();
  }

  #checkCounts(counts: SuiteCounts, element: string): void {
    const { told } = counts;
    // Nothing but a number says that something failed: better a test that nobody wrote than a failure that nobody sees.
    if (element === 'testsuite' && counts.tests === 0 && (told.failures ?? 0) > 0)
      this.#suiteFailed([
        {
          element: 'error',
          isError: true,
          message: NO_TEST_TOLD,
          type: undefined,
          time: undefined,
          text: '',
        },
      ]);
    // node:test counts what stands in a suite, suites among them.
    if (this.#dialect === 'node' || counts.toldWithin) return;
    const contradiction = counts.contradiction();
    if (contradiction === undefined) return;
    counts.toldWithin = true;
    if (++this.#contradictions <= MOST_TOLD)
      this.#tell(
        'report-counts-contradict',
        counts.offset,
        `the suite '${counts.name}' contradicts itself: ${contradiction}`,
      );
  }

  #tell(code: ReportCode, offset: number, message: string): void {
    this.#diagnostics.push(reportProblem(this.#file, { code, severity: 'warning', message, offset }));
  }
}

const NO_TEST_TOLD = 'the suite says that it failed, and holds no test';

/** A Go test with subtests is their suite, unless it fails of itself. */
function withoutParents(cases: readonly TestCase[]): readonly TestCase[] {
  const { parents, failedWithin } = goParents(
    cases.map(({ id, outcome }) => ({ name: id, failed: isFailed(outcome) })),
  );
  return cases.filter(({ id, outcome }) => !parents.has(id) || (isFailed(outcome) && !failedWithin.has(id)));
}
