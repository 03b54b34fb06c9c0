import { join, relative, resolve } from 'node:path';
import { printableLine } from '../diagnostics/printable.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { toPosix } from '../platform/paths.ts';
import { ChannelRefusal } from '../release/channels/channel.ts';
import { ChannelServer } from '../release/channels/channel-server.ts';
import { circleciReceipts } from '../release/receipts/fetch/circleci-receipts.ts';
import { githubReceipts } from '../release/receipts/fetch/github-receipts.ts';
import type { ReceiptSource } from '../release/receipts/fetch/receipt-source.ts';
import { receiptPolicy } from '../release/receipts/policy.ts';
import { count } from '../run/run-words.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { givenFolder, writeGivenFile } from './given-files.ts';
import { Interruption } from './interruption.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface ReceiptFetchOptions {
  readonly commit?: string;
  readonly output: string;
  readonly circleciUrl?: string;
  readonly json?: boolean;
}

/**
 * `lockstep receipt fetch`: what the CI systems of the policy have kept for a commit, into a folder. 1 when one of them cannot be asked, 4 when there
 * is nothing. It proves nothing: `receipt verify` does.
 */
export async function performReceiptFetch(
  invocation: Invocation,
  options: ReceiptFetchOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { directory } = invocation;
  const revision = options.commit ?? 'HEAD';
  const commit = await systemGit.commitOf(resolve(directory), revision);
  if (commit === undefined) throw new UsageError(`'${revision}' is no commit of this repository`);
  const folder = await givenFolder(directory, options.output);
  const server = new ChannelServer();
  const sources = sourcesOf(workplace, server, options);
  const secrets = [process.env.GITHUB_TOKEN, process.env.GH_TOKEN, process.env.CIRCLE_TOKEN];
  const console = carefulOutput(
    invocation.console,
    secrets.filter((secret) => secret !== undefined),
  );
  const interruption = new Interruption();
  const written: { name: string; from: string }[] = [];
  let refused = false;
  try {
    for (const source of sources) {
      try {
        for (const { name, text } of await source.fetch(commit, interruption.signal)) {
          if (!(await nodeFiles.exists(folder))) await writeGivenFile(join(folder, '.gitignore'), '*\n');
          await writeGivenFile(join(folder, name), text);
          written.push({ name, from: source.title });
        }
      } catch (error) {
        if (!(error instanceof ChannelRefusal)) throw error;
        refused = true;
        console.remark(`${console.errorStyle.red('error')}: ${printableLine(error.message)}`);
        if (error.remedy !== undefined) console.remark(`  help: ${error.remedy}`);
      }
    }
  } finally {
    interruption.close();
    server.close();
  }
  const place = toPosix(relative(resolve(directory), folder)) || '.';
  if (options.json === true) console.json({ version: 1, commit, folder: place, receipts: written });
  else
    console.print(
      `${count(written.length, 'file')} of receipts for ${commit.slice(0, 12)}${written.length > 0 ? ` in ${place}` : ''}.`,
    );
  if (refused) return EXIT.failed;
  return written.length > 0 ? EXIT.fine : EXIT.notScanned;
}

/** Every CI system that the policy trusts, once. */
function sourcesOf(
  { definition }: Workplace,
  server: ChannelServer,
  { circleciUrl = 'https://circleci.com' }: ReceiptFetchOptions,
): readonly ReceiptSource[] {
  const { identities, branches } = receiptPolicy(definition.pipeline.release.receipts ?? {});
  const [branch = ''] = branches;
  const { GITHUB_API_URL, GITHUB_TOKEN, GH_TOKEN, CIRCLE_TOKEN } = process.env;
  const github = {
    server,
    api: addressOf(GITHUB_API_URL || 'https://api.github.com'),
    token: GITHUB_TOKEN || GH_TOKEN,
  };
  const circle = { server, api: addressOf(circleciUrl), token: CIRCLE_TOKEN || undefined };
  const found = new Map<string, ReceiptSource>();
  for (const identity of identities) {
    const source =
      'github' in identity
        ? githubReceipts(identity.github, github)
        : 'circleci' in identity
          ? circleciReceipts(
              { project: identity.circleci, organization: identity.organization, branch },
              circle,
            )
          : undefined;
    if (source !== undefined) found.set(source.title, source);
  }
  if (found.size === 0)
    throw new UsageError(
      'the policy names no CI system that keeps receipts',
      'Name them in the definition: release: { receipts: { identities: [{ github: … }, { circleci: …, organization: … }] } }.',
    );
  return [...found.values()];
}

function addressOf(text: string): string {
  if (!URL.canParse(text)) throw new UsageError(`'${text}' is no address`);
  return text.replace(/\/+$/, '');
}
