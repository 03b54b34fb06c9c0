// What every source file must be: valid, without trailing spaces and tabs, with one line break at its end. `--fix` mends the latter.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fix = process.argv.includes('--fix');
let problems = 0;

for (const folder of ['src', 'test', 'scripts']) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of names.filter((name) => /\.m?js$/.test(name)).map((name) => join(folder, name))) {
    lintText(path);
    lintSyntax(path);
  }
}
console.log(problems === 0 ? 'No problems.' : `${problems} problems.`);
process.exitCode = problems === 0 ? 0 : 1;

function lintText(path) {
  const text = readFileSync(path, 'utf8');
  const clean = `${text
    .split('\n')
    .map((line) => line.replaceAll('\t', '  ').trimEnd())
    .join('\n')
    .trimEnd()}\n`;
  if (clean === text) return;
  if (fix) {
    writeFileSync(path, clean);
    console.log(`${path}: mended`);
    return;
  }
  const lines = text.split('\n');
  const wrong = lines.findIndex((line) => /\t|\s$/.test(line));
  complain(`${path}:${wrong === -1 ? lines.length : wrong + 1}: stray white space`);
}

function lintSyntax(path) {
  const { status, stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  if (status !== 0) complain(stderr.trim());
}

function complain(text) {
  problems += 1;
  console.error(text);
}
