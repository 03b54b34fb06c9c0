import { randomHex } from '../platform/digest.ts';
import type { Console } from './console.ts';
import { fenced } from './render/github-commands.ts';

/** A console for texts of others. */
export interface CarefulConsole extends Console {
  /** Prints data as JSON, to be read by a program. */
  json(value: unknown): void;
  /** The same in one line, one of many. */
  jsonLine(value: unknown): void;
}

/**
 * Makes a console for texts that `printable` has made harmless for a terminal: on GitHub Actions, where the runner obeys lines of a
 * log, everything stands in a fence; and a secret that gets into a text all the same is not printed.
 *
 * JSON has no fence, which whoever reads it would stumble over. The runner takes `##[` for a command wherever it stands in a line
 * (actions/runner, src/Runner.Common/ActionCommand.cs, TryParse); `::` only at the beginning, where JSON in lines has none.
 */
export function carefulOutput(console: Console, secrets: readonly string[] = []): CarefulConsole {
  const masked = (text: string): string =>
    secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '***')), text);
  const harmless = (text: string): string => {
    if (process.env.GITHUB_ACTIONS !== 'true') return masked(text);
    return fenced(masked(text).replace(/\n$/, '').split('\n'), randomHex(16)).join('\n');
  };
  return {
    ...console,
    print: (text) => console.print(harmless(text)),
    remark: (text) => console.remark(harmless(text)),
    json: (value) => console.print(masked(JSON.stringify(value, null, 2)).replaceAll('##[', '##\\u005b')),
    jsonLine: (value) => console.print(masked(JSON.stringify(value)).replaceAll('##[', '##\\u005b')),
  };
}
