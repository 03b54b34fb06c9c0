import { type Comparison, takeTurns } from './comparison.ts';
import { inFolder, LOCKSTEP, mustTime } from './measure.ts';

const ROUNDS = 21;
const YAML = 'project: p\njobs:\n  lint: { run: "true" }\n  unit: { needs: [lint], run: "true" }\n';

/** How long the command takes to start, against a Node that does nothing. */
export async function compare(): Promise<readonly Comparison[]> {
  return inFolder({ 'lockstep.config.yaml': YAML }, (folder) => {
    const node = (name: string, ...args: readonly string[]) => ({
      name,
      round: () => mustTime(process.execPath, args, folder),
    });
    const contestants = [
      node('node -e 0', '-e', '0'),
      node('lockstep --version', LOCKSTEP, '--version'),
      node('lockstep plan', LOCKSTEP, 'plan'),
    ];
    return [
      {
        id: 'start-up',
        title: 'Start-up, against a Node that does nothing',
        unit: 'ms',
        measured: takeTurns(contestants, ROUNDS),
        goals: [{ of: 'lockstep --version', against: 'node -e 0', atMost: 1.25 }],
        notes: [],
      },
    ];
  });
}
