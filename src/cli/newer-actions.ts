import { printableLine } from '../diagnostics/printable.ts';
import { systemGit } from '../platform/git.ts';
import type { ActionsLock } from '../providers/provider.ts';
import type { Invocation } from './commands/command.ts';
import { compilePipeline } from './compile-pipeline.ts';
import type { Console } from './console.ts';
import { UsageError } from './exit-code.ts';
import { type ActionUpdate, findUpdates } from './update-actions.ts';
import type { Workplace } from './workplace.ts';

/**
 * Asks the repositories of the actions that the pipeline uses for newer versions, and tells what it found. Undefined when one of them
 * cannot be asked, or when a version was moved and nobody said `--force`.
 *
 * git asks, with the proxies and rewritten addresses it is set up for; a GitHub server of one's own is named by GITHUB_SERVER_URL, as
 * in its own workflows (docs.github.com, "Variables reference").
 */
export async function newerActions(
  workplace: Workplace,
  locked: ActionsLock,
  { console }: Invocation,
  { check, force }: { readonly check?: boolean; readonly force?: boolean },
): Promise<ActionsLock | undefined> {
  if (check === true) throw new UsageError('--check writes nothing, and --update-actions is for writing');
  const { actions } = compilePipeline(workplace, locked);
  const server = process.env.GITHUB_SERVER_URL || 'https://github.com';
  if (Object.keys(actions).length > 0)
    console.remark(
      console.errorStyle.dim(`Asking ${server} for the tags of ${Object.keys(actions).length} actions …`),
    );
  const updates = await findUpdates(actions, (name) =>
    systemGit.remoteTags(workplace.root, `${server}/${name}`),
  );
  for (const update of updates) console.remark(describe(update, console, force === true));
  const refused = updates.filter(
    ({ kind }) => kind === 'unreachable' || (kind === 'moved' && force !== true),
  );
  if (refused.length > 0) {
    console.remark('Nothing was written.');
    return undefined;
  }
  return Object.fromEntries(updates.map(({ name, after }) => [name, after]));
}

function describe(update: ActionUpdate, { errorStyle: style }: Console, force: boolean): string {
  const { name, kind, before, after, beyond } = update;
  const other =
    beyond === undefined ? '' : style.dim(` (there is ${beyond}, which this lockstep does not write for)`);
  const arrow = style.unicode ? '→' : '->';
  const change = `${before.version} ${short(before.sha)} ${arrow} ${after.version} ${short(after.sha)}`;
  switch (kind) {
    case 'newest':
      return `${style.dim(style.glyphs.passed)} ${name}: ${before.version} is the newest${other}`;
    case 'updated':
      return `${style.green(style.unicode ? '↑' : '^')} ${name}: ${change}${other}`;
    case 'withdrawn':
      return `${style.yellow('!')} ${name}: the tag ${before.version} is gone; its commit stays locked${other}`;
    case 'unreachable':
      return `${style.red(style.glyphs.failed)} ${name}: ${printableLine(update.reason ?? '')}`;
    case 'moved': {
      const found = `${name}: the tag ${before.version} was moved away from ${short(before.sha)}`;
      if (force) return `${style.yellow('!')} ${found}; taken all the same: ${change}`;
      return `${style.red(style.glyphs.failed)} ${found}. A version that is published does not change: look at what was done to it. Your files still name the old commit; --force takes what is there now.`;
    }
    default:
      return kind satisfies never;
  }
}

function short(sha: string): string {
  return sha.slice(0, 8);
}
