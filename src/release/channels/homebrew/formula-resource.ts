import { z } from 'zod';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../../diagnostics/result.ts';
import type { FrozenRequirement } from '../../evidence/requirements.ts';
import { ChannelRefusal } from '../channel.ts';
import { type ChannelServer, jsonOf, refusalOf } from '../channel-server.ts';
import { brokenRule } from '../packaging.ts';

/** A package that a formula brings along. */
export interface FormulaResource {
  /** As PyPI calls it. */
  readonly name: string;
  readonly url: string;
  /** Hex. */
  readonly sha256: string;
}

/** docs.pypi.org/api/json, "Get a release". */
const release = z.object({
  info: z.object({ name: z.string() }),
  urls: z.array(
    z.object({
      packagetype: z.string(),
      url: z.string(),
      digests: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    }),
  ),
});

/** Where PyPI keeps files: nothing else becomes part of a formula. */
const FILES = /^https:\/\/files\.pythonhosted\.org\/packages\//;

/**
 * The source distribution of every package of a frozen list, as `brew update-python-resources` finds them. PyPI says where each is; that it is the one
 * that was tested is for the list to say: its hash must be there. `pypi`: `https://pypi.org`, without a slash at its end.
 */
export async function formulaResources(
  frozen: readonly FrozenRequirement[],
  {
    server,
    pypi,
    signal,
    files = FILES,
  }: {
    readonly server: ChannelServer;
    readonly pypi: string;
    readonly signal: AbortSignal;
    readonly files?: RegExp;
  },
): Promise<Result<readonly FormulaResource[]>> {
  const resources: FormulaResource[] = [];
  const problems: Diagnostic[] = [];
  for (const requirement of frozen.filter(({ marker }) => !isForWindows(marker))) {
    const found = await resourceOf(requirement, { server, pypi, signal, files });
    if (typeof found === 'string')
      problems.push(
        brokenRule('release-formula', `homebrew: ${requirement.name} ${requirement.version} ${found}`, {
          fix: 'A formula builds every package from its source: freeze a version that has one, with its hash.',
          at: ['channels', 'homebrew'],
        }),
      );
    else resources.push(found);
  }
  return problems.length > 0 ? failure(...problems) : success(resources);
}

/** Homebrew runs on macOS and Linux. */
function isForWindows(marker: string | undefined): boolean {
  return (
    marker !== undefined &&
    /^\(?\s*(?:sys_platform\s*==\s*["']win32["']|(?:platform_system|os_name)\s*==\s*["'](?:Windows|nt)["'])\s*\)?$/.test(
      marker,
    )
  );
}

async function resourceOf(
  { name, normalName, version, hashes }: FrozenRequirement,
  {
    server,
    pypi,
    signal,
    files,
  }: {
    readonly server: ChannelServer;
    readonly pypi: string;
    readonly signal: AbortSignal;
    readonly files: RegExp;
  },
): Promise<FormulaResource | string> {
  const url = new URL(`${pypi}/pypi/${encodeURIComponent(normalName)}/${encodeURIComponent(version)}/json`);
  const answer = await server.ask({ method: 'GET', url }, signal);
  if (answer.status === 404) return 'is not on PyPI';
  if (answer.status !== 200) throw refusalOf(answer, `PyPI, asked for ${name},`);
  const reading = release.safeParse(jsonOf(answer));
  if (!reading.success)
    throw new ChannelRefusal('later', `PyPI's answer for ${name} is not what it is documented to be`);
  const source = reading.data.urls.find(({ packagetype }) => packagetype === 'sdist');
  if (source === undefined) return 'has no source distribution on PyPI';
  const { sha256 } = source.digests;
  if (!hashes.some(({ algorithm, value }) => algorithm === 'sha256' && value === sha256))
    return 'has another source distribution on PyPI than the one in the frozen list';
  if (!files.test(source.url)) return `is not kept where PyPI keeps files`;
  return { name: reading.data.info.name, url: source.url, sha256 };
}
