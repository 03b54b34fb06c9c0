import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { findProgram } from '../execution/executors/host-capabilities.ts';
import type { RunStore } from '../execution/run-store.ts';
import { nodeFiles } from '../platform/files.ts';
import { runCommand } from '../platform/processes.ts';
import { sealText, unsealJson } from '../platform/sealed-text.ts';
import { describeEntry, digestEntry } from '../platform/tree-entry.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Asked for their version. What else a command names counts by its bytes: nobody knows what it does when it is asked. */
const TELL_THEIR_VERSION: ReadonlySet<string> = new Set(
  'node deno bun python python3 ruby php perl go cargo rustc gcc g++ clang clang++ cc c++'.split(' '),
);

/** How long a tool may take to tell its version. */
const PROBE_MS = 10_000;
/** Interpreters of interpreters. */
const DEEPEST = 3;
const FORMAT = 'lockstep-tools 3';

/** What was found out about a file, and what the file system said of it then. */
interface Known {
  readonly stamp: string;
  readonly value: string;
}

/**
 * What programs are, for those who depend on them. Asking takes a process, and reading a large program a while, so both are remembered
 * for as long as its file is the same. Not so for a program that only looks for another one (pyenv, asdf, rustup, volta): which
 * one it finds is in other files.
 */
export class ToolVersions {
  readonly #path: string;
  readonly #workspace: string;
  /** By question and file: of a file that is replaced again and again, the last. */
  readonly #known: Map<string, Known>;
  readonly #asked = new Map<string, Promise<string>>();
  /** Where programs were found, while nothing runs that could install one. */
  readonly #places = new Map<string, string | undefined>();
  #running = 0;
  #changed = false;

  private constructor(path: string, workspace: string, known: Map<string, Known>) {
    this.#path = path;
    this.#workspace = workspace;
    this.#known = known;
  }

  static async open(store: RunStore, workspace: string): Promise<ToolVersions> {
    const path = store.cachePath('tools.json');
    const text = await nodeFiles.readText(path).catch(() => undefined);
    const known = (unsealJson(FORMAT, text ?? '') ?? {}) as Readonly<Record<string, Known>>;
    return new ToolVersions(path, workspace, new Map(Object.entries(known)));
  }

  /** The first line that a tool answers with; `none` when there is no such tool. */
  version(tool: string, env: Environment): Promise<string> {
    const program = this.#find(tool, env);
    if (program === undefined) return Promise.resolve('none');
    // Asked once in a run, for each environment that could lead to another answer.
    const question = `${program} ${JSON.stringify(Object.entries(env).sort())}`;
    const answer = this.#asked.get(question) ?? this.#version(tool, program, env);
    this.#asked.set(question, answer);
    return answer;
  }

  /** A program that a command names, and what runs it in turn, by name: a version, or a digest. */
  async programs(name: string, env: Environment): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    // A script may stand in front of its own interpreter: `bash` that begins with `#!/bin/bash`.
    for (let next: string | undefined = name; next !== undefined && !found.has(next); ) {
      if (found.size === DEEPEST) break;
      const program = this.#find(next, env);
      if (program === undefined) break;
      const tells = TELL_THEIR_VERSION.has(next);
      found.set(next, tells ? await this.version(next, env) : this.#digest(program));
      next = tells ? undefined : interpreterOf(program);
    }
    return found;
  }

  /** A leg begins to run, or ends: what is found where may be another thing from now on. */
  running(change: 1 | -1): void {
    this.#running += change;
    this.#places.clear();
  }

  #find(tool: string, env: Environment): string | undefined {
    const question = JSON.stringify([tool, env.PATH, env.Path, env.PATHEXT]);
    if (this.#places.has(question)) return this.#places.get(question);
    const place = this.#search(tool, env);
    if (this.#running === 0) this.#places.set(question, place);
    return place;
  }

  /** Steps look for programs from the workspace, wherever lockstep was called. */
  #search(tool: string, env: Environment): string | undefined {
    const name = env.PATH === undefined ? 'Path' : 'PATH';
    const directories = (env[name] ?? '')
      .split(delimiter)
      .map((directory) => resolve(this.#workspace, directory));
    return findProgram(tool, { ...env, [name]: directories.join(delimiter) });
  }

  async #version(tool: string, program: string, env: Environment): Promise<string> {
    const real = realpathSync(program);
    const question = `version ${tool} ${real}`;
    const stamp = stampOf(real);
    const lasting = isItself(tool, real);
    const known = lasting ? this.#known.get(question) : undefined;
    if (known?.stamp === stamp) return known.value;
    const version = (await askVersion(tool, program, { env, cwd: this.#workspace })) ?? this.#digest(real);
    if (lasting) this.#learn(question, { stamp, value: version });
    return version;
  }

  #digest(program: string): string {
    const real = realpathSync(program);
    const question = `digest ${real}`;
    const stamp = stampOf(real);
    const known = this.#known.get(question);
    if (known?.stamp === stamp) return known.value;
    const digest = digestEntry(real) ?? 'none';
    this.#learn(question, { stamp, value: digest });
    return digest;
  }

  #learn(question: string, known: Known): void {
    this.#known.set(question, known);
    this.#changed = true;
  }

  async save(): Promise<void> {
    if (!this.#changed) return;
    const body = JSON.stringify(Object.fromEntries(this.#known));
    await nodeFiles.writeAtomic(this.#path, sealText(FORMAT, body));
  }
}

function stampOf(path: string): string {
  const entry = describeEntry(path);
  return entry?.kind === 'file' ? entry.stamp : 'gone';
}

/** Is the file the tool, and not one of those that look for it? They are scripts, are called otherwise, or lie beside rustup. */
function isItself(tool: string, real: string): boolean {
  const isScript = !isNative(real);
  const isCalledSo = basename(real).startsWith(tool.replace(/\d+$/, ''));
  return !isScript && isCalledSo && describeEntry(join(dirname(real), 'rustup')) === undefined;
}

/** The first bytes of programs: ELF, Mach-O of either byte order and for several processors, PE. */
const NATIVE = ['7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', '4d5a'];

function isNative(path: string): boolean {
  const head = headOf(path).toString('hex');
  return NATIVE.some((magic) => head.startsWith(magic));
}

/** The program in the first line of a script, without env(1) in front of it. */
function interpreterOf(path: string): string | undefined {
  const line = /^#!\s*([^\n]*)/.exec(headOf(path).toString('latin1'))?.[1] ?? '';
  const words = line.split(/\s+/).filter((word) => word !== '' && !/^-|=/.test(word));
  const [first, second] = words.map((word) => basename(word));
  return first === 'env' ? second : first;
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(256);
  try {
    const descriptor = openSync(path, 'r');
    try {
      return head.subarray(0, readSync(descriptor, head));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return head.subarray(0, 0);
  }
}

/** With the variables the job sees and no others. */
async function askVersion(
  tool: string,
  program: string,
  { env, cwd }: { readonly env: Environment; readonly cwd: string },
): Promise<string | undefined> {
  const hidden = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  const options = { cwd, env: { ...hidden, ...env }, timeout: PROBE_MS };
  const { stdout, stderr } = await runCommand(program, [tool === 'go' ? 'version' : '--version'], options);
  const line = `${stdout}\n${stderr}`.split('\n').find((text) => /\d/.test(text));
  return line?.trim().slice(0, 200);
}
