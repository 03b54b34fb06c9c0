import { parse } from 'smol-toml';
import { lastLine, lineAt, utf8Text } from '../byte-lines.ts';
import { FINE, type FileHook, type Outcome, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';
import { faultOfToml10 } from '../toml-version.ts';

/**
 * TOML 1.0. Source: pre-commit-hooks, `check_toml.py`, which reads with Python's `tomllib`: a byte order mark and a carriage return by
 * itself are refused. A file that is no UTF-8 fails like any other; there it ends the whole check.
 */
export const checkToml: FileHook = {
  name: 'check-toml',
  says: 'TOML that can be read',
  fixes: false,
  types: ['toml'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    return isBad(given) ? given : { kind: 'each', look: ({ bytes }) => look(bytes) };
  },
};

function look(bytes: Buffer): Outcome {
  const text = utf8Text(bytes);
  if (text === undefined) return { complaints: [{ message: 'is no UTF-8' }] };
  if (text.startsWith('\ufeff'))
    return { complaints: [{ line: 1, message: 'begins with a byte order mark' }] };
  // TOML 1.0, "Spec": a newline is LF or CRLF.
  const lone = /\r(?!\n)/.exec(text);
  if (lone !== null) {
    const line = lineAt(bytes, Buffer.byteLength(text.slice(0, lone.index)));
    return { complaints: [{ line, message: 'a carriage return without a line feed' }] };
  }
  try {
    parse(text, { integersAsBigInt: true });
    const fault = faultOfToml10(text);
    if (fault === undefined) return FINE;
    const line = Math.min(lineAt(bytes, Buffer.byteLength(text.slice(0, fault.at))), lastLine(bytes));
    return { complaints: [{ line, message: `is no TOML: ${fault.message}` }] };
  } catch (error) {
    const { message, line } = error as { message: string; line?: number };
    // The parser shows the lines around it as well.
    const first = (message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    const last = lastLine(bytes);
    return {
      complaints: [
        { ...(line !== undefined && { line: Math.min(line, last) }), message: `is no TOML: ${first}` },
      ],
    };
  }
}
