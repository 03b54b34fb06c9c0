import type { SourceRefusal } from '../providers/run-source.ts';
import type { Console } from './console.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** What a system refused, with what to do. `console` is for texts of others. */
export function tellRefusal(console: Console, { message, fix }: SourceRefusal): ExitCode {
  console.remark(`${console.errorStyle.red('error')}: ${message}`);
  if (fix !== undefined) console.remark(`  help: ${fix}`);
  return EXIT.failed;
}
