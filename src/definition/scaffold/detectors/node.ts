import type { Os } from '../../../pipeline/config.ts';
import { node as nodePreset } from '../../../pipeline/presets/node.ts';
import type { Detector, Ecosystem, FoundCheck } from '../ecosystem.ts';
import { isSystemCommand, notForWindows, onlyChecking, rewrites, runningOnce } from '../node/commands.ts';
import { checksOfDependencies, dependenciesOf } from '../node/dependencies.ts';
import { nodeVersion } from '../node/node-version.ts';
import { type PackageManager, packageManagerOf } from '../node/package-manager.ts';
import { chooseScripts, type ScriptCheck } from '../node/script-checks.ts';
import { ScriptGraph } from '../node/script-graph.ts';
import { isFix } from '../node/script-names.ts';
import { checksOfWorkspaces, type Workspaces, workspacesOf } from '../node/workspaces.ts';
import type { Repository } from '../repository.ts';
import { toolchain } from '../toolchains.ts';
import { textAt, textsAt, valueAt } from '../untrusted-value.ts';

export const node: Detector = {
  name: 'node',
  looksFor: ['package.json'],
  async detect(repository) {
    const manifest = await repository.json('package.json');
    return manifest === undefined ? undefined : survey(repository, manifest);
  },
};

async function survey(repository: Repository, manifest: unknown): Promise<Ecosystem> {
  const manager = await packageManagerOf(repository, manifest);
  const version = await nodeVersion(repository, manifest);
  const graph = new ScriptGraph(manifest);
  const chosen = chooseScripts(graph);
  const notes = [...chosen.notes];
  const checks = chosen.checks.map((check) => scriptCheck(graph, manager, check, notes));
  const categories = () => new Set<string>(checks.map((check) => check.category));
  const workspaces = await workspacesOf(repository, manifest);
  if (workspaces !== undefined) {
    const inside = checksOfWorkspaces(workspaces, manager, categories());
    checks.push(...inside.checks);
    notes.push(...inside.notes);
  }
  const scripts = graph.names.map((name) => graph.command(name)).join('\n');
  checks.push(
    ...(await checksOfDependencies(repository, manifest, manager, { categories: categories(), scripts })),
  );
  const project = textAt(manifest, 'name')?.replace(/^@[^/]*\//, '');
  return {
    name: 'node',
    from: 'package.json',
    ...(project !== undefined && { project }),
    toolchain: toolchain('node', {
      version: version?.version,
      install: manager.install,
      lockFiles: lockFiles(manager),
      provides: manager.provides,
    }),
    matrix: isLibrary(manifest, workspaces) ? systems(manifest) : [],
    checks: withFixes(graph, manager, checks),
    notes: [...facts(manager, version, workspaces), ...notes],
  };
}

/** Undefined when the preset looks at them by itself. */
function lockFiles({ lockFile }: PackageManager): readonly string[] | undefined {
  const isKnown = lockFile === undefined || nodePreset().lockFiles?.includes(lockFile);
  return isKnown ? undefined : ['package.json', lockFile];
}

function scriptCheck(
  graph: ScriptGraph,
  manager: PackageManager,
  check: ScriptCheck,
  notes: string[],
): FoundCheck {
  const { category, part, script } = check;
  const isScript = part.kind === 'script';
  const command = isScript ? graph.command(part.text) : part.text;
  const from = isScript ? `package.json, scripts.${part.text}` : `package.json, part of scripts.${script}`;
  const direct = (text: string) => {
    const variables = /^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S)*\s+)*/.exec(text)?.[0] ?? '';
    return isSystemCommand(text) ? text : variables + manager.program(text.slice(variables.length));
  };
  const once = runningOnce(command);
  const checking = category === 'lint' && rewrites(command) ? onlyChecking(command) : undefined;
  if (once !== undefined) {
    notes.push(`scripts.${part.text} watches files and never ends: the job runs its program once instead.`);
    return { category, run: [direct(once)], from };
  }
  if (checking !== undefined) {
    notes.push(`scripts.${part.text} changes files: the job runs its program without that.`);
    const fix = isScript ? manager.script(part.text) : direct(command);
    return { category, run: [direct(checking)], fix: [fix], from };
  }
  const all = isScript
    ? [part.text, ...graph.reach(part.text)].map((name) => graph.command(name))
    : [command];
  const obstacle = all.map(notForWindows).find((found) => found !== undefined);
  return {
    category,
    run: [...preparation(graph, command), isScript ? manager.script(part.text) : direct(command)],
    from,
    ...(obstacle !== undefined && isScript && { notOnWindows: `scripts.${part.text} uses ${obstacle}` }),
  };
}

/** Playwright's browsers are no part of its package: https://playwright.dev/docs/browsers#install-browsers */
function preparation(graph: ScriptGraph, command: string): readonly string[] {
  const isPlaywright = /(?:^|\s)playwright test\b/.test(command);
  const isDone = graph.names.some((name) => /playwright install/.test(graph.command(name)));
  return isPlaywright && !isDone ? ['npx playwright install'] : [];
}

/** The scripts that mend go to the first lint step: one `lockstep fix` runs them all. */
function withFixes(
  graph: ScriptGraph,
  manager: PackageManager,
  checks: readonly FoundCheck[],
): readonly FoundCheck[] {
  const lint = checks.findIndex((check) => check.category === 'lint');
  const formats = checks.some(
    (check) => check.category === 'lint' && /format|fmt|prettier|biome/.test(check.run.join()),
  );
  const names = graph.names.filter((name) => isFix(name, graph.command(name)));
  const wanted = names.filter((name) => formats || !/^(format|fmt|prettier)/.test(name));
  const outer = wanted.filter(
    (name) => !wanted.some((other) => other !== name && graph.reach(other).has(name)),
  );
  if (lint === -1 || outer.length === 0) return checks;
  const fix = outer.map((name) => manager.script(name));
  return checks.map((check, index) =>
    index === lint ? { ...check, fix: [...new Set([...(check.fix ?? []), ...fix])] } : check,
  );
}

/** Something that others install: its own package is public, or one of its workspaces is. */
function isLibrary(manifest: unknown, workspaces: Workspaces | undefined): boolean {
  const all = [manifest, ...(workspaces?.manifests ?? [])];
  const doors = ['main', 'module', 'exports', 'types', 'bin', 'files'];
  const isProgram = ['next', 'react-scripts', 'nuxt'].some((name) => dependenciesOf(manifest).has(name));
  return (
    !isProgram &&
    all.some((one) => {
      return valueAt(one, 'private') !== true && doors.some((door) => valueAt(one, door) !== undefined);
    })
  );
}

/** https://docs.npmjs.com/cli/configuring-npm/package-json#os */
function systems(manifest: unknown): readonly Os[] {
  const listed = textsAt(manifest, 'os').map((name) =>
    name.replace('darwin', 'macos').replace('win32', 'windows'),
  );
  const wanted = listed.filter((name) => !name.startsWith('!'));
  const all: readonly Os[] = ['linux', 'macos', 'windows'];
  return all.filter((os) => !listed.includes(`!${os}`) && (wanted.length === 0 || wanted.includes(os)));
}

function facts(
  manager: PackageManager,
  version: Awaited<ReturnType<typeof nodeVersion>>,
  workspaces: Workspaces | undefined,
): readonly string[] {
  const notes: string[] = [];
  const said =
    version === undefined ? 'no version of Node is named' : `Node ${version.version} (${version.from})`;
  notes.push(`package.json: ${said}, ${manager.title} (${manager.from}).`);
  if (version?.note !== undefined) notes.push(version.note);
  if (manager.lockFile === undefined)
    notes.push(
      `There is no lock file: \`${manager.install.split('\n').at(-1)}\` takes whatever versions are newest. Commit one.`,
    );
  if (workspaces !== undefined)
    notes.push(
      `${workspaces.from}: ${workspaces.manifests.length} packages, installed and checked from the root.`,
    );
  return notes;
}
