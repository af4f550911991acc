import * as z from "zod";
import { Blueprint } from "../../blueprint/blueprint.ts";
import { Design } from "../../design/design.ts";
import { Implementation, Migration } from "../source.ts";
import { task } from "../task.ts";

/** Writes the service's repository from its blueprint. */
export const implementService = task({
  name: "implement_service",
  role: "developer",
  instructions: `Write the service's repository: small TypeScript modules in src/ on Hono, zod and @aidevos/kit, an OpenAPI
document that is true, and a README. src/service.ts exports the Durable Object class Service. Migrations only
add: keep every earlier step as it is, name each new one by its content, and append.`,
  input: z.strictObject({
    blueprint: Blueprint,
    /** How it does what the blueprint says; the usual one if left out. */
    design: Design.optional(),
    requirement: z.string(),
    /** What this release follows: the live one's blueprint, and the steps that the data has had, also from releases taken back. */
    previous: z.strictObject({ blueprint: Blueprint, migrations: z.array(Migration) }).optional(),
  }),
  output: Implementation,
});
