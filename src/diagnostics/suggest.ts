/** Edit distance with transpositions (optimal string alignment), cut off above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}

/** The candidate a person most likely meant, or undefined when none is near. */
function suggest(word: string, candidates: Iterable<string>): string | undefined {
  // Of a word nothing is left when every letter changes.
  const limit = Math.min(word.length - 1, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    const found = lower === word.toLowerCase() ? 0 : distance(word.toLowerCase(), lower, limit);
    if (found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** `Did you mean 'unit'?`, or `otherwise` when no candidate is near. */
export function didYouMeanOr<Otherwise>(
  word: string,
  candidates: Iterable<string>,
  otherwise: Otherwise,
): string | Otherwise {
  const near = suggest(word, candidates);
  return near === undefined ? otherwise : `Did you mean '${near}'?`;
}

/** `Did you mean 'unit'?`, or what there is to choose from; undefined when there is nothing to say. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const shown = candidates.slice(0, 12).map((name) => `'${name}'`);
  const known = `Known: ${shown.join(', ')}${candidates.length > 12 ? ', …' : ''}.`;
  return didYouMeanOr(word, candidates, known);
}
