import type { Command } from 'commander';
import { badgeCommand } from './badge-command.ts';
import { benchCommand } from './bench-command.ts';
import { cacheCommand } from './cache-command.ts';
import type { Action, Register } from './command.ts';
import { completionCommand } from './completion-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { fixCommand } from './fix-command.ts';
import { gateCommand } from './gate-command.ts';
import { generateCommand } from './generate-command.ts';
import { hooksCommand } from './hooks-command.ts';
import { initCommand } from './init-command.ts';
import { keysCommand } from './keys-command.ts';
import { matrixCommand } from './matrix-command.ts';
import { notifyCommand } from './notify-command.ts';
import { planCommand } from './plan-command.ts';
import { receiptCommand } from './receipt-command.ts';
import { releaseCommand } from './release-command.ts';
import { reportCommand } from './report-command.ts';
import { openCommand } from './report-html-command.ts';
import { runCommand } from './run-command.ts';
import { runsCommand } from './runs-command.ts';
import { scanCommand } from './scan-command.ts';
import { secretsCommand } from './secrets-command.ts';
import { setupCommand } from './setup-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { testSplitCommand } from './test-split-command.ts';
import { uploadCommand } from './upload-command.ts';
import { watchCommand } from './watch-command.ts';
import { whyCommand } from './why-command.ts';

/** By heading and name, in the order the help shows them. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, Register>>>> = {
  'On this machine:': {
    init: initCommand,
    run: runCommand,
    watch: watchCommand,
    why: whyCommand,
    fix: fixCommand,
    hooks: hooksCommand,
    setup: setupCommand,
    cache: cacheCommand,
    doctor: doctorCommand,
  },
  'Both CI systems, from one definition:': {
    plan: planCommand,
    matrix: matrixCommand,
    simulate: simulateCommand,
    generate: generateCommand,
    'test-split': testSplitCommand,
  },
  'What was found:': {
    report: reportCommand,
    bench: benchCommand,
    scan: scanCommand,
    open: openCommand,
    upload: uploadCommand,
    badge: badgeCommand,
  },
  'Releases:': {
    release: releaseCommand,
    receipt: receiptCommand,
    keys: keysCommand,
  },
  'Operations:': {
    runs: runsCommand,
    gate: gateCommand,
    notify: notifyCommand,
    secrets: secretsCommand,
  },
  'This program:': {
    completion: completionCommand,
  },
};

/**
 * `argv` names a command: then it is the only one that is made ready, as all together take longer than some commands. Else, for the help,
 * for a word that is no command, and for completion, they all are.
 */
export function registerCommands(
  program: Command,
  argv: readonly string[],
  perform: (action: Action) => Promise<void>,
): void {
  const name = firstWord(argv);
  const asked = Object.values(GROUPS).find((group) => name !== undefined && Object.hasOwn(group, name));
  if (asked !== undefined && name !== undefined) {
    asked[name]?.(program, perform);
    return;
  }
  for (const [heading, group] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const register of Object.values(group)) register(program, perform);
  }
  // The command `help` belongs to the last group.
  program.helpCommand(true);
}

/** Options that stand before the command, and have a value that is a word of its own. */
const WITH_VALUE: ReadonlySet<string> = new Set(['-C', '--directory', '--config', '--color']);

function firstWord(argv: readonly string[]): string | undefined {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith('-')) return word;
    else if (word === '-h' || word === '--help') return undefined;
  }
  return undefined;
}
