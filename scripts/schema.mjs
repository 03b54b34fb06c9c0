// Writes schema/lockstep.schema.json: the shape from zod, the descriptions from the doc comments of the interfaces.
// `--check` writes nothing and fails when what is there is not what would be written. Needs the compiled sources in build/.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { z } from 'zod';
import { root } from './setup.mjs';

const target = join(root, 'schema', 'lockstep.schema.json');
const sources = [
  'src/pipeline/channels-config.ts',
  'src/pipeline/config.ts',
  'src/pipeline/demands-config.ts',
  'src/pipeline/documents-config.ts',
  'src/pipeline/hooks-config.ts',
  'src/pipeline/notify-config.ts',
  'src/pipeline/release-build-config.ts',
  'src/pipeline/release-config.ts',
  'src/pipeline/toolchain-config.ts',
  'src/pipeline/trigger-config.ts',
  'src/pipeline/value-config.ts',
  'src/pipeline/workflow-config.ts',
];

export async function schemaText() {
  const compiled = join(root, 'build/src/pipeline/schema/pipeline-schema.js');
  if (!existsSync(compiled)) throw new Error('Compile first: npx tsc -p tsconfig.json');
  const { pipelineSchema } = await import(pathToFileURL(compiled).href);
  const { $schema, ...shape } = z.toJSONSchema(pipelineSchema, { target: 'draft-2020-12', io: 'input' });
  const docs = readDocs();
  describe(shape, docs.get('PipelineConfig'));
  for (const [name, definition] of Object.entries(shape.$defs ?? {})) {
    delete definition.id;
    describe(definition, docs.get(name));
  }
  const schema = {
    $schema,
    $id: 'https://unpkg.com/lockstep/schema/lockstep.schema.json',
    title: 'lockstep pipeline',
    ...shape,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The doc comments of every interface and its properties. */
function readDocs() {
  const docs = new Map();
  for (const path of sources) {
    const file = ts.createSourceFile(
      path,
      readFileSync(join(root, path), 'utf8'),
      ts.ScriptTarget.ES2023,
      true,
    );
    for (const statement of file.statements) {
      if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) continue;
      const members = ts.isInterfaceDeclaration(statement)
        ? statement.members.filter(ts.isPropertySignature)
        : [];
      docs.set(statement.name.text, {
        text: commentOf(statement),
        properties: new Map(members.map((member) => [member.name.getText(), commentOf(member)])),
      });
    }
  }
  return docs;
}

function commentOf(node) {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
    .join('\n')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return text === '' ? undefined : text;
}

function describe(schema, docs) {
  if (docs === undefined) return;
  if (docs.text) schema.description = docs.text;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const text = docs.properties.get(name);
    if (text) property.description = text;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await schemaText();
  if (process.argv.includes('--check')) {
    if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
      console.error('schema/lockstep.schema.json is stale. Write it anew: node scripts/schema.mjs');
      process.exitCode = 1;
    }
  } else {
    mkdirSync(join(root, 'schema'), { recursive: true });
    writeFileSync(target, text);
  }
}
