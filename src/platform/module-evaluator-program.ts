/**
 * What runs in the thread. It is text, because a thread is started from a file or from text, and there is no file of its own once
 * everything is bundled. It must not rely on anything but Node.
 */
export const EVALUATOR_PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { createRequire } = require('node:module');

const MOST_VALUES = 200000;
const DEEPEST = 100;

globalThis.require = createRequire(workerData.path);
const say = parentPort.postMessage.bind(parentPort);
const exit = process.exit;
process.exit = process.reallyExit = (code) => {
  say({ kind: 'exited', code: Number(code ?? process.exitCode ?? 0), stack: String(new Error().stack) });
  exit.call(process, code);
};

// Plain data as a copy, and everything in it that is none.
function inspect(root) {
  const values = [];
  const around = new Set();
  let count = 0;
  const foreign = (path, what) => { values.push({ path, what }); return null; };
  const copy = (value, path) => {
    if (++count > MOST_VALUES) { if (count === MOST_VALUES + 1) foreign(path, 'too much'); return null; }
    switch (typeof value) {
      case 'string': case 'boolean': case 'undefined': return value;
      case 'number': return Number.isFinite(value) ? value : foreign(path, 'the number ' + value);
      case 'bigint': return foreign(path, 'a bigint');
      case 'symbol': return foreign(path, 'a symbol');
      case 'function': return foreign(path, /^class\\b/.test(Function.prototype.toString.call(value)) ? 'a class' : 'a function');
    }
    if (value === null) return null;
    if (around.has(value)) return foreign(path, 'a reference to something around it');
    if (path.length > DEEPEST) return foreign(path, 'nested too deep');
    if (typeof value.then === 'function') return foreign(path, 'a promise');
    around.add(value);
    let made;
    if (Array.isArray(value)) made = Array.from(value, (item, index) => copy(item, [...path, index]));
    else {
      const prototype = Object.getPrototypeOf(value);
      const name = prototype && prototype.constructor && prototype.constructor.name;
      if (prototype !== Object.prototype && prototype !== null) made = foreign(path, name && name !== 'Object' ? 'an instance of ' + name : 'an object with a prototype');
      else made = Object.fromEntries(Object.entries(value)
        .map(([key, item]) => [key, copy(item, [...path, key])])
        .filter(([, item]) => item !== undefined));
    }
    around.delete(value);
    return made;
  };
  const data = copy(root, []);
  return values.length > 0 ? { kind: 'foreign', values } : { kind: 'data', data };
}

function describe(error) {
  if (error instanceof Error) return { message: error.name === 'Error' ? error.message : error.name + ': ' + error.message, stack: String(error.stack) };
  let message;
  try { message = typeof error === 'string' ? error : JSON.stringify(error) ?? String(error); } catch { message = 'something that is not an error'; }
  return { message, stack: '' };
}

process.on('uncaughtException', (error) => say({ kind: 'thrown', ...describe(error) }));

(async () => {
  const url = 'data:text/javascript;base64,' + Buffer.from(workerData.code).toString('base64');
  const module = await import(url);
  if (!('default' in module)) return { kind: 'no-default', exports: Object.keys(module) };
  return inspect(await module.default);
})().then(say, (error) => say({ kind: 'thrown', ...describe(error) }));
`;
