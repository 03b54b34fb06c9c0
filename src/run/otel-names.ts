import type { Category } from '../pipeline/config.ts';
import type { StepOutcome, Verdict } from './run-event.ts';

/**
 * Every name lockstep uses in traces, in this one table, because the conventions are still in development and change;
 * for the same reason no `schemaUrl` is sent, which would promise one version of them.
 * Sources: OpenTelemetry semantic conventions, docs/cicd/cicd-spans.md (spans, kinds, result words, `error.type`),
 * docs/resource/cicd.md (pipeline, worker and VCS resources), docs/registry/attributes/{cicd,vcs,host,os,service}.md.
 */
export const ATTRIBUTE = {
  serviceName: 'service.name',
  serviceVersion: 'service.version',
  hostName: 'host.name',
  hostArch: 'host.arch',
  osType: 'os.type',
  pipelineName: 'cicd.pipeline.name',
  runId: 'cicd.pipeline.run.id',
  runUrl: 'cicd.pipeline.run.url.full',
  result: 'cicd.pipeline.result',
  action: 'cicd.pipeline.action.name',
  taskName: 'cicd.pipeline.task.name',
  taskType: 'cicd.pipeline.task.type',
  taskRunId: 'cicd.pipeline.task.run.id',
  taskRunUrl: 'cicd.pipeline.task.run.url.full',
  taskResult: 'cicd.pipeline.task.run.result',
  workerId: 'cicd.worker.id',
  workerName: 'cicd.worker.name',
  repositoryName: 'vcs.repository.name',
  repositoryUrl: 'vcs.repository.url.full',
  refName: 'vcs.ref.head.name',
  refRevision: 'vcs.ref.head.revision',
  refType: 'vcs.ref.type',
  errorType: 'error.type',
  // Our own; no convention has a word for these.
  verdict: 'lockstep.verdict',
  reason: 'lockstep.reason',
  attempts: 'lockstep.attempts',
  attempt: 'lockstep.attempt',
  allowed: 'lockstep.allowed_to_fail',
  category: 'lockstep.category',
  platform: 'lockstep.platform',
} as const;

/** `cicd.pipeline.action.name`: lockstep runs pipelines, it does not sync. */
export const ACTION = 'RUN';

/** `SpanKind` of opentelemetry/proto/trace/v1/trace.proto; OTLP/JSON wants the numbers. */
export const SPAN_KIND = { internal: 1, server: 2 } as const;

/** `Status.StatusCode` of the same file. Unset is what a span without an error has. */
export const STATUS_ERROR = 2;

/** The words of `cicd.pipeline.result` and `cicd.pipeline.task.run.result`: `failure` is the user's code, `error` the system's fault. */
export type Result = 'success' | 'failure' | 'error' | 'timeout' | 'cancellation' | 'skip';

/** A flaky job did succeed, and so did one whose result was reused. */
export const VERDICT_RESULT: Readonly<Record<Verdict, Result>> = {
  passed: 'success',
  flaky: 'success',
  reused: 'success',
  failed: 'failure',
  timed_out: 'timeout',
  error: 'error',
  cancelled: 'cancellation',
  skipped: 'skip',
};

export const OUTCOME_RESULT: Readonly<Record<StepOutcome['kind'], Result>> = {
  passed: 'success',
  failed: 'failure',
  timed_out: 'timeout',
  error: 'error',
  cancelled: 'cancellation',
  skipped: 'skip',
};

export const RUN_RESULT = {
  passed: 'success',
  failed: 'failure',
  cancelled: 'cancellation',
} as const satisfies Record<string, Result>;

/** `cicd.pipeline.task.type` knows build, test and deploy. */
export const TASK_TYPE: Readonly<Record<Category | 'setup', 'build' | 'test' | 'deploy'>> = {
  setup: 'build',
  build: 'build',
  docker: 'build',
  lint: 'test',
  types: 'test',
  unit: 'test',
  integration: 'test',
  regression: 'test',
  e2e: 'test',
  platform: 'test',
  benchmark: 'test',
  security: 'test',
  release: 'deploy',
};

/** `host.arch` has words of its own. */
export const HOST_ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** `os.type` likewise. */
export const OS_TYPE: Readonly<Record<string, string>> = {
  linux: 'linux',
  macos: 'darwin',
  windows: 'windows',
};

/** Of a failure whose class nobody knows (docs/registry/attributes/error.md). */
export const OTHER_ERROR = '_OTHER';
