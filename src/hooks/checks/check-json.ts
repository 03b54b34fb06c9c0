import { lineAt, utf8Text } from '../byte-lines.ts';
import { FINE, type FileHook, type Outcome, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';
import { repeatedKey } from '../repeated-json-key.ts';

/**
 * JSON (RFC 8259) in which no object has a key twice. Source: pre-commit-hooks, `check_json.py`, which reads with Python's `json`: a
 * byte order mark and UTF-16 are read as well. `NaN` and `Infinity`, which Python takes, are refused: they are no JSON.
 */
export const checkJson: FileHook = {
  name: 'check-json',
  says: 'JSON that can be read',
  fixes: false,
  types: ['json'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    return isBad(given) ? given : { kind: 'each', look: ({ bytes }) => look(bytes) };
  },
};

function look(bytes: Buffer): Outcome {
  const text = textOf(bytes);
  if (text === undefined) return { complaints: [{ message: 'is no UTF-8' }] };
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const at = /at position (\d+)/.exec(message)?.[1];
    const plain = message.replace(/ in JSON at position .*$|, .*is not valid JSON$/s, '').slice(0, 200);
    const offset = at === undefined ? bytes.length : Buffer.byteLength(text.slice(0, Number(at)));
    return { complaints: [{ line: lineAt(bytes, offset), message: `is no JSON: ${plain}` }] };
  }
  const repeated = repeatedKey(text);
  if (repeated === undefined) return FINE;
  const line = lineAt(bytes, Buffer.byteLength(text.slice(0, repeated.at)));
  return { complaints: [{ line, message: `the key ${JSON.stringify(repeated.key)} is there twice` }] };
}

/** The first four bytes tell the encoding, as RFC 4627, section 3, and Python's `json.detect_encoding` have it. */
function textOf(bytes: Buffer): string | undefined {
  const [one, two, three] = bytes;
  if ((one === 0xff && two === 0xfe) || (one !== 0 && two === 0 && three !== 0))
    return utf16(bytes, 'utf-16le');
  if ((one === 0xfe && two === 0xff) || (one === 0 && two !== 0)) return utf16(bytes, 'utf-16be');
  return utf8Text(bytes)?.replace(/^\ufeff/, '');
}

function utf16(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
