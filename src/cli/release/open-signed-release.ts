import { resolve } from 'node:path';
import { nodeFiles } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import { MANIFEST_FILE, type OpenRelease, readRelease } from '../../release/manifest/read-release.ts';
import { judgeSigner, type SignerVerdict } from '../../release/manifest/release-signer.ts';
import { readStrictJson } from '../../release/receipts/strict-json.ts';
import { verifyBlob } from '../../release/signing/verify-signature.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';
import { openTrust } from '../receipts/open-trust.ts';
import { givenIdentities, readKeys } from '../receipts/verify-policy.ts';
import { hasDefinition, openWorkplace, printDiagnostics, type Workplace } from '../workplace.ts';

export interface SignerOptions {
  readonly key?: readonly string[];
  readonly identity?: readonly string[];
  readonly trustedRoot?: string;
  readonly unsigned?: boolean;
}

export interface SignedRelease {
  readonly release: OpenRelease;
  /** Undefined where there is no definition: a release is published from its folder alone, too. */
  readonly workplace: Workplace | undefined;
  /** For people. */
  readonly signer: string;
}

/** Where `release build` writes unless it is told otherwise. */
const RELEASE_FOLDER = 'lockstep-release';

/**
 * Reads the folder of a release, and looks whose signature its manifest has, before anything else is believed of it. `refused` completes
 * "release.json …"; undefined when something was wrong that has been printed.
 */
export async function openSignedRelease(
  invocation: Invocation,
  folder: string | undefined,
  options: SignerOptions,
): Promise<SignedRelease | { readonly refused: string } | undefined> {
  const workplace = (await hasDefinition(invocation)) ? await openWorkplace(invocation) : undefined;
  if (workplace === undefined && (await hasDefinition(invocation))) return undefined;
  const path = resolve(invocation.directory, folder ?? RELEASE_FOLDER);
  const opened = await readRelease(path);
  if (!opened.ok) {
    printDiagnostics(invocation.console, opened.diagnostics);
    return undefined;
  }
  const verdict =
    options.unsigned === true ? UNSIGNED : await judge(invocation, { workplace, path, options });
  if (verdict.kind === 'refused') return { refused: verdict.why };
  return { release: opened.value, workplace, signer: verdict.signer };
}

const UNSIGNED: SignerVerdict = { kind: 'trusted', signer: 'nobody' };

interface SignatureQuestion {
  readonly workplace: Workplace | undefined;
  /** Of the folder, absolute. */
  readonly path: string;
  readonly options: SignerOptions;
}

async function judge(invocation: Invocation, question: SignatureQuestion): Promise<SignerVerdict> {
  const { workplace, path, options } = question;
  const root = workplace?.root ?? resolve(invocation.directory);
  const given = givenIdentities(invocation.directory, root, options);
  const identities = given.length > 0 ? given : (workplace?.definition.pipeline.release.signers ?? []);
  if (identities.length === 0)
    throw new UsageError(
      'nobody is trusted to sign releases',
      'Name them in the definition, release: { signers: […] }, or with --key or --identity; --unsigned asks for no signature.',
    );
  const bundle = await nodeFiles.readText(join(path, `${MANIFEST_FILE}.sigstore.json`));
  const content = await nodeFiles.readBytes(join(path, MANIFEST_FILE));
  if (bundle === undefined || content === undefined)
    return { kind: 'refused', why: `is not signed: there is no ${MANIFEST_FILE}.sigstore.json` };
  const json = readStrictJson(bundle);
  if ('why' in json) return { kind: 'refused', why: `has a signature that ${json.why}` };
  const trust = await openTrust({
    directory: invocation.directory,
    trustedRoot: options.trustedRoot,
    keys: await readKeys(root, identities),
    needsRoot: identities.some((identity) => !('key' in identity)),
  });
  return judgeSigner(verifyBlob(json.data, content, trust), identities);
}
