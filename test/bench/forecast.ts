// How the online choice forecasts beside each of its models alone: MASE and pinball loss by group of series. Run by hand,
// some minutes: node test/bench/forecast.ts FOLDER [hours ahead, 1 if not given]
import {
  meanAbsoluteError,
  pinballLoss,
  type Scored,
  seasonalScale,
} from "../../shared/telemetry/forecast/accuracy.ts";
import { allModels } from "../../shared/telemetry/forecast/models/all.ts";
import { seasonOf } from "../../shared/telemetry/forecast/season.ts";
import { type Forecasts, online, single } from "./forecast/forecasts.ts";
import { type Series, seriesIn } from "./forecast/series.ts";

const [folder, hours = "1"] = process.argv.slice(2);
if (folder === undefined)
  throw new Error("Name the folder of the series: node test/bench/forecast.ts FOLDER [hours]");
const quantiles = [0.1, 0.5, 0.9];
const choice = "online choice";
/** Those whose quantiles are measured too; all models' would take an hour. */
const named = ["last", "ewma-6", "seasonal-naive-day", "seasonal-difference-day", "holt-winters-12"];

interface Row {
  series: Series;
  scale: number;
  errors: Record<string, number>;
  pinball: Record<string, number[]>;
}

/** Of forecasts made after each measurement: those whose slot was measured, a day or more after the first one. */
function scoredOf(
  { interval, values }: Series,
  steps: number,
  forecasts: Forecasts,
  quantile: number,
): Scored[] {
  const { day } = seasonOf(interval);
  return forecasts.flatMap((forecast, slot) => {
    const [actual, said] = [values[slot + steps], forecast?.[quantile]];
    return slot + steps < day || actual === undefined || said === undefined
      ? []
      : [{ actual, forecast: said }];
  });
}

function rowOf(series: Series): Row {
  const season = seasonOf(series.interval);
  const steps = Math.max(1, Math.round((Number(hours) * 3_600_000) / series.interval));
  const row: Row = { series, scale: seasonalScale(series.values, season.day), errors: {}, pinball: {} };
  const add = (name: string, forecasts: Forecasts, asked: readonly number[]) => {
    row.errors[name] = meanAbsoluteError(scoredOf(series, steps, forecasts, asked.indexOf(0.5)));
    if (asked.length > 1) {
      row.pinball[name] = asked.map((quantile, index) =>
        pinballLoss(scoredOf(series, steps, forecasts, index), quantile),
      );
    }
  };
  add(choice, online(series, { steps, quantiles }), quantiles);
  for (const name of Object.keys(allModels(season))) {
    const asked = named.includes(name) ? quantiles : [0.5];
    add(name, single(series, name, { steps, quantiles: asked }), asked);
  }
  return row;
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const line = (name: string, cells: readonly string[]) =>
  console.log([name.padEnd(28), ...cells.map((cell) => cell.padStart(22))].join(""));

const rows = (await seriesIn(folder)).map(rowOf);
const groups = [...new Set(rows.map(({ series }) => series.group))];
const scaled = (group: string) => rows.filter(({ series, scale }) => series.group === group && scale > 0);
const models = Object.keys(rows[0]?.errors ?? {});

console.log(
  `MASE ${hours} h ahead: the mean over a group's series of (mean absolute error / scale). The scale is the`,
);
console.log(
  "mean absolute distance of values a day apart, over the whole series; series where it is 0 are below.",
);
line("", groups);
const groupMase = (name: string, group: string) =>
  mean(scaled(group).map(({ errors, scale }) => (errors[name] ?? Number.NaN) / scale));
for (const name of models)
  line(
    name,
    groups.map((group) => groupMase(name, group).toFixed(4)),
  );
const bestOf = (group: string) =>
  Math.min(...models.filter((name) => name !== choice).map((name) => groupMase(name, group)));
line(
  "choice / best single",
  groups.map((group) => (groupMase(choice, group) / bestOf(group)).toFixed(3)),
);

console.log(`\nPinball loss in the same scale, mean of the quantiles ${quantiles.join(", ")}`);
line("", groups);
for (const name of [choice, ...named]) {
  line(
    name,
    groups.map((group) => {
      const losses = scaled(group).map(({ pinball, scale }) => mean(pinball[name] ?? []) / scale);
      return mean(losses).toFixed(4);
    }),
  );
}

console.log(
  "\nSeries by series: the choice's MASE, the best single's, and the choice's over the best single's",
);
const against = rows
  .map(({ series, scale, errors }) => {
    const singles = models.filter((name) => name !== choice);
    const [best = ""] = singles.sort((one, other) => (errors[one] ?? 0) - (errors[other] ?? 0));
    return {
      name: series.name,
      scale,
      own: errors[choice] ?? Number.NaN,
      best,
      error: errors[best] ?? Number.NaN,
    };
  })
  .sort((one, other) => other.own / other.error - one.own / one.error);
for (const { name, scale, own, best, error } of against) {
  const unit = scale > 0 ? scale : 1;
  const ratio = error > 0 ? (own / error).toFixed(3) : `of a mean absolute error of ${error}`;
  console.log(
    `${name.padEnd(42)}${(own / unit).toFixed(4).padStart(9)} ${(error / unit).toFixed(4).padStart(9)} ${ratio} (${best})`,
  );
}
