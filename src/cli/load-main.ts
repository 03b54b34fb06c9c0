import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { readCompiled, writeCompiled } from './compiled-parts.ts';

/** Put in when the bundle is made: what is compiled of another build is of no use. */
declare const LOCKSTEP_BUILD: string;

interface Part {
  readonly exports: object;
  readonly script: Script;
}

type PartFunction = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  url: string,
) => void;

/**
 * Runs the program, which `scripts/build.mjs` has laid in parts into `../program`. What V8 compiled of them is kept, as that takes
 * longer than many a command: by command, since each needs other functions, by build and by version of Node (`vm.Script`,
 * `cachedData`; nodejs.org/api/vm.html). A folder that cannot be written to costs the time and nothing else.
 * NODE_DISABLE_COMPILE_CACHE switches it off, as it does for Node's own.
 */
export function loadMain(args: readonly string[]): Promise<number> {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = join(here, '../program');
  const kept = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : keptPath(here, args);
  const compiled = readCompiled(kept === undefined ? undefined : read(kept));
  const parts = new Map<string, Part>();
  const builtin = createRequire(join(folder, 'main.js'));
  let news = false;

  function load(name: string): object {
    const known = parts.get(name);
    if (known !== undefined) return known.exports;
    const filename = join(folder, name);
    const cachedData = compiled.get(name);
    // The build writes ASCII, and Latin-1 is read fastest.
    const script = new Script(readFileSync(filename, 'latin1'), {
      filename,
      ...(cachedData && { cachedData }),
    });
    news ||= cachedData === undefined || script.cachedDataRejected === true;
    const module = { exports: {} };
    parts.set(name, { exports: module.exports, script });
    (script.runInThisContext() as PartFunction)(
      module.exports,
      require,
      module,
      pathToFileURL(filename).href,
    );
    parts.set(name, { exports: module.exports, script });
    return module.exports;
  }
  const require = (name: string): unknown => (name.startsWith('./') ? load(name.slice(2)) : builtin(name));

  // At the end, when all that the command needs has been compiled.
  if (kept !== undefined)
    process.once('exit', () => {
      if (!news) return;
      for (const [name, { script }] of parts) compiled.set(name, script.createCachedData());
      keep(kept, writeCompiled(compiled));
    });
  return (load('main.js') as { main(args: readonly string[]): Promise<number> }).main(args);
}

/** What is started often and waited for. */
const OFTEN = ['hooks', 'run', 'watch', 'plan', 'why', 'generate', 'matrix', 'simulate', 'runs'];

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
function keep(path: string, data: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const aside = `${path}.${process.pid}.tmp`;
    writeFileSync(aside, data);
    renameSync(aside, path);
  } catch {
    // It is made again the next time.
  }
}
