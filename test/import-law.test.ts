import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Checks a tree of files by the law of this repository; gives the exit code and what was said. */
function checkLaw(files: Readonly<Record<string, string>>): { code: number | null; said: string } {
  // Below the repository, where the tool finds the configuration's own paths and TypeScript.
  const folder = mkdtempSync(join(process.cwd(), 'build', 'law-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const law = join(process.cwd(), 'scripts', 'law.mjs');
  const { status, stderr } = spawnSync(process.execPath, [law, 'src'], { cwd: folder, encoding: 'utf8' });
  return { code: status, said: stderr };
}

const EXPORT = 'export const one = 1;\n';

const BREACHES: readonly [sentence: string, rule: string, files: Record<string, string>][] = [
  [
    'plan/ does not import execution/',
    'plan-imports-only-its-row',
    {
      'src/plan/a.ts': "import { one } from '../execution/b.ts';\nexport const two = one;\n",
      'src/execution/b.ts': EXPORT,
    },
  ],
  [
    'a type is an import too',
    'diagnostics-imports-only-its-row',
    {
      'src/diagnostics/a.ts': "import type { One } from '../plan/b.ts';\nexport type Two = One;\n",
      'src/plan/b.ts': 'export type One = 1;\n',
    },
  ],
  [
    'two files do not import each other',
    'no-cycles',
    {
      'src/plan/a.ts': "import type { B } from './b.ts';\nexport type A = B | 1;\n",
      'src/plan/b.ts': "import type { A } from './a.ts';\nexport type B = A | 2;\n",
    },
  ],
  [
    'node: stays at the edge',
    'node-only-at-the-edge',
    { 'src/plan/a.ts': "import { sep } from 'node:path';\nexport const one = sep;\n" },
  ],
  [
    'the providers are strangers',
    'providers-are-strangers',
    {
      'src/providers/github/a.ts': "import { one } from '../circleci/b.ts';\nexport const two = one;\n",
      'src/providers/circleci/b.ts': EXPORT,
    },
  ],
  [
    'no file has a vague name',
    'no-vague-names',
    { 'src/plan/utils.ts': EXPORT, 'src/plan/a.ts': "export * from './utils.ts';\n" },
  ],
  [
    'every folder has a row in the table',
    'every-folder-has-a-row',
    { 'src/extras/a.ts': "import './b.ts';\n", 'src/extras/b.ts': EXPORT },
  ],
];

for (const [sentence, rule, files] of BREACHES) {
  test(`the law sees a planted breach: ${sentence}`, () => {
    const { code, said } = checkLaw(files);
    assert.match(said, new RegExp(`error ${rule}: `));
    assert.equal(code, 1);
  });
}

test('the law is content with imports that the table allows', () => {
  const { code, said } = checkLaw({
    'src/plan/a.ts': "import { one } from '../pipeline/b.ts';\nexport const two = one;\n",
    'src/pipeline/b.ts': EXPORT,
  });
  assert.match(said, /2 modules, 1 imports, 0 violations/);
  assert.equal(code, 0);
});

test('a check that looked at nothing fails', () => {
  const { code, said } = checkLaw({ 'src/readme.md': 'nothing to see' });
  assert.match(said, /looked at 0 modules/);
  assert.equal(code, 1);
});
