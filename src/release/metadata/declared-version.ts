import { parse as parseToml } from 'smol-toml';

/** What a file says the version is. */
export type DeclaredVersion =
  | { readonly kind: 'version'; readonly version: string }
  /** It is made when the package is built: by setuptools-scm, hatch-vcs and their like. */
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'none'; readonly reason: string };

/** Files whose version is understood, in the order they are looked for. */
export const VERSION_FILES = ['pyproject.toml', 'package.json', 'Cargo.toml'] as const;

/** Reads the version of a manifest, by the file's name. */
export function declaredVersion(path: string, text: string): DeclaredVersion {
  const name = path.split('/').at(-1) ?? path;
  try {
    if (name === 'pyproject.toml') return ofPython(parseToml(text));
    if (name === 'Cargo.toml') return ofRust(parseToml(text));
    if (name.endsWith('.json')) return ofText((JSON.parse(text) as Table | null)?.version);
  } catch {
    return { kind: 'none', reason: 'it cannot be read' };
  }
  return { kind: 'none', reason: 'lockstep does not know where its version stands' };
}

type Table = Readonly<Record<string, unknown>>;

/** `project.version`, or `tool.poetry.version` (packaging.python.org, "pyproject.toml specification"; python-poetry.org). */
function ofPython(data: Table): DeclaredVersion {
  const project = table(data.project);
  const { dynamic } = project;
  if (Array.isArray(dynamic) && dynamic.includes('version')) return { kind: 'dynamic' };
  return ofText(project.version ?? table(table(data.tool).poetry).version);
}

/** `package.version`, which may be the workspace's (doc.rust-lang.org/cargo, "The manifest format"). */
function ofRust(data: Table): DeclaredVersion {
  const shared = table(table(data.workspace).package).version;
  const own = table(data.package).version;
  if (typeof own === 'object' && own !== null)
    return { kind: 'none', reason: 'its version is that of a workspace' };
  return ofText(own ?? shared);
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null ? (value as Table) : {};
}

function ofText(version: unknown): DeclaredVersion {
  if (typeof version === 'string' && version !== '') return { kind: 'version', version };
  return { kind: 'none', reason: 'it names no version' };
}
