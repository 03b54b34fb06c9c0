import { resolve } from 'node:path';
import { sha256 } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { httpPost } from '../platform/http.ts';
import { renderTrace } from '../run/otlp.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { Console } from './console.ts';
import type { Workplace } from './workplace.ts';

/** A collector that does not answer in this time (milliseconds) is not waited for. */
const PATIENCE = 10_000;

/**
 * Writes the trace of a run: to the file or endpoint named, else to `OTEL_EXPORTER_OTLP_ENDPOINT`, else into the run's folder. A trace
 * that cannot be delivered is a warning: it says nothing of the checks. Variables: OpenTelemetry specification, "OTLP Exporter".
 */
export async function exportTrace(
  events: readonly RunEvent[],
  target: string | boolean,
  { store }: Workplace,
  console: Console,
): Promise<void> {
  const { TRACEPARENT, OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS } =
    process.env;
  const traces = renderTrace(events, {
    hash: sha256,
    ...(TRACEPARENT !== undefined && { traceparent: TRACEPARENT }),
    ...(OTEL_SERVICE_NAME !== undefined && { serviceName: OTEL_SERVICE_NAME }),
  });
  const [started] = events;
  if (traces === undefined || started?.kind !== 'run.started') return;
  const body = JSON.stringify(traces);
  const place = typeof target === 'string' ? target : OTEL_EXPORTER_OTLP_ENDPOINT;
  if (place === undefined || !/^https?:\/\//.test(place)) {
    const path = place === undefined ? store.runPath(started.runId, 'trace.json') : resolve(place);
    await nodeFiles.writeAtomic(path, body);
    console.remark(`trace: ${path}`);
    return;
  }
  const url = /\/v1\/traces$/.test(place) ? place : `${place.replace(/\/+$/, '')}/v1/traces`;
  const headers = { 'content-type': 'application/json', ...parseHeaders(OTEL_EXPORTER_OTLP_HEADERS ?? '') };
  const answer = await httpPost({ url, headers, body, timeout: PATIENCE });
  if (!answer.ok) console.remark(`warning: the trace was not delivered to ${url}: ${answer.reason}`);
  else if (answer.status >= 300)
    console.remark(`warning: ${url} refused the trace with status ${answer.status}`);
}

/** `name=value,name=value`, percent-encoded. */
function parseHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.flatMap(([name, ...value]) =>
      name?.trim() ? [[name.trim(), decodeURIComponent(value.join('=').trim())]] : [],
    ),
  );
}
