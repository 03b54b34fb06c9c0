import type { LegId } from '../plan/plan.ts';
import type { RunStarted } from './run-event.ts';

/** SHA-256 of a text in lower-case hexadecimal; given, so that this folder stays free of `node:`. */
export type Hash = (text: string) => string;

export interface TraceContext {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 of them; undefined at the root. */
  readonly parentSpanId: string | undefined;
  /** The sampling flag of whoever called. */
  readonly flags: number;
}

/**
 * Reads `TRACEPARENT`: version, trace id, parent id and flags between dashes (W3C Trace Context §3.2; in the environment by
 * "Environment Variables as Context Propagation Carriers"). Undefined for what is none: then a trace of its own is begun.
 */
export function readTraceparent(text: string | undefined): TraceContext | undefined {
  const match = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, version, traceId = '', parentSpanId = '', flags = '', more] = match;
  // Version 00 ends after the flags; ff is forbidden; ids of zeros mean "invalid".
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) return undefined;
  return { traceId, parentSpanId, flags: Number.parseInt(flags, 16) };
}

/**
 * The context a run belongs to: the caller's when there is one, else a trace whose id follows from project, commit and run, so
 * that whoever exports the same run again, or another part of it elsewhere, speaks of the same trace without talking first.
 */
export function traceContext(
  started: Pick<RunStarted, 'plan' | 'source' | 'runId'>,
  hash: Hash,
  traceparent?: string,
): TraceContext {
  const given = readTraceparent(traceparent);
  if (given !== undefined) return given;
  const seed = ['lockstep trace', started.plan.project, started.source.commit ?? '', started.runId];
  return { traceId: hash(seed.join('\n')).slice(0, 32), parentSpanId: undefined, flags: 1 };
}

/** The id of a span, from what it stands for: the run itself, a leg, or a leg's step in one attempt. */
export function spanId(
  runId: string,
  hash: Hash,
  of?: { leg: LegId; attempt?: number; step?: number },
): string {
  const parts = ['lockstep span', runId, of?.leg, of?.attempt, of?.step];
  return hash(parts.filter((part) => part !== undefined).join('\n')).slice(0, 16);
}

/** What a leg's processes get as `TRACEPARENT`, so that their own spans hang below the leg's. */
export function legTraceparent(runId: string, leg: LegId, context: TraceContext, hash: Hash): string {
  const flags = context.flags.toString(16).padStart(2, '0');
  return `00-${context.traceId}-${spanId(runId, hash, { leg })}-${flags}`;
}
