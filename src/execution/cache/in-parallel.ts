/** Works on all items, so many at once, until one has a problem: gives that. What was begun is waited for. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<string | undefined>,
): Promise<string | undefined> {
  let problem: string | undefined;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (problem === undefined && next < items.length) {
      const item = items[next++] as T;
      const found = await work(item);
      problem ??= found;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return problem;
}

/** Loads what will be asked for in this order, so many ahead of the one that is asked for. What is not asked for is loaded in vain. */
export function inAdvance<T>(
  items: readonly string[],
  ahead: number,
  load: (item: string) => Promise<T>,
): (item: string) => Promise<T> {
  const places = new Map(items.map((item, index) => [item, index]));
  const begun = new Map<string, Promise<T>>();
  return (item) => {
    const place = places.get(item) ?? items.length;
    for (const one of items.slice(place, place + ahead))
      if (!begun.has(one)) {
        const loading = load(one);
        // Nobody may ever ask for it.
        loading.catch(() => undefined);
        begun.set(one, loading);
      }
    const found = begun.get(item) ?? load(item);
    // Each is asked for once: what was given need not be held.
    begun.delete(item);
    places.delete(item);
    return found;
  };
}
