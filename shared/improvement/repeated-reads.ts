import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Cache, Design } from "../design/design.ts";
import { type Measured, wholeOf } from "./measured.ts";
import type { Finding } from "./proposal.ts";
import { partsOf } from "./route-parts.ts";

/** From this share of the rows that a list reads on, that they were read before is worth a word. */
const leastShare = 1 / 10;

/** So many rows for a request: a cache asks at each read whether anything was written, which takes as long as reading four. */
const leastRows = 5;

/** Lists that read again what they have read before, with nothing written between. */
export function repeatedReads({ profile, blueprint, design }: Measured): Finding[] {
  const { requests } = wholeOf(profile);
  return profile.routes.flatMap(({ route, cost, readAgain }): Finding[] => {
    if (cacheOf(route, blueprint, design) === undefined) return [];
    if (readAgain < Math.max(leastShare * cost.rowsRead, leastRows * cost.requests)) return [];
    const text = `${route}: ${readAgain} of the ${cost.rowsRead} rows that ${cost.requests} requests read, one before had read by the same statement with the same values, and nothing was written between.`;
    return [{ id: `repeats ${route}`, kind: "repeats", route, text, weight: readAgain / requests }];
  });
}

/** The cache that would spare a list what it reads again; undefined of what is no list, or has one. */
export function cacheOf(route: string, blueprint: Blueprint, { caches }: Design): Cache | undefined {
  const { entity, operation } = partsOf(route, blueprint) ?? {};
  if (entity === undefined || operation?.kind !== "list") return undefined;
  return caches.some((cache) => cache.entity === entity.name) ? undefined : { entity: entity.name };
}
