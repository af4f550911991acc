// How many environments the scaler has beside those of reactive scaling and of a fixed number, on a folder of groups of series
// taken for loads. Run by hand, some minutes: node test/bench/scaling.ts FOLDER
import { concurrencyPolicies } from "../../shared/telemetry/concurrency.ts";
import { forecaster } from "../../shared/telemetry/forecast/forecaster.ts";
import { type ScalingInput, scale } from "../../shared/telemetry/forecast/scaling.ts";
import { type Series, seriesIn } from "./forecast/series.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder of the series: node test/bench/scaling.ts FOLDER");

/** Units that bear what is larger than 99 of 100 values: so that units are whole, and many enough to tell. */
const unitsAtPeak = 20;
const day = 86_400_000;
const { ahead, calm, quantile } = concurrencyPolicies.production;

/** What came of a series: of each slot from the second day on, the units that there were, and those that were needed. */
interface Run {
  had: number[];
  needed: number[];
}

/** What a forecaster says that has learned nothing: then only the measurement decides. */
const nothing: ScalingInput["forecaster"] = {
  interval: 300_000,
  forecast: () => undefined,
  measured: () => undefined,
};

interface Way {
  /** How much of the load one unit bears. */
  perUnit: number;
  /** How much it is taken to bear: less, where units are to be left over. */
  taken?: number;
  foresees: boolean;
}

/**
 * Scales after each slot for the next but one, as Scale does: a slot is measured when it is over, and an environment that is
 * asked for then is there a slot later.
 */
function run({ interval, values }: Series, { perUnit, taken = perUnit, foresees }: Way): Run {
  const known = foresees ? forecaster({ interval, horizons: [ahead * 1000 + 3 * interval] }) : undefined;
  const slots = Math.max(1, Math.ceil((calm * 1000) / interval));
  const result: Run = { had: [], needed: [] };
  let capacity = 0;
  let asked = 0;
  for (const [slot, value] of values.entries()) {
    if (value !== undefined && slot * interval >= day) {
      result.had.push(capacity);
      result.needed.push(Math.ceil(value / perUnit));
    }
    capacity = asked;
    if (value !== undefined) known?.observe({ at: slot * interval, value });
    const recent = values.slice(Math.max(0, slot - slots), slot + 1).flatMap((one) => one ?? []);
    const scaling = scale({
      forecaster: known ?? nothing,
      now: (slot + 1) * interval,
      load: recent.length === 0 ? undefined : Math.max(...recent),
      capacity,
      policy: { perUnit: taken, ahead: ahead * 1000, quantile, least: 0, most: 10 * unitsAtPeak },
    });
    if (scaling.change !== "unchanged") asked = scaling.capacity;
  }
  return result;
}

/** Scales by the measurement alone with so much left over that there are as many units on average. */
function withHeadroom(series: Series, perUnit: number, units: number): Run {
  let [low, high] = [0.1 * perUnit, perUnit];
  let found = run(series, { perUnit, foresees: false });
  for (let step = 0; step < 12; step++) {
    const taken = (low + high) / 2;
    found = run(series, { perUnit, taken, foresees: false });
    if (mean(found.had) > units) low = taken;
    else high = taken;
  }
  return found;
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const under = (had: readonly number[], needed: readonly number[]) =>
  mean(needed.map((units, slot) => (units > (had[slot] ?? 0) ? 1 : 0)));

function perUnitOf({ values }: Series): number {
  const sorted = values.flatMap((value) => value ?? []).toSorted((one, other) => one - other);
  return (sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0) / unitsAtPeak;
}

const rows = (await seriesIn(folder)).flatMap((series) => {
  const perUnit = perUnitOf(series);
  if (!(perUnit > 0) || series.values.some((value) => value !== undefined && value < 0)) return [];
  const scaler = run(series, { perUnit, foresees: true });
  if (scaler.had.length === 0) return [];
  const units = mean(scaler.had);
  const ways = [
    scaler.had,
    run(series, { perUnit, foresees: false }).had,
    withHeadroom(series, perUnit, units).had,
    scaler.had.map(() => Math.round(units)),
  ];
  const figures = ways.flatMap((had) => [under(had, scaler.needed), mean(had)]);
  return [{ group: series.group, figures: [...figures, mean(scaler.needed)] }];
});

const line = (name: string, cells: readonly string[]) =>
  console.log([name.padEnd(14), ...cells.map((cell) => cell.padStart(18))].join(""));
console.log(
  "Share of slots with fewer units than the load needed, and units on average; means over a group's series",
);
line("", ["scaler", "", "reactive", "", "as many units", "", "fixed", "", "needed"]);
for (const group of new Set(rows.map((row) => row.group))) {
  const own = rows.filter((row) => row.group === group);
  const figures = (own[0]?.figures ?? []).map((_, index) => mean(own.map((row) => row.figures[index] ?? 0)));
  line(
    `${group} (${own.length})`,
    figures.map((figure, index) =>
      index % 2 === 0 && index < 8 ? `${(100 * figure).toFixed(1)}%` : figure.toFixed(2),
    ),
  );
}
