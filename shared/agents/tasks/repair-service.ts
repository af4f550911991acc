import * as z from "zod";
import { Blueprint } from "../../blueprint/blueprint.ts";
import { Implementation } from "../source.ts";
import { task } from "../task.ts";

/** Mends a service whose gates failed, from the gates' own reports. */
export const repairService = task({
  name: "repair_service",
  role: "developer",
  instructions: `Gates failed. Mend the code so that they pass: change as little as you can, never a test, and keep what the
blueprint says. If the failures do not come from the code, give up and say why.`,
  input: z.strictObject({
    blueprint: Blueprint,
    implementation: Implementation,
    failures: z.array(z.strictObject({ gate: z.string(), message: z.string() })),
  }),
  output: z.discriminatedUnion("outcome", [
    z.strictObject({ outcome: z.literal("repaired"), implementation: Implementation }),
    z.strictObject({ outcome: z.literal("gave-up"), reason: z.string().min(1) }),
  ]),
});
