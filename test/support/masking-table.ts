/**
 * Prints what the masker leaves of each encoding of three secrets, fed in random chunks.
 *
 *   node build/test/support/masking-table.js [seed]       the table
 *   node build/test/support/masking-table.js --record     rewrites test/cases/masking/encodings.json with this machine's tools
 */
import { writeFileSync } from 'node:fs';
import { Masker } from '../../src/execution/masking/masker.ts';
import { seededRandom } from '../../src/platform/seeded-random.ts';
import { encodings } from './masking-encodings.ts';

const PLAIN = 'ghpA7xQ2mV9kLw4Zt8RbN3cYe';
const SPECIAL = `p&ss "wörd"<$1>'x\\y/é+€ #`;
const PEM = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcE9sK3ZbT2wVfYq1',
  'Qm8xN0RkJ3RnUzVhWkxpTTZlUGpyVnVoRkFDaRANCAATzQ9yK8sLw5vJt2Xc4nBf',
  'Gd7HhUoRkEwYxMpTqIeZsVaNbLjWrCfKdPgOuXiSyDmA0ZtQeRnFvBhJkL3MwxYz',
  '-----END PRIVATE KEY-----',
].join('\n');

function inChunks(masker: Masker, text: string, random: () => number): string {
  const stream = masker.stream();
  const bytes = Buffer.from(text);
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() * 12);
    out.push(stream.push(bytes.subarray(at, at + size)));
    at += size;
  }
  out.push(stream.end());
  return Buffer.concat(out).toString();
}

/** `part`: beside the mask stand four or more characters that the encoding of another secret of this length has not. */
function verdict(text: string, other: string, masked: string): 'yes' | 'part' | 'no' {
  if (!masked.includes('***')) return 'no';
  const rest = masked.split('***').flatMap((piece) => piece.match(/[^\s]{4,}/g) ?? []);
  const telling = (piece: string): number => {
    let shared = piece.length;
    while (!other.includes(piece.slice(0, shared))) shared--;
    return piece.length - shared;
  };
  return rest.some((piece) => text.includes(piece) && telling(piece) >= 4) ? 'part' : 'yes';
}

function table(title: string, secret: string, random: () => number): object[] {
  const masker = Masker.of([{ name: 'SECRET', value: secret }]);
  const other = Array.from(secret, (char) => (char === '\n' ? char : '_')).join('');
  const rows = encodings.map(({ name, by, write }) => {
    const text = write(secret);
    const masked = inChunks(masker, text, random);
    return { name, by, text, masked, verdict: verdict(text, write(other), masked) };
  });
  const whole = rows.filter((row) => row.verdict === 'yes').length;
  console.log(
    `\n## ${title}: ${whole} of ${rows.length} masked\n\n| encoding | masked | what remains |\n|---|---|---|`,
  );
  for (const row of rows)
    console.log(`| ${row.name} | ${row.verdict} | ${JSON.stringify(row.masked).slice(1, -1)} |`);
  return rows;
}

const [argument] = process.argv.slice(2);
const seed = argument === undefined || argument === '--record' ? Date.now() % 100_000 : Number(argument);
const random = seededRandom(seed);
console.log(`seed ${seed}`);
const rows = table('25 letters and digits', PLAIN, random);
table('shell, HTML and JSON characters, and beyond ASCII', SPECIAL, random);
table('a PEM of five lines', PEM, random);
if (argument === '--record') {
  const recording = { secret: PLAIN, encodings: rows };
  writeFileSync('test/cases/masking/encodings.json', `${JSON.stringify(recording, null, 2)}\n`);
}
