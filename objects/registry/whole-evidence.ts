import type { Evidence, Meter, Pairs } from "../../shared/delivery/evidence.ts";
import { noPairs } from "../../shared/delivery/evidence.ts";
import type { HostEvidence } from "../service-host/observed.ts";

/** Most differences that are told. */
const differenceLimit = 20;

/** What all objects of a service know together. */
export function wholeEvidence(parts: readonly { name: string; evidence: HostEvidence }[]): Evidence {
  const all = parts.map(({ evidence }) => evidence);
  return {
    generating: all.some(({ generating }) => generating),
    generated: sumOfPairs(all.map(({ generated }) => generated)),
    mirrored: sumOfPairs(all.map(({ mirrored }) => mirrored)),
    differences: all.flatMap(({ differences }) => differences).slice(0, differenceLimit),
    objects: parts.map(({ name, evidence: { canary, before, during } }) => ({
      object: name,
      canary,
      before,
      during,
    })),
    meters: sumOfMeters(all.flatMap(({ meters }) => meters)),
  };
}

function sumOfPairs(parts: readonly Pairs[]): Pairs {
  const sum = structuredClone(noPairs);
  for (const part of parts) {
    sum.compared += part.compared;
    sum.meant += part.meant;
    for (const kind of ["unlike", "failed", "slow", "rows"] as const) {
      sum[kind].candidate += part[kind].candidate;
      sum[kind].control += part[kind].control;
    }
    if (part.dropped !== undefined) sum.dropped = (sum.dropped ?? 0) + part.dropped;
  }
  return sum;
}

function sumOfMeters(parts: readonly Meter[]): Meter[] {
  const sums = new Map<string, Meter>();
  for (const part of parts) {
    const key = `${part.release} ${part.route}`;
    const sum = sums.get(key);
    if (sum === undefined) {
      sums.set(key, structuredClone(part));
      continue;
    }
    for (const name of ["requests", "refusals", "failures", "rowsRead", "rowsWritten"] as const)
      sum[name] += part[name];
    sum.latency = sum.latency.map((count, index) => count + (part.latency[index] ?? 0));
  }
  return [...sums.values()];
}
