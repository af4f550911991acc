import * as z from "zod";
import { Blueprint, ServiceName } from "../../blueprint/blueprint.ts";
import { Clause } from "../../blueprint/clause.ts";
import { task } from "../task.ts";

/** Designs the service that the clauses demand, and traces every clause. */
export const draftBlueprint = task({
  name: "draft_blueprint",
  role: "architect",
  instructions: `Design the service as a blueprint. Trace every clause: say which parts of the blueprint meet it, or why none
does, or that it demands nothing. Never claim a clause that the blueprint does not meet. Where the text fixes a
route, a status code or a shape, use exactly that.`,
  input: z.strictObject({
    name: ServiceName,
    title: z.string(),
    requirement: z.string(),
    clauses: z.array(Clause),
    temperament: z.enum(["lean", "scale", "guard"]),
  }),
  output: Blueprint,
});
