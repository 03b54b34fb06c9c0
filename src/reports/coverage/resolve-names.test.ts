import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileNaming } from './coverage-report.ts';
import { type GoModule, goModulePath, repositoryFiles } from './repository-files.ts';
import { resolveNames } from './resolve-names.ts';

interface Asked {
  readonly files: readonly string[];
  readonly names: readonly string[];
  readonly roots?: readonly string[];
  readonly naming?: FileNaming;
  readonly modules?: readonly string[];
  readonly goModules?: readonly GoModule[];
}

/** `path`, `? candidates` or `-`, for each name. */
function resolved({
  files,
  names,
  roots = [],
  naming = 'path',
  modules = [],
  goModules = [],
}: Asked): string[] {
  const repository = repositoryFiles('/project', files, goModules);
  const report = {
    roots,
    files: names.map((name) => ({
      name,
      naming,
      modules,
      lines: new Map(),
      branches: new Map(),
      functions: [],
      stub: false,
    })),
  };
  return resolveNames(report, repository).map((one) => {
    if (one.kind === 'found') return one.path;
    return one.kind === 'unknown' ? '-' : `? ${one.candidates.join(' ')}`;
  });
}

test('a name that is a path of the repository is that file', () => {
  const files = ['src/a.py', 'lib/src/a.py'];
  assert.deepEqual(resolved({ files, names: ['src/a.py', './src/a.py', 'lib/../src/a.py'] }), [
    'src/a.py',
    'src/a.py',
    'src/a.py',
  ]);
  assert.deepEqual(resolved({ files, names: ['/project/lib/src/a.py'] }), ['lib/src/a.py']);
});

test('a checkout on Windows is found by the files that leave no doubt', () => {
  const files = ['src/a.py', 'src/b.py', 'lib/src/a.py', 'README.md'];
  const names = ['D:\\a\\project\\src\\a.py', 'D:\\a\\project\\src\\b.py', 'd:\\a\\other\\src\\b.py'];
  assert.deepEqual(resolved({ files, names }), ['src/a.py', 'src/b.py', '-']);
  const upper = ['C:\\Users\\runner\\project\\SRC\\A.py', 'C:\\Users\\runner\\project\\lib\\src\\a.py'];
  assert.deepEqual(resolved({ files, names: upper }), ['src/a.py', 'lib/src/a.py']);
});

test('names are relative to the sources of the report, and what two of them have is a tie', () => {
  const files = ['src/wind/a.py', 'src/wind/__init__.py', 'tests/__init__.py'];
  const roots = ['C:\\Users\\runner\\project\\src\\wind', 'C:\\Users\\runner\\project\\tests'];
  assert.deepEqual(resolved({ files, roots, names: ['a.py', '__init__.py'] }), [
    'src/wind/a.py',
    '? src/wind/__init__.py tests/__init__.py',
  ]);
});

test('the longest end that one file alone has is enough, one name that many have is not', () => {
  const files = ['services/api/pkg/a.py', 'services/web/pkg/b.py', 'services/api/pkg/b.py', 'tools/only.py'];
  assert.deepEqual(
    resolved({ files, names: ['/app/pkg/a.py', '/app/pkg/b.py', '/app/only.py', 'only.py'] }),
    ['services/api/pkg/a.py', '? services/api/pkg/b.py services/web/pkg/b.py', '-', 'tools/only.py'],
  );
});

test('what lies outside of the checkout is no file of the repository, but for what was installed from it', () => {
  const files = ['src/json/decoder.py', 'src/json/more.py', 'setup.py'];
  const names = [
    '/home/me/project/src/json/more.py',
    '/usr/lib/python3.11/json/decoder.py',
    '/home/me/project/.tox/py311/lib/python3.11/site-packages/json/decoder.py',
    '/usr/lib/setup.py',
  ];
  assert.deepEqual(resolved({ files, names }), ['src/json/more.py', '-', 'src/json/decoder.py', '-']);
});

test('import paths of Go are looked up by the modules of the repository, the innermost first', () => {
  const files = ['go.mod', 'scale/scale.go', 'tools/go.mod', 'tools/gen/main.go'];
  const goModules = [
    { path: 'example.com/wind', folder: '' },
    { path: 'example.com/wind/tools', folder: 'tools' },
  ];
  const names = [
    'example.com/wind/scale/scale.go',
    'example.com/wind/tools/gen/main.go',
    'github.com/x/scale/scale.go',
  ];
  assert.deepEqual(resolved({ files, names, goModules, naming: 'import-path' }), [
    'scale/scale.go',
    'tools/gen/main.go',
    '-',
  ]);
  assert.deepEqual(resolved({ files, names: names.slice(0, 1), naming: 'import-path' }), ['scale/scale.go']);
});

test('the module of a go.mod is read in all its spellings', () => {
  const texts = [
    '// c\nmodule example.com/a // b\n',
    'module "example.com/a"\n',
    'module (\n\texample.com/a\n)\n',
    'go 1.22\n',
  ];
  assert.deepEqual(texts.map(goModulePath), ['example.com/a', 'example.com/a', 'example.com/a', undefined]);
});

test('classes of the JVM are looked up by package and name, and by module where two have both', () => {
  const files = [
    'server/src/main/java/com/example/Start.java',
    'client/src/main/java/com/example/Start.java',
    'client/src/main/java/com/example/Only.java',
    'client/src/main/kotlin/Short.kt',
  ];
  const naming = 'package';
  const names = [
    'com/example/Start.java',
    'com/example/Only.java',
    'com/example/Short.kt',
    'org/other/None.java',
  ];
  assert.deepEqual(resolved({ files, names, naming }), [
    '? client/src/main/java/com/example/Start.java server/src/main/java/com/example/Start.java',
    'client/src/main/java/com/example/Only.java',
    'client/src/main/kotlin/Short.kt',
    '-',
  ]);
  assert.deepEqual(resolved({ files, names: names.slice(0, 1), naming, modules: ['server'] }), [
    'server/src/main/java/com/example/Start.java',
  ]);
});

test('one name among ten thousand of that name is found without comparing it with all', () => {
  const files = Array.from({ length: 10_000 }, (_, index) => `packages/p${index}/src/index.ts`);
  const names = files.map((file) => `/elsewhere/${file}`);
  assert.deepEqual(resolved({ files, names }), files);
});
