import type { PlannedToolchain } from '../../../plan/plan.ts';

/**
 * CircleCI's convenience images (circleci.com/developer/images): `cimg/python:3.12`. Their tags are minor or whole versions, so a
 * major version alone takes the newest minor that was known when this was written; a major that is not known, its first.
 */
const NODE_MINORS: Readonly<Record<string, string>> = { 18: '18.20', 20: '20.19', 22: '22.20', 24: '24.11' };

const DEFAULT_TAGS: Readonly<Record<PlannedToolchain['name'], string>> = {
  python: '3.13',
  node: 'lts',
  go: '1.26',
  rust: '1.91',
  plain: 'current',
  lockstep: 'current',
};

/**
 * The image for a toolchain, and shell text that makes the version right where the tag cannot. `variant` is the end of a tag:
 * `-node` is the same image with the Node.js that was the LTS release when it was made.
 */
export function imageOf(
  toolchain: PlannedToolchain | undefined,
  variant: '' | '-node' = '',
): { image: string; setup?: string } {
  const { name, version } = toolchain ?? { name: 'plain' as const };
  if (name === 'plain') return { image: 'cimg/base:current' };
  if (version === undefined) return { image: `cimg/${name}:${DEFAULT_TAGS[name]}${variant}` };
  const numbers = version.replace(/^v/, '').replace(/\.x$/, '');
  if (name === 'node') return { image: `cimg/node:${nodeTag(numbers)}` };
  if (/^\d+\.\d+/.test(numbers)) return { image: `cimg/${name}:${numbers}${variant}` };
  const image = `cimg/${name}:${DEFAULT_TAGS[name]}${variant}`;
  if (name !== 'rust') return { image };
  const quoted = shellWord(version);
  return { image, setup: `rustup toolchain install ${quoted} --profile default\nrustup default ${quoted}` };
}

function nodeTag(version: string): string {
  if (/^lts/.test(version)) return 'lts';
  return /^\d+$/.test(version) ? (NODE_MINORS[version] ?? `${version}.0`) : version;
}

/** May the version stand in the image's tag as it is? Then a matrix of versions is one job. */
export function isTag(toolchain: PlannedToolchain, version: string): boolean {
  return toolchain.name !== 'plain' && /^\d+\.\d+(\.\d+)?$/.test(version);
}

/** How a virtual machine comes to a toolchain: it brings version managers along, or can get them. */
export function machineSetup(
  { name, version = DEFAULT_VERSIONS[name] }: PlannedToolchain,
  os: 'linux' | 'macos' | 'windows',
): string | undefined {
  if (name === 'plain' || name === 'lockstep') return undefined;
  return SETUPS[os][name](shellWord(version ?? ''));
}

const DEFAULT_VERSIONS: Readonly<Partial<Record<PlannedToolchain['name'], string>>> = {
  python: '3.13',
  node: '22',
  go: '1.26',
  rust: 'stable',
};

type Setups = Readonly<Record<'python' | 'node' | 'go' | 'rust', (version: string) => string>>;

const persistPath = (directory: string): string => `echo 'export PATH="${directory}:$PATH"' >> "$BASH_ENV"`;

const PYENV = (version: string): string =>
  `pyenv install --skip-existing ${version}\npyenv global "$(pyenv latest ${version})"`;

const NVM = (version: string): string =>
  [
    `export NVM_DIR="\${NVM_DIR:-$HOME/.nvm}"`,
    '. "$NVM_DIR/nvm.sh"',
    `nvm install ${version}`,
    `echo "export PATH=\\"$(dirname "$(nvm which ${version})"):\\$PATH\\"" >> "$BASH_ENV"`,
  ].join('\n');

const RUSTUP = (version: string): string =>
  [
    `command -v rustup || curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --default-toolchain none`,
    persistPath('$HOME/.cargo/bin'),
    'export PATH="$HOME/.cargo/bin:$PATH"',
    `rustup toolchain install ${version}`,
    `rustup default ${version}`,
  ].join('\n');

const GO = (version: string): string =>
  `echo 'export GOTOOLCHAIN=go'${version}'+auto' >> "$BASH_ENV"\ngo version`;

/** The images' software: circleci.com/developer/machine/image, and circleci.com/docs/using-macos, "Image contents". */
const SETUPS: Readonly<Record<'linux' | 'macos' | 'windows', Setups>> = {
  linux: { python: PYENV, node: NVM, go: GO, rust: RUSTUP },
  macos: {
    python: (version) =>
      `brew list pyenv || brew install pyenv\n${PYENV(version)}\n${persistPath('$HOME/.pyenv/shims')}`,
    node: NVM,
    go: (version) => `brew list go || brew install go\n${GO(version)}`,
    rust: RUSTUP,
  },
  windows: {
    // Chocolatey has a package for each minor version: python312.
    python: (version) =>
      `choco install "python$(echo ${version} | cut -d. -f1,2 | tr -d .)" --no-progress -y`,
    node: (version) => `nvm install ${version}\nnvm use ${version}`,
    go: (version) => `choco install golang --no-progress -y\n${GO(version)}`,
    rust: (version) =>
      `choco install rustup.install --no-progress -y\n${persistPath('$HOME/.cargo/bin')}\n"$HOME/.cargo/bin/rustup" default ${version}`,
  },
};

/** Safe as one word of a shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
