import { sha256 } from '../../platform/digest.ts';
import { count } from '../../run/run-words.ts';
import { type Archive, type ArchiveMember, readArchive } from './archive-members.ts';

/** What was built, by name. */
export interface BuiltContent {
  readonly name: string;
  readonly content: Uint8Array;
}

/** One build of two. */
export interface Build {
  /** The folder that it was built in: where its name is in a file, that is why the file differs. */
  readonly folder: string;
  readonly files: readonly BuiltContent[];
}

export interface Difference {
  readonly file: string;
  /** Lines for people, each with where it differs and in what; may hold names out of archives. */
  readonly reasons: readonly string[];
}

/** What two builds of one commit do not have in common; empty when they are the same byte for byte. */
export async function compareBuilds(one: Build, other: Build): Promise<readonly Difference[]> {
  const second = new Map(other.files.map(({ name, content }) => [name, content]));
  const differences: Difference[] = [];
  for (const { name, content } of one.files) {
    const again = second.get(name);
    second.delete(name);
    if (again === undefined) differences.push({ file: name, reasons: ['the second build has no such file'] });
    else if (sha256(content) !== sha256(again))
      differences.push({
        file: name,
        reasons: await reasonsFor(content, again, [one.folder, other.folder]),
      });
  }
  for (const name of second.keys())
    differences.push({ file: name, reasons: ['the first build has no such file'] });
  return differences;
}

type Folders = readonly [string, string];

/** Members that are told of an archive. */
const MOST_MEMBERS = 20;

async function reasonsFor(one: Uint8Array, other: Uint8Array, folders: Folders): Promise<readonly string[]> {
  const [first, second] = [await readArchive(one), await readArchive(other)];
  if (first === undefined || second === undefined) return [bytesDiffer(one, other, folders)];
  const reasons = archiveReasons(first, second, folders);
  if (reasons.length > MOST_MEMBERS)
    return [...reasons.slice(0, MOST_MEMBERS), `… and ${reasons.length - MOST_MEMBERS} more`];
  return reasons.length > 0
    ? reasons
    : [`all members are the same, and the archive is not: ${bytesDiffer(one, other, folders)}`];
}

function archiveReasons(one: Archive, other: Archive, folders: Folders): readonly string[] {
  const reasons: string[] = [];
  if (one.wrapping !== other.wrapping)
    reasons.push(`the gzip header: ${one.wrapping || 'nothing'}, then ${other.wrapping || 'nothing'}`);
  const second = new Map(other.members.map((member) => [member.name, member]));
  for (const member of one.members) {
    const again = second.get(member.name);
    if (again === undefined) reasons.push(`${member.name}: only in the first build`);
    else reasons.push(...memberReasons(member, again, folders));
    second.delete(member.name);
  }
  for (const name of second.keys()) reasons.push(`${name}: only in the second build`);
  const order = (archive: Archive): string => archive.members.map(({ name }) => name).join('\0');
  if (reasons.length === 0 && order(one) !== order(other)) reasons.push('the order of the members');
  return reasons;
}

function memberReasons(one: ArchiveMember, other: ArchiveMember, folders: Folders): readonly string[] {
  const octal = (mode: number | undefined): string => (mode === undefined ? 'none' : mode.toString(8));
  const parts: string[] = [];
  if (one.kind !== other.kind) parts.push(`a ${one.kind}, then a ${other.kind}`);
  if (one.mode !== other.mode) parts.push(`mode ${octal(one.mode)}, then ${octal(other.mode)}`);
  if (one.time !== other.time) parts.push(`time ${one.time}, then ${other.time}`);
  if (one.owner !== other.owner) parts.push(`owner ${one.owner}, then ${other.owner}`);
  if (sha256(one.content) !== sha256(other.content))
    parts.push(bytesDiffer(one.content, other.content, folders));
  return parts.map((part) => `${one.name}: ${part}`);
}

/** Where it begins, what stands there in both, and why, if that can be seen. */
function bytesDiffer(one: Uint8Array, other: Uint8Array, [first, second]: Folders): string {
  const shorter = Math.min(one.byteLength, other.byteLength);
  let at = 0;
  while (at < shorter && one[at] === other[at]) at += 1;
  const why =
    Buffer.from(one).includes(first) && Buffer.from(other).includes(second)
      ? '; it has the folder in it that it was built in'
      : '';
  const sizes =
    one.byteLength === other.byteLength
      ? count(one.byteLength, 'byte')
      : `${count(one.byteLength, 'byte')}, then ${other.byteLength}`;
  return `${sizes}, from byte ${at} on: ${extract(one, at)}, then ${extract(other, at)}${why}`;
}

/** Some bytes: as text where they are text. */
function extract(bytes: Uint8Array, at: number): string {
  const part = Buffer.from(bytes.subarray(at, at + 16));
  if (part.byteLength === 0) return 'the end';
  return part.every((byte) => byte >= 0x20 && byte < 0x7f)
    ? JSON.stringify(part.toString('latin1'))
    : part.toString('hex');
}
