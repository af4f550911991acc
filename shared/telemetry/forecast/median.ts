/** The middle of the values, between the two middle ones where they are even in number; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half];
  const lower = sorted[half - 1];
  if (upper === undefined || lower === undefined || sorted.length % 2 === 1) return upper;
  return lower + (upper - lower) / 2;
}
