import { z } from 'zod';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import { sha256, sha512 } from '../../platform/digest.ts';
import { type Files, nodeFiles } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import { ChannelRefusal, type ReleaseFiles } from '../channels/channel.ts';
import type { ReleaseCode } from '../diagnostic-codes.ts';
import { readStrictJson } from '../receipts/strict-json.ts';
import { manifestSchema } from './manifest-schema.ts';
import type { DesiredChannel, ReleaseFile, ReleaseManifest } from './release-manifest.ts';

/** The manifest's name in the folder of a release. */
export const MANIFEST_FILE = 'release.json';

/** A release as `lockstep release build` left it. */
export interface OpenRelease {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: ReleaseManifest;
  /** SHA-256 of `release.json` itself: which release this is, whatever its version says. */
  readonly digest: string;
  readonly files: ReleaseFiles;
}

const HELP = 'Build it again, in a folder of its own: lockstep release build TAG.';

/** Reads a folder, and compares every file with its digest: what is wrong is told at once. Whose signature the manifest has is not looked at. */
export async function readRelease(folder: string, files: Files = nodeFiles): Promise<Result<OpenRelease>> {
  const path = join(folder, MANIFEST_FILE);
  const text = await files.readText(path);
  if (text === undefined) return failure(problem('release-manifest', path, 'there is no release here'));
  const read = readManifest(path, text);
  if (!read.ok) return read;
  const manifest = read.value;
  const problems: Diagnostic[] = [];
  for (const file of manifest.files) {
    const fault = await faultOf(file, folder, files);
    if (fault !== undefined) problems.push(fault);
  }
  if (problems.length > 0) return failure(...problems);
  return success({ folder, manifest, digest: sha256(text), files: filesOf(manifest, folder, files) });
}

/** The text of `release.json`; `path` is for people. */
function readManifest(path: string, text: string): Result<ReleaseManifest> {
  const json = readStrictJson(text);
  if ('why' in json) return failure(problem('release-manifest', path, `the manifest ${json.why}`));
  const version = z.object({ manifest: z.number() }).safeParse(json.data);
  if (version.success && version.data.manifest > 1)
    return failure(
      problem(
        'release-manifest-version',
        path,
        `the manifest is of version ${version.data.manifest}, and this lockstep reads 1`,
        'Use the lockstep that built it, or a later one.',
      ),
    );
  const parsed = manifestSchema.safeParse(json.data);
  if (!parsed.success)
    return failure(
      ...parsed.error.issues
        .slice(0, 10)
        .map(({ path: at, message }) =>
          problem(
            'release-manifest',
            path,
            `the manifest is not one that lockstep wrote: ${at.length === 0 ? '' : `${at.map(String).join('.')}: `}${message}`,
          ),
        ),
    );
  const faults = faultsWithin(parsed.data);
  return faults.length > 0
    ? failure(...faults.map((fault) => problem('release-manifest', path, fault)))
    : success(parsed.data);
}

/** What each part says by itself is right, and together it is not. */
function faultsWithin({ files, channels }: ReleaseManifest): readonly string[] {
  // Two names that differ in case alone are one file on Windows and macOS.
  const names = new Set<string>();
  const faults: string[] = [];
  for (const { name } of files) {
    const key = name.toLowerCase();
    if (names.has(key)) faults.push(`the manifest has the file ${name} twice`);
    if (key.startsWith(MANIFEST_FILE)) faults.push(`the manifest has itself among its files: ${name}`);
    names.add(key);
  }
  const known = new Set(files.map(({ name }) => name));
  for (const channel of channels)
    for (const name of filesOfChannel(channel))
      if (!known.has(name))
        faults.push(`${channel.name} wants the file ${name}, which is no part of the release`);
  return faults;
}

/** Names of the files that a channel serves. */
function filesOfChannel(channel: DesiredChannel): readonly string[] {
  switch (channel.name) {
    case 'github':
      return channel.assets;
    case 'pypi':
      return channel.files;
    case 'container':
      return [channel.file, ...channel.attached];
    case 'npm':
    case 'homebrew':
    case 'scoop':
    case 'chocolatey':
      return [channel.file];
    default:
      return channel satisfies never;
  }
}

async function faultOf(file: ReleaseFile, folder: string, files: Files): Promise<Diagnostic | undefined> {
  const path = join(folder, file.name);
  const bytes = await files.readBytes(path);
  if (bytes === undefined)
    return problem('release-file-missing', path, `${file.name} is part of the release, and is not there`);
  const change = changeOf(file, bytes);
  return change === undefined ? undefined : problem('release-file-changed', path, change);
}

function changeOf(
  { name, size, sha256: digest, sha512: longer }: ReleaseFile,
  bytes: Uint8Array,
): string | undefined {
  if (bytes.byteLength !== size)
    return `${name} was changed: it has ${bytes.byteLength} bytes, and was built with ${size}`;
  if (sha256(bytes) !== digest || sha512(bytes) !== longer)
    return `${name} was changed: it is not what was built`;
  return undefined;
}

function filesOf(manifest: ReleaseManifest, folder: string, files: Files): ReleaseFiles {
  const known = new Map(manifest.files.map((file) => [file.name, file]));
  const file = (name: string): ReleaseFile => {
    const found = known.get(name);
    if (found === undefined) throw new Error(`Internal error: ${name} is no part of the release`);
    return found;
  };
  return {
    file,
    async bytes(name) {
      const wanted = file(name);
      const bytes = await files.readBytes(join(folder, name));
      const change = bytes === undefined ? `${name} is gone` : changeOf(wanted, bytes);
      if (bytes === undefined || change !== undefined) throw new ChannelRefusal('person', change ?? '', HELP);
      return bytes;
    },
  };
}

function problem(code: ReleaseCode, path: string, message: string, fix: string = HELP): Diagnostic {
  return { code, severity: 'error', message, location: { path }, fix };
}
