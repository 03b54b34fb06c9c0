import { markdownText } from '../diagnostics/markdown.ts';
import { markdownTable } from '../diagnostics/markdown-table.ts';
import type { CapabilityConfig, Category, Os, SystemName } from '../pipeline/config.ts';
import type { Job, Pipeline } from '../pipeline/pipeline.ts';
import { SYSTEM_TITLES } from '../pipeline/system-titles.ts';
import { describeEvent } from './event.ts';
import type { Claim, OwnershipProof } from './ownership.ts';

/** The test execution matrix: which kind of check runs where, and on which events. */
export interface ExecutionMatrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixColumn {
  readonly system: SystemName;
  readonly os: Os;
  /** `GitHub Actions (Windows)`. */
  readonly title: string;
  /** `GitHub Windows`: where there is little room. */
  readonly shortTitle: string;
}

export interface MatrixRow {
  readonly category: Category;
  readonly title: string;
  readonly jobs: readonly string[];
  /** One for each column. */
  readonly cells: readonly MatrixTableCell[];
}

export interface MatrixTableCell {
  /** `optional`: it may be skipped or fail without harm. `exception`: it runs twice on purpose. */
  readonly kind: 'runs' | 'optional' | 'exception' | 'none';
  readonly events: readonly string[];
  /** Reasons of the exceptions. */
  readonly reasons: readonly string[];
}

export const SYSTEM_ORDER: readonly SystemName[] = ['circleci', 'github'];
export const OS_TITLES: Record<Os, string> = { linux: 'Linux', windows: 'Windows', macos: 'macOS' };
export const OS_ORDER: readonly Os[] = ['linux', 'windows', 'macos'];

const CATEGORY_TITLES: Record<Category, string> = {
  lint: 'Lint & format',
  types: 'Type check',
  unit: 'Unit tests',
  integration: 'Integration tests',
  regression: 'Regression tests',
  e2e: 'End-to-end tests',
  platform: 'Platform tests',
  benchmark: 'Performance benchmarks',
  docker: 'Docker tests',
  security: 'Security scans',
  build: 'Build artifacts',
  release: 'Deployment',
};

/**
 * A row for each category; where jobs of a category run in other places than its first one, a row of their own, named after them. Columns are the systems and platforms that run anything, CircleCI first.
 */
export function executionMatrix(pipeline: Pipeline, proof: OwnershipProof): ExecutionMatrix {
  const columns = SYSTEM_ORDER.flatMap((system) =>
    OS_ORDER.filter((os) =>
      proof.claims.some((claim) => claim.system === system && claim.platform.os === os),
    ).map((os) => ({
      system,
      os,
      title: `${SYSTEM_TITLES[system]} (${OS_TITLES[os]})`,
      shortTitle: `${SYSTEM_TITLES[system].split(' ')[0]} ${OS_TITLES[os]}`,
    })),
  );
  const rows = (Object.keys(CATEGORY_TITLES) as Category[]).flatMap((category) =>
    rowsOf(category, pipeline, proof, columns),
  );
  return { columns, rows };
}

function rowsOf(
  category: Category,
  pipeline: Pipeline,
  proof: OwnershipProof,
  columns: readonly MatrixColumn[],
): readonly MatrixRow[] {
  const groups = new Map<string, { jobs: Job[]; cells: readonly MatrixTableCell[] }>();
  for (const job of pipeline.jobs.filter((candidate) => candidate.category === category)) {
    const cells = columns.map((column) => cellOf(job, column, proof));
    if (cells.every((cell) => cell.kind === 'none')) continue;
    const key = JSON.stringify(cells.map((cell) => cell.kind));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { jobs: [job], cells });
    else {
      group.jobs.push(job);
      group.cells = group.cells.map((cell, index) => united(cell, cells[index] ?? cell));
    }
  }
  return [...groups.values()].map(({ jobs, cells }, index) => ({
    category,
    title: index === 0 ? CATEGORY_TITLES[category] : jobs.map((job) => job.title).join(', '),
    jobs: jobs.map((job) => job.name),
    cells,
  }));
}

function united(one: MatrixTableCell, other: MatrixTableCell): MatrixTableCell {
  return {
    kind: one.kind,
    events: [...new Set([...one.events, ...other.events])],
    reasons: [...new Set([...one.reasons, ...other.reasons])],
  };
}

function cellOf(job: Job, column: MatrixColumn, proof: OwnershipProof): MatrixTableCell {
  const isHere = (claim: Claim): boolean =>
    claim.job === job.name && claim.system === column.system && claim.platform.os === column.os;
  const here = proof.claims.filter(isHere);
  const reasons = proof.exceptions
    .filter(({ claims }) => claims.slice(1).some(isHere))
    .map(({ exception }) => exception.reason);
  const events = [...new Set(here.map((claim) => describeEvent(claim.event)))];
  const optional = job.allowFailure || job.wants.some((capability) => mayLack(column.os, capability));
  const kind = here.length === 0 ? 'none' : reasons.length > 0 ? 'exception' : optional ? 'optional' : 'runs';
  return { kind, events, reasons: [...new Set(reasons)] };
}

/**
 * May the hosted machines of a platform lack it? Linux ones have a container engine, and a virtual display where a job wants one; those
 * of Windows and macOS have a desktop, and no engine for Linux containers. Of other tools nobody can promise anything.
 */
function mayLack(os: Os, capability: CapabilityConfig): boolean {
  if (capability === 'docker') return os !== 'linux';
  return typeof capability === 'object';
}

const SIGNS: Record<MatrixTableCell['kind'], string> = {
  runs: '✅',
  optional: '⚠️ optional',
  exception: '✅ exception',
  none: '—',
};

/** The matrix as a Markdown table, with a note for each exception. */
export function renderMatrixMarkdown({ columns, rows }: ExecutionMatrix): string {
  const notes = new Set(rows.flatMap((row) => row.cells.flatMap((cell) => cell.reasons)));
  const table = markdownTable(
    ['Check', ...columns.map((column) => column.title)],
    rows.map((row) => [markdownText(row.title), ...row.cells.map((cell) => SIGNS[cell.kind])]),
  );
  return [table, ...[...notes].flatMap((reason) => ['', `Exception: ${markdownText(reason)}`]), ''].join(
    '\n',
  );
}
