import type { LoopbackAnswer } from '../../platform/loopback-server.ts';
import type { WriteInSight } from './rehearsal-world.ts';
import type { Mishap } from './watched-server.ts';

/** Something that goes wrong at a request that writes. */
export interface RehearsalFault {
  /** In the table. */
  readonly name: string;
  /** For people. */
  readonly what: string;
  /** `once`: the next try gets through. `run`: all the same requests of the first run have it. `rest`: whatever comes after in that run has it. */
  readonly lasts: 'once' | 'run' | 'rest';
  /** Undefined where it cannot happen to this one. */
  strike(write: WriteInSight): Mishap | undefined;
}

function says(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Mishap {
  const body = JSON.stringify({ message, error: message, errors: [{ code: 'REHEARSAL', message }] });
  const answer: LoopbackAnswer = {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
  return { instead: answer };
}

const BAD_GATEWAY: LoopbackAnswer = { status: 502, body: 'Bad Gateway' };

/** What servers and networks do to releases, each seen in somebody's release. */
export const FAULTS: readonly RehearsalFault[] = [
  { name: '401', what: 'the token is not taken', lasts: 'run', strike: () => says(401, 'Bad credentials') },
  { name: '403', what: 'the token may not do this', lasts: 'run', strike: () => says(403, 'Forbidden') },
  {
    name: '404',
    what: 'the place is not shown to the token',
    lasts: 'run',
    strike: () => says(404, 'Not Found'),
  },
  { name: '409', what: 'somebody else was at it', lasts: 'once', strike: () => says(409, 'Conflict') },
  { name: '422', what: 'the server finds it wrong', lasts: 'run', strike: () => says(422, 'Unprocessable') },
  {
    name: '429',
    what: 'too much was asked, for seven seconds',
    lasts: 'once',
    strike: () => says(429, 'Too Many Requests', { 'retry-after': '7' }),
  },
  {
    name: '502, nothing done',
    what: 'a gateway gives up before the server has anything',
    lasts: 'once',
    strike: () => ({ instead: BAD_GATEWAY }),
  },
  {
    name: '502, half written',
    what: 'the server keeps half of it',
    lasts: 'once',
    strike: (write) => (write.half() ? { instead: BAD_GATEWAY } : undefined),
  },
  {
    name: '502, all done',
    what: 'the server has it, and the gateway says that it failed',
    lasts: 'once',
    strike: () => ({ afterwards: BAD_GATEWAY }),
  },
  {
    name: 'answer lost',
    what: 'it is done, and the connection breaks',
    lasts: 'once',
    strike: () => ({ afterwards: 'break' }),
  },
  {
    name: 'timeout',
    what: 'nothing is done, and nothing is ever answered',
    lasts: 'once',
    strike: () => ({ instead: 'silence' }),
  },
  {
    name: 'stale branch',
    what: 'somebody else pushes in between',
    lasts: 'once',
    strike: ({ interfere }) => interfere && { before: interfere },
  },
  {
    name: 'token runs out',
    what: 'no request that writes is taken any more',
    lasts: 'rest',
    strike: () => says(401, 'Bad credentials'),
  },
];
