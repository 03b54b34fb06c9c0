import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findFailureLocation } from './failure-location.ts';

/** Every path is a file of the project but what lies in a library or above. */
const relativePath = (path: string): string | undefined =>
  path.startsWith('node:') || /node_modules|site-packages|^\/(usr|rustc)/.test(path)
    ? undefined
    : path.replace(/^\.\//, '').replace(/^\/home\/me\/project\//, '');

/** What the tools really print, and the place it names. */
const TOOLS: readonly (readonly [tool: string, output: string, place: string])[] = [
  [
    'gcc',
    "src/main.c: In function 'main':\nsrc/main.c:4:12: error: expected ';' before 'return'\n    4 |   int x = 1",
    "src/main.c:4:12 error: expected ';' before 'return'",
  ],
  [
    'clang',
    "src/main.cpp:7:3: error: use of undeclared identifier 'foo'",
    "src/main.cpp:7:3 error: use of undeclared identifier 'foo'",
  ],
  [
    'tsc',
    "src/a.ts(12,5): error TS2322: Type 'string' is not assignable to type 'number'.",
    "src/a.ts:12:5 error TS2322: Type 'string' is not assignable to type 'number'.",
  ],
  [
    'tsc --pretty',
    '\u001b[96msrc/a.ts\u001b[0m:\u001b[93m12\u001b[0m:\u001b[93m5\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2322: \u001b[0mType',
    'src/a.ts:12:5 - error TS2322: Type',
  ],
  [
    'tsc on Windows',
    "src\\a.ts(12,5): error TS2322: Type 'string'\r",
    "src\\a.ts:12:5 error TS2322: Type 'string'",
  ],
  [
    'eslint, unix format',
    'src/a.js:3:10: Missing semicolon. [Error/semi]',
    'src/a.js:3:10 Missing semicolon. [Error/semi]',
  ],
  [
    'ruff',
    'app/models.py:10:5: F841 Local variable `x` is assigned to but never used',
    'app/models.py:10:5 F841 Local variable `x` is assigned to but never used',
  ],
  [
    'ruff, full format',
    'F401 [*] `os` imported but unused\n --> app/models.py:1:8\n  |',
    'app/models.py:1:8',
  ],
  [
    'mypy',
    'app/models.py:25: error: Incompatible return value type  [return-value]',
    'app/models.py:25 error: Incompatible return value type  [return-value]',
  ],
  [
    'pytest',
    '    def test_add():\n>       assert add(1, 1) == 3\nE       assert 2 == 3\n\ntests/test_add.py:5: AssertionError',
    'tests/test_add.py:5 AssertionError',
  ],
  [
    'python',
    'Traceback (most recent call last):\n  File "/home/me/project/app/run.py", line 8, in <module>\n    main()',
    'app/run.py:8',
  ],
  [
    'go build',
    '# example.com/app\n./main.go:9:2: undefined: fmt.Printn',
    'main.go:9:2 undefined: fmt.Printn',
  ],
  ['go test', '--- FAIL: TestAdd (0.00s)\n    add_test.go:8: got 3, want 4', 'add_test.go:8 got 3, want 4'],
  ['go vet', 'vet: ./main.go:9:6: undefined: Printn', 'main.go:9:6 undefined: Printn'],
  [
    'rustc',
    'error[E0425]: cannot find value `x` in this scope\n --> src/main.rs:2:20\n  |',
    'src/main.rs:2:20',
  ],
  ['rust panic', "thread 'main' panicked at src/main.rs:2:5:\nboom", 'src/main.rs:2:5'],
  [
    'node stack',
    'Error: boom\n    at readSync (node:fs:1:1)\n    at load (file:///home/me/project/src/load.js:10:11)\n    at main (/home/me/project/src/main.js:3:1)',
    'src/load.js:10:11',
  ],
  ['node stack without a name', '    at /home/me/project/src/main.js:3:1', 'src/main.js:3:1'],
  [
    'a library above our own frame',
    '    at x (/home/me/project/node_modules/lib/index.js:1:1)\n    at y (/home/me/project/src/b.js:2:2)',
    'src/b.js:2:2',
  ],
  ['javac', 'src/Main.java:5: error: cannot find symbol', 'src/Main.java:5 error: cannot find symbol'],
  [
    'shellcheck, gcc format',
    'ci/run.sh:3:6: warning: Quote this. [SC2086]',
    'ci/run.sh:3:6 warning: Quote this. [SC2086]',
  ],
];

describe('the place of a failure', () => {
  for (const [tool, output, expected] of TOOLS) {
    it(`is found in what ${tool} prints`, () => {
      const found = findFailureLocation(output.split('\n'), relativePath)?.location;
      const column = found?.column === undefined ? '' : `:${found.column}`;
      const message = found?.message === undefined ? '' : ` ${found.message}`;
      assert.equal(found && `${found.path}:${found.line}${column}${message}`, expected);
    });
  }

  it('is none where no file of the project is named', () => {
    const lines = ['12:30:45 starting', 'http://localhost:8080/a.js:1', 'ratio 3:4', 'at 10.0.0.1:80', ''];
    assert.equal(
      findFailureLocation(lines, () => undefined),
      undefined,
    );
  });

  it('does not take long over a line made to be slow', () => {
    const began = performance.now();
    for (const part of ['a.a:', '(', 'at ', '"', ' -->', '1:', ':', '/a'])
      findFailureLocation([part.repeat(100_000), `File "${part.repeat(50_000)}`], relativePath);
    assert.ok(performance.now() - began < 500);
  });
});
