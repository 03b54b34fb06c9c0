import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAssignments, parsePathEntries } from './step-files.ts';

/** As a careful step writes them: with a delimiter that is no line of the value. */
function written(values: readonly (readonly [string, string])[]): string {
  let count = 0;
  const blocks = values.map(([name, value]) => {
    const lines = value.split('\n');
    while (lines.includes(`D${count}`)) count++;
    return `${name}<<D${count}\n${value}\nD${count}\n`;
  });
  return blocks.join('');
}

describe('the files a step speaks through', () => {
  it('understand name=value and here documents', () => {
    const { values, problems } = parseAssignments('A=1\nB<<END\none\n\ntwo=2\nEND\nC=x=y\nD=\n\n');
    assert.deepEqual(
      [...values],
      [
        ['A', '1'],
        ['B', 'one\n\ntwo=2'],
        ['C', 'x=y'],
        ['D', ''],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it('let the later of two assignments win', () => {
    assert.deepEqual([...parseAssignments('A=1\nA=2').values], [['A', '2']]);
  });

  it('read what Windows programs write', () => {
    assert.deepEqual(
      [...parseAssignments('A=1\r\nB<<E\r\nx\r\nE\r\n').values],
      [
        ['A', '1'],
        ['B', 'x'],
      ],
    );
  });

  it('say what cannot be understood, and go on where that is possible', () => {
    const { values, problems } = parseAssignments('nonsense\n1A=x\nB=2\nC<<END\nnever closed\nD=3\n');
    assert.deepEqual([...values], [['B', '2']]);
    assert.deepEqual(problems, [
      'line 1: neither name=value nor name<<DELIMITER',
      "line 2: '1A' is no name",
      'line 4: no line closes <<END',
    ]);
  });

  it('take a here document without a delimiter for a mistake, not for an end at the next empty line', () => {
    assert.deepEqual(parseAssignments('A<<\nx\n\nPATH=/evil').values.size, 0);
  });

  it('end a here document only at a line that is the delimiter and nothing else', () => {
    const { values } = parseAssignments('A<<EOF\n EOF\nEOF \nEOFX\nLD_PRELOAD=/evil\nEOF\n');
    assert.deepEqual([...values], [['A', ' EOF\nEOF \nEOFX\nLD_PRELOAD=/evil']]);
  });

  it('have no names that reach into an object', () => {
    const { values } = parseAssignments('__proto__=x\nconstructor=y\n');
    assert.deepEqual([...values.keys()], ['__proto__', 'constructor']);
    assert.equal(({} as { x?: string }).x, undefined);
  });

  it('give back any value that was written, also one that looks like the format itself', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,10}$/);
    // Line breaks come back as \n: that is the one thing the format does not keep.
    const line = fc.oneof(fc.string(), fc.constantFrom('D0', 'D1', 'D2', 'A=1', 'B<<D0', '', '<<', '='));
    const value = fc.array(line.map((text) => text.replace(/[\r\n]/g, ''))).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (pairs) => {
        const text = written(pairs);
        const { values, problems } = parseAssignments(text);
        assert.deepEqual(problems, []);
        assert.deepEqual([...values], pairs);
      }),
    );
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', '=', '<', '\n', '\r', ' ', '\0') }), (text) => {
        parseAssignments(text);
      }),
    );
  });

  it('put the directory that was added last first', () => {
    assert.deepEqual(parsePathEntries('/a\n/b with space\r\n\n/c'), ['/c', '/b with space', '/a']);
  });
});
