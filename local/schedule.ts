import { TemplateError } from "./errors.ts";

/** When something is due, again and again. */
export type Schedule = { kind: "rate"; milliseconds: number } | { kind: "cron"; fields: CronFields };

interface CronFields {
  minute: Set<number>;
  hour: Set<number>;
  dayOfMonth: Set<number> | undefined;
  month: Set<number>;
  /** 0 is Sunday. Undefined, as for the day of the month, when any day will do. */
  dayOfWeek: Set<number> | undefined;
}

const units: Partial<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Parses EventBridge's `rate(5 minutes)` and `cron(0 9 ? * MON-FRI *)`, whose Sunday is 1. UTC. */
export function parseSchedule(expression: string): Schedule {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count !== undefined && unit !== undefined)
    return { kind: "rate", milliseconds: Number(count) * (units[unit] ?? 0) };
  const [, cron] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (cron === undefined)
    throw new TemplateError(`"${expression}" is no schedule: write rate(5 minutes) or cron(0 9 * * ? *).`);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...more] = cron.trim().split(/\s+/);
  if (year !== "*" || more.length > 0)
    throw new TemplateError(`"${expression}": a cron has six fields here, the last of them (the year) "*".`);
  return cronOf([minute, hour, dayOfMonth, month, dayOfWeek], expression);
}

/** Parses a cron of five fields as Cloudflare takes it, whose Sunday is 1 as well. UTC. */
export function parseCron(expression: string): Schedule {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) throw new TemplateError(`"${expression}" is no cron: it has five fields.`);
  return cronOf(fields, expression);
}

/**
 * Milliseconds since the epoch at which a schedule is next due, after `now`. A rate counts from the epoch, so that a
 * restart neither repeats nor shifts it.
 */
export function nextDue(schedule: Schedule, now: number): number {
  if (schedule.kind === "rate") return (Math.floor(now / schedule.milliseconds) + 1) * schedule.milliseconds;
  const minute = 60_000;
  const horizon = now + 4 * 366 * 86_400_000;
  for (let time = (Math.floor(now / minute) + 1) * minute; time < horizon; ) {
    const date = new Date(time);
    if (!isDay(schedule.fields, date))
      time = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
    else if (!schedule.fields.hour.has(date.getUTCHours()))
      time = (Math.floor(time / 3_600_000) + 1) * 3_600_000;
    else if (!schedule.fields.minute.has(date.getUTCMinutes())) time += minute;
    else return time;
  }
  return Number.POSITIVE_INFINITY;
}

function isDay({ dayOfMonth, month, dayOfWeek }: CronFields, date: Date): boolean {
  if (!month.has(date.getUTCMonth() + 1)) return false;
  const inMonth = dayOfMonth?.has(date.getUTCDate());
  const inWeek = dayOfWeek?.has(date.getUTCDay());
  // Where both are given, one of them is enough: the rule of cron.
  if (inMonth !== undefined && inWeek !== undefined) return inMonth || inWeek;
  return inMonth ?? inWeek ?? true;
}

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const days = "SUN MON TUE WED THU FRI SAT".split(" ");

function cronOf(fields: (string | undefined)[], expression: string): Schedule {
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = ""] = fields;
  const read = (field: string, from: number, to: number, names: string[] = []) =>
    parseField(field, { from, to, names, expression });
  const any = (field: string) => field === "*" || field === "?";
  const weekDays = any(dayOfWeek) ? undefined : read(dayOfWeek, 1, 7, days);
  return {
    kind: "cron",
    fields: {
      minute: read(minute, 0, 59),
      hour: read(hour, 0, 23),
      dayOfMonth: any(dayOfMonth) ? undefined : read(dayOfMonth, 1, 31),
      month: read(month, 1, 12, months),
      dayOfWeek: weekDays && new Set([...weekDays].map((day) => day - 1)),
    },
  };
}

function parseField(
  field: string,
  { from, to, names, expression }: { from: number; to: number; names: string[]; expression: string },
): Set<number> {
  const values = new Set<number>();
  const number = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + from : Number(text);
    if (Number.isInteger(value) && value >= from && value <= to && text !== "") return value;
    throw new TemplateError(
      `"${expression}": "${field}" is not understood. Numbers from ${from} to ${to}, names, ranges, lists and steps are; L, W and # are not.`,
    );
  };
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [low = "", high] = range === "*" || range === "?" ? [String(from), String(to)] : range.split("-");
    const last = high ?? (step === undefined ? low : String(to));
    const stride = step === undefined ? 1 : Math.max(1, Number(step) || 1);
    for (let value = number(low); value <= number(last); value += stride) values.add(value);
  }
  return values;
}
