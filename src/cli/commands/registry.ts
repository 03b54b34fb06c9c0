import type { Command } from 'commander';
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
import { planCommand } from './plan-command.ts';
import { receiptCommand } from './receipt-command.ts';
import { releaseCommand } from './release-command.ts';
import { reportCommand } from './report-command.ts';
import { openCommand } from './report-html-command.ts';
import { runCommand } from './run-command.ts';
import { runsCommand } from './runs-command.ts';
import { scanCommand } from './scan-command.ts';
import { setupCommand } from './setup-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { testSplitCommand } from './test-split-command.ts';
import { uploadCommand } from './upload-command.ts';
import { watchCommand } from './watch-command.ts';
import { whyCommand } from './why-command.ts';

/** In the order the help shows them. */
const COMMANDS: readonly Register[] = [
  initCommand,
  runCommand,
  watchCommand,
  whyCommand,
  planCommand,
  matrixCommand,
  simulateCommand,
  generateCommand,
  runsCommand,
  gateCommand,
  reportCommand,
  scanCommand,
  receiptCommand,
  keysCommand,
  openCommand,
  uploadCommand,
  testSplitCommand,
  releaseCommand,
  fixCommand,
  hooksCommand,
  setupCommand,
  cacheCommand,
  doctorCommand,
  completionCommand,
];

export function registerCommands(program: Command, perform: (action: Action) => Promise<void>): void {
  for (const register of COMMANDS) register(program, perform);
}
