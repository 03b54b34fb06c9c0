import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkFileHookContract } from './file-hook.contract.ts';
import { FILE_HOOKS } from './registry.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const hooks = Object.entries(FILE_HOOKS);

/** Options that each hook is held to the contract with, beside none at all. */
const OPTIONS: Readonly<Record<keyof typeof FILE_HOOKS, readonly (readonly string[])[]>> = {
  'check-added-large-files': [['--maxkb=1'], ['--enforce-all', '--maxkb', '1']],
  'check-case-conflict': [],
  'check-executables-have-shebangs': [],
  'check-json': [],
  'check-merge-conflict': [['--assume-in-merge']],
  'check-symlinks': [],
  'check-toml': [],
  'check-yaml': [['-m'], ['--multi'], ['--allow-multiple-documents'], ['--unsafe']],
  'detect-private-key': [],
  'end-of-file-fixer': [],
  'mixed-line-ending': [['--fix=auto'], ['--fix=no'], ['--fix', 'lf'], ['--fix=crlf'], ['-f', 'cr']],
  'trailing-whitespace': [
    ['--markdown-linebreak-ext=md'],
    ['--markdown-linebreak-ext=*'],
    ['--chars', ' \t'],
  ],
};

for (const [name, hook] of hooks) {
  test(`the hook ${name} has its name, its file, its case and its heading in docs/hooks.md`, () => {
    assert.equal(hook.name, name);
    assert.ok(existsSync(join(root, 'src/hooks/checks', `${name}.ts`)));
    assert.ok(readdirSync(join(root, 'test/cases/hooks')).some((file) => file.startsWith(`${name}.`)));
    assert.match(readFileSync(join(root, 'docs/hooks.md'), 'utf8'), new RegExp(`^### ${name}$`, 'm'));
  });
  checkFileHookContract(hook, OPTIONS[hook.name as keyof typeof FILE_HOOKS]);
}

test('every file of checks/ is in the registry', () => {
  const files = readdirSync(join(root, 'src/hooks/checks')).filter((file) => !file.endsWith('.test.ts'));
  assert.deepEqual(files.sort(), hooks.map(([name]) => `${name}.ts`).sort());
});

test('.pre-commit-hooks.yaml offers every hook to pre-commit', () => {
  const text = readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8');
  const offered = [...text.matchAll(/^- id: (.+)$/gm)].map((match) => match[1]);
  assert.deepEqual(offered.sort(), [...hooks.map(([name]) => name), 'generated-files'].sort());
});
