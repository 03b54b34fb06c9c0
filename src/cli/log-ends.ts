import { open } from 'node:fs/promises';
import { parseLogRecord } from '../execution/log-file.ts';
import type { RunStore } from '../execution/run-store.ts';
import { type LogEnd, NOTE } from '../reports/failures/failures.ts';
import { isBad } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';

/** Bytes of a log that are read, from its end: what went wrong is there, and a log may be of any size. */
const MOST = 512 * 1024;

/** The ends of the logs of jobs that failed, by leg. */
export async function readLogEnds(store: RunStore, state: RunState): Promise<ReadonlyMap<string, LogEnd>> {
  const ends = new Map<string, LogEnd>();
  const { started } = state;
  if (started === undefined) return ends;
  for (const { planned, finished } of state.jobs.values()) {
    if (finished === undefined || !isBad(finished.verdict)) continue;
    const end = await readLogEnd(store.logPath(started.runId, planned.id));
    if (end !== undefined) ends.set(planned.id, end);
  }
  return ends;
}

async function readLogEnd(path: string): Promise<LogEnd | undefined> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - MOST);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, MOST)), 0, undefined, from);
    const [first = '', ...rest] = buffer.toString('utf8', 0, bytesRead).split('\n');
    const lines: string[] = [];
    // The first line of a part is a part of a line.
    for (const line of from === 0 ? [first, ...rest] : rest) {
      const record = parseLogRecord(line);
      if (record === undefined) continue;
      if (record.mark === '+') lines.push(`${lines.pop() ?? ''}${record.text}`);
      else lines.push(record.mark === '#' ? `${NOTE}${record.text}` : record.text);
    }
    return { lines, before: from === 0 ? 0 : await linesBefore(path, from) };
  } finally {
    await file.close();
  }
}

const NEWLINE = 0x0a;

async function linesBefore(path: string, end: number): Promise<number> {
  const file = await open(path);
  let count = 0;
  for await (const chunk of file.createReadStream({ end: end - 1 }) as AsyncIterable<Buffer>)
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count + 1;
}
