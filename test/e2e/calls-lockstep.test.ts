import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitAll } from '../support/git.ts';
import { lockstep, REPOSITORY, temporaryFolder } from '../support/lockstep-process.ts';

const DEFINITION = `
project: p
jobs:
  unit:
    toolchain: {name: lockstep, version: 9.9.9}
    inputs: [data]
    matrix: {db: [a]}
    platforms: [linux/x64, linux/arm64, macos, windows]
    run: lockstep report coverage data --save lockstep-coverage && lockstep --version
    artifacts: {coverage: 'lockstep-coverage/*'}
`;

test('a job that calls lockstep has the one that runs it, without a set-up, and runs again with another', async (t) => {
  const cwd = await temporaryFolder(t, 'calls-lockstep');
  await writeFile(join(cwd, 'lockstep.config.yaml'), DEFINITION);
  await writeFile(join(cwd, 'data'), 'TN:\nSF:data\nDA:1,1\nend_of_record\n');
  await writeFile(join(cwd, '.gitignore'), 'lockstep-coverage\n');
  commitAll(cwd);
  const { version } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8'));

  const first = await lockstep(['run', 'unit'], { cwd });
  assert.equal(first.code, 0, first.stdout + first.stderr);
  assert.match(first.stdout, new RegExp(`[│|] ${version}\n`), first.stdout);
  assert.doesNotMatch(first.stdout, /set up/);

  // The part tells the leg, which the machine does not know.
  const [part = ''] = await readdir(join(cwd, 'lockstep-coverage'));
  const { origin } = JSON.parse(await readFile(join(cwd, 'lockstep-coverage', part), 'utf8'));
  const leg = /unit@([\w/]+)\(db=a\)/.exec(first.stdout)?.[1];
  assert.deepEqual([origin.job, origin.platform, origin.variant], ['unit', leg, 'db=a']);

  const again = await lockstep(['run', 'unit'], { cwd });
  assert.match(again.stdout, /unit.* reused/);

  const { launcher, build } = await otherBuild(join(cwd, '.lockstep', 'other'));
  const why = await lockstep(['why', 'unit'], { cwd, launcher });
  assert.match(why.stdout, new RegExp(`lockstep was ${version}\\+\\w+, is ${version}\\+${build}`));
  const other = await lockstep(['run', 'unit'], { cwd, launcher });
  assert.equal(other.code, 0, other.stdout + other.stderr);
  assert.doesNotMatch(other.stdout, /unit.* reused/);
});

/** The same version, of other sources. */
async function otherBuild(folder: string): Promise<{ readonly launcher: string; readonly build: string }> {
  const build = '0123456789abcdef';
  await cp(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  await cp(join(REPOSITORY, 'dist'), join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !path.includes('.code-cache'),
  });
  const program = join(folder, 'dist', 'program');
  for (const name of await readdir(program)) {
    const path = join(program, name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/(\.version\}\+)[0-9a-f]{16}/, `$1${build}`));
  }
  return { launcher: join(folder, 'dist', 'bin', 'lockstep.js'), build };
}
