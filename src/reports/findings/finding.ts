/**
 * What a scanner says of one thing, whichever scanner it is. Texts are as they are in the report, capped, and not made harmless:
 * whoever shows them does that. What a secret is, the line it stands in and who wrote it are never part of it: readers drop them.
 */
export interface Finding {
  /** The tool that says so, as lockstep calls it: `trivy`, `npm-audit`; of SARIF the driver's name in lower case. */
  readonly tool: string;
  /** Other tools that say the same. */
  readonly alsoBy: readonly string[];
  readonly class: FindingClass;
  /** Of the vulnerability or the rule: `CVE-2021-44228`, `B602`, `aws-access-token`. */
  readonly id: string;
  /** Other names of the same vulnerability, sorted, without `id`: `GHSA-jfh8-c2jp-5v3q`. */
  readonly aliases: readonly string[];
  /** What gates look at; see `severity-policy.ts` for how it comes from what the tool says. */
  readonly severity: SeverityLabel;
  /** The tool's own word for it: `MODERATE`, `error`. Absent when it says nothing. */
  readonly says?: string;
  /** CVSS base score, 0 to 10, for people. Nothing is decided by it where the tool has a label. */
  readonly score?: number;
  /** One line or a little more. */
  readonly title: string;
  readonly description?: string;
  /** Address of an explanation; only `https:` and `http:`. */
  readonly link?: string;
  readonly package?: FoundPackage;
  /** Whether there is a version without it; `unknown` where the tool does not say, as for anything that is no vulnerability. */
  readonly fix: 'available' | 'none' | 'unknown';
  /** Versions without it, as the tool writes them. May be empty though there is a fix. */
  readonly fixed: readonly string[];
  readonly location?: FindingLocation;
  /** Digest of the code that is meant, white space aside, or the commit; never of a secret. It tells two uses of one rule in one file apart. */
  readonly context?: string;
  /** The tool's own suppression. It is counted and holds nothing back: nobody here has agreed to it. */
  readonly foreignSuppression?: string;
}

export interface FoundPackage {
  readonly name: string;
  /** Absent where the tool knows only a range. */
  readonly version?: string;
  /** The range of versions that have it, where that is all the tool says: `<4.17.21`. */
  readonly range?: string;
  /** Package URL (github.com/package-url/purl-spec). */
  readonly purl?: string;
}

export interface FindingLocation {
  /** With forward slashes, relative to wherever the tool ran where it says so. For an image: its repository, without tag and digest. */
  readonly path: string;
  /** `image`: a name that is no file. It has no lines. */
  readonly kind: 'file' | 'image';
  /** From 1. */
  readonly line?: number;
  readonly endLine?: number;
  /** From 1, in UTF-16 units where the tool says how it counts. */
  readonly column?: number;
  readonly endColumn?: number;
}

export const FINDING_CLASSES = ['vulnerability', 'secret', 'misconfiguration', 'license', 'code'] as const;

export type FindingClass = (typeof FINDING_CLASSES)[number];

/** Worst first; what nobody has judged is not the least: it stands in front of what was judged to be low. */
export const SEVERITY_LABELS = ['critical', 'high', 'unknown', 'medium', 'low', 'info'] as const;

export type SeverityLabel = (typeof SEVERITY_LABELS)[number];

/** Shared, so that a report of tens of thousands of findings has not as many empty lists. */
export const NOTHING: readonly string[] = [];
