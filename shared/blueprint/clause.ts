import * as z from "zod";

/** One demand of a requirement, in the words it was written in. `id` is `c1`, `c2`, … in reading order. */
export const Clause = z.strictObject({
  id: z.string().regex(/^c[1-9]\d*$/),
  text: z.string().min(1),
  /** A remark demands nothing: it counts neither as met nor as unmet. */
  kind: z.literal("remark").optional(),
});
export type Clause = z.infer<typeof Clause>;

/** Clauses that cannot all hold, and the reading that the work goes on with. */
export const Contradiction = z.strictObject({
  clauses: z.array(z.string()).min(2),
  reading: z.string().min(1).max(500),
});
export type Contradiction = z.infer<typeof Contradiction>;

/**
 * What became of one clause in a blueprint: `met` names the parts of the blueprint that meet it (slash paths
 * such as `entities/book/fields/title`), `unmet` says why not, and `remark` is text that demands nothing.
 */
export const ClauseTrace = z.discriminatedUnion("outcome", [
  z.strictObject({ clause: z.string(), outcome: z.literal("met"), by: z.array(z.string()).min(1) }),
  z.strictObject({ clause: z.string(), outcome: z.literal("unmet"), reason: z.string().min(1) }),
  z.strictObject({ clause: z.string(), outcome: z.literal("remark") }),
]);
export type ClauseTrace = z.infer<typeof ClauseTrace>;
