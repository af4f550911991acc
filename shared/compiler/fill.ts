import { isSetByKeeping } from "../blueprint/field.ts";
import type { FieldModel } from "./model.ts";

/** What a stored moment is when nobody knows it: that of a row older than the column. */
const unknownMoment = "1970-01-01T00:00:00.000Z";

/**
 * What a field is, as SQLite keeps it, in a row that was stored without it; undefined when it may be missing, or when
 * nobody can say.
 */
export function fillOf({ field, mayBeNull, storage }: FieldModel): string | number | undefined {
  // What follows from others is made when the release starts.
  if (mayBeNull || isSetByKeeping(field)) return undefined;
  if (field.source === "state") return field.values?.[0];
  if (field.source !== "input") return unknownMoment;
  const value = field.default;
  if (value === "now" && field.type === "date") return unknownMoment.slice(0, 10);
  if (value === "now" && field.type === "datetime") return unknownMoment;
  if (Array.isArray(value) || (storage === "json" && value !== undefined)) return JSON.stringify(value);
  return typeof value === "boolean" ? Number(value) : value;
}
