import type { LegId, PlannedJob } from '../plan/plan.ts';
import {
  ACTION,
  ATTRIBUTE,
  HOST_ARCH,
  OS_TYPE,
  OTHER_ERROR,
  OUTCOME_RESULT,
  type Result,
  RUN_RESULT,
  SPAN_KIND,
  STATUS_ERROR,
  TASK_TYPE,
  VERDICT_RESULT,
} from './otel-names.ts';
import type { JobFinished, RunEvent, RunStarted, StepFinished, StepOutcome } from './run-event.ts';
import { foldRun, type RunState } from './run-state.ts';
import { type Hash, spanId, type TraceContext, traceContext } from './trace-context.ts';

export interface TraceOptions {
  readonly hash: Hash;
  /** `TRACEPARENT` of whoever started lockstep. */
  readonly traceparent?: string;
  /** `OTEL_SERVICE_NAME`; `lockstep` unless said. */
  readonly serviceName?: string;
  readonly repository?: { readonly name?: string; readonly url?: string };
  /** Where the run, or one of its legs, can be looked at. Without it a URN stands there, since the conventions require something. */
  readonly url?: (leg?: LegId) => string | undefined;
}

/**
 * The run as the body of an OTLP/HTTP request, `POST {endpoint}/v1/traces` with `Content-Type: application/json`: a span for
 * the run (kind SERVER), below it one for each leg (INTERNAL), below those one for each step. Undefined when no run has begun.
 *
 * Encoding: OTLP specification, "JSON Protobuf Encoding": names in lowerCamelCase, ids in hexadecimal and not in base64,
 * enums as numbers, 64-bit integers as decimal strings.
 */
export function renderTrace(events: Iterable<RunEvent>, options: TraceOptions): OtlpTraces | undefined {
  const list = Array.from(events);
  const state = foldRun(list);
  const { started } = state;
  if (started === undefined) return undefined;
  const context = traceContext(started, options.hash, options.traceparent);
  const trace: Trace = { started, state, context, options };
  const spans = [runSpan(trace), ...taskSpans(trace, list), ...stepSpans(trace, list)];
  const scope = { name: 'lockstep', version: started.lockstep };
  const resource = { attributes: attributes(resourceValues(trace)) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] };
}

/** `ExportTraceServiceRequest`, as far as it is used (opentelemetry/proto/collector/trace/v1/trace_service.proto). */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string; readonly version: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** `SpanFlags`: the W3C trace flags in the lowest eight bits. */
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status?: { readonly code: number; readonly message?: string };
}

export interface OtlpAttribute {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly intValue: string }
    | { readonly boolValue: boolean };
}

interface Trace {
  readonly started: RunStarted;
  readonly state: RunState;
  readonly context: TraceContext;
  readonly options: TraceOptions;
}

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

function attributes(values: Values): OtlpAttribute[] {
  return Object.entries(values).flatMap(([key, value]): OtlpAttribute[] => {
    if (value === undefined || value === '') return [];
    if (typeof value === 'boolean') return [{ key, value: { boolValue: value } }];
    if (typeof value === 'number') return [{ key, value: { intValue: String(Math.round(value)) } }];
    return [{ key, value: { stringValue: value } }];
  });
}

function resourceValues({ started, options }: Trace): Values {
  const { event } = started.plan;
  const tag = event.kind === 'tag' || event.kind === 'release' ? event.tag : undefined;
  const ref = tag ?? started.source.branch;
  return {
    [ATTRIBUTE.serviceName]: options.serviceName ?? 'lockstep',
    [ATTRIBUTE.serviceVersion]: started.lockstep,
    [ATTRIBUTE.pipelineName]: pipelineName(started),
    [ATTRIBUTE.runId]: started.runId,
    [ATTRIBUTE.runUrl]: options.url?.() ?? urn(started.runId),
    [ATTRIBUTE.workerId]: started.host.name,
    [ATTRIBUTE.workerName]: started.host.name,
    [ATTRIBUTE.hostName]: started.host.name,
    [ATTRIBUTE.hostArch]: HOST_ARCH[started.host.arch] ?? started.host.arch,
    [ATTRIBUTE.osType]: OS_TYPE[started.host.os] ?? started.host.os,
    [ATTRIBUTE.repositoryName]: options.repository?.name,
    [ATTRIBUTE.repositoryUrl]: options.repository?.url,
    [ATTRIBUTE.refName]: ref,
    [ATTRIBUTE.refRevision]: started.source.commit,
    [ATTRIBUTE.refType]: ref === undefined ? undefined : tag === undefined ? 'branch' : 'tag',
  };
}

function pipelineName({ plan }: RunStarted): string {
  return plan.workflow ?? plan.project;
}

function urn(...parts: readonly string[]): string {
  return `urn:lockstep:run:${parts.map(encodeURIComponent).join(':')}`;
}

/** A run that has no end in its events was broken off: that is the system's fault and nobody's failing test. */
function runSpan(trace: Trace): OtlpSpan {
  const { started, state, context, options } = trace;
  const { finished } = state;
  const result: Result = finished === undefined ? 'error' : RUN_RESULT[finished.verdict];
  const errorType = finished === undefined ? 'interrupted' : 'job_failed';
  return span(trace, {
    id: spanId(started.runId, options.hash),
    parent: context.parentSpanId,
    name: `${ACTION} ${pipelineName(started)}`,
    kind: SPAN_KIND.server,
    start: started.time,
    end: finished?.time ?? state.time,
    outcome: { result, errorType, message: finished?.reason },
    values: {
      [ATTRIBUTE.result]: result,
      [ATTRIBUTE.action]: ACTION,
      [ATTRIBUTE.reason]: finished?.reason,
    },
  });
}

/** A leg from its first start on, all attempts together; one that did not run is a span without length. */
function taskSpans(trace: Trace, events: readonly RunEvent[]): OtlpSpan[] {
  const begun = new Map<LegId, number>();
  for (const event of events)
    if (event.kind === 'job.started' && !begun.has(event.leg)) begun.set(event.leg, event.time);
  return Array.from(trace.state.jobs.values()).flatMap(({ planned, finished }) =>
    finished === undefined
      ? []
      : [taskSpan(trace, planned, finished, begun.get(planned.id) ?? finished.time)],
  );
}

function taskSpan(trace: Trace, planned: PlannedJob, finished: JobFinished, start: number): OtlpSpan {
  const { started, options, state } = trace;
  const result = VERDICT_RESULT[finished.verdict];
  const { os, arch } = planned.platform;
  const failed = state.jobs.get(planned.id)?.steps[finished.failure?.step ?? -1]?.outcome;
  return span(trace, {
    id: spanId(started.runId, options.hash, { leg: planned.id }),
    parent: spanId(started.runId, options.hash),
    name: planned.id,
    kind: SPAN_KIND.internal,
    start,
    end: finished.time,
    outcome: { result, errorType: errorType(failed), message: finished.reason },
    values: {
      [ATTRIBUTE.taskName]: planned.title,
      [ATTRIBUTE.taskType]: TASK_TYPE[planned.category],
      [ATTRIBUTE.taskRunId]: `${started.runId}/${planned.id}`,
      [ATTRIBUTE.taskRunUrl]: options.url?.(planned.id) ?? urn(started.runId, planned.id),
      [ATTRIBUTE.taskResult]: result,
      [ATTRIBUTE.verdict]: finished.verdict,
      [ATTRIBUTE.reason]: finished.reason,
      [ATTRIBUTE.attempts]: finished.attempts,
      [ATTRIBUTE.allowed]: finished.allowed,
      [ATTRIBUTE.category]: planned.category,
      [ATTRIBUTE.platform]: arch === undefined ? os : `${os}/${arch}`,
    },
  });
}

/** Steps of every attempt. Skipped ones took no time and tell nothing that the leg's span does not. */
function stepSpans(trace: Trace, events: readonly RunEvent[]): OtlpSpan[] {
  return events.flatMap((event) => {
    const planned = event.kind === 'step.finished' ? trace.state.jobs.get(event.leg)?.planned : undefined;
    if (event.kind !== 'step.finished' || event.outcome.kind === 'skipped' || planned === undefined)
      return [];
    return [stepSpan(trace, planned, event)];
  });
}

function stepSpan(trace: Trace, planned: PlannedJob, event: StepFinished): OtlpSpan {
  const { started, options } = trace;
  const result = OUTCOME_RESULT[event.outcome.kind];
  const { leg, attempt, step } = event;
  const id = `${started.runId}/${leg}/${attempt}/${step}`;
  return span(trace, {
    id: spanId(started.runId, options.hash, { leg, attempt, step }),
    parent: spanId(started.runId, options.hash, { leg }),
    name: planned.steps[step]?.name ?? `step ${step + 1}`,
    kind: SPAN_KIND.internal,
    start: event.time - event.duration,
    end: event.time,
    outcome: { result, errorType: errorType(event.outcome), message: outcomeReason(event.outcome) },
    values: {
      [ATTRIBUTE.taskName]: planned.steps[step]?.name,
      [ATTRIBUTE.taskType]: TASK_TYPE[planned.category],
      [ATTRIBUTE.taskRunId]: id,
      [ATTRIBUTE.taskRunUrl]: options.url?.(leg) ?? urn(started.runId, leg, String(attempt), String(step)),
      [ATTRIBUTE.taskResult]: result,
      [ATTRIBUTE.attempt]: attempt,
    },
  });
}

/** Few different words, as the conventions ask: `exit_code_1`, `SIGKILL`, `timeout`. */
function errorType(outcome: StepOutcome | undefined): string {
  if (outcome?.kind === 'timed_out') return 'timeout';
  if (outcome?.kind !== 'failed') return OTHER_ERROR;
  if (outcome.signal !== undefined) return outcome.signal;
  return outcome.exitCode === undefined ? OTHER_ERROR : `exit_code_${outcome.exitCode}`;
}

function outcomeReason(outcome: StepOutcome): string | undefined {
  return 'reason' in outcome ? outcome.reason : undefined;
}

interface SpanParts {
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  readonly outcome: {
    readonly result: Result;
    readonly errorType: string;
    readonly message: string | undefined;
  };
  readonly values: Values;
}

/** "Recording errors": a status and `error.type` where something went wrong, and neither where nothing did. */
function span({ context }: Trace, parts: SpanParts): OtlpSpan {
  const { result, errorType: type, message } = parts.outcome;
  const wrong = result === 'failure' || result === 'error' || result === 'timeout';
  return {
    traceId: context.traceId,
    spanId: parts.id,
    ...(parts.parent !== undefined && { parentSpanId: parts.parent }),
    flags: context.flags,
    name: parts.name,
    kind: parts.kind,
    startTimeUnixNano: nanoseconds(Math.min(parts.start, parts.end)),
    endTimeUnixNano: nanoseconds(parts.end),
    attributes: attributes({ ...parts.values, ...(wrong && { [ATTRIBUTE.errorType]: type }) }),
    ...(wrong && { status: { code: STATUS_ERROR, ...(message !== undefined && { message }) } }),
  };
}

/** Milliseconds since 1970 as nanoseconds: beyond what a number holds exactly, so digits are put behind it. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`;
}
