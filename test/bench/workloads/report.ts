import { quantile } from "../load.ts";
import type { Measure } from "./measure.ts";
import { type Result, type Side, sides } from "./run.ts";
import type { Workload } from "./workload.ts";

const titles: Record<Side, string> = {
  planted: "planted",
  engine: "engine",
  random: "by chance",
  handTuned: "by hand",
};
const columns: [title: string, of: keyof Measure, digits: number][] = [
  ["rows read", "rowsRead", 1],
  ["rows written", "rowsWritten", 2],
  ["cost", "cost", 1],
  ["median ms", "median", 1],
  ["p95 ms", "p95", 1],
];

/** One workload's figures: medians over the seeds, with the least and the most. */
export function report({ name, about, mendable }: Workload, results: readonly Result[]): string {
  const rows = sides.map((side) =>
    [
      `  ${titles[side]}`.padEnd(13),
      ...columns.map(([, of, digits]) =>
        spread(
          results.map(({ measures }) => measures[side][of]),
          digits,
        ).padEnd(24),
      ),
    ].join(""),
  );
  const lines = (title: string, texts: readonly string[]) =>
    [...counted(texts)].map(([text, count]) => `  ${title} (${count} of ${results.length}): ${text}`);
  return [
    `${name}${mendable ? "" : " (no design mends it)"}: ${about}`,
    ["".padEnd(13), ...columns.map(([title]) => title.padEnd(24))].join(""),
    ...rows,
    `  engine / by hand: rows read ${spread(
      results.map((one) => ratioOf(one, "rowsRead")),
      2,
    )}, cost ${spread(
      results.map((one) => ratioOf(one, "cost")),
      2,
    )}`,
    `  ${spread(
      results.map(({ trials }) => trials),
      0,
    )} trials in ${spread(
      results.map(({ rounds }) => rounds),
      0,
    )} rounds`,
    ...lines(
      "live",
      results.map(({ promoted }) => promoted.join(", then ") || "nothing"),
    ),
    ...lines(
      "by chance",
      results.map(({ promotedByChance }) => promotedByChance.join(", then ") || "nothing"),
    ),
    ...lines(
      "to a person",
      results.flatMap(({ asked }) => asked.map((text) => text.replace(/\d+/g, "N"))),
    ),
    ...lines(
      "not live",
      results.flatMap(({ refused }) => refused).map((text) => text.slice(0, 200)),
    ).slice(0, 12),
    "",
  ].join("\n");
}

/** Of all together: how many reach the expert's, and how much less gains were on what was held out. */
export function summary(all: readonly { name: string; results: readonly Result[] }[]): string {
  const results = all.flatMap((one) => one.results);
  const near = all.filter((one) => middle(one.results.map((result) => ratioOf(result, "rowsRead"))) <= 1.2);
  const gains = results.flatMap((one) => one.gains);
  const shares = gains.map(({ search, heldOut }) => heldOut / search);
  return [
    `${near.length} of ${all.length} workloads read 1.2 times the rows of the expert's design, or fewer`,
    shares.length === 0
      ? "nothing came to a held-out part"
      : `held out, gains were ${spread(shares, 2)} of what the search part said, over ${shares.length}`,
  ].join("\n");
}

function ratioOf({ measures }: Result, of: "rowsRead" | "cost"): number {
  return measures.engine[of] / measures.handTuned[of];
}

function middle(values: readonly number[]): number {
  return quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}

function spread(values: readonly number[], digits: number): string {
  const least = Math.min(...values).toFixed(digits);
  const most = Math.max(...values).toFixed(digits);
  const text = middle(values).toFixed(digits);
  return least === most ? text : `${text} (${least}-${most})`;
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
