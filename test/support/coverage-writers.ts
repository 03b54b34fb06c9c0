/** What really ran on one platform: for each file its coverable lines with their hits, and for some the branches, taken or not. */
export interface PlatformTruth {
  readonly files: readonly FileTruth[];
}

export interface FileTruth {
  /** Below `src/main/java/`, so that a package can be told from it. */
  readonly path: string;
  readonly lines: readonly LineTruth[];
}

export interface LineTruth {
  readonly line: number;
  readonly hits: number;
  /** Empty where nothing branches. */
  readonly branches: readonly boolean[];
}

/** Writes a truth as a tool would that ran in a checkout at `root`; the separator is the root's. */
export type CoverageWriter = (truth: PlatformTruth, root: string) => string;

export interface WrittenFormat {
  readonly write: CoverageWriter;
  /** Whether it has branches, and can tell which were taken. */
  readonly branches: 'named' | 'counted' | 'none';
}

const taken = ({ branches }: LineTruth): number => branches.filter(Boolean).length;

function onSystem(root: string, path: string): string {
  return root.includes('\\') ? path.replaceAll('/', '\\') : path;
}

function absolute(root: string, path: string): string {
  return root + onSystem(root, `/${path}`);
}

function cobertura({ files }: PlatformTruth, root: string, missing: boolean): string {
  const classes = files.map(({ path, lines }) => {
    const rows = lines.map((one) => {
      const start = `<line number="${one.line}" hits="${one.hits}"`;
      if (one.branches.length === 0) return `${start}/>`;
      const not = one.branches.flatMap((is, index) => (is ? [] : [index + 100]));
      const names = missing && not.length > 0 ? ` missing-branches="${not.join(',')}"` : '';
      const percent = Math.round((taken(one) * 100) / one.branches.length);
      return `${start} branch="true" condition-coverage="${percent}% (${taken(one)}/${one.branches.length})"${names}/>`;
    });
    return `<class name="x" filename="${onSystem(root, path)}"><methods/><lines>${rows.join('\n')}</lines></class>`;
  });
  return `<?xml version="1.0" ?>\n<coverage version="7" line-rate="0.5"><sources><source>${root}</source></sources><packages><package name="."><classes>${classes.join('\n')}</classes></package></packages></coverage>`;
}

function lcov({ files }: PlatformTruth, root: string): string {
  const sections = files.map(({ path, lines }) => {
    const rows = lines.flatMap((one) => [
      `DA:${one.line},${one.hits}`,
      ...one.branches.map(
        (is, index) => `BRDA:${one.line},0,jump to line ${index + 100},${one.hits === 0 ? '-' : is ? 1 : 0}`,
      ),
    ]);
    return `SF:${absolute(root, path)}\n${rows.join('\n')}\nend_of_record\n`;
  });
  return `TN:\n${sections.join('')}`;
}

function istanbul({ files }: PlatformTruth, root: string): string {
  const data = files.map(({ path, lines }) => {
    const at = (line: number, column: number) => ({
      start: { line, column },
      end: { line, column: column + 1 },
    });
    const branching = lines.filter(({ branches }) => branches.length > 0);
    const name = absolute(root, path);
    const entry = {
      path: name,
      statementMap: Object.fromEntries(lines.map(({ line }, index) => [index, at(line, 0)])),
      fnMap: {},
      branchMap: Object.fromEntries(
        branching.map(({ line, branches }, index) => [
          index,
          { loc: at(line, 0), type: 'if', line, locations: branches.map((_, place) => at(line, place + 5)) },
        ]),
      ),
      s: Object.fromEntries(lines.map(({ hits }, index) => [index, hits])),
      f: {},
      b: Object.fromEntries(branching.map(({ branches }, index) => [index, branches.map(Number)])),
    };
    return [name, entry];
  });
  return JSON.stringify(Object.fromEntries(data));
}

function jacoco({ files }: PlatformTruth): string {
  const packages = files.map(({ path, lines }) => {
    const inside = path.replace('src/main/java/', '');
    const cut = inside.lastIndexOf('/');
    const rows = lines.map((one) => {
      const [mi, ci] = one.hits > 0 ? [0, 3] : [3, 0];
      return `<line nr="${one.line}" mi="${mi}" ci="${ci}" mb="${one.branches.length - taken(one)}" cb="${taken(one)}"/>`;
    });
    return `<package name="${inside.slice(0, cut)}"><sourcefile name="${inside.slice(cut + 1)}">${rows.join('')}</sourcefile></package>`;
  });
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x">${packages.join('')}</report>`;
}

function go({ files }: PlatformTruth): string {
  const blocks = files.flatMap(({ path, lines }) =>
    lines.map(({ line, hits }) => `example.com/wind/${path}:${line}.2,${line}.20 1 ${hits}\n`),
  );
  return `mode: count\n${blocks.join('')}`;
}

function clover({ files }: PlatformTruth, root: string): string {
  const rows = files.map(({ path, lines }) => {
    const inside = lines.map((one) => {
      const start = `<line num="${one.line}" count="${one.hits}"`;
      if (one.branches.length === 0) return `${start} type="stmt"/>`;
      return `${start} type="cond" truecount="${taken(one)}" falsecount="${one.branches.length - taken(one)}"/>`;
    });
    return `<file name="x" path="${absolute(root, path)}">${inside.join('')}</file>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><coverage generated="1" clover="3.2.0"><project timestamp="1" name="All files">${rows.join('')}</project></coverage>`;
}

export const COVERAGE_WRITERS: Readonly<Record<string, WrittenFormat>> = {
  'cobertura of coverage.py': { write: (truth, root) => cobertura(truth, root, true), branches: 'named' },
  'cobertura of istanbul': { write: (truth, root) => cobertura(truth, root, false), branches: 'counted' },
  lcov: { write: lcov, branches: 'named' },
  istanbul: { write: istanbul, branches: 'named' },
  jacoco: { write: jacoco, branches: 'counted' },
  go: { write: go, branches: 'none' },
  clover: { write: clover, branches: 'counted' },
};
