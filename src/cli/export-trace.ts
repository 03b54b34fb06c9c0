import { resolve } from 'node:path';
import { printableLine } from '../diagnostics/printable.ts';
import type { RunStore } from '../execution/run-store.ts';
import { sha256 } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { httpPost } from '../platform/http.ts';
import { renderTrace } from '../run/otlp.ts';
import type { RunEvent, RunId } from '../run/run-event.ts';
import type { Console } from './console.ts';

/** A collector that does not answer in this time (milliseconds) is not waited for. */
const PATIENCE = 10_000;

export interface TraceExport {
  /** A file or an endpoint, as `--otel` names it; `true` when it names none. */
  readonly target: string | boolean;
  readonly store: RunStore;
  readonly console: Pick<Console, 'remark'>;
  /** `OTEL_…` and `TRACEPARENT`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes the trace of a run: to the file or endpoint named, else to `OTEL_EXPORTER_OTLP_ENDPOINT`, else into the run's folder. A trace
 * that cannot be delivered is a warning: it says nothing of the checks. Variables: OpenTelemetry specification, "OTLP Exporter"; one
 * that is set to nothing counts as unset ("Environment Variable Specification").
 */
export async function exportTrace(events: readonly RunEvent[], options: TraceExport): Promise<void> {
  const { TRACEPARENT, OTEL_SERVICE_NAME } = options.env;
  const traces = renderTrace(events, {
    hash: sha256,
    ...(TRACEPARENT && { traceparent: TRACEPARENT }),
    ...(OTEL_SERVICE_NAME && { serviceName: OTEL_SERVICE_NAME }),
  });
  const [started] = events;
  if (traces === undefined || started?.kind !== 'run.started') return;
  const body = JSON.stringify(traces);
  const place = placeOf(options, started.runId);
  if ('url' in place) return deliver(place.url, body, options);
  await nodeFiles.writeAtomic(place.path, body);
  options.console.remark(`trace: ${place.path}`);
}

type Place = { readonly url: string } | { readonly path: string };

/** Only the option may name a file: the variable is read by every OpenTelemetry tool as an address. */
function placeOf({ target, store, console, env }: TraceExport, run: RunId): Place {
  if (typeof target === 'string' && target !== '')
    return isAddress(target) ? { url: target } : { path: resolve(target) };
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim() ?? '';
  if (isAddress(endpoint)) return { url: endpoint };
  if (endpoint !== '')
    console.remark(
      'warning: OTEL_EXPORTER_OTLP_ENDPOINT does not begin with http:// or https://, so the trace is not sent',
    );
  return { path: store.runPath(run, 'trace.json') };
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

async function deliver(place: string, body: string, { console, env }: TraceExport): Promise<void> {
  const url = /\/v1\/traces$/.test(place) ? place : `${place.replace(/\/+$/, '')}/v1/traces`;
  const headers = { 'content-type': 'application/json', ...headersOf(env, console) };
  const answer = await httpPost({ url, headers, body, timeout: PATIENCE });
  if (!answer.ok) console.remark(`warning: the trace was not delivered to ${url}: ${answer.reason}`);
  else if (answer.status >= 300)
    console.remark(`warning: ${url} refused the trace with status ${answer.status}`);
}

/** `name=value,name=value`, percent-encoded. The warning has no value in it: it may be a password. */
function headersOf(env: TraceExport['env'], console: TraceExport['console']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of (env.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',')) {
    const [name = '', ...rest] = pair.split('=');
    if (name.trim() === '') continue;
    const value = rest.join('=').trim();
    headers[name.trim()] = decoded(value) ?? value;
    if (decoded(value) === undefined)
      console.remark(
        `warning: the value of ${printableLine(name.trim())} in OTEL_EXPORTER_OTLP_HEADERS is not percent-encoded, and is sent as it is`,
      );
  }
  return headers;
}

/** Undefined for what is not percent-encoded. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
