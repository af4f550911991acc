import type { Entity, Filter } from "./entity.ts";
import { fieldType, memberType, type ValueType } from "./value-type.ts";

/** What values of parameters have an order that is the same wherever they come from. */
export type Comparable = "number" | "date" | "time" | "moment";

const compared: readonly Filter["comparison"][] = ["equals", "at-least", "at-most", "greater", "less"];

/** What kind of values a list's parameter takes that can be compared; undefined where they can't be. */
export function comparableParameter(entity: Entity, parameter: string): Comparable | undefined {
  const filter = entity.list.filters.find((one) => one.parameter === parameter);
  if (filter === undefined) return undefined;
  if (filter.when !== undefined)
    return "input" in filter.when ? comparable(fieldType(filter.when.input)) : undefined;
  return compared.includes(filter.comparison)
    ? comparable(memberType(entity, filter.fields[0] ?? ""))
    : undefined;
}

function comparable(type: ValueType | undefined): Comparable | undefined {
  switch (type?.kind) {
    case "number":
    case "whole number":
      return "number";
    case "date":
    case "time":
    case "moment":
      return type.kind;
    default:
      return undefined;
  }
}
