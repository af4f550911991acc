/**
 * The regular expression that a whole text must match to fit the pattern; undefined when the pattern is none of
 * ECMAScript. Read with the flag `u` where it can be.
 */
export function wholePattern(pattern: string): RegExp | undefined {
  const anchored = /^\^[^|]*[^\\]\$$/.test(pattern) ? pattern : `^(?:${pattern})$`;
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(anchored, flags);
    } catch {}
  }
  return undefined;
}
