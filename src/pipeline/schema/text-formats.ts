import { z } from 'zod';
import type { PipelineCode } from '../diagnostic-codes.ts';
import { DURATION_PATTERN } from '../duration.ts';

/** A text that must look like something: what is said when it does not. */
export interface TextFormat {
  readonly code: PipelineCode;
  readonly pattern: RegExp;
  /** Completes "'x' is not …". */
  readonly is: string;
  readonly fix: string;
}

const NAME: TextFormat = {
  code: 'bad-name',
  pattern: /^[A-Za-z][A-Za-z0-9_-]*$/,
  is: 'a name',
  fix: "Start with a letter and go on with letters, digits, '-' and '_'.",
};

const VARIABLE: TextFormat = {
  code: 'bad-name',
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  is: 'the name of a variable',
  fix: "Start with a letter or '_' and go on with letters, digits and '_'.",
};

const DURATION: TextFormat = {
  code: 'bad-duration',
  pattern: DURATION_PATTERN,
  is: 'a length of time',
  fix: "Write a number with its unit, the larger unit first: '250ms', '90s', '5m', '1h30m', '14d'.",
};

/** An account has letters, digits and single hyphens, a repository dots and underscores too (docs.github.com, "Username considerations"). */
const REPOSITORY: TextFormat = {
  code: 'bad-repository',
  pattern: /^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
  is: 'a repository on GitHub',
  fix: "Write its owner and its name, as its address has them: 'acme/weather'.",
};

const SEVERITY_WORD: TextFormat = {
  code: 'bad-value',
  pattern: /^(?:[^:=]+:)?[^:=]+$/,
  is: 'a word for a severity',
  fix: "Write a severity, or a word of one tool behind its name: 'unknown', 'semgrep:INFO'.",
};

const TAG_PATTERN: TextFormat = {
  code: 'bad-value',
  pattern: /^[^{}\s]*\{version\}[^{}\s]*$/,
  is: 'what tags are called',
  fix: "Write it with the version in its place: 'v{version}'.",
};

/** A repository of a registry, without tag and digest (github.com/distribution/reference). */
const IMAGE: TextFormat = {
  code: 'bad-value',
  pattern: /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
  is: 'the name of an image',
  fix: "Write it without tag and digest: 'ghcr.io/acme/weather'.",
};

/** An address to send mail to, without a name (RFC 5321 §4.1.2, less quoted local parts); it stands in a header as it is. */
const MAILBOX: TextFormat = {
  code: 'bad-value',
  pattern: /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/,
  is: 'an address of mail',
  fix: "Write the address alone: 'ci@example.com'.",
};

/** In the clear only to this machine. */
const ADDRESS: TextFormat = {
  code: 'bad-value',
  pattern: /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)(?:[/?]\S*)?$/,
  is: 'an address that may be sent to',
  fix: "Write it with https, and without user and password: 'https://example.com/hooks/ci'.",
};

const NOT_EMPTY: TextFormat = {
  code: 'bad-value',
  pattern: /\S/,
  is: 'a text with something in it',
  fix: 'Fill it in, or leave the property out.',
};

const FORMATS = new Map(
  [NAME, VARIABLE, DURATION, REPOSITORY, SEVERITY_WORD, TAG_PATTERN, IMAGE, MAILBOX, ADDRESS, NOT_EMPTY].map(
    (format) => [String(format.pattern), format],
  ),
);

/** The format behind a zod issue's `pattern`. */
export function formatOfPattern(pattern: string): TextFormat | undefined {
  return FORMATS.get(pattern);
}

/** What severities are taken for: `unknown`, `semgrep:INFO`. */
export const severityWord = z.string().regex(SEVERITY_WORD.pattern);

/** What the tags of releases are called: `v{version}`. */
export const tagPatternText = z.string().regex(TAG_PATTERN.pattern);

/** An image, without tag and digest. */
export const imageText = z.string().regex(IMAGE.pattern);

/** Who gets mail. */
export const mailboxText = z.string().regex(MAILBOX.pattern);

/** Where something is sent to. */
export const addressText = z.string().regex(ADDRESS.pattern);

/** Jobs, workflows, artifacts, matrix axes, locks, services, values, inputs. */
export const nameText = z.string().regex(NAME.pattern);
/** Environment variables (POSIX.1-2017 §8.1, without its leave for other characters) and secrets. */
export const variableText = z.string().regex(VARIABLE.pattern);
export const durationText = z.string().regex(DURATION.pattern);
export const repositoryText = z.string().regex(REPOSITORY.pattern);
export const filledText = z.string().regex(NOT_EMPTY.pattern);

/** The same question for names that no schema sees, or before one has: matrix axes, jobs under repair. */
export function isName(text: string): boolean {
  return NAME.pattern.test(text);
}

export const NAME_FIX = NAME.fix;
