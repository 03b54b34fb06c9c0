import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shellCommand } from './shell.ts';

describe('a shell', () => {
  it('is bash as both CI systems call it', () => {
    const { args } = shellCommand('bash', 'echo hi', undefined);
    assert.deepEqual(args, ['--noprofile', '--norc', '-eo', 'pipefail', '-c', 'echo hi']);
  });

  it('gets a script that is too long for an argument in a file', () => {
    const { args, file } = shellCommand('sh', 'x'.repeat(40_000), undefined);
    assert.deepEqual([args, file?.extension, file?.text.length], [['-e'], '.sh', 40_000]);
  });

  it('of PowerShell stops at errors and passes the last exit status on', () => {
    const { args, file } = shellCommand('pwsh', 'npm test', '/marker');
    assert.equal(args.at(-1), '-File');
    assert.equal(
      file?.text,
      "$ErrorActionPreference = 'stop'\nnpm test\nif (Test-Path -LiteralPath variable:\\LASTEXITCODE) { exit $LASTEXITCODE }",
    );
  });

  it('of Windows gets the line breaks it needs', () => {
    const { command, file, verbatim } = shellCommand('cmd', 'one\ntwo\r\nthree', '/marker');
    assert.deepEqual(
      [command, file?.text, verbatim],
      ['cmd.exe', '@echo off\r\none\r\ntwo\r\nthree\r\n', true],
    );
  });

  it('does not add its mark where the script goes on in the next line', () => {
    assert.equal(shellCommand('bash', 'echo \\', '/marker').args.at(-1), 'echo \\');
  });
});
