// 200 nasty files, made here: every line ending, white space that is none, encodings, marks, keys, and YAML, TOML and JSON on the edge.

const u = (text) => Buffer.from(text);
const b = (...bytes) => Buffer.from(bytes);

const endings = ['', '\n', '\n\n', '\r\n', '\r\n\r\n', '\r', '\r\r', '\n\r', '\r\n\n', '\n\r\n'];
const spaces = [
  ' ',
  '  ',
  '\t',
  '\v',
  '\f',
  ' \t ',
  '\u00a0',
  '\u2003',
  '\u3000',
  '\x1c',
  '\x85',
  '\ufeff',
  '\u200b',
];

const yaml = {
  plain: 'a: 1\nb: [1, 2]\nc: {d: e}\n',
  duplicate: 'a: 1\na: 2\n',
  'duplicate-deep': 'x:\n  - a: 1\n    a: 2\n',
  'two-documents': 'a: 1\n---\nb: 2\n',
  'end-markers': '---\na: 1\n...\n',
  'three-documents': '--- 1\n--- 2\n--- 3\n',
  'unknown-tag': 'a: !custom 1\n',
  'unknown-global-tag': 'a: !!python/object:os.system x\n',
  'known-tags': 'a: !!str 1\nb: !!int "2"\nc: !!set {x, y}\nd: !!omap [a: 1]\n',
  binary: 'a: !!binary aGVsbG8=\n',
  timestamp: 'a: 2001-12-14t21:59:43.10-05:00\n',
  anchors: 'a: &x {b: 1}\nc: *x\n',
  'no-anchor': 'a: *x\n',
  'merge-key': 'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n',
  tab: 'a:\n\tb: 1\n',
  'tab-after': 'a:\t1\n',
  'open-flow': 'a: [1, 2\n',
  'open-quote': 'a: "b\n',
  'bad-escape': 'a: "\\q"\n',
  colon: 'a: b: c\n',
  indent: 'a:\n  b: 1\n c: 2\n',
  block: 'a: |\n  text\n   more\nb: >-\n  folded\n',
  empty: '',
  'only-comment': '# nothing\n',
  'null-key': '? \n: 1\n',
  'complex-key': '? [a, b]\n: 1\n',
  directive: '%YAML 1.2\n---\na: 1\n',
  'bad-directive': '%NO such\na: 1\n',
  octal: 'a: 0o14\nb: 014\n',
  'yes-no': 'yes: 1\nno: 2\nYes: 3\n',
  at: 'a: @b\n',
  backtick: 'a: `b\n',
  percent: 'a: %b\n',
  emoji: 'a: \u{1f600}\n',
  control: 'a: \x07\n',
  crlf: 'a: 1\r\nb: 2\r\n',
  bom: '\ufeffa: 1\n',
  'long-key': `${'k'.repeat(1100)}: 1\n`,
  'numbers-same': '1: a\n1: b\n',
  jinja: 'a: {{ b }}\n',
  template: '{% if a %}\nb: 1\n{% endif %}\n',
};
const toml = {
  plain: '[a]\nb = 1\nc = "d"\n',
  duplicate: 'a = 1\na = 2\n',
  'duplicate-table': '[a]\n[a]\n',
  dotted: 'a.b = 1\n[a]\nc = 2\n',
  'array-of-tables': '[[a]]\nb = 1\n[[a]]\nb = 2\n',
  inline: 'a = {b = 1, c = [1, 2,]}\n',
  'inline-comma': 'a = {b = 1,}\n',
  'inline-newline': 'a = {b = 1,\n c = 2}\n',
  dates: 'a = 1979-05-27T07:32:00Z\nb = 07:32:00\nc = 1979-05-27\n',
  'bad-date': 'a = 1979-13-27\n',
  'bad-day': 'a = 2023-02-30\n',
  numbers: 'a = 0xff\nb = 0o7\nc = 1_000\nd = inf\ne = -nan\nf = 1e3\n',
  'bad-number': 'a = 01\n',
  'bad-underscore': 'a = 1__0\n',
  big: 'a = 99999999999999999999\n',
  strings: 'a = """x\ny"""\nb = \'c:\\d\'\nc = "\\u00e9"\n',
  'bad-escape': 'a = "\\q"\n',
  'escape-e': 'a = "\\e"\n',
  surrogate: 'a = "\\ud800"\n',
  control: 'a = "\x01"\n',
  bom: '\ufeffa = 1\n',
  'lone-return': 'a = 1\rb = 2\n',
  'return-in-string': 'a = """x\ry"""\n',
  crlf: 'a = 1\r\nb = 2\r\n',
  'no-value': 'a =\n',
  'bare-key': 'a b = 1\n',
  'unicode-key': 'é = 1\n',
  empty: '',
  'comment-control': '# \x01\n',
  'quoted-key': '"a.b" = 1\n"" = 2\n',
};
const json = {
  plain: '{"a": [1, 2.5, true, null]}\n',
  duplicate: '{"a": 1, "a": 2}',
  'duplicate-deep': '[{"a": {"b": 1, "b": 2}}]',
  'duplicate-escaped': '{"a": 1, "\\u0061": 2}',
  'same-key-elsewhere': '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}',
  'trailing-comma': '{"a": 1,}',
  comment: '{} // x',
  nan: '[NaN]',
  infinity: '[-Infinity]',
  empty: '',
  spaces: ' \n\t ',
  single: "{'a': 1}",
  'tab-in-string': '"a\tb"',
  'bad-escape': '"\\x"',
  'lone-surrogate': '"\\ud800"',
  'leading-zero': '01',
  plus: '+1',
  two: '{} {}',
  bom: '\ufeff{}',
  scalar: '1\n',
  big: `${'9'.repeat(400)}`,
  deep: `${'['.repeat(400)}${']'.repeat(400)}`,
  proto: '{"__proto__": 1, "constructor": 2}',
};

/** By name: bytes, and whether it can be executed. */
export function corpus() {
  const files = new Map();
  const add = (name, bytes, isProgram = false) => files.set(name, { bytes: Buffer.from(bytes), isProgram });
  endings.forEach((end, at) => {
    add(`end/${at}.txt`, u(end));
    add(`end/text-${at}.txt`, u(`foo${end}`));
    add(`end/more-${at}.txt`, u(`foo\r\nbar\nbaz\r${end}`));
  });
  spaces.forEach((space, at) => {
    add(`space/${at}.txt`, u(`foo${space}\nbar${space}\r\n${space}\n${space}`));
    add(`space/${at}.md`, u(`foo${space}  \nbar  ${space}\n  \n`));
  });
  const marks = [
    '<<<<<<< HEAD',
    '=======',
    '======= ',
    '>>>>>>> topic',
    '|||||||',
    '<<<<<<<',
    '>>>>>>>',
    ' <<<<<<< x',
  ];
  marks.forEach((mark, at) => {
    add(`conflict/${at}.rst`, u(`a\n${mark}\nb\n`));
    add(`conflict/${at}-crlf.rst`, u(`a\r\n${mark}\r\nb\r\n`));
    add(`conflict/${at}-end.rst`, u(`a\n${mark}`));
  });
  add('conflict/whole.txt', u('<<<<<<< a\n1\n||||||| b\n2\n=======\n3\n>>>>>>> c\n'));
  const keys = ['RSA ', 'DSA ', 'EC ', 'OPENSSH ', '', 'ENCRYPTED ', 'SSH2 ENCRYPTED ', 'PGP '];
  keys.forEach((kind, at) => {
    add(`key/${at}.pem`, u(`-----BEGIN ${kind}PRIVATE ${'KEY'}${kind === 'PGP ' ? ' BLOCK' : ''}-----\nx\n`));
  });
  add('key/putty2.ppk', u(`PuTTY-User-Key-File-${2}: ssh-rsa\n`));
  add('key/putty3.ppk', u(`PuTTY-User-Key-File-${3}: ssh-rsa\n`));
  add('key/public.pem', u('-----BEGIN PUBLIC KEY-----\n'));
  add('key/utf16.pem', Buffer.from(`-----BEGIN RSA PRIVATE ${'KEY'}-----`, 'utf16le'));
  for (const [name, text] of Object.entries(yaml)) add(`data/${name}.yaml`, u(text));
  for (const [name, text] of Object.entries(toml)) add(`data/${name}.toml`, u(text));
  for (const [name, text] of Object.entries(json)) add(`data/${name}.json`, u(text));
  for (const kind of ['yaml', 'toml', 'json']) {
    add(
      `data/not-utf8.${kind}`,
      Buffer.concat([u(kind === 'toml' ? 'a = "' : '"'), b(0xff, 0xfe, 0x41), u('"\n')]),
    );
  }
  add('data/utf16le.json', Buffer.concat([b(0xff, 0xfe), Buffer.from('{"a": 1}', 'utf16le')]));
  add('program/shebang', u('#!/bin/sh\n'), true);
  add('program/none', u('echo\n'), true);
  add('program/empty', b(), true);
  add('program/bom', u('\ufeff#!/bin/sh\n'), true);
  add('program/python', u('#!/usr/bin/env python3\nx = 1  \n'), true);
  add('program/binary', b(0x7f, 0x45, 0x4c, 0x46, 0, 1), true);
  add('binary/zero', b(97, 0, 32, 10, 32));
  add('binary/late-zero', Buffer.concat([Buffer.alloc(1100, 97), b(0, 32, 10)]));
  add('binary/delete', b(97, 127, 32, 10));
  add('binary/escape', b(27, 91, 109, 32, 10));
  add('binary/latin1', b(0xe9, 32, 10));
  return files;
}
