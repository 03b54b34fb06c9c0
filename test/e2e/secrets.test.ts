import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const SECRET = 'correct-horse/battery+staple';
const ENCODED = Buffer.from(SECRET).toString('base64');

const DEFINITION = `
project: vault
secrets: [VAULT_KEY]
jobs:
  open:
    category: unit
    secrets: [VAULT_KEY]
    values: [harmless, leaked]
    steps:
      - echo "key is $VAULT_KEY"; echo "key is $VAULT_KEY" >&2
      - printf %s "$VAULT_KEY" | base64
      - printf '%s' "\${VAULT_KEY:0:9}"; sleep 0.2; printf '%s\\n' "\${VAULT_KEY:9}"
      - echo "STOLEN=$VAULT_KEY" >> $LOCKSTEP_ENV
      - echo "handed on $STOLEN"
      - |
        echo "harmless=yes" >> $LOCKSTEP_OUTPUT
        echo "leaked=$VAULT_KEY" >> $LOCKSTEP_OUTPUT
  fails:
    category: unit
    secrets: [VAULT_KEY]
    steps:
      - echo "STOLEN=$VAULT_KEY" >> $LOCKSTEP_ENV
      - 'echo "src/a.c:1:2: error: bad key $VAULT_KEY"; exit 1'
  hangs:
    category: unit
    secrets: [VAULT_KEY]
    timeout: 1s
    run: 'echo "waiting with $VAULT_KEY"; sleep 100 "0$(true $VAULT_KEY)"'
  other:
    category: unit
    run: 'echo "without: [\${VAULT_KEY:-}]"'
  later:
    category: unit
    needs: [open]
    env: { GOT: { job: open, value: leaked }, GOOD: { job: open, value: harmless } }
    run: 'echo "later got [$GOT] [$GOOD]"'
  written-into-the-definition:
    category: unit
    run: 'echo ${SECRET}'
`;

const checkouts = temporaryCheckouts();
const open = (): Checkout => checkouts({ 'lockstep.config.yaml': DEFINITION, 'src/a.c': '' });

function assertHidden(text: string, where: string): void {
  assert.ok(!text.includes(SECRET), `${where} holds the secret`);
  assert.ok(!text.includes(ENCODED), `${where} holds the secret in base64`);
}

/** Every file below .lockstep, the cache of the definition left out: it is the definition. */
function filesOf(checkout: Checkout): readonly string[] {
  const folder = join(checkout.path, '.lockstep');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/cache/definition'));
}

describe('a secret', { skip: process.platform === 'win32' }, () => {
  it('is nowhere: not on the screen, not in a file of lockstep, in no encoding that a shell makes easily', async () => {
    const checkout = open();
    const run = checkout.start(['run', '-j', '4'], { env: { VAULT_KEY: SECRET } });
    const { code, out, err } = await run.ended;
    assert.equal(code, 1);
    assertHidden(out, 'standard output');
    assertHidden(err, 'standard error');
    assert.match(out, /│ key is \*\*\*\n/);
    assert.match(out, /│ handed on \*\*\*\n/);
    assert.match(out, /│ without: \[\]\n/, 'a job sees only the secrets it names');
    assert.match(out, /value leaked holds a secret and is not handed on/);
    assert.match(out, /│ later got \[\] \[yes\]\n/);
    const files = filesOf(checkout);
    assert.ok(files.length > 6);
    for (const file of files) assertHidden(readFileSync(file, 'latin1'), file);
  });

  it('is in none of the JSON, neither of the run nor of what is told about it later', async () => {
    const checkout = open();
    const run = checkout.start(['run', '--json', '-j', '4'], { env: { VAULT_KEY: SECRET } });
    const { out } = await run.ended;
    assertHidden(out, 'run --json');
    for (const line of out.trimEnd().split('\n')) JSON.parse(line);
    for (const args of [
      ['runs', 'view', '--json'],
      ['runs', 'list', '--json'],
      ['runs', 'log', 'open', '--json'],
      ['runs', 'log', 'fails'],
      ['runs', 'view'],
    ])
      assertHidden((await checkout.lockstep(...args)).out, args.join(' '));
  });

  it('can come from a file', async () => {
    const checkout = open();
    checkout.write('secrets.env', `VAULT_KEY=${SECRET}\n`);
    const { out } = await checkout.lockstep('run', 'open', '--secrets', 'secrets.env');
    assert.match(out, /│ key is \*\*\*\n/);
    assertHidden(out, 'standard output');
  });

  it('of many lines is hidden line by line', async () => {
    const key = `-----BEGIN KEY-----\n${gzipSync('x').toString('hex')}\nabcdefghijklmnop\n-----END KEY-----\n`;
    const checkout = open();
    const { out } = await checkout.start(['run', 'open'], { env: { VAULT_KEY: key } }).ended;
    assert.ok(!out.includes('abcdefghijklmnop'));
  });
});
