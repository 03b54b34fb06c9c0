/**
 * What a file is, in the words that pre-commit's users know: `text`, `binary`, `symlink`, `executable`, `python` … Source of the rules:
 * identify's README ("tags" and "How the tags are found") and its `tags_from_path`: a known name or extension says everything; of the
 * rest the line `#!` of what can be executed tells the language, and the first 1,024 bytes whether it is text. The table is shorter than
 * identify's: a tag that is not in it is refused (`unknownTag`), rather than matching nothing.
 */
const BY_EXTENSION = table({
  asciidoc: 'adoc asciidoc',
  batch: 'bat cmd',
  bazel: 'bazel bzl',
  c: 'c',
  'c#': 'cs csx',
  'c++': 'cc cpp cxx c++ hh hpp hxx',
  cmake: 'cmake',
  css: 'css',
  csv: 'csv',
  dart: 'dart',
  diff: 'diff patch',
  elixir: 'ex exs',
  erlang: 'erl hrl',
  fish: 'fish',
  'plain-text': 'txt',
  go: 'go',
  gotmpl: 'gotmpl',
  graphql: 'graphql',
  groovy: 'groovy jenkinsfile',
  haskell: 'hs',
  hcl: 'hcl',
  header: 'h hh hpp hxx',
  html: 'html htm',
  ini: 'ini',
  java: 'java',
  javascript: 'js mjs cjs jsx',
  jinja: 'jinja jinja2 j2',
  json: 'json geojson topojson ipynb webmanifest',
  json5: 'json5',
  jsonnet: 'jsonnet libsonnet',
  jsx: 'jsx',
  jupyter: 'ipynb',
  kotlin: 'kt kts',
  less: 'less',
  lua: 'lua',
  makefile: 'mk',
  markdown: 'md markdown mdown',
  mdx: 'mdx',
  nix: 'nix',
  ocaml: 'ml mli',
  pem: 'pem crt',
  perl: 'pl pm',
  php: 'php',
  powershell: 'ps1 psm1 psd1',
  proto: 'proto',
  puppet: 'pp',
  pyi: 'pyi',
  python: 'py',
  r: 'r',
  rst: 'rst',
  ruby: 'rb',
  rust: 'rs',
  sass: 'sass',
  scala: 'scala',
  scss: 'scss',
  shell: 'sh bash zsh ksh csh tcsh bats fish',
  sql: 'sql',
  svelte: 'svelte',
  svg: 'svg',
  swift: 'swift',
  terraform: 'tf tfvars',
  tex: 'tex sty cls',
  toml: 'toml',
  ts: 'ts mts cts',
  tsx: 'tsx',
  vue: 'vue',
  xml: 'xml svg csproj xsd xsl xslt xhtml plist wsdl',
  yaml: 'yaml yml eyaml',
  zig: 'zig',
  bash: 'bash bats',
  zsh: 'zsh',
});

/** Of these extensions, what `text` is not. */
const BINARY_EXTENSIONS = new Set(
  (
    '7z a avif bin bmp bz2 class com dll dylib eot exe gif gz ico icns jar jks jpeg jpg lz lz4 lzma mo mp3 mp4 o ogg otf ' +
    'pdf pickle png pyc pyd so sqlite3 tar tgz tif tiff ttf war wasm webp whl woff woff2 xls xlsx xz zip zst docx pptx odt npy npz'
  ).split(' '),
);
const IMAGES = new Set('avif bmp gif ico icns jpeg jpg png tif tiff webp svg'.split(' '));
/** Texts whose extension says no more than that. */
const PLAIN_EXTENSIONS = new Set('cfg cnf conf crontab env in lock log map properties tsv txt'.split(' '));

const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  '.babelrc': ['json', 'babelrc'],
  '.bashrc': ['shell', 'bash'],
  '.bash_profile': ['shell', 'bash'],
  '.dockerignore': ['dockerignore'],
  '.editorconfig': ['editorconfig'],
  '.gitattributes': ['gitattributes'],
  '.gitignore': ['gitignore'],
  '.gitmodules': ['gitmodules'],
  '.npmignore': ['npmignore'],
  '.pre-commit-config.yaml': ['yaml'],
  '.prettierrc': ['json', 'prettierrc'],
  '.zshrc': ['shell', 'zsh'],
  'bsd.mk': ['makefile'],
  BUILD: ['bazel'],
  'Cargo.lock': ['toml', 'cargo-lock'],
  'CMakeLists.txt': ['cmake'],
  CHANGELOG: ['plain-text'],
  CONTRIBUTING: ['plain-text'],
  COPYING: ['plain-text'],
  Dockerfile: ['dockerfile'],
  Gemfile: ['ruby'],
  'go.mod': ['go-mod'],
  'go.sum': ['go-sum'],
  Jenkinsfile: ['groovy', 'jenkins'],
  LICENSE: ['plain-text'],
  Makefile: ['makefile'],
  makefile: ['makefile'],
  NOTICE: ['plain-text'],
  Pipfile: ['toml'],
  'Pipfile.lock': ['json'],
  'poetry.lock': ['toml'],
  pylintrc: ['ini', 'pylintrc'],
  Rakefile: ['ruby'],
  README: ['plain-text'],
  'setup.cfg': ['ini'],
  'uv.lock': ['toml', 'uv-lock'],
  Vagrantfile: ['ruby'],
};

const BY_PROGRAM: Readonly<Record<string, readonly string[]>> = {
  bash: ['shell', 'bash'],
  dash: ['shell', 'dash'],
  ksh: ['shell', 'ksh'],
  node: ['javascript'],
  nodejs: ['javascript'],
  perl: ['perl'],
  php: ['php'],
  pwsh: ['powershell'],
  python: ['python'],
  python2: ['python', 'python2'],
  python3: ['python', 'python3'],
  ruby: ['ruby'],
  sh: ['shell', 'sh'],
  zsh: ['shell', 'zsh'],
};

const GENERAL = ['file', 'symlink', 'directory', 'executable', 'non-executable', 'text', 'binary', 'image'];

const KNOWN: ReadonlySet<string> = new Set([
  ...GENERAL,
  ...[...BY_EXTENSION.values(), ...Object.values(BY_NAME), ...Object.values(BY_PROGRAM)].flat(),
]);

export function isKnownTag(tag: string): boolean {
  return KNOWN.has(tag);
}

function table(extensions: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, string[]>();
  for (const [tag, list] of Object.entries(extensions))
    for (const extension of list.split(' ')) tags.set(extension, [...(tags.get(extension) ?? []), tag]);
  return tags;
}

/** What name and mode tell of a file; `needsBytes` when its content has to say the rest. */
export interface KnownTags {
  readonly tags: ReadonlySet<string>;
  readonly needsBytes: boolean;
}

const LINK: KnownTags = { tags: new Set(['symlink']), needsBytes: false };
/** A repository has many files and few kinds of them. */
const known = new Map<string, KnownTags>();

/** `mode` as in the index. */
export function tagsOfName(path: string, mode: string): KnownTags {
  if (mode === '120000') return LINK;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const key = `${mode} ${Object.hasOwn(BY_NAME, name) ? name : name.slice(name.lastIndexOf('.'))}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const told = tagsOfKind(name);
  const isProgram = mode === '100755';
  const tags = new Set(['file', isProgram ? 'executable' : 'non-executable', ...told]);
  const found = { tags, needsBytes: !tags.has('text') && !tags.has('binary') };
  if (known.size < 10_000) known.set(key, found);
  return found;
}

function tagsOfKind(name: string): readonly string[] {
  const byName = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (byName !== undefined) return ['text', ...byName];
  const dot = name.lastIndexOf('.');
  const extension = dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
  const image = IMAGES.has(extension) ? ['image'] : [];
  if (BINARY_EXTENSIONS.has(extension)) return ['binary', extension, ...image];
  const tags = BY_EXTENSION.get(extension);
  if (tags !== undefined) return ['text', ...tags, ...image];
  return PLAIN_EXTENSIONS.has(extension) ? ['text'] : [];
}

/** Everything about a file whose name did not tell. */
export function tagsOfBytes({ tags }: KnownTags, bytes: Buffer): ReadonlySet<string> {
  const all = new Set(tags);
  if (tags.has('executable')) for (const tag of tagsOfShebang(bytes)) all.add(tag);
  return all.add(isText(bytes) ? 'text' : 'binary');
}

/** How many bytes decide whether a file is text: identify, `is_text`. */
const SNIFFED = 1024;

/** No control characters but bell, backspace, tab, line feed, vertical tab, form feed, carriage return and escape; and no delete. */
function isText(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, SNIFFED);
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 32 ? byte < 7 || (byte > 13 && byte !== 27) : byte === 127) return false;
  }
  return true;
}

function tagsOfShebang(bytes: Buffer): readonly string[] {
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return [];
  const words = (bytes.toString('latin1', 2, 256).split('\n')[0] ?? '').trim().split(/\s+/);
  const program = /(?:^|\/)env$/.test(words[0] ?? '')
    ? words.slice(1).find((word) => !word.startsWith('-'))
    : words[0];
  const name = (program ?? '').slice((program ?? '').lastIndexOf('/') + 1);
  const plain = Object.hasOwn(BY_PROGRAM, name) ? name : name.replace(/(\d)\.\d+$/, '$1');
  return Object.hasOwn(BY_PROGRAM, plain) ? (BY_PROGRAM[plain] ?? []) : [];
}
