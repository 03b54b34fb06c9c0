import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { HookName } from '../pipeline/hooks-config.ts';
import type { Complaint, ListedFile } from './file-hook.ts';
import { FILE_HOOKS } from './registry.ts';

const folder = fileURLToPath(new URL('../../../test/cases/hooks/', import.meta.url));

/** What a hook says of one file, or of several; bytes as characters from U+0000 to U+00FF. */
interface Case {
  readonly case: string;
  readonly args?: readonly string[];
  readonly path?: string;
  readonly isInMerge?: boolean;
  readonly bytes?: string;
  readonly files?: readonly ListedFile[];
  readonly around?: {
    readonly tracked?: readonly string[];
    readonly sizes?: Readonly<Record<string, number>>;
    readonly targets?: Readonly<Record<string, string>>;
    readonly there?: readonly string[];
    readonly large?: readonly string[];
  };
  readonly expect?: Answer;
}

interface Answer {
  readonly complaints: readonly Partial<Complaint>[];
  readonly fixed?: string;
}

async function answer(name: string, given: Case): Promise<Answer> {
  const prepared = FILE_HOOKS[name as Exclude<HookName, 'generated-files'>].prepare(given.args ?? []);
  if (prepared.kind === 'bad-option') throw new Error(prepared.message);
  const { around = {} } = given;
  if (prepared.kind === 'together')
    return {
      complaints: await prepared.look(given.files ?? [], {
        tracked: () => Promise.resolve((around.tracked ?? []).map((name) => `${name}\0`).join('')),
        size: ({ path }) => Promise.resolve(around.sizes?.[path] ?? 0),
        target: ({ path }) => Promise.resolve(around.targets?.[path] ?? ''),
        exists: (path) => Promise.resolve(around.there?.includes(path) ?? false),
        largeFiles: () => Promise.resolve(new Set(around.large)),
      }),
    };
  const bytes = Buffer.from(given.bytes ?? '', 'latin1');
  const file = {
    path: given.path ?? 'a.txt',
    mode: '100755',
    isAdded: true,
    isInMerge: given.isInMerge ?? false,
  };
  const look = prepared.kind === 'each' ? prepared.look : await prepared.load();
  const { complaints, fixed } = look({ ...file, bytes });
  return { complaints, ...(fixed && { fixed: fixed.toString('latin1') }) };
}

for (const file of readdirSync(folder)) {
  const name = file.replace(/\.json$/, '');
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Case[];
  if (process.env.LOCKSTEP_UPDATE_CASES === '1') {
    const told = await Promise.all(cases.map(async (one) => ({ ...one, expect: await answer(name, one) })));
    writeFileSync(join(folder, file), `${JSON.stringify(told, null, 1)}\n`);
  }
  for (const one of cases)
    test(`${name}: ${one.case}`, async () => assert.deepEqual(await answer(name, one), one.expect));
}
