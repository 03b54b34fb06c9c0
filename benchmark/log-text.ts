import { seededRandom } from '../src/platform/seeded-random.ts';

/** Text as the jobs of a pipeline print it, and secrets as projects have them; the same for the same seed. */
export interface LogText {
  readonly name: string;
  readonly bytes: Buffer;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHANUMERIC = `${UPPER}${UPPER.toLowerCase()}0123456789`;
const WORDS =
  `the build of module core tests passed failed warning deprecated since version use instead compiling linking installing
  package resolved integrity registry cache restored saved artifact upload download layer image digest connection timeout
  retry attempt request response status server client handler error stack trace at in line column expected received function`.split(
    /\s+/,
  );

type Random = () => number;

const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;
const integer = (random: Random, below: number): number => Math.floor(random() * below);
const letters = (random: Random, length: number, from = ALPHANUMERIC): string =>
  Array.from({ length }, () => from[integer(random, from.length)]).join('');
const hexadecimal = (random: Random, length: number): string => letters(random, length, '0123456789abcdef');
const words = (random: Random, count: number): string =>
  Array.from({ length: count }, () => pick(random, WORDS)).join(' ');
const bytes = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => integer(random, 256)));

function path(random: Random): string {
  return `src/${pick(random, WORDS)}/${pick(random, WORDS)}-${pick(random, WORDS)}.ts`;
}

/** Lines without escape sequences; one in about thirty has characters beyond ASCII. */
const PLAIN: readonly ((random: Random) => string)[] = [
  (random) => words(random, 6 + integer(random, 10)),
  (random) => `[${integer(random, 100)}%] Building CXX object ${path(random)}.o`,
  (random) =>
    `2026-07-14T10:${10 + integer(random, 50)}:07.${100 + integer(random, 900)}Z INFO ${words(random, 8)}`,
  (random) =>
    `    at ${pick(random, WORDS)} (/home/runner/work/app/${path(random)}:${integer(random, 900)}:17)`,
  (random) =>
    `npm http fetch GET 200 https://registry.npmjs.org/${pick(random, WORDS)} ${integer(random, 900)}ms`,
  (random) =>
    `ok ${integer(random, 4_000)} - ${words(random, 7)} # time=${integer(random, 90)}.${integer(random, 999)}ms`,
  (random) =>
    `{"level":"info","time":17${integer(random, 1e9)},"msg":"${words(random, 5)}","ms":${integer(random, 500)}}`,
  (random) => `sha256:${hexadecimal(random, 64)}: Pulling fs layer`,
  (random) => `      "integrity": "sha512-${bytes(random, 64).toString('base64')}",`,
  (random) =>
    `${path(random)}(${integer(random, 400)},9): warning TS6133: '${pick(random, WORDS)}' is declared`,
  (random) => `${' '.repeat(4 + integer(random, 12))}${words(random, 3)}`,
  () => '',
];

const BEYOND_ASCII = [
  (random: Random) => `✓ ${words(random, 6)} (${integer(random, 90)} ms) – größer als erwartet`,
  (random: Random) =>
    `│ ${pick(random, WORDS)} │ ${'█'.repeat(integer(random, 20))} │ 完了 ${words(random, 2)}`,
];

/** As vitest, jest, cargo and npm colour their lines. */
const COLOURED = [
  (random: Random) =>
    ` \u001b[32m✓\u001b[39m ${path(random)} \u001b[2m(\u001b[22m${integer(random, 40)} tests\u001b[2m)\u001b[22m`,
  (random: Random) =>
    `\u001b[1m\u001b[32m   Compiling\u001b[0m ${pick(random, WORDS)} v1.${integer(random, 40)}.2`,
  (random: Random) => `\u001b[33mwarning\u001b[39m: ${words(random, 8)}`,
  (random: Random) => `\u001b[2K\u001b[1G${words(random, 5)} ${integer(random, 100)}%`,
];

function line(random: Random, { coloured, base64 }: Shares): string {
  if (random() < coloured) return pick(random, COLOURED)(random);
  if (random() < base64) return bytes(random, 57).toString('base64');
  return pick(random, random() < 0.03 ? BEYOND_ASCII : PLAIN)(random);
}

/** Shares of the lines, from 0 to 1. */
interface Shares {
  /** With escape sequences. */
  readonly coloured: number;
  /** Nothing but base64, as of an image or a certificate. */
  readonly base64: number;
  /** With a secret at the end. */
  readonly hits: number;
}

export function logText(
  name: string,
  options: Shares & { readonly size: number; readonly secrets: readonly string[] },
): LogText {
  const random = seededRandom(5);
  const lines: string[] = [];
  for (let size = 0; size < options.size; size += (lines.at(-1)?.length ?? 0) + 1) {
    const text = line(random, options);
    lines.push(random() < options.hits ? `${text} token=${pick(random, options.secrets)}` : text);
  }
  return { name, bytes: Buffer.from(`${lines.join('\n')}\n`) };
}

function pem(random: Random, kind: string, length: number): string {
  const body = bytes(random, length).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`;
}

function serviceAccount(random: Random): string {
  return JSON.stringify(
    {
      type: 'service_account',
      private_key_id: hexadecimal(random, 40),
      private_key: pem(random, 'PRIVATE KEY', 1_216),
      client_id: letters(random, 21, '0123456789'),
    },
    null,
    2,
  );
}

/** What stands in the secret stores of projects: kinds and lengths, out of a hundred. */
const SECRETS: readonly [count: number, make: (random: Random) => string][] = [
  [26, (random) => `ghp_${letters(random, 36)}`],
  [16, (random) => letters(random, 20 + integer(random, 44))],
  [14, (random) => letters(random, 10 + integer(random, 14), `${ALPHANUMERIC}!$&/()=?+#-_.,;:<>@`)],
  [3, (random) => letters(random, 7)],
  [10, (random) => hexadecimal(random, pick(random, [32, 40, 64]))],
  [8, (random) => [60, 180, 256].map((size) => bytes(random, size).toString('base64url')).join('.')],
  [8, (random) => bytes(random, 48 + integer(random, 144)).toString('base64')],
  [5, (random) => `postgres://app:${letters(random, 24)}@db.internal.example:5432/app?sslmode=require`],
  [4, (random) => pem(random, 'EC PRIVATE KEY', 121)],
  [4, (random) => pem(random, 'RSA PRIVATE KEY', 1_192)],
  [2, serviceAccount],
];

/** A hundred secrets. */
export function realisticSecrets(): readonly string[] {
  const random = seededRandom(3);
  return SECRETS.flatMap(([count, make]) => Array.from({ length: count }, () => make(random)));
}
