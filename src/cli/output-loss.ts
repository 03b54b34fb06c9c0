/** Why nothing can be written to standard output or standard error any more. */
export type OutputLoss =
  /** Whoever read it has gone away (`| head`), or the terminal was closed: no fault of anybody's. */
  | { readonly kind: 'unread' }
  /** It cannot be written: a full disk, a quota. */
  | { readonly kind: 'broken'; readonly reason: string };

type Listener = (loss: OutputLoss) => void;

const listeners = new Set<Listener>();

/** Calls back when output is lost, perhaps more than once; the returned function takes that back. Who listens ends the process. */
export function onOutputLoss(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Tells those that listen; false when there are none. */
export function tellOutputLoss(loss: OutputLoss): boolean {
  for (const listener of listeners) listener(loss);
  return listeners.size > 0;
}
