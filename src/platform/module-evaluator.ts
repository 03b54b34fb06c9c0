import { SourceMap } from 'node:module';
import type { Worker as WorkerThread } from 'node:worker_threads';
import { EVALUATOR_PROGRAM } from './module-evaluator-program.ts';

/**
 * Runs a module that somebody else wrote and brings back the plain data that it exports by default. Each call is on its own: the
 * module gets a thread and a heap of its own, which end with the call, so that it can neither stop nor end this process. It is not
 * a jail: the module has the rights of the user who started lockstep.
 */
export interface ModuleEvaluator {
  evaluate(module: EvaluatedModule): Promise<Evaluation>;
}

export interface EvaluatedModule {
  /** An ES module in one piece; of imports only `node:` ones can be met. */
  readonly code: string;
  /** Its source map (JSON), for the places of what it throws. */
  readonly sourceMap: string | undefined;
  /** Absolute path of the file it was made from: what `require` and relative `import()` in it start from. */
  readonly path: string;
  /** Milliseconds until it is given up. */
  readonly timeLimit: number;
}

export interface StackFrame {
  /** As the source map has it; absent for what is not in it. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** A part of the export that is not plain data. */
export interface ForeignValue {
  readonly path: readonly (string | number)[];
  /** `a function`, `a symbol`, `an instance of Map`, `a reference to something around it`. */
  readonly what: string;
}

export type Evaluation =
  | { readonly kind: 'data'; readonly data: unknown; readonly printed: string }
  | { readonly kind: 'foreign'; readonly values: readonly ForeignValue[]; readonly printed: string }
  | { readonly kind: 'no-default'; readonly exports: readonly string[]; readonly printed: string }
  | {
      readonly kind: 'thrown';
      readonly message: string;
      readonly frames: readonly StackFrame[];
      readonly printed: string;
    }
  | {
      readonly kind: 'exited';
      readonly code: number;
      readonly frames: readonly StackFrame[];
      readonly printed: string;
    }
  /** Nothing is left to happen, and the export was never settled. */
  | { readonly kind: 'unsettled'; readonly printed: string }
  | { readonly kind: 'timed-out'; readonly printed: string };

/** What the thread says; stacks are still those of the code as it ran. */
type Message =
  | { readonly kind: 'data'; readonly data: unknown }
  | { readonly kind: 'foreign'; readonly values: readonly ForeignValue[] }
  | { readonly kind: 'no-default'; readonly exports: readonly string[] }
  | { readonly kind: 'thrown'; readonly message: string; readonly stack: string }
  | { readonly kind: 'exited'; readonly code: number; readonly stack: string };

/** Megabytes of heap; a definition that needs more does not describe a pipeline. */
const HEAP_LIMIT = 512;

export const workerEvaluator: ModuleEvaluator = {
  // Most definitions are known already: nobody waits for threads then.
  evaluate: async (module) => evaluateIn((await import('node:worker_threads')).Worker, module),
};

function evaluateIn(Worker: typeof WorkerThread, module: EvaluatedModule): Promise<Evaluation> {
  return new Promise((settle) => {
    const worker = new Worker(EVALUATOR_PROGRAM, {
      eval: true,
      workerData: { code: module.code, path: module.path },
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT },
    });
    let printed = '';
    let answer: Message | 'timed-out' | undefined;
    const keep = (chunk: Buffer) => {
      if (printed.length < 100_000) printed += chunk.toString('utf8');
    };
    worker.stdout.on('data', keep);
    worker.stderr.on('data', keep);
    const timer = setTimeout(() => {
      answer ??= 'timed-out';
      void worker.terminate();
    }, module.timeLimit);
    worker.once('message', (message: Message) => {
      answer ??= message;
      // What was printed arrives on other ports; the thread ends when it has nothing left to do, or here.
      setImmediate(() => void worker.terminate());
    });
    worker.on('error', (error: Error) => {
      answer ??= { kind: 'thrown', message: error.message, stack: error.stack ?? '' };
    });
    worker.on('exit', () => {
      clearTimeout(timer);
      settle(evaluationOf(answer, module, printed));
    });
  });
}

function evaluationOf(
  answer: Message | 'timed-out' | undefined,
  module: EvaluatedModule,
  printed: string,
): Evaluation {
  if (answer === undefined) return { kind: 'unsettled', printed };
  if (answer === 'timed-out') return { kind: 'timed-out', printed };
  switch (answer.kind) {
    case 'thrown':
      return { kind: 'thrown', message: answer.message, frames: framesOf(answer.stack, module), printed };
    case 'exited':
      return { kind: 'exited', code: answer.code, frames: framesOf(answer.stack, module), printed };
    default:
      return { ...answer, printed };
  }
}

/** The lines of a stack that are in the module, at the places they were written. */
function framesOf(stack: string, { sourceMap }: EvaluatedModule): readonly StackFrame[] {
  if (sourceMap === undefined) return [];
  const map = new SourceMap(JSON.parse(sourceMap));
  return [...stack.matchAll(/data:text\/javascript[^\s:]*:(\d+):(\d+)/g)].flatMap((match) => {
    const entry = map.findEntry(Number(match[1]) - 1, Number(match[2]) - 1);
    if (!('originalSource' in entry) || !entry.originalSource) return [];
    return [{ source: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }];
  });
}
