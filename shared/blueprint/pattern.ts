/**
 * The regular expression that a whole text must match to fit the pattern; undefined when the pattern is none of
 * ECMAScript. Read with the flag `u` where it can be.
 */
export function wholePattern(pattern: string): RegExp | undefined {
  const bare = pattern.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  const anchored = pattern.includes("|") ? `^(?:${pattern})$` : `^${bare}$`;
  for (const flags of ["u", ""]) {
    try {
      // By itself first: what stands between brackets could close and open them.
      new RegExp(pattern, flags);
      return new RegExp(anchored, flags);
    } catch {}
  }
  return undefined;
}
