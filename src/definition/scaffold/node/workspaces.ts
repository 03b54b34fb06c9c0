import type { FoundCheck } from '../ecosystem.ts';
import type { Repository } from '../repository.ts';
import { recordAt, textsAt, valueAt } from '../untrusted-value.ts';
import { runningOnce } from './commands.ts';
import type { PackageManager } from './package-manager.ts';
import { categoryOfName, isPlaceholder } from './script-names.ts';

export interface Workspaces {
  readonly from: string;
  /** The package.json of each, parsed. */
  readonly manifests: readonly unknown[];
}

/** https://docs.npmjs.com/cli/using-npm/workspaces, https://pnpm.io/pnpm-workspace_yaml */
export async function workspacesOf(
  repository: Repository,
  manifest: unknown,
): Promise<Workspaces | undefined> {
  const listed = textsAt(manifest, 'workspaces');
  const own = listed.length > 0 ? listed : textsAt(manifest, 'workspaces', 'packages');
  const ofPnpm = textsAt(await repository.yaml('pnpm-workspace.yaml'), 'packages');
  const patterns = own.length > 0 ? own : ofPnpm;
  if (patterns.length === 0) return undefined;
  const manifests: unknown[] = [];
  for (const pattern of patterns) {
    for (const directory of await directories(repository, pattern.replace(/^\.\/|\/$/g, ''))) {
      const found = await repository.json(`${directory}/package.json`);
      if (found !== undefined) manifests.push(found);
    }
  }
  return { from: own.length > 0 ? 'package.json, workspaces' : 'pnpm-workspace.yaml', manifests };
}

/** A directory by name, or those directly below it for `packages/*` and `packages/**`. */
async function directories(repository: Repository, pattern: string): Promise<readonly string[]> {
  const parent = /^([^*!]+)\/\*{1,2}$/.exec(pattern)?.[1];
  if (parent === undefined) return /[*!]/.test(pattern) ? [] : [pattern];
  return (await repository.names(parent, 'directory')).map((name) => `${parent}/${name}`);
}

/** Scripts that the packages have and the root has no counterpart of. */
export function checksOfWorkspaces(
  workspaces: Workspaces,
  manager: PackageManager,
  known: ReadonlySet<string>,
): { readonly checks: readonly FoundCheck[]; readonly notes: readonly string[] } {
  const checks: FoundCheck[] = [];
  const notes: string[] = [];
  const names = new Set(workspaces.manifests.flatMap((one) => Object.keys(recordAt(one, 'scripts'))));
  for (const name of names) {
    const commands = workspaces.manifests
      .map((one) => valueAt(one, 'scripts', name))
      .filter((command) => typeof command === 'string' && !isPlaceholder(command)) as string[];
    const [command = ''] = commands;
    const category = name === 'test' ? 'unit' : categoryOfName(name, command);
    if (commands.length === 0 || category === undefined || known.has(category)) continue;
    if (checks.some((check) => check.category === category)) continue;
    if (commands.some((text) => runningOnce(text) !== undefined)) {
      notes.push(`scripts.${name} of the workspaces watches files and never ends: it has no job.`);
      continue;
    }
    const count = `${commands.length} of ${workspaces.manifests.length} workspaces`;
    checks.push({ category, run: [manager.everywhere(name)], from: `scripts.${name} in ${count}` });
  }
  return { checks, notes };
}
