import { type BranchCoverage, namedBranches, uniteBranches } from './branch-coverage.ts';
import type { CoverageReport, FileCoverage, FileNaming, FunctionCoverage } from './coverage-report.ts';

/** What c8 calls the one function of a file that was never loaded (v8-to-istanbul, `emptyReport`). */
const EMPTY_REPORT = '(empty-report)';

/** Gathers what a report says of each file, wherever in the report it says it. */
export class CoverageBuilder {
  readonly #files = new Map<string, FileCoverageBuilder>();
  readonly #naming: FileNaming;
  readonly roots: string[] = [];

  constructor(naming: FileNaming = 'path') {
    this.#naming = naming;
  }

  /** `within` tells files of one name apart, where a report has them. */
  file(name: string, within = ''): FileCoverageBuilder {
    const key = within === '' ? name : `${within}\u0000${name}`;
    let file = this.#files.get(key);
    if (file === undefined) {
      file = new FileCoverageBuilder(name, this.#naming);
      this.#files.set(key, file);
    }
    return file;
  }

  finish(): CoverageReport {
    return { files: Array.from(this.#files.values(), (file) => file.finish()), roots: this.roots };
  }
}

export class FileCoverageBuilder {
  readonly #name: string;
  readonly #naming: FileNaming;
  readonly #modules = new Set<string>();
  readonly #lines = new Map<number, number>();
  readonly #branches = new Map<number, BranchCoverage[]>();
  readonly #named = new Map<number, { readonly scheme: string; readonly taken: Map<string, boolean> }>();
  readonly #functions = new Map<string, FunctionCoverage>();
  #stub = false;

  constructor(name: string, naming: FileNaming) {
    this.#name = name;
    this.#naming = naming;
  }

  addModule(name: string): void {
    this.#modules.add(name);
  }

  /** Mentions of one line add up. */
  addLine(line: number, hits: number): void {
    this.#lines.set(line, addHits(this.#lines.get(line) ?? 0, hits));
  }

  /** Of several mentions of one line, the one with the most hits stands. */
  raiseLine(line: number, hits: number): void {
    this.#lines.set(line, Math.max(this.#lines.get(line) ?? 0, hits));
  }

  addBranches(line: number, branches: BranchCoverage): void {
    const before = this.#branches.get(line);
    if (before === undefined) this.#branches.set(line, [branches]);
    else before.push(branches);
  }

  /** A branch with a name of its own within the line. */
  addBranch(line: number, { name, scheme }: BranchName, taken: boolean): void {
    let branches = this.#named.get(line);
    if (branches === undefined) {
      branches = { scheme, taken: new Map() };
      this.#named.set(line, branches);
    }
    branches.taken.set(name, taken || branches.taken.get(name) === true);
  }

  addFunction({ name, line, hits }: FunctionCoverage): void {
    const key = `${line} ${name}`;
    const before = this.#functions.get(key)?.hits ?? 0;
    this.#functions.set(key, { name, line, hits: addHits(before, hits) });
  }

  markStub(): void {
    this.#stub = true;
  }

  /** Names that are only numbers are running numbers; see `BranchIdentity`. */
  finish(): FileCoverage {
    const branches = new Map(Array.from(this.#branches, ([line, parts]) => [line, uniteBranches(parts)]));
    for (const [line, { scheme, taken }] of this.#named) {
      const numbered = [...taken.keys()].every((name) => /^[\de,]+$/u.test(name));
      branches.set(line, namedBranches({ kind: numbered ? 'numbered' : 'named', scheme }, taken));
    }
    const functions = [...this.#functions.values()];
    const nothingRun = [...this.#lines.values()].every((hits) => hits === 0);
    const [first] = functions;
    return {
      name: this.#name,
      naming: this.#naming,
      modules: [...this.#modules],
      lines: this.#lines,
      branches,
      functions,
      stub: this.#stub || (nothingRun && functions.length === 1 && first?.name === EMPTY_REPORT),
    };
  }
}

/** A branch of a line, in the words of its format. */
export interface BranchName {
  readonly scheme: string;
  readonly name: string;
}

/** Counts that leave the range in which numbers are exact stay at its end. */
export function addHits(one: number, other: number): number {
  return Math.min(one + other, Number.MAX_SAFE_INTEGER);
}
