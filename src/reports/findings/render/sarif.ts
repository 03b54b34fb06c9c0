import { markdownText } from '../../../diagnostics/markdown.ts';
import { printable, printableLine } from '../../../diagnostics/printable.ts';
import type { SeverityLabel } from '../finding.ts';
import { fixText, packageText } from '../finding-words.ts';
import type { AssessedFinding, FindingsAssessment } from '../findings-assessment.ts';
import { labelOfScore } from '../severity-policy.ts';

export interface SarifOptions {
  /** Of lockstep. */
  readonly version: string;
  /**
   * What tells this analysis from others of one commit (`automationDetails.id`, SARIF 2.1.0 §3.17.3; GitHub takes what stands before the last slash for the category).
   * Two uploads of one category overwrite each other.
   */
  readonly category?: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * Findings as SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), as GitHub reads it (docs.github.com, "SARIF support for code scanning"): one run; a rule for each
 * vulnerability or rule, with the text of its worst finding; results worst first, so that whoever cuts the file cuts the least.
 *
 * - `security-severity` is the score where it is of the label's range, else a number in the middle of it: GitHub shows a label by this number alone.
 * - Suppressed findings are there with their suppression; with a baseline, `baselineState` tells new ones from known ones.
 * - There is no code in it, and no text of a secret.
 */
export function renderFindingsSarif(assessment: FindingsAssessment, options: SarifOptions): string {
  const { findings, notScanned } = assessment;
  const rules = new Map<string, AssessedFinding>();
  for (const finding of findings) if (!rules.has(ruleKey(finding))) rules.set(ruleKey(finding), finding);
  const ids = ruleIds(rules);
  const indexes = new Map([...rules.keys()].map((key, index) => [key, index]));
  const run = {
    tool: {
      driver: {
        name: 'lockstep',
        semanticVersion: options.version,
        rules: [...rules].map(([key, worst]) => ruleOf(ids.get(key) ?? worst.id, worst)),
      },
    },
    ...(options.category !== undefined && {
      automationDetails: { id: `${printableLine(options.category).replace(/\/+$/u, '')}/` },
    }),
    invocations: [
      {
        executionSuccessful: notScanned.length === 0,
        toolExecutionNotifications: notScanned.map(({ file, reason }) => ({
          level: 'error',
          message: { text: plainText([file, reason].filter((part) => part !== '').join(': ')) },
        })),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => {
      const key = ruleKey(finding);
      return resultOf(finding, {
        id: ids.get(key) ?? finding.id,
        index: indexes.get(key) ?? 0,
        compared: assessment.gone !== undefined,
      });
    }),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 1)}\n`;
}

/** A vulnerability is one rule whoever tells of it; rules of two tools are two. */
function ruleKey({ class: kind, tool, id }: AssessedFinding): string {
  return JSON.stringify(kind === 'vulnerability' ? [kind, id] : [kind, tool, id]);
}

/** Ids must differ: where two tools have a rule of one name, the tool stands in front of all but the first. */
function ruleIds(rules: ReadonlyMap<string, AssessedFinding>): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const ids = new Map<string, string>();
  for (const [key, { id, tool, class: kind }] of rules) {
    const plain = printableLine(id);
    const choices = [plain, `${tool}/${plain}`, `${tool}/${kind}/${plain}`];
    const free = choices.find((choice) => !taken.has(choice)) ?? `${plain}#${taken.size}`;
    taken.add(free);
    ids.set(key, free);
  }
  return ids;
}

const LEVELS: Readonly<Record<SeverityLabel, string>> = {
  critical: 'error',
  high: 'error',
  unknown: 'warning',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** In the middle of the range that GitHub has for a label; of what nobody has judged there is none. */
const NUMBERS: Readonly<Record<SeverityLabel, number | undefined>> = {
  critical: 9.5,
  high: 8,
  unknown: undefined,
  medium: 5.5,
  low: 2,
  info: 0.5,
};

function ruleOf(id: string, worst: AssessedFinding): unknown {
  const { severity, score, title, description, link, class: kind } = worst;
  const number = score !== undefined && labelOfScore(score) === severity ? score : NUMBERS[severity];
  const about = [description ?? title, fixSentence(worst)].filter((part) => part !== '');
  return {
    id,
    name: ruleName(kind),
    shortDescription: { text: plainText(title) },
    fullDescription: { text: plainText(description ?? title) },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(link !== undefined && { helpUri: link }),
    help: {
      text: about.map((part) => plainText(part)).join('\n\n'),
      markdown: about.map((part) => markdownText(part)).join('\n\n'),
    },
    properties: {
      tags: [kind, 'security', severity.toUpperCase()],
      ...(number !== undefined && { 'security-severity': number.toFixed(1) }),
    },
  };
}

function ruleName(kind: string): string {
  return `${kind[0]?.toUpperCase() ?? ''}${kind.slice(1)}`;
}

function fixSentence(finding: AssessedFinding): string {
  const fixed = fixText(finding);
  if (fixed === 'none') return 'No version is without it.';
  return fixed === '' || fixed === 'yes' ? '' : `Fixed in ${fixed}.`;
}

interface ResultContext {
  readonly id: string;
  readonly index: number;
  readonly compared: boolean;
}

function resultOf(finding: AssessedFinding, { id, index, compared }: ResultContext): unknown {
  const { severity, title, fingerprint, suppression, verdict } = finding;
  const of = packageText(finding);
  const message = [`${of === '' ? '' : `${of}: `}${title}`, fixSentence(finding)]
    .filter((part) => part !== '')
    .join(/[.!?…]$/u.test(title) ? ' ' : '. ');
  return {
    ruleId: id,
    ruleIndex: index,
    level: LEVELS[severity],
    message: { text: plainText(message) },
    locations: [locationOf(finding)],
    partialFingerprints: {
      'lockstepFinding/v1': fingerprint,
      // The one that GitHub looks at. It would be made of the line, which findings in packages and images do not have.
      primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
    },
    ...(compared && { baselineState: verdict === 'known' ? 'unchanged' : 'new' }),
    ...(suppression !== undefined && {
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: plainText(
            `${suppression.reason} (${suppression.owner}, until ${suppression.expires})`,
          ),
        },
      ],
    }),
    properties: { tool: printableLine(finding.tool), verdict, severity },
  };
}

/** GitHub shows no result without a file and a line: what has none is at the first line of what is nearest to one. */
function locationOf(finding: AssessedFinding): unknown {
  const { location, package: of } = finding;
  const { line, endLine, column, endColumn } = location ?? {};
  const last = endLine !== undefined && line !== undefined && endLine >= line ? endLine : undefined;
  const end =
    endColumn !== undefined && (column === undefined || (last ?? line) !== line || endColumn >= column);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(location?.path ?? of?.name ?? finding.tool) },
      region: {
        startLine: line ?? 1,
        ...(column !== undefined && { startColumn: column }),
        ...(last !== undefined && { endLine: last }),
        ...(end && { endColumn }),
      },
    },
    ...(of !== undefined && {
      logicalLocations: [
        {
          name: printableLine(of.name),
          fullyQualifiedName: printableLine(of.purl ?? packageText(finding)),
          kind: 'package',
        },
      ],
    }),
  };
}

/** A relative reference (RFC 3986 §4.2): every name on its own, so that a colon in the first is no scheme and nothing leads upwards. */
function uriOf(path: string): string {
  const names = printableLine(path)
    .split('/')
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  return (
    names.map((name) => encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd'))).join('/') || 'unknown'
  );
}

/** Plain text of SARIF: brackets would be links and braces placeholders (§3.11.5, §3.11.6). */
function plainText(text: string): string {
  return printable(text)
    .replace(/[\\[\]]/gu, '\\$&')
    .replace(/[{}]/gu, '$&$&');
}
