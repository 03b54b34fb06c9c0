// Findings that lockstep writes, held against the schemas and the validators of those whose formats they are.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  lockstep,
  noPython,
  npmPackages,
  pythonPackages,
  root,
  run,
  temporaryFolder,
} from './support/workbench.mjs';

const PACKAGES = [
  '@microsoft/sarif-multitool-linux@5.7.0',
  '@cyclonedx/cyclonedx-library@10.3.0',
  'ajv@8.20.0',
  'ajv-formats@3.0.1',
  'ajv-formats-draft2019@1.6.1',
];
const CASES = ['every-output', 'hostile', 'leaked-key', 'baseline', 'foreign-suppression', 'not-scanned'];
const OUTPUTS = ['sarif', 'cyclonedx', 'spdx'];
/** What Trivy itself has written. */
const TRIVY = ['trivy-0.70.0-directory', 'trivy-0.70.0-image'];

/** Each case, with all the outputs that it can have. */
async function written() {
  const folders = [];
  for (const name of CASES) {
    const cwd = temporaryFolder(name);
    cpSync(join(root, 'test/cases/findings', name), cwd, { recursive: true });
    const given = readFileSync(join(cwd, 'arguments.txt'), 'utf8').split('\n').filter(Boolean);
    const asked = OUTPUTS.filter((output) => !given.includes(`--${output}`) && output === 'sarif');
    const more = asked.flatMap((output) => [`--${output}`, `out.${output}`]);
    const { code, stderr } = await lockstep(['report', 'findings', ...given, ...more], { cwd });
    assert.ok([1, 4].includes(code), `${name}: ${code} ${stderr}`);
    folders.push({ name, cwd });
  }
  for (const name of TRIVY) {
    const cwd = temporaryFolder(name);
    cpSync(join(root, 'test/cases/reports/findings/trivy', name, 'input.json'), join(cwd, 'trivy.json'));
    const outputs = ['--sarif', 'out.sarif', '--cyclonedx', 'out.cdx.json', '--spdx', 'out.spdx.json'];
    const { code, stderr } = await lockstep(['report', 'findings', 'trivy.json', ...outputs], { cwd });
    assert.equal(code, 1, stderr);
    folders.push({ name, cwd });
  }
  return folders;
}

/** Complaints that are argued here: there is no page of lockstep on the web yet, and files of other checkouts are not there. */
const SARIF_EXCEPTIONS = [/warning SARIF2005: .*informationUri/];

export default {
  name: 'Findings: SARIF schema and multitool, CycloneDX, SPDX',
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const folders = await written();
    const { folder, reason } = await npmPackages('findings', PACKAGES);
    if (folder === undefined) skip('SARIF and CycloneDX', reason);
    else {
      await checkSarif(check, folders, folder);
      await checkCycloneDx(check, folders, folder);
    }
    const without = await noPython();
    const spdx =
      without === undefined ? await pythonPackages('spdx', ['spdx-tools==0.8.5']) : { reason: without };
    if (spdx.python === undefined) return skip('SPDX', spdx.reason);
    await checkSpdx(check, folders, spdx.python);
  },
};

async function checkSarif(check, folders, packages) {
  const require = createRequire(join(packages, 'package.json'));
  const multitool = dirname(require.resolve('@microsoft/sarif-multitool-linux/package.json'));
  const { default: Ajv } = require('ajv/dist/2020.js');
  const ajv = new Ajv({ strict: false, allErrors: true });
  require('ajv-formats').default(ajv);
  const schema = JSON.parse(readFileSync(join(multitool, 'sarif-2.1.0.json'), 'utf8'));
  const validate = ajv.compile(schema);
  for (const { name, cwd } of folders)
    await check(`the SARIF of ${name} is what its JSON Schema says`, () => {
      validate(JSON.parse(readFileSync(join(cwd, 'out.sarif'), 'utf8')));
      assert.deepEqual(validate.errors ?? [], []);
    });
  const program = join(multitool, 'Sarif.Multitool');
  chmodSync(program, 0o755);
  for (const { name, cwd } of folders)
    await check(
      `Microsoft's multitool, with GitHub's rules, has nothing to say of the SARIF of ${name}`,
      async () => {
        const { stdout } = await run(program, ['validate', 'out.sarif', '--rule-kind', 'Sarif;Ghas'], {
          cwd,
        });
        // It ends with 0 whatever it found.
        assert.match(stdout, /Analysis completed successfully/);
        const said = stdout.split('\n').filter((line) => /: (?:error|warning) /.test(line));
        assert.deepEqual(
          said.filter((line) => !SARIF_EXCEPTIONS.some((one) => one.test(line))),
          [],
        );
      },
    );
}

async function checkCycloneDx(check, folders, packages) {
  const require = createRequire(join(packages, 'package.json'));
  const library = await import(pathToFileURL(require.resolve('@cyclonedx/cyclonedx-library')).href);
  const { Validation, Spec } = library.default ?? library;
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  for (const { name, cwd } of folders.filter((one) => /every-output|hostile|trivy/.test(one.name)))
    await check(`the CycloneDX of ${name} is what its JSON Schema says`, async () => {
      assert.equal(await validator.validate(readFileSync(join(cwd, 'out.cdx.json'), 'utf8')), null);
    });
  await check('a CycloneDX that is none is seen', async () => {
    assert.notEqual(
      await validator.validate('{"bomFormat":"CycloneDX","specVersion":"1.6","components":1}'),
      null,
    );
  });
}

async function checkSpdx(check, folders, python) {
  const program = join(dirname(python), 'pyspdxtools');
  for (const { name, cwd } of folders.filter((one) => /every-output|hostile|trivy/.test(one.name)))
    await check(`spdx-tools has nothing to say of the SPDX of ${name}`, async () => {
      const { code, stdout, stderr } = await run(program, ['--infile', 'out.spdx.json'], { cwd });
      assert.deepEqual([code, stdout, stderr], [0, '', '']);
    });
  await check('an SPDX that is none is seen', async () => {
    const [{ cwd }] = folders;
    const text = readFileSync(join(cwd, 'out.spdx.json'), 'utf8');
    writeFileSync(join(cwd, 'bad.spdx.json'), text.replace('"downloadLocation": "NOASSERTION",', ''));
    assert.notEqual((await run(program, ['--infile', 'bad.spdx.json'], { cwd })).code, 0);
  });
}
