/** Everything that can change what a job comes to, part by part: two jobs with equal parts come to the same. */
export interface Fingerprint {
  /** SHA-256 of the parts. */
  readonly digest: string;
  readonly parts: readonly FingerprintPart[];
}

export interface FingerprintPart {
  readonly kind: PartKind;
  /** The file, the variable, the tool; unique within its kind. */
  readonly name: string;
  /** What must be equal: a mode and a digest, a version, a text. Of a variable a digest, as it may be private. */
  readonly value: string;
}

/** In the order in which people want to be told of a difference. */
export const PART_KINDS = [
  'command',
  'file',
  'need',
  'variable',
  'tool',
  'program',
  'machine',
  'result',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

export function fingerprintOf(
  parts: readonly FingerprintPart[],
  digestOf: (text: string) => string,
): Fingerprint {
  const sorted = [...parts].sort((one, two) => rank(one) - rank(two) || (one.name < two.name ? -1 : 1));
  const lines = sorted.map(({ kind, name, value }) => JSON.stringify([kind, name, value]));
  return { digest: digestOf(lines.join('\n')), parts: sorted };
}

function rank({ kind }: FingerprintPart): number {
  return PART_KINDS.indexOf(kind);
}

export interface PartDifference {
  readonly kind: PartKind;
  readonly name: string;
  /** Undefined where the part was not there. */
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** What tells two fingerprints apart, in the order of the kinds; nothing when they are equal. */
export function differences(before: Fingerprint, now: Fingerprint): readonly PartDifference[] {
  const key = ({ kind, name }: FingerprintPart): string => `${kind} ${name}`;
  const old = new Map(before.parts.map((part) => [key(part), part]));
  const current = new Map(now.parts.map((part) => [key(part), part]));
  const all = fingerprintOf([...new Map([...old, ...current]).values()], () => '').parts;
  return all.flatMap(({ kind, name }) => {
    const one = old.get(`${kind} ${name}`)?.value;
    const other = current.get(`${kind} ${name}`)?.value;
    return one === other ? [] : [{ kind, name, before: one, now: other }];
  });
}

/** `src/a.ts has changed`, `variable TZ is new`: for people. */
export function describeDifference({ kind, name, before, now }: PartDifference): string {
  const subject = SUBJECTS[kind](name);
  if (kind === 'command' || kind === 'result') return `${subject} changed`;
  if (before === undefined) return `${subject} is new`;
  if (now === undefined) return `${subject} is gone`;
  if (kind === 'file') return `${subject} ${fileChange(before, now)}`;
  if (kind === 'tool' || kind === 'machine') return `${subject} was ${before}, is ${now}`;
  return `${subject} changed`;
}

const SUBJECTS: Readonly<Record<PartKind, (name: string) => string>> = {
  command: (name) => name,
  file: (name) => name,
  need: (name) => `what ${name} makes`,
  variable: (name) => `variable ${name}`,
  tool: (name) => name,
  program: (name) => `program ${name}`,
  machine: (name) => name,
  result: (name) => name,
};

/** Values of files are `<mode> <digest>`, `directory`, or `link <target> <what it leads to>`. */
function fileChange(before: string, now: string): string {
  const [kind, detail] = before.split(' ');
  const [newKind, newDetail] = now.split(' ');
  if (isFile(kind) && isFile(newKind))
    return detail === newDetail ? `has mode ${newKind}, not ${kind}` : 'changed';
  if (kind !== newKind) return 'became another kind of file';
  return targetOf(before) === targetOf(now) ? 'leads to something else' : 'points elsewhere';
}

function isFile(kind: string | undefined): boolean {
  return kind !== 'link' && kind !== 'directory';
}

/** The target is a JSON text. */
function targetOf(value: string): string | undefined {
  return /^link ("(?:[^"\\]|\\.)*")/.exec(value)?.[1];
}
