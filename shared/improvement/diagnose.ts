import { costlyReads } from "./costly-reads.ts";
import { forPeople } from "./for-people.ts";
import { itemByItem } from "./item-by-item.ts";
import { keptInVain } from "./kept-in-vain.ts";
import { type Measured, wholeOf } from "./measured.ts";
import type { Finding } from "./proposal.ts";
import { repeatedReads } from "./repeated-reads.ts";

/** A finding worth a look costs this share of what all requests cost. */
const leastShare = 0.01;

/** What can be seen of a release's cost, the heaviest first. The same profile gives the same findings. */
export function diagnose(measured: Measured): Finding[] {
  const { requests, unit } = wholeOf(measured.profile);
  if (requests === 0) return [];
  const kept = keptInVain(measured).map(({ finding }) => finding);
  const reads = [...costlyReads(measured), ...repeatedReads(measured)];
  return [...reads, ...kept, ...forPeople(measured), ...itemByItem(measured)]
    .filter(({ weight }) => weight >= leastShare * unit)
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
}
