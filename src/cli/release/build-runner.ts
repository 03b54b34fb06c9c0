import { printable } from '../../diagnostics/printable.ts';
import { shellCommand } from '../../execution/executors/shell.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { runCommand } from '../../platform/processes.ts';
import type { BuildRunner } from '../../release/build/build-once.ts';
import { count } from '../../run/run-words.ts';
import type { CarefulConsole } from '../careful-output.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What signs, publishes or has a say in later steps has no place in a build: whatever it downloads could use it. */
const WITHHELD = [
  'COSIGN_PASSWORD',
  'SIGSTORE_ID_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'CIRCLE_OIDC_TOKEN',
  'CIRCLE_OIDC_TOKEN_V2',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'CIRCLE_TOKEN',
  // Files by which one step changes those after it.
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
  'BASH_ENV',
];

/** The names of all variables that are kept from builds. */
export function withheldNames(pipeline: Pipeline, key: string | undefined): readonly string[] {
  const [, variable] = /^env:\/\/(.+)$/.exec(key ?? '') ?? [];
  const channels = Object.values(pipeline.release.channels ?? {}).flatMap((channel) =>
    typeof channel === 'object' && channel.secret !== undefined ? [channel.secret] : [],
  );
  const declared = pipeline.secrets.map(({ name }) => name);
  return [...new Set([...WITHHELD, ...declared, ...channels, ...(variable === undefined ? [] : [variable])])];
}

/** Lines of the output that are shown of a command that failed. */
const SHOWN = 60;

export interface RunnerSurroundings {
  readonly env: Variables;
  readonly withheld: readonly string[];
  readonly console: CarefulConsole;
}

/** Runs the commands of a build with bash, as steps of jobs are; says which, and shows the end of what one printed that failed. */
export function buildRunner({ env, withheld, console }: RunnerSurroundings): BuildRunner {
  return async ({ title, run, folder, env: own }) => {
    console.remark(console.errorStyle.dim(`Building the ${title} …`));
    // The mode of every file that it makes should not depend on who builds.
    const { command, args } = shellCommand('bash', `umask 022\n${run}`, undefined);
    const without = Object.fromEntries(withheld.map((name) => [name, undefined]));
    const result = await runCommand(command, args, { cwd: folder, env: { ...env, ...without, ...own } });
    if (result.code === 0) return { ok: true };
    const lines = printable(`${result.stdout}\n${result.stderr}`.trim()).split('\n');
    const shown = lines.slice(-SHOWN).map((line) => `  ${line}`);
    const end = result.code === undefined ? 'could not be run' : `ended with ${result.code}`;
    console.remark(
      [
        `${console.errorStyle.red('error')}: building the ${title} ${end}`,
        ...(lines.length > SHOWN ? [`  … ${count(lines.length - SHOWN, 'line')} before`] : []),
        ...shown,
      ].join('\n'),
    );
    return { ok: false };
  };
}
