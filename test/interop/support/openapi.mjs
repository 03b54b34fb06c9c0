// GitHub's own OpenAPI description, and exchanges held against it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { npmPackages } from './workbench.mjs';

/** Any route can answer so (docs.github.com, "Troubleshooting the REST API"), and the description does not repeat it everywhere. */
const ANYWHERE = new Set([401, 403, 404]);

/** The description; or `reason`, why it cannot be had. */
export async function githubDescription() {
  const { folder, reason } = await npmPackages('octokit-openapi', ['@octokit/openapi@23.0.2']);
  if (folder === undefined) return { reason };
  const file = join(folder, 'node_modules/@octokit/openapi/generated/api.github.com.json');
  return { description: describe(JSON.parse(readFileSync(file, 'utf8'))) };
}

/** Exchanges `{ request: { method, path, body }, status, body }`, route by route; at least `fewest` routes. */
export async function checkExchanges({ check, description, fewest }, exchanges) {
  const routes = new Map();
  for (const { request, status, body } of exchanges) {
    const operation = description.operation(request.method, request.path.split('?')[0]);
    if (operation === undefined) assert.equal(request.path, '/graphql', 'a route that is not described');
    else
      routes.set(operation.name, [
        ...(routes.get(operation.name) ?? []),
        { operation, request, status, body },
      ]);
  }
  assert.ok(routes.size >= fewest, [...routes.keys()].join('\n'));
  for (const [name, list] of [...routes].sort()) {
    await check(`${name}: ${list.length} requests are as described`, () => {
      for (const { operation, request } of list) description.checkRequest(operation, request);
    });
    const statuses = [...new Set(list.map(({ status }) => status))].sort();
    await check(`${name}: the answers of the stand-in, ${statuses.join(', ')}, are as described`, () => {
      for (const { operation, status, body } of list) description.checkAnswer(operation, status, body);
    });
  }
}

/** The description, as schemas for ajv. */
function describe(openapi) {
  nullableAsType(openapi);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'openapi', components: openapi.components });
  const resolve = (value) =>
    value?.$ref === undefined
      ? value
      : value.$ref
          .slice(2)
          .split('/')
          .reduce((at, key) => at[key], openapi);
  const compiled = new Map();
  const mustFit = (schema, data, what) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/');
    if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
    const validate = compiled.get(text);
    assert.ok(validate(data), `${what}: ${ajv.errorsText(validate.errors).slice(0, 1000)}`);
  };
  const operations = Object.entries(openapi.paths).flatMap(([path, methods]) => {
    // A ref has slashes in it: `tags/v1.2.0`.
    const pattern = new RegExp(`^${path.replaceAll('{ref}', '(.+)').replace(/\{\w+\}/g, '([^/]+)')}$`);
    return Object.entries(methods).map(([method, of]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      pattern,
      of,
    }));
  });
  return {
    example: (name) => openapi.components.examples[name].value,
    operation: (method, path) => operations.find((one) => one.method === method && one.pattern.test(path)),
    checkRequest({ name, pattern, of }, { path, body }) {
      const parameters = (of.parameters ?? []).map(resolve);
      const [route, query = ''] = path.split('?');
      const values = pattern.exec(route).slice(1);
      const ofPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, key]) => key);
      const given = [
        ...ofPath.map((key, index) => [key, decodeURIComponent(values[index])]),
        ...new URLSearchParams(query),
      ];
      for (const [key, value] of given) {
        const parameter = parameters.find((one) => one.name === key);
        assert.ok(parameter !== undefined, `${name}: the parameter ${key} is not described`);
        const type = resolve(parameter.schema).type;
        mustFit(parameter.schema, type === 'integer' ? Number(value) : value, `${name}, ${key}`);
      }
      const content = of.requestBody?.content?.['application/json'];
      if (content === undefined) assert.equal(body, undefined, `${name}: no body is described`);
      else if (body !== undefined || of.requestBody.required === true)
        mustFit(content.schema, body, `${name}, body`);
    },
    checkAnswer({ name, of }, status, body) {
      const response = resolve(of.responses[status]);
      if (response === undefined) {
        assert.ok(ANYWHERE.has(status), `${name}: ${status} is not described`);
        if (body !== undefined)
          mustFit({ $ref: '#/components/schemas/basic-error' }, body, `${name}, ${status}`);
        return;
      }
      const schema = response.content?.['application/json']?.schema;
      if (schema === undefined) assert.equal(body, undefined, `${name}, ${status}: no body is described`);
      else mustFit(schema, body, `${name}, ${status}`);
    },
  };
}

/** OpenAPI 3.0 has a word of its own for what may be null (spec.openapis.org/oas/v3.0.3, "Schema Object", `nullable`). */
function nullableAsType(value) {
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) nullableAsType(child);
  if (value.nullable !== true) return;
  delete value.nullable;
  if (typeof value.type === 'string') value.type = [value.type, 'null'];
  if (Array.isArray(value.enum) && !value.enum.includes(null)) value.enum.push(null);
  for (const key of ['oneOf', 'anyOf', 'allOf'])
    if (Array.isArray(value[key]))
      value[key] = key === 'allOf' ? value[key] : [...value[key], { type: 'null' }];
}
