import { parseLogRecord } from '../log-file.ts';
import { openStream } from '../masking/mask-stream.ts';
import type { Masker } from '../masking/masker.ts';

/**
 * The log of an earlier run, with the secrets of this one masked: they may have been declared since. Undefined when one is spread over
 * records, where it cannot be told from the words of the log around it.
 */
export function replayedLog(log: Uint8Array, masker: Masker): Uint8Array | undefined {
  if (masker.stream() === openStream) return log;
  const masked = maskedBytes(log, masker);
  const said = streamsOf(masked);
  return said.some((stream) => !Buffer.from(maskedBytes(stream, masker)).equals(stream)) ? undefined : masked;
}

function maskedBytes(bytes: Uint8Array, masker: Masker): Uint8Array {
  const stream = masker.stream();
  return Buffer.concat([stream.push(bytes), stream.end()]);
}

/** What was said on standard output and standard error, as bytes. */
function streamsOf(log: Uint8Array): readonly Buffer[] {
  const said: Record<string, string> = { '1': '', '2': '' };
  let mark = '1';
  for (const line of Buffer.from(log).toString('latin1').split('\n')) {
    const record = parseLogRecord(line);
    if (record === undefined || record.mark === '#') continue;
    if (record.mark !== '+') {
      mark = record.mark;
      said[mark] += `\n${record.text}`;
    } else said[mark] += record.text;
  }
  return Object.values(said).map((text) => Buffer.from(text, 'latin1'));
}
