import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryCheckouts } from '../support/lockstep-command.ts';
import { smallRelease } from '../support/rehearsed-release.ts';
import { makeReleaseFolder } from '../support/release-folder.ts';

const checkout = temporaryCheckouts();
const RELEASE = await smallRelease();

test('a release is rehearsed on this machine, and nothing of it is left behind', async () => {
  const place = checkout({});
  makeReleaseFolder(join(place.path, 'lockstep-release'), RELEASE);
  const { code, out: stdout, err: stderr } = await place.lockstep('release', 'rehearse');
  assert.equal(stderr, '');
  assert.equal(
    stdout.replaceAll(/commit [0-9a-f]{12}/g, 'commit 012345678901'),
    `weather 1.2.0, to stand-ins on this machine
✓ container  verified   at 1.2.0, 1.2, latest
✓ github     verified   2 assets, fetched and compared
✓ npm        verified   1.2.0 is there as latest
✓ pypi       verified   2 of 2 files are there
✓ homebrew   verified   Formula/weather.rb is in acme/homebrew-tap, commit 012345678901
✓ scoop      verified   bucket/weather.json is in acme/scoop-bucket, commit 012345678901
✓ chocolatey verified   weather 1.2.0 is in the feed
33 requests wrote something; a second run had nothing to do
`,
  );
  assert.equal(code, 0);
});

test('with faults the command itself is killed too, and everything arrives all the same', async () => {
  const place = checkout({});
  const channels = RELEASE.channels?.filter(({ name }) => name === 'npm');
  makeReleaseFolder(join(place.path, 'lockstep-release'), { ...RELEASE, channels: channels ?? [] });
  const {
    code,
    out: stdout,
    err: stderr,
  } = await place.lockstep('release', 'rehearse', '--faults', '--json');
  assert.equal(code, 0, stdout + stderr);
  const { outcome, faults } = JSON.parse(stdout) as {
    readonly outcome: string;
    readonly faults: readonly {
      readonly fault: string;
      readonly second: string;
      readonly wrongs: unknown[];
    }[];
  };
  assert.equal(outcome, 'verified');
  assert.ok(faults.every(({ second, wrongs }) => second === 'verified' && wrongs.length === 0));
  const killed = faults.filter(({ fault }) => fault.startsWith('kill -9'));
  assert.equal(killed.length, 4);
  assert.ok(faults.length > 20, String(faults.length));
});

test('a release that is not there, or was changed, is not rehearsed', async () => {
  const place = checkout({});
  const { code, out: stdout, err: stderr } = await place.lockstep('release', 'rehearse');
  assert.equal(code, 2);
  assert.match(stdout + stderr, /release-manifest/);
  makeReleaseFolder(join(place.path, 'lockstep-release'), RELEASE);
  writeFileSync(join(place.path, 'lockstep-release/weather.rb'), 'other');
  const changed = await place.lockstep('release', 'rehearse');
  assert.equal(changed.code, 2);
  assert.match(changed.out + changed.err, /release-file-changed/);
  rmSync(join(place.path, 'lockstep-release'), { recursive: true });
  const asked = await place.lockstep('release', 'rehearse', '--markdown', 'faults.md');
  assert.equal(asked.code, 2);
  assert.match(asked.out + asked.err, /Say --faults as well/);
});
