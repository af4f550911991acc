import type { Detect } from "./baselines.ts";
import type { Series } from "./corpus.ts";
import { eventsAt } from "./events.ts";
import {
  bestThreshold,
  normalised,
  type Point,
  type Profile,
  pointsOf,
  profiles,
  windowsIn,
  worthAt,
} from "./score.ts";

/** The scored rows of each group. */
export type Scored = ReadonlyMap<string, readonly Point[]>;

/** Every series scored by a detector. */
export function scoredBy(detect: Detect, corpus: readonly Series[]): Scored {
  const scored = new Map<string, Point[]>();
  for (const series of corpus) {
    const points = scored.get(series.group) ?? [];
    for (const point of pointsOf(series, detect(series))) points.push(point);
    scored.set(series.group, points);
  }
  return scored;
}

/** A detector's row: by each profile at the corpus' best threshold, by the standard one with it taken from other groups. */
export function rowOf(name: string, scored: Scored): string {
  const all = [...scored.values()].flat();
  const windows = windowsIn(all);
  const best = Object.values(profiles).map((profile) => bestThreshold(all, profile));
  const cells = Object.values(profiles).map((profile, index) =>
    normalised(best[index]?.worth ?? 0, windows, profile).toFixed(1),
  );
  const across = normalised(worthAcross(scored, profiles.standard), windows, profiles.standard).toFixed(1);
  return `| ${name} | ${cells.join(" | ")} | ${best[0]?.threshold.toFixed(3)} | ${across} |`;
}

/** What alarms in each group are worth at the threshold that is best for the others. */
function worthAcross(scored: Scored, profile: Profile): number {
  let total = 0;
  for (const [group, points] of scored) {
    const others = [...scored].flatMap(([other, points]) => (other === group ? [] : points));
    total += worthAt(points, bestThreshold(others, profile).threshold, profile);
  }
  return total;
}

/** A table of what each group gets at a fixed threshold, and all together. */
export function tableAt(threshold: number, scored: Scored): string {
  const lines = [
    "| group | standard | windows | found | false alarms | precision | recall | alarms / 1,000 |",
  ];
  lines.push("| --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const [group, points] of [...scored, ["all", [...scored.values()].flat()] as const]) {
    const events = eventsAt(points, threshold);
    const worth = worthAt(points, threshold, profiles.standard);
    const score = events.windows > 0 ? normalised(worth, events.windows, profiles.standard).toFixed(1) : "-";
    const alarms = points.filter(({ score }) => score >= threshold).length;
    const rates = [events.precision, events.recall].map((rate) =>
      Number.isNaN(rate) ? "-" : rate.toFixed(2),
    );
    const rate = ((1000 * alarms) / points.length).toFixed(2);
    lines.push(
      `| ${[group, score, events.windows, events.found, events.false, ...rates, rate].join(" | ")} |`,
    );
  }
  return lines.join("\n");
}
