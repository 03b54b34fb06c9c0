import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AppendFile } from '../platform/append-file.ts';
import { LineWriter, logNote, parseLogRecord } from './log-file.ts';

function memoryLog(): AppendFile & { bytes(): Buffer } {
  const parts: Buffer[] = [];
  return {
    write: (data) => void parts.push(Buffer.from(data as string)),
    close: () => undefined,
    bytes: () => Buffer.concat(parts),
  };
}

/** What is in the log after these chunks, and the lines that were told. */
function write(chunks: readonly Uint8Array[]): { readonly log: string; readonly lines: readonly string[] } {
  const file = memoryLog();
  const lines: string[] = [];
  const writer = new LineWriter({
    file,
    mark: '1',
    now: () => 0,
    onLines: (some) => void lines.push(...some),
  });
  for (const chunk of chunks) writer.write(chunk);
  writer.end();
  return { log: file.bytes().toString('latin1'), lines };
}

function cut(data: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (data.length + 1)))].sort((a, b) => a - b);
  return [...at, data.length].map((end, index) => data.subarray(at[index - 1] ?? 0, end));
}

/** A record holds at most this many bytes of a line. */
const LONGEST_RECORD = 64 * 1024;

const STAMP = '1970-01-01T00:00:00.000Z';

describe('the log of a job', () => {
  it('has a record for each line, the last one without a line break included', () => {
    const { log, lines } = write([Buffer.from('one\n\ntwo')]);
    assert.equal(log, `${STAMP} 1 one\n${STAMP} 1 \n${STAMP} 1 two\n`);
    assert.deepEqual(lines, ['one', '', 'two']);
  });

  it('keeps the bytes as they are, carriage returns too', () => {
    assert.equal(
      write([Buffer.from('a\0\xff\r\n\x1b[1m\r\n', 'latin1')]).log,
      `${STAMP} 1 a\0\xff\r\n${STAMP} 1 \x1b[1m\r\n`,
    );
  });

  it('cuts a line that is too long into records that say so', () => {
    const { log } = write([Buffer.alloc(LONGEST_RECORD * 2 + 5, 'x'), Buffer.from('\nnext\n')]);
    const records = log
      .trimEnd()
      .split('\n')
      .map((line) => parseLogRecord(line));
    assert.deepEqual(
      records.map((record) => [record?.mark, record?.text.length]),
      [
        ['1', LONGEST_RECORD],
        ['+', LONGEST_RECORD],
        ['+', 5],
        ['1', 4],
      ],
    );
  });

  it('is the same however the output is cut into chunks', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('\n', '\r\n', 'é✓', '\n\n').map((text) => Buffer.from(text)),
      fc
        .integer({ min: LONGEST_RECORD - 2, max: LONGEST_RECORD * 2 + 2 })
        .map((length) => Buffer.alloc(length, 'y')),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (pieces, places) => {
          const data = Buffer.concat(pieces);
          const whole = write([data]);
          const parts = write(cut(data, places));
          assert.equal(recordsOf(parts.log), recordsOf(whole.log));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives back every byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(), { maxLength: 9 }), (data, places) => {
        const text = recordsOf(write(cut(data, places)).log);
        const expected = Buffer.from(data).toString('latin1');
        assert.equal(text, expected === '' || expected.endsWith('\n') ? expected : `${expected}\n`);
      }),
    );
  });

  it('takes lockstep’s own words in one line', () => {
    const file = memoryLog();
    logNote(file, 0, 'step 1: a\nb');
    assert.deepEqual(parseLogRecord(file.bytes().toString().trimEnd()), {
      time: STAMP,
      mark: '#',
      text: 'step 1: a b',
    });
  });

  it('passes over what is no record', () => {
    for (const line of ['', 'x', STAMP, `${STAMP} `, `${STAMP} 3 x`, `${STAMP.slice(1)} 1 x`])
      assert.equal(parseLogRecord(line), undefined);
  });
});

/** The output a log tells, its stamps taken away and long lines joined. */
function recordsOf(log: string): string {
  let text = '';
  for (const line of log.split('\n').slice(0, -1)) {
    if (line.charAt(25) === '+') text = text.slice(0, -1);
    text += `${line.slice(27)}\n`;
  }
  return text;
}
