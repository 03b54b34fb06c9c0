import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/** Put in when the bundle is made: what is compiled of another build is of no use. */
declare const LOCKSTEP_BUILD: string;

/**
 * Runs the bundle beside this file. What V8 compiled of it is kept, as that takes longer than many a command: by command, since each
 * needs other functions, by build and by version of Node (`vm.Script`, `cachedData`; nodejs.org/api/vm.html). A folder that cannot be
 * written to costs the time and nothing else. NODE_DISABLE_COMPILE_CACHE switches it off, as it does for Node's own.
 */
export function loadMain(args: readonly string[]): Promise<number> {
  const folder = dirname(fileURLToPath(import.meta.url));
  const filename = join(folder, 'main.cjs');
  const kept = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : keptPath(folder, args);
  const cachedData = kept && read(kept);
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
  const script = new Script(source, {
    filename,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} as { main(args: readonly string[]): Promise<number> } };
  const run = script.runInThisContext() as (...given: unknown[]) => void;
  run(module.exports, createRequire(filename), module, filename, folder);
  // At the end, when all that the command needs has been compiled.
  if (kept !== undefined && (cachedData === undefined || script.cachedDataRejected === true))
    process.once('exit', () => keep(kept, script));
  return module.exports.main(args);
}

/** What is started often and waited for. */
const OFTEN = ['run', 'watch', 'plan', 'why', 'generate', 'matrix', 'simulate', 'runs'];

function keptPath(folder: string, args: readonly string[]): string {
  const command = args.find((one) => OFTEN.includes(one)) ?? 'other';
  return join(folder, '.code-cache', `${command}-${LOCKSTEP_BUILD}-${process.version}-${process.arch}`);
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Whole, or not at all: others may be starting at this moment. */
function keep(path: string, script: Script): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const aside = `${path}.${process.pid}.tmp`;
    writeFileSync(aside, script.createCachedData());
    renameSync(aside, path);
  } catch {
    // It is made again the next time.
  }
}
