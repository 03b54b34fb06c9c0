import { commandsOf, wordsOf } from '../shell-text.ts';
import { recordAt, textAt, textsAt, valueAt } from '../untrusted-value.ts';

/** One thing a script does: run another script as it is, or a command of its own. */
export type ScriptPart =
  | { readonly kind: 'script'; readonly name: string }
  | { readonly kind: 'command'; readonly text: string };

/** The scripts of a package.json, and which of them call which. */
export class ScriptGraph {
  readonly #scripts: ReadonlyMap<string, string>;
  readonly #manifest: unknown;

  constructor(manifest: unknown) {
    const texts = Object.entries(recordAt(manifest, 'scripts')).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && entry[1].trim() !== '' && !entry[0].startsWith('-'),
    );
    this.#scripts = new Map(texts);
    this.#manifest = manifest;
  }

  get names(): readonly string[] {
    return [...this.#scripts.keys()];
  }

  command(name: string): string {
    return this.#scripts.get(name) ?? '';
  }

  has(name: string): boolean {
    return this.#scripts.has(name);
  }

  /**
   * What a script does, its `pre` and `post` scripts included, one level deep.
   * Undefined when its text is more than a list of commands that must all succeed and do not depend on each other's shell.
   */
  parts(name: string): readonly ScriptPart[] | undefined {
    const around = (prefix: string): readonly ScriptPart[] =>
      this.has(prefix + name) ? [{ kind: 'script', name: prefix + name }] : [];
    const commands = this.command(name) === 'wireit' ? undefined : commandsOf(this.command(name));
    if (commands === undefined || commands.some((command) => /^(cd|export|set|source)\b/.test(command)))
      return undefined;
    const own = commands.flatMap((text) => this.#partsOf(text));
    return [...around('pre'), ...own, ...around('post')];
  }

  /** Every script that runs when this one does, itself left out. */
  reach(name: string, seen: Set<string> = new Set([name])): ReadonlySet<string> {
    const direct = [
      ...this.#mentionedIn(this.command(name)),
      ...this.#wireitDependencies(name),
      ...[`pre${name}`, `post${name}`].filter((around) => this.has(around)),
    ];
    for (const next of direct) {
      if (seen.has(next)) continue;
      seen.add(next);
      this.reach(next, seen);
    }
    return new Set([...seen].filter((other) => other !== name));
  }

  #partsOf(text: string): readonly ScriptPart[] {
    const called = this.#calledBy(wordsOf(text));
    if (called === undefined) return [{ kind: 'command', text }];
    return called.map((name) => ({ kind: 'script', name }));
  }

  /** The scripts that a command runs and does nothing else; undefined for any other command. */
  #calledBy(words: readonly string[]): readonly string[] | undefined {
    const [program = '', ...rest] = words;
    const flags = rest.filter((word) => word.startsWith('-'));
    const names = rest.filter((word) => !word.startsWith('-'));
    if (/^(run-[sp]|npm-run-all2?)$/.test(program)) {
      const called = names.flatMap((pattern) => this.#matching(pattern));
      return called.length > 0 ? called : undefined;
    }
    if (flags.some((flag) => !/^(-s|--silent|--run)$/.test(flag))) return undefined;
    const [first = '', second] = names;
    if (/^(npm|pnpm|yarn|bun)$/.test(program)) {
      if (first === 'run' || first === 'run-script')
        return names.length === 2 && second !== undefined && this.has(second) ? [second] : undefined;
      const direct = first === 't' ? 'test' : first;
      const isScript = program === 'npm' ? direct === 'test' : program !== 'bun';
      return isScript && names.length === 1 && this.has(direct) ? [direct] : undefined;
    }
    const isNodeRun = program === 'node' && flags.includes('--run') && names.length === 1;
    return isNodeRun && this.has(first) ? [first] : undefined;
  }

  /** `lint:*` of npm-run-all: a star is one part between colons, two stars are any. */
  #matching(pattern: string): readonly string[] {
    if (!pattern.includes('*')) return this.has(pattern) ? [pattern] : [];
    const source = pattern
      .split(/(\*\*|\*)/)
      .map((part) => (part === '**' ? '.*' : part === '*' ? '[^:]*' : part.replace(/[^\w:]/g, '\\$&')))
      .join('');
    const fits = new RegExp(`^${source}$`);
    return this.names.filter((name) => fits.test(name));
  }

  /** Every script named in a text in a way that runs it, whatever stands around. */
  #mentionedIn(text: string): readonly string[] {
    const calls =
      /\b(?:(?:npm|pnpm|yarn|bun)(?:\s+-\S+)*(?:\s+run(?:-script)?)?(?:\s+-\S+)*|node\s+--run|npm:)\s*([\w:.@*/-]+)/g;
    const lists = /\b(?:run-[sp]|npm-run-all2?)\s+([^&|;]+)/g;
    const mentioned = Array.from(text.matchAll(calls), (match) => match[1] ?? '');
    for (const match of text.matchAll(lists)) mentioned.push(...wordsOf(match[1] ?? ''));
    return mentioned.flatMap((name) => this.#matching(name === 't' ? 'test' : name));
  }

  /** https://github.com/google/wireit#dependencies: names, or objects that hold one; other packages' have a colon. */
  #wireitDependencies(name: string): readonly string[] {
    if (this.command(name) !== 'wireit') return [];
    const listed = valueAt(this.#manifest, 'wireit', name, 'dependencies');
    const objects = Array.isArray(listed) ? listed.map((entry) => textAt(entry, 'script') ?? '') : [];
    const names = [...textsAt(this.#manifest, 'wireit', name, 'dependencies'), ...objects];
    return names.filter((dependency) => this.has(dependency));
  }
}
