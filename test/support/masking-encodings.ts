import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';

/** A way in which a secret gets into a log. */
export interface SecretEncoding {
  readonly name: string;
  /** The program that does it; where a machine lacks it, and for the forms no program makes, Node does the same. */
  readonly by: string;
  readonly write: (secret: string) => string;
}

/** What a program writes for this input, or undefined on a machine without it. */
function output(command: string, args: readonly string[], input = ''): Buffer | undefined {
  const result = spawnSync(command, args, { input, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return result.status === 0 ? result.stdout : undefined;
}

/** A bash script that finds the secret in `$1`; standard output and error together. */
function bash(script: string, secret: string): string | undefined {
  return output('bash', ['-c', `exec 2>&1; ${script}`, 'bash', secret])?.toString();
}

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const wrapped = (text: string, width: number): string =>
  text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n');
const letters = (text: string): string[] => Array.from(text);
const backslashed = (text: string): string => text.replace(/[^A-Za-z0-9_./:=@%+~\x80-\uffff-]/g, '\\$&');

/** The encodings the masker is measured by: what people and tools really do to a secret on its way into a log. */
export const encodings: readonly SecretEncoding[] = [
  { name: 'raw', by: 'echo', write: (s) => `token is ${s} today\n` },
  {
    name: 'set -x',
    by: 'bash',
    write: (s) => bash('set -x; : --token "$1"', s) ?? `+ : --token ${s}\n`,
  },
  {
    name: 'shell-quoted',
    by: 'bash, expansion @Q',
    write: (s) => bash(`echo "export T=\${1@Q}"`, s) ?? `export T='${s.replaceAll("'", "'\\''")}'\n`,
  },
  { name: 'base64', by: 'base64', write: (s) => `${output('base64', ['-w0'], s) ?? base64(s)}\n` },
  {
    name: 'base64(user:password)',
    by: 'base64',
    write: (s) =>
      `Authorization: Basic ${output('base64', ['-w0'], `deploy:${s}`) ?? base64(`deploy:${s}`)}\n`,
  },
  {
    name: 'URL',
    by: 'jq @uri',
    write: (s) => `https://x.test/?t=${output('jq', ['-sRrj', '@uri'], s) ?? encodeURIComponent(s)}&v=1\n`,
  },
  { name: 'form', by: 'URLSearchParams', write: (s) => `${new URLSearchParams({ t: s, v: '1' })}\n` },
  { name: 'JSON', by: 'JSON.stringify', write: (s) => `${JSON.stringify({ token: s, v: 1 })}\n` },
  {
    name: 'HTML',
    by: 'jq @html',
    write: (s) =>
      `<b>${
        output('jq', ['-sRrj', '@html'], s) ??
        s
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll("'", '&#39;')
          .replaceAll('"', '&quot;')
      }</b>\n`,
  },
  {
    name: 'base64(value + \\n)',
    by: 'base64',
    write: (s) => `${output('base64', ['-w0'], `${s}\n`) ?? base64(`${s}\n`)}\n`,
  },
  { name: 'base64url', by: 'Buffer', write: (s) => `${Buffer.from(`${s}`).toString('base64url')}.sig\n` },
  {
    name: 'wrapped base64',
    by: 'base64 -w16',
    write: (s) => output('base64', ['-w16'], s)?.toString() ?? `${wrapped(base64(s), 16)}\n`,
  },
  {
    name: 'double base64',
    by: 'base64 | base64',
    write: (s) =>
      bash('printf %s "$1" | base64 | base64', s) ??
      `${wrapped(base64(`${wrapped(base64(s), 76)}\n`), 76)}\n`,
  },
  {
    name: 'lower-case %xx of every byte',
    by: 'Buffer',
    write: (s) => `${Buffer.from(s).toString('hex').replace(/../g, '%$&')}\n`,
  },
  {
    name: '\\uXXXX of every character',
    by: 'Node',
    write: (s) =>
      `"${s
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('')}"\n`,
  },
  {
    name: 'bash %q',
    by: 'bash printf',
    write: (s) => bash('printf "%q\\n" "$1"', s) ?? `${backslashed(s)}\n`,
  },
  {
    name: 'hex',
    by: 'xxd -p',
    write: (s) => output('xxd', ['-p'], s)?.toString() ?? `${wrapped(Buffer.from(s).toString('hex'), 60)}\n`,
  },
  {
    name: 'HEX',
    by: 'xxd -p -u',
    write: (s) =>
      output('xxd', ['-p', '-u'], s)?.toString() ??
      `${wrapped(Buffer.from(s).toString('hex').toUpperCase(), 60)}\n`,
  },
  { name: 'reversed', by: 'Node', write: (s) => `${letters(s).reverse().join('')}\n` },
  { name: 'spaced', by: 'Node', write: (s) => `${letters(s).join(' ')}\n` },
  { name: 'split over lines', by: 'fold -w9', write: (s) => `${wrapped(s, 9)}\n` },
  { name: 'upper case', by: 'Node', write: (s) => `${s.toUpperCase()}\n` },
  {
    name: 'ANSI codes inside',
    by: 'grep --color',
    write: (s) => {
      const half = Math.floor(s.length / 2);
      return `${s.slice(0, half)}\u001b[01;31m\u001b[K${s.slice(half)}\u001b[m\u001b[K\n`;
    },
  },
  {
    name: 'gzip + base64',
    by: 'gzip | base64',
    write: (s) => bash('printf %s "$1" | gzip | base64', s) ?? `${base64(gzipSync(s))}\n`,
  },
];
