// The workflow files of GitHub Actions against GitHub's own parser, actionlint and zizmor. Exceptions are argued in docs/workflow-audit.md.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  missing,
  mustRun,
  noPython,
  npmPackages,
  pythonPackages,
  root,
  run,
  temporaryFolder,
} from './support/workbench.mjs';

/** About what the definitions themselves say, or about what the tool does not know yet. */
const ACTIONLINT_EXCEPTIONS = [
  /unexpected key "queue" for "concurrency"/,
  /label "[^"]+" is unknown/,
  /SC2046|SC2215/,
];
const ZIZMOR_EXCEPTIONS = [
  'adhoc-packages',
  'misfeature',
  'secrets-outside-env',
  'self-hosted-runner',
  'unpinned-images',
  'use-trusted-publishing',
];

export default {
  name: 'Workflow files: GitHub, actionlint, zizmor',
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const folder = await emitAll();
    const files = workflowsIn(folder);
    await check('there are files of every definition', () =>
      assert.ok(files.length > 20, `${files.length} files`),
    );
    await withParser(files, { check, skip });
    await withActionlint(files, { check, skip });
    await withZizmor(folder, { check, skip });
  },
};

/** Emits the repository's own files and the examples', and copies those of the cases. */
async function emitAll() {
  const folder = temporaryFolder('workflows');
  await mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
  const compiled = (path) => import(pathToFileURL(join(root, 'build', path)).href);
  const { readFrom } = await compiled('test/support/definition-report.js');
  const { githubProvider } = await compiled('src/providers/github/provider.js');
  const { GITHUB_ACTIONS: actions } = await compiled('src/providers/github/actions.js');
  const emit = async (path) => {
    const read = await readFrom(path);
    if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
    const source = { path: 'lockstep.config.ts', digest: read.value.digest };
    return githubProvider.emit(read.value.pipeline, { source, actions }).files;
  };
  for (const place of ['.', 'examples/python-cli', 'examples/node-library'])
    for (const { path, text } of await emit(join(root, place, 'lockstep.config.ts')))
      write(join(folder, basename(join(root, place)), path), text);
  const cases = join(root, 'test', 'cases', 'emit-github');
  for (const name of readdirSync(cases)) {
    const expected = join(cases, name, 'expected');
    const said = join(expected, 'diagnostics.txt');
    if (existsSync(said) && readFileSync(said, 'utf8').includes('error[')) continue;
    for (const file of readdirSync(expected).filter((one) => one.endsWith('.yml')))
      write(join(folder, name, '.github', 'workflows', file), readFileSync(join(expected, file), 'utf8'));
  }
  return folder;
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function workflowsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.yml'))
    .map((path) => join(folder, path))
    .sort();
}

/** A module of these sources, and what it says. */
async function bundle(name, contents, resolveDir) {
  const { build } = await import('esbuild');
  const outfile = join(temporaryFolder(name), `${name}.mjs`);
  await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // Packages that load others by name at run time.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

async function withParser(files, { check, skip }) {
  const { folder, reason } = await npmPackages('workflow-parser', ['@actions/workflow-parser@0.3.61']);
  if (folder === undefined) return skip("GitHub's parser", reason);
  // Its JSON imports are of a kind that Node 20 refuses; a bundle has them inside.
  const parser = await bundle(
    'workflow-parser',
    `
    import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
    export function errorsOf(name, content) {
      const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
      return context.errors.getErrors().map((error) => error.message);
    }`,
    folder,
  );
  await check("GitHub's own parser has nothing to say", () => {
    const errors = files.flatMap((file) => parser.errorsOf(file, readFileSync(file, 'utf8')));
    assert.deepEqual(errors, []);
  });
  await check("GitHub's own parser would say it", () => {
    assert.equal(
      parser.errorsOf('ci.yml', "on: push\njobs: { a: { runs-on: x, steps: [{ rnu: 'x' }] } }").length > 0,
      true,
    );
  });
}

async function withActionlint(files, { check, skip }) {
  const absent = missing('go');
  if (absent !== undefined) return skip('actionlint', absent);
  const bin = join(root, '.cache', 'interop', 'go');
  const program = join(bin, 'actionlint');
  if (!existsSync(program)) {
    const args = ['install', 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'];
    const { code, stderr } = await run('go', args, { env: { GOBIN: bin } });
    if (code !== 0) return skip('actionlint', `go cannot install it: ${stderr.trim().split('\n').at(-1)}`);
  }
  await check('actionlint has nothing to say beside the exceptions', async () => {
    const { stdout } = await run(program, ['-oneline', ...files]);
    const findings = stdout.split('\n').filter((line) => line !== '');
    assert.ok(findings.length > 0, 'not even the exceptions: it did not look');
    assert.deepEqual(
      findings.filter((line) => !ACTIONLINT_EXCEPTIONS.some((known) => known.test(line))),
      [],
    );
  });
}

async function withZizmor(folder, { check, skip }) {
  const absent = await noPython();
  if (absent !== undefined) return skip('zizmor', absent);
  const { python, reason } = await pythonPackages('zizmor', ['zizmor==1.32.0']);
  if (python === undefined) return skip('zizmor', reason);
  await check('zizmor as an auditor has nothing to say beside the exceptions', async () => {
    const args = [
      '--offline',
      '--persona=auditor',
      '--no-exit-codes',
      '--no-progress',
      '--format=json',
      folder,
    ];
    const { stdout } = await mustRun(join(dirname(python), 'zizmor'), args);
    const findings = JSON.parse(stdout).map(
      ({ ident, locations }) => `${ident} ${JSON.stringify(locations[0]?.symbolic?.key)}`,
    );
    assert.ok(findings.length > 0, 'not even the exceptions: it did not look');
    assert.deepEqual(
      findings.filter((finding) => !ZIZMOR_EXCEPTIONS.includes(finding.split(' ')[0])),
      [],
    );
  });
}
