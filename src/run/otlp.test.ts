import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { RunScript } from '../../test/support/run-script.ts';
import { toldRun } from '../../test/support/told-run.ts';
import type { LegId } from '../plan/plan.ts';
import { type OtlpAttribute, type OtlpSpan, type OtlpTraces, renderTrace } from './otlp.ts';
import type { RunEvent } from './run-event.ts';
import { legTraceparent, readTraceparent, traceContext } from './trace-context.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function trace(events: readonly RunEvent[], traceparent?: string): OtlpTraces {
  const rendered = renderTrace(events, { hash, ...(traceparent !== undefined && { traceparent }) });
  assert.ok(rendered);
  return rendered;
}

function spansOf(traces: OtlpTraces): readonly OtlpSpan[] {
  return traces.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
}

function values(attributes: readonly OtlpAttribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

function tree(spans: readonly OtlpSpan[], parent: string | undefined, indent = ''): string[] {
  return spans
    .filter((span) => span.parentSpanId === parent)
    .flatMap((span) => {
      const own = values(span.attributes);
      const result = own['cicd.pipeline.result'] ?? own['cicd.pipeline.task.run.result'];
      const length = (BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1_000_000n;
      const error = own['error.type'] === undefined ? '' : ` (${String(own['error.type'])})`;
      return [
        `${indent}${span.name} ${length}ms ${String(result)}${error}`,
        ...tree(spans, span.spanId, `${indent}  `),
      ];
    });
}

test('a run is one trace: the run, below it its legs, below them their steps', () => {
  assert.deepEqual(tree(spansOf(trace(toldRun().events)), undefined), [
    'RUN ci 21250ms failure (job_failed)',
    '  setup@linux 3200ms success',
    '    npm ci 3200ms success',
    '  lint@linux 1700ms success',
    '  unit@linux 12300ms failure (exit_code_1)',
    '    build 2800ms success',
    '    node --test 9500ms failure (exit_code_1)',
    '  flux@linux 18050ms success',
    '  bench@linux 5000ms failure (_OTHER)',
    '  pack@linux 0ms skip',
  ]);
});

test('the resource says what ran where, and of which commit', () => {
  assert.deepEqual(values(trace(toldRun().events).resourceSpans[0]?.resource.attributes), {
    'service.name': 'lockstep',
    'service.version': '0.1.0',
    'cicd.pipeline.name': 'ci',
    'cicd.pipeline.run.id': '20261123-120000-7f3a',
    'cicd.pipeline.run.url.full': 'urn:lockstep:run:20261123-120000-7f3a',
    'cicd.worker.id': 'desk',
    'cicd.worker.name': 'desk',
    'host.name': 'desk',
    'host.arch': 'amd64',
    'os.type': 'linux',
    'vcs.ref.head.name': 'main',
    'vcs.ref.head.revision': '9f1c2ab4d5e6f708192a3b4c5d6e7f8091a2b3c4',
    'vcs.ref.type': 'branch',
  });
});

test('spans are encoded as OTLP/JSON wants them', () => {
  const [run, setup] = spansOf(trace(toldRun().events));
  assert.match(run?.traceId ?? '', /^[\da-f]{32}$/);
  assert.match(run?.spanId ?? '', /^[\da-f]{16}$/);
  assert.equal(run?.kind, 2, 'SPAN_KIND_SERVER');
  assert.equal(run?.startTimeUnixNano, '1795435200000000000');
  assert.deepEqual(run?.status, { code: 2 });
  assert.equal(setup?.kind, 1, 'SPAN_KIND_INTERNAL');
  assert.equal(setup?.status, undefined);
  assert.deepEqual(setup?.attributes.find(({ key }) => key === 'lockstep.attempts')?.value, {
    intValue: '1',
  });
});

test('the same events make the same trace, and another run another one', () => {
  assert.deepEqual(trace(toldRun().events), trace(toldRun().events));
  const [first, ...rest] = toldRun().events;
  assert.ok(first?.kind === 'run.started');
  const other = trace([{ ...first, runId: 'other' as typeof first.runId }, ...rest]);
  assert.notEqual(spansOf(other)[0]?.traceId, spansOf(trace(toldRun().events))[0]?.traceId);
});

test('a run that somebody traces hangs below their span, and its jobs below their legs', () => {
  const spans = spansOf(trace(toldRun().events, PARENT));
  assert.equal(spans[0]?.traceId, '4bf92f3577b34da6a3ce929d0e0e4736');
  assert.equal(spans[0]?.parentSpanId, '00f067aa0ba902b7');
  const [started] = toldRun().events;
  assert.ok(started?.kind === 'run.started');
  const context = traceContext(started, hash, PARENT);
  const given = legTraceparent(started.runId, 'unit@linux' as LegId, context, hash);
  const unit = spans.find(({ name }) => name === 'unit@linux');
  assert.equal(given, `00-4bf92f3577b34da6a3ce929d0e0e4736-${unit?.spanId}-01`);
});

test('what is no trace context begins a trace of its own', () => {
  assert.deepEqual(readTraceparent(PARENT), {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    parentSpanId: '00f067aa0ba902b7',
    flags: 1,
  });
  assert.equal(
    readTraceparent(`${PARENT.replace('00-', '01-')}-future`)?.flags,
    1,
    'later versions may be longer',
  );
  for (const text of [
    undefined,
    '',
    'x',
    PARENT.toUpperCase(),
    `${PARENT}-more`,
    PARENT.replace('00-', 'ff-'),
    PARENT.replace(/4b\w+/, '0'.repeat(32)),
    PARENT.replace('00f067aa0ba902b7', '0'.repeat(16)),
  ])
    assert.equal(readTraceparent(text), undefined, text);
});

test('every attempt has its steps, and a broken-off run is an error of the system', () => {
  const run = new RunScript([{ id: 'a@linux', steps: ['test'] }]).begin('a@linux').at(2);
  run.stepDone('a@linux', 0, { kind: 'failed', signal: 'SIGSEGV' }, 2000).begin('a@linux', 2).at(5);
  run
    .stepDone('a@linux', 0, { kind: 'passed' }, 3000, 2)
    .done('a@linux', 'flaky', { attempts: 2, reason: 'passed at attempt 2' });
  assert.deepEqual(tree(spansOf(trace(run.events)), undefined), [
    'RUN ci 5000ms error (interrupted)',
    '  a@linux 5000ms success',
    '    test 2000ms failure (SIGSEGV)',
    '    test 3000ms success',
  ]);
});

test('before a run has begun there is nothing to trace', () => {
  assert.equal(renderTrace([], { hash }), undefined);
});
