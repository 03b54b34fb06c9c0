import type { BranchCoverage } from './branch-coverage.ts';

/** What one coverage report says, in the tool's own names of files. Nothing has been compared with a repository yet. */
export interface CoverageReport {
  readonly files: readonly FileCoverage[];
  /** Folders that names of files are relative to, as the report has them; empty when it has none. */
  readonly roots: readonly string[];
}

export interface FileCoverage {
  /** As the tool wrote it. Of several mentions of one file in a report, one entry is made. */
  readonly name: string;
  readonly naming: FileNaming;
  /** What else the report says about where the file is: names of the modules of a multi-module build. */
  readonly modules: readonly string[];
  /** Coverable lines, from 1, and how often each was run. Formats that only know whether say 1. */
  readonly lines: ReadonlyMap<number, number>;
  /** Lines with branches. Istanbul has branches on lines that are not coverable themselves. */
  readonly branches: ReadonlyMap<number, BranchCoverage>;
  readonly functions: readonly FunctionCoverage[];
  /** The file was never loaded: every line is made up as not run, and gives way to what was measured. */
  readonly stub: boolean;
}

/**
 * `path`: of a file, absolute or relative to one of the report's roots. `import-path`: of Go, a module's path in the place of its folder.
 * `package`: of the JVM, a package and the name of a source file.
 */
export type FileNaming = 'path' | 'import-path' | 'package';

export interface FunctionCoverage {
  readonly name: string;
  /** Where it begins, from 1; 0 when the format does not say. */
  readonly line: number;
  /** Times it was called. */
  readonly hits: number;
}
