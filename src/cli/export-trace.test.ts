import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { toldRun } from '../../test/support/told-run.ts';
import { RunStore } from '../execution/run-store.ts';
import { nodeFiles } from '../platform/files.ts';
import { exportTrace } from './export-trace.ts';

const root = mkdtempSync(join(tmpdir(), 'lockstep-trace-'));
const store = new RunStore(nodeFiles, root);
const { events } = toldRun();
const [started] = events;
assert.ok(started?.kind === 'run.started');
const ownFile = store.runPath(started.runId, 'trace.json');

const requests: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[] = [];
const collector = createServer((request, response) => {
  requests.push({ url: request.url, headers: request.headers });
  request.resume().on('end', () => response.end('{}'));
});
await new Promise<void>((ready) => collector.listen(0, '127.0.0.1', ready));
const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

after(() => {
  collector.close();
  rmSync(root, { recursive: true, force: true });
});

/** What was remarked, where the trace of the run's folder is, and what came to the collector. */
async function exported(target: string | boolean, env: Readonly<Record<string, string>>) {
  rmSync(ownFile, { force: true });
  requests.length = 0;
  const remarks: string[] = [];
  await exportTrace(events, { target, store, env, console: { remark: (text) => remarks.push(text) } });
  return { remarks, inFolder: existsSync(ownFile), requests: [...requests] };
}

test('without a target the variable names the endpoint, and else the trace is in the folder of the run', async () => {
  const sent = await exported(true, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  assert.deepEqual([sent.remarks, sent.inFolder, sent.requests[0]?.url], [[], false, '/v1/traces']);
  const kept = await exported(true, {});
  assert.deepEqual([kept.remarks, kept.inFolder], [[`trace: ${ownFile}`], true]);
});

test('only the option may name a file', async () => {
  const path = join(root, 'named.json');
  const named = await exported(path, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  assert.deepEqual([named.remarks, named.inFolder, named.requests], [[`trace: ${path}`], false, []]);
  assert.ok(JSON.parse(readFileSync(path, 'utf8')));
  const schemeless = await exported(true, { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' });
  assert.deepEqual(schemeless.remarks, [
    'warning: OTEL_EXPORTER_OTLP_ENDPOINT does not begin with http:// or https://, so the trace is not sent',
    `trace: ${ownFile}`,
  ]);
  assert.equal(existsSync('localhost:4318'), false);
});

test('what is set to nothing is not set', async () => {
  for (const target of [true, ''])
    assert.deepEqual(await exported(target, { OTEL_EXPORTER_OTLP_ENDPOINT: '', TRACEPARENT: '' }), {
      remarks: [`trace: ${ownFile}`],
      inFolder: true,
      requests: [],
    });
});

test('a header that is not percent-encoded is sent as it is, with a warning that does not tell it', async () => {
  const { remarks, requests: got } = await exported(endpoint, {
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b, x-key = 100%=x,=lost',
  });
  assert.deepEqual([got[0]?.headers['x-team'], got[0]?.headers['x-key']], ['a b', '100%=x']);
  assert.deepEqual(remarks, [
    'warning: the value of x-key in OTEL_EXPORTER_OTLP_HEADERS is not percent-encoded, and is sent as it is',
  ]);
});

test('a trace that nobody takes is a warning', async () => {
  const { remarks, inFolder } = await exported('http://127.0.0.1:1', {});
  assert.match(
    remarks.join(),
    /^warning: the trace was not delivered to http:\/\/127\.0\.0\.1:1\/v1\/traces: /,
  );
  assert.equal(inFolder, false);
});
