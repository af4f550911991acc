import * as z from "zod";
import { Blueprint } from "../../blueprint/blueprint.ts";
import { Implementation, Migration } from "../source.ts";
import { task } from "../task.ts";

/** Writes the service's repository from its blueprint. */
export const implementService = task({
  name: "implement_service",
  role: "developer",
  instructions: `Write the service's repository: small TypeScript modules in src/ on Hono, zod and @aidevos/kit, an OpenAPI
document that is true, and a README. src/service.ts exports the Durable Object class Service. Migrations only
add: keep every earlier step as it is and append.`,
  input: z.strictObject({
    blueprint: Blueprint,
    requirement: z.string(),
    /** The release before this one, when there is one. */
    previous: z.strictObject({ blueprint: Blueprint, migrations: z.array(Migration) }).optional(),
  }),
  output: Implementation,
});
