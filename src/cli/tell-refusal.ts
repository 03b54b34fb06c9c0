import type { GithubRefusal } from '../providers/github/api/github-refusal.ts';
import type { Console } from './console.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** GitHub's refusal, with what to do. `console` is for texts of others. */
export function tellRefusal(console: Console, { message, fix }: GithubRefusal): ExitCode {
  console.remark(`${console.errorStyle.red('error')}: ${message}`);
  if (fix !== undefined) console.remark(`  help: ${fix}`);
  return EXIT.failed;
}
