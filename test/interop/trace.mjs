// The trace of a run, as an OpenTelemetry collector takes it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { cloneExample, edit, lockstep, mustRun, noPython, pythonPackages } from './support/workbench.mjs';

/** OTLP's JSON has ids in hexadecimal where protobuf's own JSON has base64; everything else is protobuf's. Unknown fields are errors. */
const PARSER = `
import base64, json, sys
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

body = json.load(open(sys.argv[1]))
for resource in body["resourceSpans"]:
    for scope in resource["scopeSpans"]:
        for span in scope["spans"]:
            for key in ("traceId", "spanId", "parentSpanId"):
                if key in span:
                    span[key] = base64.b64encode(bytes.fromhex(span[key])).decode()
request = json_format.ParseDict(body, ExportTraceServiceRequest())
again = ExportTraceServiceRequest.FromString(request.SerializeToString())
spans = [span for r in again.resource_spans for s in r.scope_spans for span in s.spans]
ids = {span.span_id for span in spans}
assert all(len(span.trace_id) == 16 and len(span.span_id) == 8 for span in spans), "lengths of the ids"
assert all(not span.parent_span_id or span.parent_span_id in ids for span in spans), "a parent that is not there"
assert all(span.end_time_unix_nano >= span.start_time_unix_nano > 1.7e18 for span in spans), "times"
print(json.dumps({"spans": len(spans), "roots": sum(not s.parent_span_id for s in spans),
    "errors": sorted(s.name for s in spans if s.status.code == 2)}))
`;

export default {
  name: 'Trace: OTLP over HTTP, opentelemetry-proto',
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const cwd = await cloneExample('node-library');
    edit(join(cwd, 'scripts', 'lint.mjs'), (text) => `${text}process.exitCode = 4;\n`);
    const collector = await listen();
    try {
      await check('a collector on HTTP is sent one request with the whole run', async () => {
        const run = await lockstep(['run', 'lint', '--otel', collector.url], { cwd });
        assert.equal(run.code, 1, run.stderr);
        assert.doesNotMatch(run.stderr, /warning: .*trace/);
        const [request, ...others] = collector.requests;
        assert.equal(others.length, 0);
        const { method, url, type } = request;
        assert.deepEqual(
          { method, url, type },
          { method: 'POST', url: '/v1/traces', type: 'application/json' },
        );
        const spans = spansOf(JSON.parse(request.body));
        assert.deepEqual(spans.map((span) => span.name).slice(0, 3), [
          'RUN plain-slug',
          'setup-node@linux',
          'lint@linux',
        ]);
        const lint = spans.find((span) => span.name === 'lint@linux');
        assert.equal(lint.status.code, 2);
        assert.equal(attributesOf(lint)['cicd.pipeline.task.run.result'], 'failure');
        assert.equal(attributesOf(lint)['error.type'], 'exit_code_4');
      });
    } finally {
      collector.close();
    }
    await check('a collector that is not there does not change the result', async () => {
      const { code, stderr } = await lockstep(['run', 'build', '--otel', collector.url], { cwd });
      assert.equal(code, 0);
      assert.match(stderr, /warning: the trace was not delivered/);
    });

    const reason = await noPython();
    if (reason !== undefined) return skip('opentelemetry-proto', reason);
    const packages = await pythonPackages('opentelemetry', ['opentelemetry-proto==1.45.2']);
    if (packages.python === undefined) return skip('opentelemetry-proto', packages.reason);
    await check("OpenTelemetry's own messages take the trace, every field of it", async () => {
      const trace = join(cwd, 'trace.json');
      await lockstep(['run', 'ci', '--otel', trace], { cwd });
      const parser = join(cwd, 'parse.py');
      writeFileSync(parser, PARSER);
      const parsed = JSON.parse((await mustRun(packages.python, [parser, trace])).stdout);
      assert.equal(parsed.spans, spansOf(JSON.parse(readFileSync(trace, 'utf8'))).length);
      assert.equal(parsed.roots, 1);
      assert.deepEqual(parsed.errors, ['RUN ci', 'lint@linux', 'npm run lint']);
    });
  },
};

/** A collector on a free port of the loopback interface. */
async function listen() {
  const requests = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method, url: request.url, type: request.headers['content-type'], body });
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, close };
}

function spansOf(traces) {
  return traces.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
}

function attributesOf(span) {
  return Object.fromEntries(
    span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue]),
  );
}
