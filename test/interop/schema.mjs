// The JSON Schema against another validator, with the examples written as YAML.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cloneExample, lockstep, root, temporaryFolder } from './support/workbench.mjs';

const BROKEN = {
  'a job with an unknown property': (twin) => {
    twin.jobs.unit.comand = 'true';
  },
  'an owner that is no CI system': (twin) => {
    Object.values(twin.workflows)[0].owner = 'jenkins';
  },
  'a time without its unit': (twin) => {
    Object.values(twin.workflows)[0].budget = 'soon';
  },
  'no jobs': (twin) => {
    delete twin.jobs;
  },
};

export default {
  name: 'JSON Schema: Ajv',
  needs: () => undefined,
  run: async ({ check }) => {
    const { default: Ajv } = await import('ajv/dist/2020.js');
    const { parse, stringify } = await import('yaml');
    const schema = JSON.parse(readFileSync(join(root, 'schema', 'lockstep.schema.json'), 'utf8'));
    const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
    const validate = ajv.compile(schema);
    for (const example of ['python-cli', 'node-library']) {
      const cwd = await cloneExample(example);
      const planned = async () => (await lockstep(['plan', '--json'], { cwd })).stdout;
      const typed = await planned();
      const text = stringify(await evaluate(join(cwd, 'lockstep.config.ts')));
      rmSync(join(cwd, 'lockstep.config.ts'));
      const yaml = join(cwd, 'lockstep.config.yaml');
      writeFileSync(yaml, text);
      await check(`${example} as YAML is valid`, () => {
        validate(parse(text));
        assert.equal(ajv.errorsText(validate.errors), 'No errors');
      });
      await check(`${example} as YAML leads to the same plan`, async () => {
        const plan = JSON.parse(await planned());
        assert.deepEqual(plan, JSON.parse(typed));
        assert.ok(plan.jobs.length > 3);
      });
      for (const [what, spoil] of Object.entries(BROKEN)) {
        const twin = parse(text);
        spoil(twin);
        await check(`${example} with ${what}: refused by the schema and by lockstep`, async () => {
          assert.equal(validate(twin), false);
          writeFileSync(yaml, stringify(twin));
          const { code, stderr } = await lockstep(['plan'], { cwd });
          assert.equal(code, 2, stderr);
          assert.match(stderr, /lockstep\.config\.yaml/);
        });
      }
    }
  },
};

/** What a typed definition comes to, as data. */
async function evaluate(path) {
  const { build } = await import('esbuild');
  const outfile = join(temporaryFolder('schema'), 'definition.mjs');
  const alias = { lockstep: join(root, 'dist', 'index.js') };
  await build({
    entryPoints: [path],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias,
    logLevel: 'error',
  });
  return (await import(pathToFileURL(outfile).href)).default;
}
