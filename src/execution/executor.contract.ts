import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Executor, JobSession, StepRequest } from './executor.ts';

/** What the contract asks a step to do, in the words of the executor under test. */
export interface ContractScripts {
  readonly printsTwoLines: string;
  /** `out` on standard output, `err` on standard error. */
  readonly printsBoth: string;
  readonly failsWith3: string;
  readonly diesBySignal: string;
  /** Says `up`, then waits until it is ended. */
  readonly hangs: string;
  /** The same, and ignores the request to end. */
  readonly hangsStubbornly: string;
  /** Returns at once; says `later` about 300 ms after that. */
  readonly speaksLater: string;
  readonly waits600ms: string;
  /** A request that cannot be started, made of a good one. */
  unstartable(step: StepRequest): StepRequest;
}

export interface ContractSubject {
  readonly name: string;
  /** Tokens begin with `run` and a full stop. */
  open(run: string): Executor;
  readonly scripts: ContractScripts;
}

const GRACE = 400;

/** What every executor promises; see the port. */
export function checkExecutorContract({ name, open, scripts }: ContractSubject): void {
  let count = 0;

  async function inSession(work: (session: JobSession) => Promise<void>): Promise<void> {
    const run = `contract-${process.pid}-${count++}`;
    const executor = open(run);
    const session = await executor.open({ token: `${run}.job`, workspace: tmpdir(), grace: GRACE });
    try {
      await work(session);
    } finally {
      await session.close();
      await executor.dispose();
    }
  }

  describe(`the executor port, ${name}`, () => {
    it('gives the output of a step before the step is over, and its exit code', async () => {
      await inSession(async (session) => {
        const { request, said } = step(scripts.printsTwoLines);
        assert.deepEqual(await session.run(request), { kind: 'exited', code: 0 });
        assert.equal(said(), 'one\ntwo\n');
      });
    });

    it('tells standard output from standard error', async () => {
      await inSession(async (session) => {
        const { request, said } = step(scripts.printsBoth);
        await session.run(request);
        assert.deepEqual([said('stdout'), said('stderr')], ['out\n', 'err\n']);
      });
    });

    it('never rejects for what a step does', async () => {
      await inSession(async (session) => {
        assert.deepEqual(await session.run(step(scripts.failsWith3).request), { kind: 'exited', code: 3 });
        assert.deepEqual(await session.run(step(scripts.diesBySignal).request), {
          kind: 'signalled',
          signal: 'SIGKILL',
        });
      });
    });

    it('says why a step cannot be started', async () => {
      await inSession(async (session) => {
        const result = await session.run(scripts.unstartable(step(scripts.printsTwoLines).request));
        assert.equal(result.kind, 'error');
        assert.ok(result.kind === 'error' && result.reason.length > 0);
      });
    });

    it('asks a step to end when the signal is aborted', async () => {
      await inSession(async (session) => {
        const { request, until, stop } = step(scripts.hangs);
        const running = session.run(request);
        await until('up');
        const began = performance.now();
        stop();
        assert.deepEqual(await running, { kind: 'signalled', signal: 'SIGTERM' });
        assert.ok(performance.now() - began < GRACE, 'it did not wait for the grace period');
      });
    });

    it('does not start, or ends at once, a step whose signal is aborted already', async () => {
      await inSession(async (session) => {
        const { request, stop } = step(scripts.hangs);
        stop();
        assert.notDeepEqual(await session.run(request), { kind: 'exited', code: 0 });
      });
    });

    it('makes a step end that ignores the request, after the grace period', async () => {
      await inSession(async (session) => {
        const { request, until, stop } = step(scripts.hangsStubbornly);
        const running = session.run(request);
        await until('up');
        const began = performance.now();
        stop();
        assert.deepEqual(await running, { kind: 'signalled', signal: 'SIGKILL' });
        assert.ok(performance.now() - began >= GRACE - 20, 'it had its grace period');
      });
    });

    it('tells what runs', async () => {
      await inSession(async (session) => {
        const { request, until, stop } = step(scripts.hangs);
        const running = session.run(request);
        await until('up');
        assert.ok((await session.processes()).length > 0);
        stop();
        await running;
      });
    });

    it('lets what a step leaves in the background go on during later steps', async () => {
      await inSession(async (session) => {
        const { request, said } = step(scripts.speaksLater);
        assert.deepEqual(await session.run(request), { kind: 'exited', code: 0 });
        assert.equal(said(), '');
        await session.run(step(scripts.waits600ms).request);
        assert.equal(said(), 'later\n');
      });
    });

    it('ends what is left in the background when the session is closed, and hears no more of it', async () => {
      await inSession(async (session) => {
        const { request, said } = step(scripts.speaksLater);
        await session.run(request);
        await session.close();
        assert.deepEqual(await session.processes(), []);
        await sleep(500);
        assert.equal(said(), '');
      });
    });

    it('can be closed twice, also at the same time', async () => {
      await inSession(async (session) => {
        await session.run(step(scripts.printsTwoLines).request);
        await Promise.all([session.close(), session.close()]);
        await session.close();
      });
    });

    it('ends a step whose output cannot be taken, and says why', async () => {
      await inSession(async (session) => {
        const { request } = step(scripts.printsTwoLines);
        const onOutput = (): never => {
          throw new Error('the disk is full');
        };
        const result = await session.run({ ...request, onOutput });
        assert.deepEqual(result, { kind: 'error', reason: 'the disk is full' });
      });
    });

    it('keeps the sessions of different jobs apart', async () => {
      const run = `contract-${process.pid}-apart`;
      const executor = open(run);
      const session = (job: string): Promise<JobSession> =>
        executor.open({ token: `${run}.${job}`, workspace: tmpdir(), grace: GRACE });
      const [first, second] = [await session('a'), await session('b')];
      const left = step(scripts.hangs);
      const running = first.run(left.request);
      await left.until('up');
      await second.run(step(scripts.printsTwoLines).request);
      await second.close();
      assert.ok((await first.processes()).length > 0, 'the other session goes on');
      left.stop();
      await running;
      await first.close();
      await executor.dispose();
    });
  });
}

interface TestStep {
  readonly request: StepRequest;
  said(stream?: 'stdout' | 'stderr'): string;
  /** Waits until this was said. */
  until(text: string): Promise<void>;
  stop(): void;
}

function step(script: string): TestStep {
  const controller = new AbortController();
  const said: { stream: string; text: string }[] = [];
  const all = (stream?: string): string =>
    said
      .filter((part) => stream === undefined || part.stream === stream)
      .map((part) => part.text)
      .join('');
  return {
    request: {
      script,
      shell: 'bash',
      tty: false,
      cwd: '.',
      env: { PATH: process.env.PATH ?? '' },
      signal: controller.signal,
      onOutput: (chunk, stream) => void said.push({ stream, text: Buffer.from(chunk).toString() }),
    },
    said: all,
    async until(text) {
      while (!all().includes(text)) await sleep(5);
    },
    stop: () => controller.abort(),
  };
}
