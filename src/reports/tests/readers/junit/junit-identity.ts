import { identityPart, identityPath, splitParams, type TestIdentity } from '../../test-identity.ts';
import type { JunitDialect } from './dialect.ts';
import { nodeName } from './node-text.ts';

export interface JunitNames {
  readonly dialect: JunitDialect;
  /** Names of the suites around the test, the outermost first. */
  readonly suites: readonly string[];
  readonly name: string;
  readonly className: string | undefined;
  /** `file` of the test, else of the nearest suite that has one. */
  readonly file: string | undefined;
  /** By class name and file, for the tests that are still to come. */
  readonly modules: Map<string, PytestModule>;
}

/** What the attributes of a test come to, without what only repeats something else. */
export function junitIdentity(names: JunitNames): TestIdentity {
  const { dialect } = names;
  if (dialect === 'pytest') return pytestIdentity(names);
  const part = (text: string): string => identityPart(dialect === 'node' ? nodeName(text) : text);
  const given = names.className === undefined ? undefined : identityPart(names.className);
  const file = fileOf(names, given);
  const whole = part(names.name);
  const className =
    given === undefined || given === '' || given === whole || given === file || dialect === 'node'
      ? undefined
      : given;
  const suites = names.suites
    .map(part)
    .filter((suite, at, all) => !repeats(suite, { file, className, whole, before: all[at - 1] }));
  // The suite that is a class or a package, and nothing more.
  const own = suites.at(-1) === className ? suites.slice(0, -1) : suites;
  return {
    ...(file !== undefined && { file }),
    suites: own.length === 0 ? NONE : own,
    ...(className !== undefined && { className }),
    ...splitParams(whole),
  };
}

const NONE: readonly string[] = [];

/** What tools call a suite that has no name. */
const NAMELESS: ReadonlySet<string> = new Set(['', '(empty)', 'Root Suite', 'Mocha Tests', 'undefined']);

interface Known {
  readonly file: string | undefined;
  readonly className: string | undefined;
  readonly whole: string;
  readonly before: string | undefined;
}

function repeats(suite: string, { file, className, whole, before }: Known): boolean {
  if (NAMELESS.has(suite) || suite === before || suite === whole) return true;
  if (file !== undefined && identityPath(suite) === file) return true;
  if (className === undefined) return whole.startsWith(`${suite} `);
  return className !== suite && className.startsWith(`${suite}.`);
}

/** A class that is a path is the file of its tests: vitest writes it so. */
const PATH = /^[^\s"'<>|]+\.[cm]?[jt]sx?$/;

function fileOf({ file }: JunitNames, className: string | undefined): string | undefined {
  if (file !== undefined && file !== '') return identityPath(file);
  return className !== undefined && PATH.test(className) ? identityPath(className) : undefined;
}

/** What a class name of pytest comes to; the same for all its tests. */
export interface PytestModule {
  readonly file: string | undefined;
  readonly className: string | undefined;
}

/**
 * pytest's class is the test's module with dots, then the classes in it; only the family `xunit1` has the file as well
 * (docs.pytest.org, "junit_family"). A test is the same in both: the module is read back as a path, and classes are told by their
 * capital letter (PEP 8).
 */
function pytestIdentity({ name, className = '', file, modules }: JunitNames): TestIdentity {
  // A module that could not be loaded is an entry without a class, called like the module.
  if (className === '' && /^[\w.]+$/.test(name) && name.includes('.'))
    return { file: `${name.replaceAll('.', '/')}.py`, suites: NONE, name: 'collection' };
  const key = file === undefined ? className : `${className}\n${file}`;
  let module = modules.get(key);
  if (module === undefined) {
    module = pytestModule(className, file === undefined ? undefined : identityPath(file));
    modules.set(key, module);
  }
  return {
    ...(module.file !== undefined && { file: module.file }),
    suites: NONE,
    ...(module.className !== undefined && { className: module.className }),
    ...splitParams(identityPart(name)),
  };
}

function pytestModule(className: string, path: string | undefined): PytestModule {
  const parts = className.split('.').filter((part) => part !== '');
  const at = path === undefined ? parts.findIndex((part) => /^[A-Z]/.test(part)) : modulePartsOf(path, parts);
  const classes = at === -1 ? [] : parts.slice(at);
  const modules = at === -1 ? parts : parts.slice(0, at);
  return {
    file: path ?? (modules.length === 0 ? undefined : `${modules.join('/')}.py`),
    className: classes.length > 0 ? identityPart(classes.join('.')) : undefined,
  };
}

/** How many of the parts are the module, given its file. */
function modulePartsOf(path: string, parts: readonly string[]): number {
  const module = path.replace(/\.py$/, '').split('/');
  return module.every((part, at) => part === parts[at]) ? module.length : -1;
}
