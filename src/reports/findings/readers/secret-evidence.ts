import type { Json } from '../../json/json-value.ts';

/** What is known of a rule before its findings are kept. */
export interface RuleIdentity {
  /** Its id, and its name where that is another one. */
  readonly names: readonly string[];
  /** Texts such as `CWE-798: Use of …`, `external/cwe/cwe-798`, or bare numbers. */
  readonly weaknesses: readonly Json[];
}

/**
 * Does a finding of this rule have a secret for its evidence (`isSecret`), and may what is said of it, or its code, quote one (`mayQuote`)? Rather
 * too often than once too seldom: of such a finding only what the rule says of itself is kept.
 */
export function secretEvidence({ names, weaknesses }: RuleIdentity): {
  readonly isSecret: boolean;
  readonly mayQuote: boolean;
} {
  const isSecret = weaknesses.some(isSecretWeakness) || names.some((name) => SECRET_RULE.test(name));
  return { isSecret, mayQuote: isSecret || names.some((name) => SECRET_WORD.test(name)) };
}

/**
 * Weaknesses whose evidence is the secret itself: a hard-coded credential, password or key, or one that is stored in the open
 * (cwe.mitre.org: 798, 259, 321, 256, 312, 540, 547, 615).
 */
const SECRET_WEAKNESSES: ReadonlySet<number> = new Set([798, 259, 321, 256, 312, 540, 547, 615]);

function isSecretWeakness(weakness: Json): boolean {
  if (typeof weakness === 'number') return SECRET_WEAKNESSES.has(weakness);
  const number = typeof weakness === 'string' ? /cwe-0*(\d{1,5})\b/iu.exec(weakness)?.[1] : undefined;
  return number !== undefined && SECRET_WEAKNESSES.has(Number(number));
}

/**
 * `generic.secrets.security.detected-aws-access-key`, `wind.hardcoded-password`, and bandit's three on passwords in strings, arguments and
 * defaults, which have no weakness in SARIF (bandit.readthedocs.io, B105 to B107).
 */
const SECRET_RULE =
  /(?:^|[./_-])secrets?(?:$|[./_-])|hard[-_]?coded[-_]?(?:secret|password|credential|token|key)|^B10[567]$/iu;
const SECRET_WORD = /password|passwd|credential|api[-_]?key|token|private[-_]?key/iu;

/** What is left to say of a secret: the name of its rule in words, `hardcoded-password` → `Hardcoded password`. */
export function ruleWords(id: string): string {
  const words = (id.split(/[./:]/u).at(-1) ?? id).replace(/[-_]+/gu, ' ').trim().toLowerCase();
  return words === '' ? 'A secret' : words[0]?.toUpperCase() + words.slice(1);
}
