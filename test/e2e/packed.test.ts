import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitAll } from '../support/git.ts';
import { lockstep, REPOSITORY, start, temporaryFolder } from '../support/lockstep-process.ts';

test('the packed package works in an empty project: init writes a definition, run runs it', async (t) => {
  const folder = await temporaryFolder(t, 'packed');
  // Built already; its prepack script would build again.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const packed = await start('npm', pack, { cwd: REPOSITORY });
  assert.equal(packed.code, 0, packed.stderr);
  const [{ filename }] = JSON.parse(packed.stdout);

  const project = join(folder, 'project');
  await mkdir(project);
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'project', private: true, type: 'module', scripts: { test: 'node --test' } }),
  );
  await writeFile(join(project, 'one.test.js'), "import test from 'node:test';\ntest('one', () => {});\n");
  await writeFile(join(project, '.gitignore'), 'node_modules\n');
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, filename)];
  const installed = await start('npm', [...install, '--save-dev'], { cwd: project });
  assert.equal(installed.code, 0, installed.stderr);
  commitAll(project);

  const launcher = join(project, 'node_modules', 'lockstep', 'dist', 'bin', 'lockstep.js');
  const init = await lockstep(['init'], { cwd: project, launcher });
  assert.equal(init.code, 0, init.stderr);
  assert.match(init.stdout, /wrote lockstep\.config\.ts/);
  const run = await lockstep(['run'], { cwd: project, launcher });
  assert.equal(run.code, 0, run.stdout + run.stderr);
  assert.match(run.stdout, /\d jobs,? (none failed|passed)/);

  const definition =
    "project: project\njobs: { calls: { run: 'lockstep --version', toolchain: { name: lockstep } } }\n";
  await rm(join(project, 'lockstep.config.ts'));
  await writeFile(join(project, 'lockstep.config.yaml'), definition);
  const calls = await lockstep(['run', 'calls'], { cwd: project, launcher });
  assert.equal(calls.code, 0, calls.stdout + calls.stderr);
  assert.match(calls.stdout, /[│|] \d+\.\d+\.\d+/);
});
