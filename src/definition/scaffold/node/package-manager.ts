import type { Repository } from '../repository.ts';
import { shellWord } from '../shell-text.ts';
import { textAt } from '../untrusted-value.ts';

/** How a package manager installs, runs a script and runs a program of a dependency. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** As people call it: `yarn 4`, `npm`. */
  readonly title: string;
  readonly from: string;
  readonly install: string;
  /** Undefined when there is none. */
  readonly lockFile: string | undefined;
  /** What `install` makes, when that is not `node_modules`. */
  readonly provides?: string;
  script(name: string): string;
  program(command: string): string;
  /** The script in every workspace that has it. */
  everywhere(name: string): string;
}

const LOCK_FILES = {
  pnpm: ['pnpm-lock.yaml'],
  yarn: ['yarn.lock'],
  bun: ['bun.lock', 'bun.lockb'],
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
} as const;

export async function packageManagerOf(repository: Repository, manifest: unknown): Promise<PackageManager> {
  const declared = /^(npm|pnpm|yarn|bun)@(\d+)?/.exec(textAt(manifest, 'packageManager') ?? '');
  const names = Object.keys(LOCK_FILES) as (keyof typeof LOCK_FILES)[];
  const byLock: (readonly [keyof typeof LOCK_FILES, string])[] = [];
  for (const name of names) {
    const lock = await repository.first(LOCK_FILES[name]);
    if (lock !== undefined) byLock.push([name, lock]);
  }
  const name = (declared?.[1] as keyof typeof LOCK_FILES | undefined) ?? byLock[0]?.[0] ?? 'npm';
  const lockFile = byLock.find(([manager]) => manager === name)?.[1];
  const from = declared ? 'package.json, packageManager' : (lockFile ?? 'no lock file');
  const base = { name, title: name, from, lockFile };
  switch (name) {
    case 'npm':
      return { ...base, ...npm(lockFile) };
    case 'pnpm':
      return { ...base, ...pnpm(lockFile) };
    case 'bun':
      return { ...base, ...bun(lockFile) };
    case 'yarn':
      return { ...base, ...(await yarn(repository, lockFile, declared?.[2])) };
  }
}

type Commands = Pick<PackageManager, 'install' | 'script' | 'program' | 'everywhere'>;

function npm(lockFile: string | undefined): Commands {
  const script = (name: string) => (name === 'test' ? 'npm test' : `npm run ${shellWord(name)}`);
  return {
    install: lockFile === undefined ? 'npm install' : 'npm ci',
    script,
    program: (command) => `npx ${command}`,
    everywhere: (name) => `${script(name)} --workspaces --if-present`,
  };
}

function pnpm(lockFile: string | undefined): Commands {
  const install = lockFile === undefined ? 'pnpm install' : 'pnpm install --frozen-lockfile';
  return {
    install: `command -v pnpm >/dev/null || corepack enable pnpm\n${install}`,
    script: (name) => (name === 'test' ? 'pnpm test' : `pnpm run ${shellWord(name)}`),
    program: (command) => `pnpm exec ${command}`,
    everywhere: (name) => `pnpm --recursive --if-present run ${shellWord(name)}`,
  };
}

function bun(lockFile: string | undefined): Commands {
  const install = lockFile === undefined ? 'bun install' : 'bun install --frozen-lockfile';
  return {
    install: `command -v bun >/dev/null || npm install --global bun\n${install}`,
    script: (name) => `bun run ${shellWord(name)}`,
    program: (command) => `bunx ${command}`,
    everywhere: (name) => `bun run --filter '*' ${shellWord(name)}`,
  };
}

/** Yarn 1 ("classic") and later ones ("berry") share a name and little else. */
async function yarn(
  repository: Repository,
  lockFile: string | undefined,
  major: string | undefined,
): Promise<Commands & { readonly title: string; readonly provides?: string }> {
  const settings = await repository.yaml('.yarnrc.yml');
  const lock = (await repository.text('yarn.lock')) ?? '';
  const isBerry =
    major === undefined ? settings !== undefined || lock.includes('__metadata:') : Number(major) > 1;
  const script = (name: string) => `yarn run ${shellWord(name)}`;
  const plugAndPlay = (textAt(settings, 'nodeLinker') ?? 'pnp') === 'pnp';
  // Yarn 1 refuses a project that declares a later one, unless that lies in the repository.
  const needsCorepack = (isBerry || major !== undefined) && textAt(settings, 'yarnPath') === undefined;
  const frozen = isBerry ? 'yarn install --immutable' : 'yarn install --frozen-lockfile';
  const install = lockFile === undefined ? 'yarn install' : frozen;
  return {
    title: isBerry ? `yarn ${major ?? 'berry'}` : 'yarn 1',
    install: needsCorepack ? `yarn --version >/dev/null 2>&1 || corepack enable yarn\n${install}` : install,
    ...(isBerry && plugAndPlay && { provides: '.pnp.cjs' }),
    script,
    program: (command) => `yarn run ${command}`,
    everywhere: (name) =>
      isBerry
        ? `yarn workspaces foreach --all ${script(name).slice(5)}`
        : `yarn workspaces ${script(name).slice(5)}`,
  };
}
