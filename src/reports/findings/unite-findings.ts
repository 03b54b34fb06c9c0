import { type Finding, NOTHING, SEVERITY_LABELS, type SeverityLabel } from './finding.ts';

/**
 * One list of the findings of many reports. A finding that is told twice counts once; names of one vulnerability (CVE, GHSA, PYSEC, …) in one
 * version of a package at one place become one finding, which is called by the name that most people know. The order of the reports, and of
 * what is in them, makes no difference.
 */
export function uniteFindings(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  const united: Finding[] = [];
  const others: Finding[] = [];
  for (const finding of findings) {
    const key = packageKey(finding);
    if (key === undefined) others.push(finding);
    else addTo(groups, key, finding);
  }
  for (const finding of withoutRepeats(others)) united.push(finding);
  for (const group of groups.values())
    for (const names of sameNames(group))
      for (const place of samePlaces(names)) united.push(unite(place.sort(compareFindings)));
  return united.sort(compareFindings);
}

/** Worst first, then by what they are. */
function compareFindings(one: Finding, two: Finding): number {
  return (
    severityRank(one.severity) - severityRank(two.severity) ||
    compareTexts(one.class, two.class) ||
    compareTexts(one.id, two.id) ||
    compareTexts(one.package?.name, two.package?.name) ||
    compareTexts(one.package?.version, two.package?.version) ||
    compareTexts(one.location?.path, two.location?.path) ||
    (one.location?.line ?? 0) - (two.location?.line ?? 0) ||
    (one.location?.column ?? 0) - (two.location?.column ?? 0) ||
    compareTexts(one.tool, two.tool) ||
    compareTexts(one.title, two.title) ||
    // Whatever else there may be: texts that differ in nothing else are rare.
    (one === two ? 0 : compareTexts(JSON.stringify(one), JSON.stringify(two)))
  );
}

function severityRank(label: SeverityLabel): number {
  return SEVERITY_LABELS.indexOf(label);
}

/** By code units: the same on every machine, whatever its language is. */
function compareTexts(one = '', two = ''): number {
  return one === two ? 0 : one < two ? -1 : 1;
}

function addTo<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

/** What one tool tells twice, in two formats for example, counts once, and as the worse of the two. */
function withoutRepeats(findings: readonly Finding[]): Iterable<Finding> {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const key = exactKey(finding);
    const before = first.get(key);
    if (before === undefined || compareFindings(finding, before) < 0) first.set(key, finding);
  }
  return first.values();
}

function exactKey({ tool, class: kind, id, package: of, location }: Finding): string {
  const { path, line, column } = location ?? {};
  return JSON.stringify([
    ...[tool, kind, id, of?.name, of?.version, of?.range, path, line, kind === 'vulnerability' ? 0 : column],
  ]);
}

function packageKey({ class: kind, package: of }: Finding): string | undefined {
  if (kind !== 'vulnerability' || of === undefined) return undefined;
  return JSON.stringify([plainName(of.name), of.version ?? of.range ?? '']);
}

/** PyPI's packages have many spellings (peps.python.org/pep-0503, "Normalized Names"). */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/gu, '-');
}

/** Findings that share a name, directly or by way of others. */
function sameNames(findings: readonly Finding[]): readonly Finding[][] {
  if (findings.length === 1) return [[...findings]];
  const parents = findings.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parents[at] !== at) {
      const above = parents[at] ?? at;
      // Halves the way for whoever comes next.
      parents[at] = parents[above] ?? above;
      at = above;
    }
    return at;
  };
  const firstOf = new Map<string, number>();
  for (const [index, { id, aliases }] of findings.entries())
    for (const name of [id, ...aliases]) {
      const key = name.toUpperCase();
      const first = firstOf.get(key);
      if (first === undefined) firstOf.set(key, index);
      else parents[root(index)] = root(first);
    }
  const groups = new Map<number, Finding[]>();
  for (const [index, finding] of findings.entries()) addTo(groups, root(index), finding);
  return [...groups.values()];
}

/** Apart by where they are. One that knows no place is at the first of the others: tools that scan one lock file do not all name it. */
function samePlaces(findings: readonly Finding[]): readonly Finding[][] {
  const paths = new Map<string, Finding[]>();
  const nowhere: Finding[] = [];
  for (const finding of findings) {
    const path = finding.location?.path.replace(/^\/+/u, '');
    if (path === undefined) nowhere.push(finding);
    else addTo(paths, path, finding);
  }
  const ordered = [...paths].sort(([one], [two]) => compareTexts(one, two));
  const several = new Set(findings.map(({ tool }) => tool)).size > 1;
  const places = several ? withoutOtherNames(ordered) : ordered.map(([, found]) => found);
  const [first, ...others] = places;
  return first === undefined ? [nowhere] : [[...first, ...nowhere], ...others];
}

/** Some tools write paths from the root of the machine, others from where they ran; no tool has two names for one place. */
function withoutOtherNames(paths: readonly (readonly [string, Finding[]])[]): readonly Finding[][] {
  const places: { path: string; found: Finding[]; tools: ReadonlySet<string> }[] = [];
  for (const [path, found] of paths) {
    const tools = new Set(found.map(({ tool }) => tool));
    const same = places.find(
      (place) =>
        (place.path.endsWith(`/${path}`) || path.endsWith(`/${place.path}`)) &&
        [...tools].every((tool) => !place.tools.has(tool)),
    );
    if (same === undefined) places.push({ path, found, tools });
    else {
      same.found = [...same.found, ...found];
      same.tools = new Set([...same.tools, ...tools]);
    }
  }
  return places.map(({ found }) => found);
}

function unite(findings: readonly Finding[]): Finding {
  const [worst] = findings.filter(({ severity }) => severity !== 'unknown');
  const first = worst ?? findings[0];
  if (first === undefined) throw new Error('Internal error: nothing to unite');
  const names = [...new Set(findings.flatMap(({ id, aliases }) => [id, ...aliases]))].sort(compareNames);
  const [id = first.id, ...aliases] = names;
  const tools = [...new Set(findings.flatMap(({ tool, alsoBy }) => [tool, ...alsoBy]))];
  const fixed = [...new Set(findings.flatMap((one) => one.fixed))].sort(compareTexts);
  const suppressed = findings.find(({ foreignSuppression }) => foreignSuppression !== undefined);
  const located = findings.find(({ location }) => location?.line !== undefined);
  const location = located?.location ?? first.location ?? findings.find((one) => one.location)?.location;
  return {
    ...first,
    id,
    aliases: aliases.length === 0 ? NOTHING : aliases,
    alsoBy: tools.filter((tool) => tool !== first.tool).sort(compareTexts),
    fix: fixOf(findings),
    fixed: fixed.length === 0 ? NOTHING : fixed,
    ...(location !== undefined && { location }),
    ...(suppressed?.foreignSuppression !== undefined && {
      foreignSuppression: suppressed.foreignSuppression,
    }),
  };
}

function fixOf(findings: readonly Finding[]): Finding['fix'] {
  if (findings.some(({ fix }) => fix === 'available')) return 'available';
  return findings.some(({ fix }) => fix === 'none') ? 'none' : 'unknown';
}

const KNOWN_NAMES = [/^CVE-/iu, /^GHSA-/iu];

function compareNames(one: string, two: string): number {
  const rank = (name: string): number => {
    const at = KNOWN_NAMES.findIndex((pattern) => pattern.test(name));
    return at < 0 ? KNOWN_NAMES.length : at;
  };
  return rank(one) - rank(two) || compareTexts(one, two);
}
