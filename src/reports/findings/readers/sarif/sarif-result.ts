import {
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  optional,
  placeNumberOf,
  textOf,
  textsOf,
} from '../../../json/json-value.ts';
import type { Finding, FindingClass, FindingLocation } from '../../finding.ts';
import { contextOf, descriptionOf, linkOf, nameOf, pathOf, titleOf } from '../finding-text.ts';
import { offsetOf, type ReadingContext } from '../report-gaps.ts';
import { ruleWords, secretEvidence } from '../secret-evidence.ts';
import { sarifSeverity } from './sarif-severity.ts';
import type { SarifTool } from './sarif-tool.ts';

/** What a result refers to. */
export interface SarifRun {
  readonly tool: SarifTool;
  readonly rules: readonly JsonObject[];
  readonly rulesById: ReadonlyMap<string | undefined, JsonObject>;
  /** Rules of each extension: CodeQL's are in its query packs. */
  readonly extensions: readonly (readonly JsonObject[])[];
  readonly artifacts: readonly JsonObject[];
  readonly context: ReadingContext;
}

/**
 * A result as a finding. Its own message may quote what it found, as bandit's and CodeQL's on hard-coded credentials do: what the rule says of itself comes before it, and of a
 * secret only the rule speaks.
 */
export function sarifFinding(result: JsonObject, run: SarifRun): readonly Finding[] {
  const rule = ruleOf(result, run);
  const id = nameOf(result.ruleId) ?? nameOf(rule.id) ?? nameOf(objectOf(result.rule)?.id);
  if (id === undefined) {
    const { file, passedOver } = run.context;
    passedOver.add('a result without a rule', offsetOf(file, textOf(objectOf(result.message)?.text)));
    return [];
  }
  const tags = tagsOf(rule);
  const names = [id, nameOf(rule.id) ?? '', nameOf(rule.name) ?? ''];
  const evidence = secretEvidence({ names, weaknesses: tags });
  const kind = classOf(id, { tags, isSecret: evidence.isSecret }, run.tool);
  const mayQuote = kind === 'secret' || evidence.mayQuote;
  const { label, says, score } = sarifSeverity(result, rule, run.tool);
  const [suppression] = objectsOf(result.suppressions).filter(({ status }) => status !== 'rejected');
  return [
    {
      tool: run.tool.name,
      alsoBy: [],
      class: kind,
      id,
      aliases: [],
      severity: label,
      ...optional('says', says),
      ...optional('score', score),
      title:
        titleOfRule(rule, id) ??
        (mayQuote ? undefined : titleOf(objectOf(result.message)?.text)) ??
        ruleWords(nameOf(rule.name) ?? id),
      ...optional('description', descriptionOf(objectOf(rule.fullDescription)?.text)),
      ...optional('link', linkOf(rule.helpUri)),
      fix: 'unknown',
      fixed: [],
      ...optional('location', locationOf(result, run, kind)),
      ...optional('context', kind === 'code' && !mayQuote ? contextOfResult(result) : undefined),
      ...(suppression !== undefined && {
        foreignSuppression: nameOf(suppression.justification) ?? nameOf(suppression.kind) ?? 'suppressed',
      }),
    },
  ];
}

/** §3.27.5 to §3.27.7 and §3.52: by a reference with an index, into an extension where it says so, or by the id. */
function ruleOf(result: JsonObject, run: SarifRun): JsonObject {
  const reference = objectOf(result.rule);
  const index = indexOf(reference?.index) ?? indexOf(result.ruleIndex);
  const extension = indexOf(objectOf(reference?.toolComponent)?.index);
  const rules = extension === undefined ? run.rules : (run.extensions[extension] ?? []);
  const id = textOf(result.ruleId) ?? textOf(reference?.id);
  const indexed = index === undefined ? undefined : rules[index];
  // Some tools write index 0 everywhere: the id decides.
  if (indexed !== undefined && (id === undefined || belongsTo(id, indexed))) return indexed;
  return run.rulesById.get(id) ?? run.extensions.flat().find((rule) => rule.id === id) ?? {};
}

/** Ids of results may go on behind that of their rule: `CA1000/suffix` (§3.27.5). */
function belongsTo(id: string, rule: JsonObject): boolean {
  const ruleId = textOf(rule.id);
  return ruleId === undefined || id === ruleId || id.startsWith(`${ruleId}/`);
}

function indexOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Names of rules that only repeat the id say nothing: `Semgrep Finding: …`. */
function titleOfRule(rule: JsonObject, id: string): string | undefined {
  const texts = [rule.shortDescription, rule.fullDescription].map((text) => titleOf(objectOf(text)?.text));
  return texts.find((text) => text !== undefined && !text.includes(id)) ?? titleOf(objectOf(rule.help)?.text);
}

const VULNERABILITY = /^(?:CVE|GHSA|PYSEC|RUSTSEC|OSV|GO|ELSA|DSA|USN|RHSA|ALAS|SNYK)-/iu;

function tagsOf(rule: JsonObject): readonly Json[] {
  const properties = objectOf(rule.properties) ?? {};
  return [...textsOf(properties.tags), ...listOf(properties.cwe), properties.cwe ?? ''];
}

function classOf(
  id: string,
  { tags, isSecret }: { readonly tags: readonly Json[]; readonly isSecret: boolean },
  { looksFor }: SarifTool,
): FindingClass {
  if (looksFor?.length === 1 && looksFor[0] !== undefined) return looksFor[0];
  for (const [tag, kind] of TAGS) if (tags.includes(tag)) return kind;
  if (VULNERABILITY.test(id)) return 'vulnerability';
  return isSecret ? 'secret' : 'code';
}

/** Tags that Trivy and others write. */
const TAGS: readonly (readonly [string, FindingClass])[] = [
  ['secret', 'secret'],
  ['vulnerability', 'vulnerability'],
  ['misconfiguration', 'misconfiguration'],
  ['license', 'license'],
];

function locationOf(result: JsonObject, run: SarifRun, kind: FindingClass): FindingLocation | undefined {
  const [first] = objectsOf(result.locations);
  const physical = objectOf(first?.physicalLocation);
  const artifact = objectOf(physical?.artifactLocation);
  const index = indexOf(artifact?.index);
  const uri = textOf(artifact?.uri) ?? textOf(objectOf(run.artifacts[index ?? -1]?.location)?.uri);
  const path = pathOf(uri === undefined ? undefined : pathOfUri(uri));
  if (path === undefined) return undefined;
  const region = objectOf(physical?.region) ?? {};
  const line = placeNumberOf(region.startLine);
  // Vulnerabilities in images are given a line because GitHub asks for one.
  const real = line !== undefined && !(kind === 'vulnerability' && line === 1 && (region.endLine ?? 1) === 1);
  if (!real) return { path, kind: 'file' };
  return {
    path,
    kind: 'file',
    line,
    ...optional('endLine', placeNumberOf(region.endLine)),
    ...optional('column', placeNumberOf(region.startColumn)),
    ...optional('endColumn', placeNumberOf(region.endColumn)),
  };
}

/** A URI reference (RFC 3986) as a path; what cannot be decoded stays as it is. */
function pathOfUri(uri: string): string {
  const bare = uri.replace(/^file:\/\/(?:localhost)?/iu, '').replace(/[?#].*$/u, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** The digest that the tool has made of the line, as GitHub looks for it, or one of the snippet. */
function contextOfResult(result: JsonObject): string | undefined {
  const known = textOf(objectOf(result.partialFingerprints)?.primaryLocationLineHash);
  if (known !== undefined && /^[0-9a-f]{1,40}(?::\d{1,6})?$/u.test(known)) return known;
  const [first] = objectsOf(result.locations);
  const region = objectOf(objectOf(first?.physicalLocation)?.region);
  return contextOf(textOf(objectOf(region?.snippet)?.text));
}
