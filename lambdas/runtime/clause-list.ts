import * as z from "zod";
import { Clause } from "../../shared/blueprint/clause.ts";

/** The artifact that Intake keeps: a requirement's title and its clauses. */
export const ClauseList = z.strictObject({ title: z.string(), clauses: z.array(Clause) });
