import { parse as parseToml } from 'smol-toml';
import { z } from 'zod';

/** What manifests of languages say of a project, as far as a release needs it. */
export interface ProjectFacts {
  readonly python: PythonFacts | undefined;
  readonly npm: NpmFacts | undefined;
  /** The first manifest that says it. */
  readonly about: {
    readonly description: string | undefined;
    readonly repository: string | undefined;
    readonly homepage: string | undefined;
    readonly license: string | undefined;
    readonly authors: readonly string[];
  };
}

export interface PythonFacts {
  readonly name: string;
  /** Of `project.dependencies`, as they are written. */
  readonly dependencies: readonly string[];
  /** Names of the commands that are installed. */
  readonly scripts: readonly string[];
  readonly requiresPython: string | undefined;
}

export interface NpmFacts {
  /** `@acme/weather`. */
  readonly name: string;
  readonly private: boolean;
  readonly dependencies: readonly string[];
}

const text = z.string().catch('');
const texts = z.record(z.string(), z.string()).catch({});

/** packaging.python.org, "pyproject.toml specification"; `license` is an expression, or a table in older ones. */
const pyproject = z.object({
  project: z.object({
    name: z.string(),
    description: text,
    license: z.union([z.string(), z.object({ text: z.string() }).transform((table) => table.text)]).catch(''),
    authors: z.array(z.object({ name: text })).catch([]),
    urls: texts,
    dependencies: z.array(z.string()).catch([]),
    scripts: texts,
    'requires-python': text,
  }),
});

/** docs.npmjs.com, "package.json". */
const packageJson = z.object({
  name: z.string(),
  private: z.boolean().catch(false),
  description: text,
  license: text,
  homepage: text,
  author: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).catch(''),
  repository: z.union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)]).catch(''),
  dependencies: texts,
});

type Python = z.infer<typeof pyproject>['project'];
type Npm = z.infer<typeof packageJson>;

/** Reads both texts, where there are such files; one that cannot be read says nothing. */
export function projectFacts(files: {
  readonly pyproject: string | undefined;
  readonly packageJson: string | undefined;
}): ProjectFacts {
  const python = read(files.pyproject, parseToml, pyproject)?.project;
  const npm = read(files.packageJson, (json) => JSON.parse(json) as unknown, packageJson);
  return {
    python: python && {
      ...{ name: python.name, dependencies: python.dependencies, scripts: Object.keys(python.scripts) },
      requiresPython: python['requires-python'] || undefined,
    },
    npm: npm && { name: npm.name, private: npm.private, dependencies: Object.keys(npm.dependencies) },
    about: aboutOf(python, npm),
  };
}

function read<T>(
  content: string | undefined,
  parse: (content: string) => unknown,
  schema: z.ZodType<T>,
): T | undefined {
  if (content === undefined) return undefined;
  try {
    return schema.safeParse(parse(content)).data;
  } catch {
    return undefined;
  }
}

function aboutOf(python: Python | undefined, npm: Npm | undefined): ProjectFacts['about'] {
  const authors = (python?.authors ?? []).map(({ name }) => name).filter((name) => name !== '');
  // `Ada <ada@acme.example> (https://ada.example)`: the name alone.
  const author = npm?.author.replace(/\s*[<(].*$/, '') ?? '';
  return {
    description: python?.description || npm?.description || undefined,
    repository:
      urlOf(python, ['repository', 'source', 'sourcecode', 'github', 'code']) ||
      repositoryOf(npm?.repository),
    homepage: urlOf(python, ['homepage', 'home']) || npm?.homepage || undefined,
    license: python?.license || npm?.license || undefined,
    authors: authors.length > 0 || author === '' ? authors : [author],
  };
}

/** Labels are compared without case and punctuation (packaging.python.org, "Well-known Project URLs in Metadata"). */
function urlOf(python: Python | undefined, labels: readonly string[]): string | undefined {
  const found = Object.entries(python?.urls ?? {}).find(([label]) =>
    labels.includes(label.toLowerCase().replace(/[^a-z0-9]/g, '')),
  );
  return found?.[1];
}

/** `git+https://github.com/acme/weather.git`, `github:acme/weather`, `acme/weather`, `git@github.com:acme/weather.git`: the address of the page. */
export function repositoryOf(written: string | undefined): string | undefined {
  if (!written) return undefined;
  const [, short] = /^(?:github:)?([\w-]+\/[\w.-]+)$/.exec(written) ?? [];
  if (short !== undefined) return `https://github.com/${short.replace(/\.git$/, '')}`;
  const [, host, path] =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/(.+?)(?:\.git)?\/?$/.exec(written) ??
    /^[^/@]+@([^/:]+):(.+?)(?:\.git)?$/.exec(written) ??
    [];
  return host === undefined ? undefined : `https://${host}/${path}`;
}
