import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { globSync } from 'tinyglobby';
import { parse } from 'yaml';
import { renderDiagnostics } from '../src/diagnostics/render-diagnostic.ts';
import { readPipeline } from '../src/pipeline/read-pipeline.ts';
import type { RunEvent } from '../src/run/run-event.ts';
import { SECRET_CODES } from '../src/secrets/check-secrets.ts';

const root = resolve(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly $defs?: Readonly<Record<string, ObjectSchema>>;
}

test('every property of the JSON Schema is in docs/definition.md', () => {
  const schema = JSON.parse(read('schema/lockstep.schema.json')) as ObjectSchema;
  const objects = [schema, ...Object.values(schema.$defs ?? {})];
  const names = new Set(objects.flatMap(({ properties }) => Object.keys(properties ?? {})));
  assert.ok(names.size > 60);
  const text = codeIn(read('docs/definition.md'));
  const missing = [...names].filter((name) => !new RegExp(`(?<![\\w$])${quoted(name)}(?!\\w)`).test(text));
  assert.deepEqual(missing, []);
});

test('every command and option is in docs/commands.md', () => {
  const text = codeIn(read('docs/commands.md'));
  const { commands, options } = surface([]);
  assert.ok(commands.size > 10 && options.size > 30);
  const missing = [...commands].filter(
    (name) => !new RegExp(`^##+ ${name}$`, 'm').test(read('docs/commands.md')),
  );
  assert.deepEqual(missing, []);
  assert.deepEqual(
    [...options].filter((option) => !new RegExp(`${option}(?![\\w-])`).test(text)),
    [],
  );
});

test('every command says in docs/commands.md with which codes it ends', () => {
  const sections = read('docs/commands.md').split(/^## /m);
  const names = [...surface([]).commands].filter((name) => !name.includes(' '));
  assert.ok(names.length > 10);
  const silent = names.filter((name) => {
    const section = sections.find((one) => one.startsWith(`${name}\n`));
    return !/\bExit codes: /.test(section ?? '');
  });
  assert.deepEqual(silent, []);
});

/** The compiler sees a kind that is missing here. */
const KINDS: Record<RunEvent['kind'], true> = {
  'run.started': true,
  'run.resumed': true,
  'job.started': true,
  'step.started': true,
  'job.output': true,
  'step.finished': true,
  'artifact.stored': true,
  warning: true,
  'job.finished': true,
  'run.finished': true,
};

test('every kind of event has a heading and an example in docs/events.md', () => {
  const text = read('docs/events.md');
  for (const kind of Object.keys(KINDS)) {
    assert.match(text, new RegExp(`^### ${quoted(kind)}$`, 'm'));
    const lines = text.split('\n').filter((line) => line.startsWith(`{"kind":"${kind}",`));
    assert.ok(lines.length > 0, `no example of ${kind}`);
    for (const line of lines) assert.equal((JSON.parse(line) as RunEvent).kind, kind);
  }
});

test('every finding about stored secrets has a heading in docs/secrets.md', () => {
  const text = read('docs/secrets.md');
  assert.ok(SECRET_CODES.length > 5);
  assert.deepEqual(
    SECRET_CODES.filter((code) => !text.includes(`\n#### ${code}\n`)),
    [],
  );
});

test('every definition in YAML that the pages show is valid', () => {
  const blocks = ['README.md', 'docs/definition.md', 'docs/notify.md'].flatMap((page) =>
    [...read(page).matchAll(/```yaml\n(project:.*?)```/gs)].map((match) => match[1] ?? ''),
  );
  assert.ok(blocks.length >= 10);
  for (const block of blocks) {
    const { diagnostics } = readPipeline(parse(block));
    assert.equal(renderDiagnostics(diagnostics), '', block);
  }
});

const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], {
  cwd: root,
  ignore: ['**/node_modules/**'],
});

for (const page of pages)
  test(`every link in ${page} leads somewhere`, () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    for (const link of links) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(root, page) : join(root, dirname(page), path);
      assert.ok(existsSync(target), `${link}: there is no such file`);
      if (anchor === undefined) continue;
      assert.ok(
        anchorsOf(readFileSync(target, 'utf8')).includes(anchor),
        `${link}: there is no such heading`,
      );
    }
  });

/** GitHub's rule for the anchors of headings: lower case, without punctuation, dashes for spaces. */
function anchorsOf(text: string): string[] {
  return [...text.replace(/```.*?```/gs, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** What stands in code, in a line or a block of its own. */
function codeIn(text: string): string {
  return [...text.matchAll(/```.*?```|`[^`\n]+`/gs)].map(([code]) => code).join('\n');
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

interface Surface {
  readonly commands: Set<string>;
  readonly options: Set<string>;
}

/** Every command below `path` and every option, as the help tells them. */
function surface(
  path: readonly string[],
  found: Surface = { commands: new Set(), options: new Set() },
): Surface {
  const launcher = join(root, 'dist/bin/lockstep.js');
  const { stdout, status } = spawnSync(process.execPath, [launcher, ...path, '--help'], { encoding: 'utf8' });
  assert.equal(status, 0, path.join(' '));
  for (const [, short, long] of stdout.matchAll(/^ {2}(-\w)?(?:, )?(--[\w-]+)/gm))
    for (const option of [short, long]) if (option !== undefined) found.options.add(option);
  // The program's own are in groups.
  const heading = path.length === 0 ? '(?!Options|Examples).+' : 'Commands';
  const lists = [...stdout.matchAll(new RegExp(`^${heading}:\\n((?: {2}.*\\n)+)`, 'gm'))].map(
    ([, list]) => list,
  );
  for (const [, name = ''] of lists.join('').matchAll(/^ {2}(\w[\w-]*)/gm)) {
    if (name === 'help') continue;
    found.commands.add([...path, name].join(' '));
    surface([...path, name], found);
  }
  return found;
}
