import * as z from "zod";
import { Clause, Contradiction } from "../../shared/blueprint/clause.ts";

/** The artifact that Intake keeps: a requirement's title and its clauses. */
export const ClauseList = z.strictObject({
  title: z.string(),
  clauses: z.array(Clause),
  /** What the requirement is: a spec, whose clauses are its statements, or a text in free words. */
  written: z.enum(["spec", "text"]).default("spec"),
  contradictions: z.array(Contradiction).default([]),
});
export type ClauseList = z.output<typeof ClauseList>;
