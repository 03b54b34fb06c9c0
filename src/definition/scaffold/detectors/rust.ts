import type { Detector, FoundCheck } from '../ecosystem.ts';
import type { Repository } from '../repository.ts';
import { toolchain } from '../toolchains.ts';
import { textAt, textsAt, valueAt } from '../untrusted-value.ts';

export const rust: Detector = {
  name: 'rust',
  looksFor: ['Cargo.toml'],
  async detect(repository) {
    const manifest = await repository.toml('Cargo.toml');
    if (manifest === undefined) return undefined;
    const channel = await channelOf(repository);
    const isWorkspace = valueAt(manifest, 'workspace') !== undefined;
    const crates = ['', ...(await members(repository, manifest))];
    const project = textAt(manifest, 'package', 'name');
    const said = channel === undefined ? 'the stable toolchain' : `${channel.version} (${channel.from})`;
    return {
      name: 'rust',
      from: 'Cargo.toml',
      ...(project !== undefined && { project }),
      toolchain: toolchain('rust', { version: channel?.version ?? 'stable' }),
      matrix: (await hasLibrary(repository, crates)) ? ['linux', 'macos', 'windows'] : [],
      checks: [...commands(isWorkspace), ...(await benchmarks(repository, crates, isWorkspace))],
      notes: [
        `Cargo.toml: ${said}${isWorkspace ? `, a workspace of ${crates.length - (project === undefined ? 1 : 0)} crates` : ''}.`,
        ...(textAt(manifest, 'package', 'rust-version') === undefined
          ? []
          : [
              `rust-version is ${textAt(manifest, 'package', 'rust-version')}: no job tests that oldest version.`,
            ]),
      ],
    };
  },
};

/** https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file */
async function channelOf(repository: Repository) {
  const declared = textAt(await repository.toml('rust-toolchain.toml'), 'toolchain', 'channel');
  if (declared !== undefined) return { version: declared, from: 'rust-toolchain.toml' };
  const text = await repository.text('rust-toolchain');
  if (text === undefined) return undefined;
  const version = /^\s*channel\s*=\s*"([^"]+)"/m.exec(text)?.[1] ?? text.trim().split(/\s/)[0] ?? '';
  return /^[\w.-]+$/.test(version) ? { version, from: 'rust-toolchain' } : undefined;
}

async function members(repository: Repository, manifest: unknown): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of textsAt(manifest, 'workspace', 'members')) {
    const parent = /^([^*]+)\/\*$/.exec(pattern)?.[1];
    const names = parent === undefined ? [] : await repository.names(parent, 'directory');
    const paths = parent === undefined ? [pattern] : names.map((name) => `${parent}/${name}`);
    for (const path of paths) if (await repository.has(`${path}/Cargo.toml`)) found.push(`${path}/`);
  }
  return found.filter((path) => path !== './');
}

async function hasLibrary(repository: Repository, crates: readonly string[]): Promise<boolean> {
  for (const crate of crates) {
    const manifest = await repository.toml(`${crate}Cargo.toml`);
    const isPublic =
      valueAt(manifest, 'package') !== undefined && valueAt(manifest, 'package', 'publish') !== false;
    if (isPublic && (await repository.has(`${crate}src/lib.rs`))) return true;
  }
  return false;
}

function commands(isWorkspace: boolean): readonly FoundCheck[] {
  const all = isWorkspace ? ' --workspace' : '';
  const everyCrate = isWorkspace ? ' --all' : '';
  return [
    {
      category: 'lint',
      run: [`cargo fmt${everyCrate} --check`, `cargo clippy${all} --all-targets -- -D warnings`],
      fix: [`cargo fmt${everyCrate}`],
      from: 'Cargo.toml',
    },
    { category: 'unit', run: [`cargo test${all}`], from: 'Cargo.toml' },
  ];
}

async function benchmarks(
  repository: Repository,
  crates: readonly string[],
  isWorkspace: boolean,
): Promise<readonly FoundCheck[]> {
  for (const crate of crates) {
    for (const path of await repository.find(`${crate}benches`, (name) => name.endsWith('.rs'), 50)) {
      // The standard library's own benchmarks need a nightly compiler.
      if (/#!\[feature\(/.test((await repository.text(path)) ?? '')) continue;
      const run = [`cargo bench${isWorkspace ? ' --workspace' : ''}`];
      return [{ category: 'benchmark', run, from: path }];
    }
  }
  return [];
}
