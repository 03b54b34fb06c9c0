import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Command } from 'commander';
import { reportCases } from '../../test/support/report-cases.ts';
import { FINDINGS_CODES } from '../reports/findings/diagnostic-codes.ts';
import { reportFindingsCommand } from './commands/report-findings-command.ts';
import type { Console } from './console.ts';
import { EXIT, UsageError } from './exit-code.ts';
import { createStyle } from './render/style.ts';

/**
 * Each case is a folder: `arguments.txt` has what comes behind `lockstep report findings`, one a line, and beside it are the files it is about. `expected.txt`
 * is the exit code, the screen, and every file that was written.
 */
const CASES = 'test/cases/findings';

const scratch = mkdtempSync(join(tmpdir(), 'lockstep-findings-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

reportCases(CASES, 'findings', FINDINGS_CODES, async (name) => {
  const directory = join(scratch, name);
  cpSync(join(CASES, name), directory, { recursive: true });
  rmSync(join(directory, 'expected.txt'), { force: true });
  const before = new Set(readdirSync(directory));
  const args = readFileSync(join(directory, 'arguments.txt'), 'utf8').split('\n').filter(Boolean);
  const said = await perform(directory, args);
  const written = readdirSync(directory)
    .filter((file) => !before.has(file))
    .map((file) => `--- ${file}\n${readFileSync(join(directory, file), 'utf8')}`);
  return [said, ...written].join('\n');
});

async function perform(directory: string, args: readonly string[]): Promise<string> {
  const [out, err]: [string[], string[]] = [[], []];
  const style = createStyle({ color: false, unicode: true });
  const console: Console = {
    screen: { columns: 141 } as Console['screen'],
    style,
    errorStyle: style,
    isTerminal: false,
    print: (text) => out.push(text),
    remark: (text) => err.push(text),
  };
  const program = new Command();
  let code: number = EXIT.internal;
  reportFindingsCommand(program, async (action) => {
    try {
      code = await action({ directory, config: undefined, console });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      code = EXIT.usage;
      err.push(`${error.message}\n${error.fix ?? ''}`);
    }
  });
  await program.parseAsync(['findings', ...args], { from: 'user' });
  const streams = [out, err].map((texts) => texts.join('\n').trimEnd()).filter((text) => text !== '');
  return [`exit code ${code}`, ...streams, ''].join('\n\n').trimEnd().concat('\n');
}

test('no secret is in anything that is shown or written, in none of the cases', () => {
  for (const name of readdirSync(CASES))
    assert.ok(!/SECRET-NOT|hunter2/.test(readFileSync(join(CASES, name, 'expected.txt'), 'utf8')), name);
});
