import * as z from "zod";

/** When something happens by itself, as EventBridge has it, in UTC. */
export const Schedule = z
  .string()
  .regex(/^(cron|rate)\(.+\)$/, "a schedule is cron(0 3 * * ? *) or rate(1 day)");
