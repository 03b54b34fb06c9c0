#!/usr/bin/env node
// Old versions of Node get a sentence and not a syntax error: nothing here is newer than they are.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`lockstep needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  void import('./load-main.ts')
    .then(({ loadMain }) => loadMain(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    });
}

export {};
