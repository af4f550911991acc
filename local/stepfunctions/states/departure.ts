import type { Json, JsonObject } from "../json.ts";
import { compileTemplate } from "../template.ts";
import type { Departure } from "../visit.ts";

/** Prepares a state's, a rule's or a catcher's Assign and Output; `path` is what failures put before them. */
export function departureOf(
  source: { Assign?: JsonObject | undefined; Output?: Json | undefined },
  path = "",
): Departure {
  return {
    assign: source.Assign === undefined ? undefined : compileTemplate(source.Assign, `${path}Assign`),
    output: source.Output === undefined ? undefined : compileTemplate(source.Output, `${path}Output`),
  };
}
