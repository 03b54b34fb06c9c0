/** The branches that leave one line. */
export interface BranchCoverage {
  readonly total: number;
  /** Taken for certain. */
  readonly covered: number;
  /** Taken at most: more than `covered` only where counts of branches that nobody can tell apart were united. */
  readonly atMost: number;
  /** Absent where the format has only counts. */
  readonly identity?: BranchIdentity;
}

export interface BranchIdentity {
  /**
   * `named`: the name means the same branch in every report (`jump to line 9`, a position). `numbered`: names are running numbers, so
   * reports with the same numbers speak of the same branches, and others cannot be compared. `missed-only`: those not taken are
   * named, the others only counted.
   */
  readonly kind: 'named' | 'numbered' | 'missed-only';
  /** Whose names they are: those of another scheme cannot be compared with them. */
  readonly scheme: string;
  /** All branches; empty for `missed-only`. */
  readonly names: readonly string[];
  readonly missed: readonly string[];
}

/** Branches that are only counted: one or more of `total` were taken, nobody knows which. */
export function countedBranches(covered: number, total: number): BranchCoverage {
  const taken = Math.min(covered, total);
  return { total, covered: taken, atMost: taken };
}

/** Branches with a name each, and whether it was taken. */
export function namedBranches(
  { kind, scheme }: Pick<BranchIdentity, 'scheme'> & { readonly kind: 'named' | 'numbered' },
  branches: ReadonlyMap<string, boolean>,
): BranchCoverage {
  const names = [...branches.keys()];
  const missed = names.filter((name) => branches.get(name) !== true);
  const covered = names.length - missed.length;
  return { total: names.length, covered, atMost: covered, identity: { kind, scheme, names, missed } };
}

/** Of `total` branches, those that were not taken are named: by the line they lead to, as coverage.py does. */
export function branchesButFor(missed: readonly string[], total: number): BranchCoverage {
  const covered = total - missed.length;
  return {
    total,
    covered,
    atMost: covered,
    identity: { kind: 'missed-only', scheme: 'destination', names: [], missed },
  };
}

/**
 * What several reports say of one line's branches, taken together; the order does not matter. Branches that have an identity are united one by
 * one. Else all that is known is an interval: at least what the best report has, at most the sum, and no more than there are.
 */
export function uniteBranches(parts: readonly BranchCoverage[]): BranchCoverage {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const comparable = new Map<string, BranchCoverage[]>();
  for (const [index, part] of parts.entries()) {
    const key = comparisonKey(part) ?? `alone ${index}`;
    const group = comparable.get(key);
    if (group === undefined) comparable.set(key, [part]);
    else group.push(part);
  }
  const united = [...comparable.values()].flatMap(uniteByIdentity);
  const [first] = united;
  if (first !== undefined && united.length === 1) return first;
  const total = united.reduce((most, part) => Math.max(most, part.total), 0);
  return {
    total,
    covered: united.reduce((most, part) => Math.max(most, part.covered), 0),
    atMost: Math.min(
      total,
      united.reduce((sum, part) => sum + part.atMost, 0),
    ),
  };
}

function comparisonKey({ identity, total }: BranchCoverage): string | undefined {
  if (identity === undefined) return undefined;
  switch (identity.kind) {
    case 'named':
      return `named ${identity.scheme}`;
    case 'numbered':
      return `numbered ${identity.scheme} ${[...identity.names].sort().join(' ')}`;
    case 'missed-only':
      return `missed-only ${total}`;
    default:
      return identity.kind satisfies never;
  }
}

function uniteByIdentity(group: readonly BranchCoverage[]): readonly BranchCoverage[] {
  const identities = group.flatMap(({ identity }) => (identity === undefined ? [] : [identity]));
  const [first] = identities;
  if (first === undefined || group.length === 1) return group;
  const missed = intersection(identities.map((identity) => identity.missed));
  if (first.kind === 'missed-only') {
    const total = group[0]?.total ?? 0;
    const mentioned = new Set(identities.flatMap((identity) => identity.missed));
    // More names than branches: the compilers do not agree on what the branches are.
    return mentioned.size > total ? group : [branchesButFor([...missed], total)];
  }
  const names = [...new Set(identities.flatMap((identity) => identity.names))];
  const taken = new Set(
    identities.flatMap((identity) => {
      const not = new Set(identity.missed);
      return identity.names.filter((name) => !not.has(name));
    }),
  );
  return [
    namedBranches(
      { kind: first.kind, scheme: first.scheme },
      new Map(names.map((name) => [name, taken.has(name)])),
    ),
  ];
}

function intersection(lists: readonly (readonly string[])[]): ReadonlySet<string> {
  const [first = [], ...rest] = lists.map((list) => new Set(list));
  return new Set([...first].filter((name) => rest.every((list) => list.has(name))));
}
