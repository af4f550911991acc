import type { SentHeader } from "../blueprint/sent-header.ts";
import type { Affected } from "./affected.ts";
import { unlikeParts } from "./alike.ts";
import type { Differing } from "./differing.ts";
import { type Naming, sourcesOf } from "./sources.ts";

/** Adds the headers that a route sends otherwise: since another value is said, or since what it is worked out of is affected. */
export function addHeaderDifference(
  [before = [], after = []]: readonly [readonly SentHeader[] | undefined, readonly SentHeader[] | undefined],
  namings: readonly [Naming, Naming],
  { affected, differing }: { affected: Affected; differing: Differing },
): void {
  differing.addHeaders(...unlikeParts(before, after).map(({ name }) => name));
  for (const [index, headers] of [before, after].entries())
    for (const { name, value } of headers)
      if (affected.hasAny(sourcesOf(value, namings[index === 0 ? 0 : 1]))) differing.addHeaders(name);
}
