import { inFolder, LOCKSTEP, median, mustTime, printTable } from './measure.ts';

// How long the command takes to start, against a bare Node that does nothing.
const ROUNDS = 15;
const YAML = 'project: p\njobs:\n  lint: { run: "true" }\n  unit: { needs: [lint], run: "true" }\n';
const SCRIPT = `import { defineConfig } from 'lockstep';
export default defineConfig({ project: 'p', jobs: { lint: 'true', unit: { needs: ['lint'], run: 'true' } } });
`;

const commands: readonly (readonly [name: string, file: string, text: string, args: readonly string[]])[] = [
  ['node -e 0', 'unused', '', ['-e', '0']],
  ['lockstep --version', 'unused', '', [LOCKSTEP, '--version']],
  ['lockstep plan, YAML', 'lockstep.config.yaml', YAML, [LOCKSTEP, 'plan']],
  ['lockstep plan, TypeScript', 'lockstep.config.ts', SCRIPT, [LOCKSTEP, 'plan']],
  ['lockstep run, two jobs of `true`', 'lockstep.config.yaml', YAML, [LOCKSTEP, 'run']],
];

const rows: string[][] = [['command', 'median', 'over bare node']];
let bare = 0;
for (const [name, file, text, args] of commands) {
  const middle = await inFolder({ [file]: text }, (folder) => {
    mustTime(process.execPath, args, folder);
    return median(Array.from({ length: ROUNDS }, () => mustTime(process.execPath, args, folder)));
  });
  bare ||= middle;
  rows.push([name, `${middle.toFixed(0)} ms`, `${(middle / bare).toFixed(1)} ×`]);
}
printTable(rows);
