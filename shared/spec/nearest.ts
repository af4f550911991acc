import { distance } from "fastest-levenshtein";

/** The word of `known` that is closest to `word`, if one is close enough to have been meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = word.length === 1 ? 1 : word.length <= 3 ? 2 : word.length <= 7 ? 3 : 4;
  for (const candidate of known) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= least) continue;
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changes >= least) continue;
    least = changes;
    best = candidate;
  }
  return best;
}
