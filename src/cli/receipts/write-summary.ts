import { relative, resolve } from 'node:path';
import { toPosix } from '../../platform/paths.ts';
import { policyDigest } from '../../release/receipts/policy.ts';
import type { ReceiptVerdict } from '../../release/receipts/receipt-verdict.ts';
import { verificationSummary } from '../../release/receipts/verification-summary.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';
import { writeGivenFile } from '../given-files.ts';
import { openSigner } from '../open-signer.ts';
import { ownPackage } from '../version.ts';
import type { Workplace } from '../workplace.ts';
import type { FoundPolicy } from './verify-policy.ts';

export interface SummaryOptions {
  readonly vsa?: string;
  readonly signKey?: string;
  readonly resource?: string;
  readonly fulcioUrl?: string;
  readonly rekorUrl?: string;
  readonly timestampServerUrl?: string;
}

export interface WrittenSummary {
  readonly files: readonly string[];
  readonly policyDigest: string;
  readonly secrets: readonly string[];
}

export interface SummaryQuestion {
  readonly workplace: Workplace;
  readonly found: FoundPolicy;
  readonly verdict: ReceiptVerdict;
  readonly options: SummaryOptions;
}

const USUAL_VERIFIER = 'urn:lockstep:receipt-verifier';

/** Signs what `receipt verify` found, all of which was proved. A plain envelope where a key signs, and a bundle in any case. */
export async function writeSummary(
  invocation: Invocation,
  { workplace, found, verdict, options }: SummaryQuestion,
): Promise<WrittenSummary> {
  const { definition, root } = workplace;
  const { config, policy } = found;
  const resource = resourceOf(workplace, found, options);
  const digest = policyDigest(
    policy,
    verdict.findings.map(({ check }) => `${check.system} ${check.leg}`),
  );
  const path = toPosix(relative(root, definition.path));
  const statement = verificationSummary({
    subject: verdict.subject,
    refs: policy.branches.map((branch) => `refs/heads/${branch}`),
    resource,
    verifier: config.verifier ?? USUAL_VERIFIER,
    lockstep: ownPackage().version,
    policy: { uri: `${resource}@${verdict.subject.commit}#${path}`, digest },
    inputs: verdict.findings.flatMap((finding) => (finding.kind === 'proved' ? [finding.by] : [])),
    time: Date.now(),
  });
  const { signKey, vsa = '', fulcioUrl, rekorUrl, timestampServerUrl } = options;
  // `--key` of this command is of those who are trusted, not of who signs.
  const signer = await openSigner(invocation, {
    ...(signKey !== undefined && { key: signKey }),
    ...(fulcioUrl !== undefined && { fulcioUrl }),
    ...(rekorUrl !== undefined && { rekorUrl }),
    ...(timestampServerUrl !== undefined && { timestampServerUrl }),
  });
  const [signed] = await signer.sign([statement]);
  if (signed === undefined) throw new Error('Internal error: the summary was not signed');
  const file = resolve(invocation.directory, vsa);
  const bundle = `${file.replace(/(?:\.sigstore|\.dsse|\.intoto)?\.jsonl?$/, '')}.sigstore.json`;
  await writeGivenFile(bundle, signed.bundle);
  const plain = signed.envelope !== undefined && file !== bundle ? [file] : [];
  for (const one of plain) await writeGivenFile(one, signed.envelope ?? '');
  const files = [...plain, bundle].map((one) => toPosix(relative(resolve(invocation.directory), one)));
  return { files, policyDigest: digest, secrets: signer.secrets };
}

function resourceOf(
  { definition }: Workplace,
  { config }: FoundPolicy,
  { resource }: SummaryOptions,
): string {
  const { repository } = definition.pipeline.documents;
  const found = resource ?? config.resource ?? (repository && `git+https://github.com/${repository}`);
  if (found === undefined)
    throw new UsageError(
      'the address of what is verified is not known',
      'Say it with --resource git+https://github.com/owner/name, or as release.receipts.resource in the definition.',
    );
  if (!URL.canParse(found)) throw new UsageError(`'${found}' is no address of a resource`);
  return found;
}
