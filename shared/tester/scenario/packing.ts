import type { Entity } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Limit } from "../../blueprint/rules.ts";
import { sampleAt } from "../samples/sample.ts";

const day = 86_400_000;

/** Things whose times shall lie in one calendar period, one after another, so that their periods do not overlap. */
export interface Packing {
  entity: Entity;
  /** The field by which the calendar period is told. */
  field: string;
  unit: NonNullable<Limit["period"]>["unit"];
  /** How many things there shall be room for. */
  count: number;
}

const lengths = { hour: day / 24, day, week: 7 * day, month: 28 * day, year: 365 * day };

/**
 * The time of the thing of a turn, some steps after it begins, in the first calendar period of the samples or so many
 * further on. Undefined where the field's values are too coarse for so many in one period, or have no place in it:
 * those of other fields than the period's do when they come `later`, by so many steps.
 */
export function packedAt(
  { unit, count, field: told }: Packing,
  field: Field,
  { turn, later, period }: { turn: number; later: number | undefined; period: number },
): string | undefined {
  if (field.type !== "date" && field.type !== "datetime") return undefined;
  if (later === undefined && field.name !== told) return undefined;
  const steps = later ?? 0;
  const grain = field.type === "date" ? day : 60_000;
  const step = Math.floor(lengths[unit] / (count + 2) / grain) * grain;
  if (step === 0 && steps > 0) return undefined;
  const begin = beginOf(new Date(String(sampleAt(field, 1))), unit, period);
  const time = new Date(begin + ((turn % count) + steps) * step).toISOString();
  return field.type === "date" ? time.slice(0, 10) : time;
}

/** When the calendar period begins that is so many after the one that holds a moment. */
function beginOf(at: Date, unit: Packing["unit"], further: number): number {
  const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  switch (unit) {
    case "year":
      return Date.UTC(year + further, 0, 1);
    case "month":
      return Date.UTC(year, month + further, 1);
    case "week":
      return Date.UTC(year, month, date - ((at.getUTCDay() + 6) % 7) + 7 * further);
    case "day":
      return Date.UTC(year, month, date + further);
    case "hour":
      return Date.UTC(year, month, date, at.getUTCHours() + further);
  }
}
