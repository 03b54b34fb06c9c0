import type { StoredResult } from '../../src/execution/result-cache.ts';
import { sha256 } from '../../src/platform/digest.ts';
import type { RunId } from '../../src/run/run-event.ts';

export interface MadeResult {
  readonly result: StoredResult;
  contentOf(digest: string): Uint8Array | undefined;
}

/** A result with these files, its log, and a link. */
export function madeResult(
  key: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  more: Partial<StoredResult> = {},
): MadeResult {
  const log = Buffer.from(`the log of ${key}\n`);
  const contents = new Map<string, Uint8Array>([[sha256(log), log]]);
  const outputs = Object.entries(files).map(([path, text]) => {
    const content = Buffer.from(text);
    contents.set(sha256(content), content);
    return { kind: 'file', path, mode: 0o644, digest: sha256(content), size: content.byteLength } as const;
  });
  const result: StoredResult = {
    key: sha256(key),
    leg: 'build@linux',
    run: '2026-11-23_10-00-00-abc' as RunId,
    time: 1_760_000_000_123,
    duration: 4_000,
    parts: [{ kind: 'command', name: 'command 1', value: 'make' }],
    outputs: [...outputs, { kind: 'link', path: 'latest', target: 'dist' }],
    values: { version: '1.2' },
    log: sha256(log),
    ...more,
  };
  return { result, contentOf: (digest) => contents.get(digest) };
}
