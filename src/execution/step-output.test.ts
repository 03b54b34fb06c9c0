import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Masker } from './masking/masker.ts';
import { StepOutput } from './step-output.ts';

function open(secrets: readonly string[] = []): { output: StepOutput; told: string[]; log: () => string } {
  const told: string[] = [];
  const parts: Buffer[] = [];
  const output = new StepOutput({
    file: { write: (data) => void parts.push(Buffer.from(data as string)), close: () => undefined },
    masker: Masker.of(secrets.map((value, at) => ({ name: `S${at}`, value }))),
    now: () => 0,
    onLines: (stream, lines) => void told.push(...lines.map((line) => `${stream}: ${line}`)),
  });
  return { output, told, log: () => Buffer.concat(parts).toString() };
}

describe('the output of a step', () => {
  it('is told and logged line by line, each stream for itself', () => {
    const { output, told, log } = open();
    output.write(Buffer.from('one\ntw'), 'stdout');
    output.write(Buffer.from('err\n'), 'stderr');
    output.write(Buffer.from('o\n'), 'stdout');
    output.end();
    assert.deepEqual(told, ['stdout: one', 'stderr: err', 'stdout: two']);
    assert.equal(log().replace(/^\S+ /gm, ''), '1 one\n2 err\n1 two\n');
  });

  it('never has a secret in it, wherever it is cut', () => {
    const secret = 'swordfish-and-chips';
    for (let at = 0; at <= secret.length; at++) {
      const { output, told, log } = open([secret]);
      output.write(Buffer.from(`a ${secret.slice(0, at)}`), 'stdout');
      output.write(Buffer.from(`${secret.slice(at)} b`), 'stdout');
      output.end();
      assert.deepEqual(told, ['stdout: a *** b']);
      assert.ok(!log().includes('swordfish'));
    }
  });

  it('goes on after its end, for what was left in the background', () => {
    const { output, told } = open(['swordfish-and-chips']);
    output.write(Buffer.from('now\n'), 'stdout');
    output.end();
    output.write(Buffer.from('later swordfish-and-chips\nand more'), 'stdout');
    output.end();
    assert.deepEqual(told, ['stdout: now', 'stdout: later ***', 'stdout: and more']);
  });

  it('keeps the first and the last 200 lines, and no more', () => {
    const { output } = open();
    for (let at = 0; at < 1_000; at++) output.write(Buffer.from(`${at}\n`), 'stdout');
    assert.deepEqual([output.head.length, output.head[0], output.head.at(-1)], [200, '0', '199']);
    assert.deepEqual([output.tail.length, output.tail[0], output.tail.at(-1)], [200, '800', '999']);
    const { output: other } = open();
    other.write(Buffer.from(Array.from({ length: 1_000 }, (_, at) => `${at}\n`).join('')), 'stdout');
    assert.deepEqual([other.head.at(-1), other.tail[0], other.tail.at(-1)], ['199', '800', '999']);
  });

  it('knows its last line that says something, cut to what people read', () => {
    const { output } = open();
    output.write(Buffer.from(`${'x'.repeat(5_000)}\n \n\n`), 'stderr');
    assert.equal(output.lastLine?.length, 2_001);
    assert.equal(open().output.lastLine, undefined);
  });
});
