import type { Blueprint } from "../blueprint/blueprint.ts";
import { sumOfCosts, unitCost } from "../delivery/cost.ts";
import type { Design } from "../design/design.ts";
import type { Profile } from "./trace.ts";

/** A live release, and what callers' requests cost it. */
export interface Measured {
  profile: Profile;
  blueprint: Blueprint;
  design: Design;
}

/** Requests of the profile's part of the trace, and what one of them costs in rows read or their like. */
export function wholeOf({ routes }: Profile): { requests: number; unit: number } {
  const cost = sumOfCosts(routes.map((route) => route.cost));
  return { requests: cost.requests, unit: unitCost(cost) };
}

/** Rows that statements have put into a table by themselves, and how many were written for it with what is kept beside. */
export function insertedInto(table: string, { statements }: Profile): { rows: number; written: number } {
  const inserts = statements.filter(({ sql }) => tableOfInsert(sql) === table);
  return {
    rows: inserts.reduce((sum, { runs }) => sum + runs, 0),
    written: inserts.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
  };
}

function tableOfInsert(sql: string): string | undefined {
  return /^\s*INSERT (?:OR \w+ )?INTO "?([^"\s(]+)"?/i.exec(sql)?.[1];
}
