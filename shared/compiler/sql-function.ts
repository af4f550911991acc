import type { DurationUnit, FunctionName } from "../blueprint/expression.ts";
import type { ValueType } from "../blueprint/value-type.ts";
import { templateText } from "../code/literal.ts";
import type { EntityModel } from "./model.ts";
import { quoted, sqlText } from "./sql.ts";

/**
 * What a number is multiplied by before it is rounded: five units in its last place. Halves are those of decimals, as callers see
 * them: 1.025 is kept as a little less, and SQLite rounds what is kept.
 */
const decimalHalf = "1.000000000000001";

/** A function's value in SQL, of arguments in SQL. */
export function functionSql(
  name: Exclude<FunctionName, "smaller" | "larger">,
  values: readonly string[],
): string {
  const [first = "NULL", second = "NULL", third = "NULL"] = values;
  switch (name) {
    case "round": {
      const number = `${first} * ${decimalHalf}`;
      return values.length === 1 ? `CAST(round(${number}) AS INTEGER)` : `round(${number}, ${second})`;
    }
    case "floor":
      return `CAST(floor(${first}) AS INTEGER)`;
    case "ceiling":
      return `CAST(ceil(${first}) AS INTEGER)`;
    case "absolute":
      return `abs(${first})`;
    case "remainder":
      return `(${first} % ${second})`;
    case "length":
    case "trim":
    // Of SQLite without extensions, these change ASCII letters alone.
    case "lower":
    case "upper":
    case "date":
      return `${name}(${first})`;
    case "start":
      return `substr(${first}, 1, ${second})`;
    case "join":
      return (
        `(SELECT coalesce(group_concat(CASE "one".type WHEN 'real' THEN ${withoutFraction('"one".value')}` +
        ` WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE "one".value END, ${second} ORDER BY "one".key), substr("all".value, 1, 0))` +
        ` FROM (SELECT ${first} AS value) AS "all" LEFT JOIN json_each("all".value) AS "one")`
      );
    case "replace":
      return `replace(${first}, ${second}, ${third})`;
    case "contains":
      return `(instr(${first}, ${second}) > 0)`;
    case "year":
      return `CAST(strftime('%Y', ${first}) AS INTEGER)`;
    case "month":
      return `CAST(strftime('%m', ${first}) AS INTEGER)`;
    case "day":
      return `CAST(strftime('%d', ${first}) AS INTEGER)`;
    case "hour":
      return `CAST(strftime('%H', ${first}) AS INTEGER)`;
    case "weekday":
      return `((strftime('%w', ${first}) + 6) % 7 + 1)`;
    case "seconds":
    case "minutes":
    case "hours":
    case "days": {
      const seconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }[name];
      const between = `(unixepoch(${second}, 'subsec') - unixepoch(${first}, 'subsec'))`;
      return `CAST(${between} / ${seconds} AS INTEGER)`;
    }
  }
}

/** A date or moment in SQL, moved by a duration. */
export function movedSql(
  value: string,
  { kind }: ValueType,
  sign: "+" | "-",
  { amount, unit }: { amount: string; unit: DurationUnit },
): string {
  const isPlain = /^\d+(\.\d+)?$/.test(amount);
  const weeks = isPlain ? String(Number(amount) * 7) : `${amount} * 7`;
  const [count, sqlUnit] = unit === "week" ? [weeks, "day"] : [amount, unit];
  // Without `floor`, a month after the 31st of January would be in March.
  const floor = unit === "month" || unit === "year" ? ", 'floor'" : "";
  const signed = sign === "-" ? `-(${count})` : `(${count})`;
  const shift = `${isPlain ? `'${sign}${count} ${sqlUnit}s'` : `${signed} || ' ${sqlUnit}s'`}${floor}`;
  return kind === "date" ? `date(${value}, ${shift})` : `strftime('%Y-%m-%dT%H:%M:%fZ', ${value}, ${shift})`;
}

/** SQL of a number as a text: 20, where SQLite has 20.0. */
export function withoutFraction(number: string): string {
  return `rtrim(replace(${number} || '|', '.0|', ''), '|')`;
}

/** SQL of the path of a thing's own route. */
export function ownUrl(model: EntityModel, row: string): string {
  const read = model.entity.operations.find(({ kind }) => kind === "read");
  const path = read?.path ?? `/${model.entity.plural}/:id`;
  const collection = path.slice(0, path.lastIndexOf("/") + 1);
  return `${templateText(sqlText(collection))} || ${row}.${quoted(model.key.column)}`;
}
