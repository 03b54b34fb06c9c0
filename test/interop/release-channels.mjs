// What channels are given, against other people's tools: formulae against Ruby's own parser, packages of Chocolatey against unzip and an XML
// parser.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { missing, mustRun, npmPackages, root, run, temporaryFolder } from './support/workbench.mjs';

const CASES = join(root, 'test/cases/packaging');

export default {
  name: 'What channels are given',
  needs: () => undefined,
  async run({ check, skip }) {
    const kinds = readdirSync(CASES);
    assert.ok(kinds.length >= 3, kinds.join());
    await formulae(kinds, { check, skip });
    await packages({ check, skip });
  },
};

async function formulae(kinds, { check, skip }) {
  const { folder, reason } = await npmPackages('ruby-prism', ['@ruby/prism@1.9.0']);
  if (folder === undefined) return skip("formulae, Ruby's parser", reason);
  const main = createRequire(join(folder, 'package.json')).resolve('@ruby/prism');
  const { loadPrism } = await import(pathToFileURL(main).href);
  const parse = await loadPrism();
  for (const kind of kinds)
    await check(`formula, ${kind}: Ruby's parser (prism) has no objection`, () => {
      const { errors, warnings } = parse(readFileSync(join(CASES, kind, 'weather.rb'), 'utf8'));
      assert.deepEqual([errors, warnings], [[], []]);
    });
  await check("Ruby's parser does object to what is no Ruby", () => {
    assert.ok(parse('class Weather <\n  url "\nend').errors.length > 0);
  });
  if (missing('ruby') !== undefined) return skip('formulae, ruby -c', 'ruby is not installed');
  for (const kind of kinds)
    await check(`formula, ${kind}: ruby -c`, () => mustRun('ruby', ['-c', join(CASES, kind, 'weather.rb')]));
}

async function packages({ check, skip }) {
  if (missing('unzip') !== undefined) return skip('package of Chocolatey, unzip', 'unzip is not installed');
  await mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
  const load = (path) => import(pathToFileURL(join(root, 'build', path)).href);
  const { renderNupkg } = await load('src/release/channels/chocolatey/render-nupkg.js');
  const { pythonQuestion } = await load('test/support/packaging-questions.js');
  const folder = temporaryFolder('nupkg');
  const made = renderNupkg(pythonQuestion({ description: 'Tells the weather of every place on earth.' }));
  assert.ok(made.ok);
  const file = join(folder, made.value.name);
  writeFileSync(file, made.value.bytes);
  await check('package of Chocolatey: unzip -t finds no fault', () => mustRun('unzip', ['-t', file]));
  await check('package of Chocolatey: its files are those that it names', async () => {
    mkdirSync(join(folder, 'out'));
    await mustRun('unzip', ['-q', file, '-d', join(folder, 'out')]);
    const names = readdirSync(join(folder, 'out'), { recursive: true, withFileTypes: true });
    assert.deepEqual(
      names
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
      ['.rels', '[Content_Types].xml', 'chocolateyinstall.ps1', 'chocolateyuninstall.ps1', 'weather.nuspec'],
    );
  });
  if (missing('xmllint') !== undefined) return skip('nuspec, xmllint', 'xmllint is not installed');
  await check('nuspec: xmllint finds it well-formed', async () => {
    const { code } = await run('xmllint', ['--noout', join(folder, 'out/weather.nuspec')]);
    assert.equal(code, 0);
  });
}
