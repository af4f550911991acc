import * as z from "zod";
import { ByHand } from "./by-hand.ts";
import { Expression } from "./expression.ts";
import { PropertyName } from "./property-name.ts";
import { Refusal } from "./refusal.ts";

/** What must hold for every thing at all times. A change that would make it false is refused; null breaks nothing. */
export const Rule = z.strictObject({ condition: Expression, refusal: Refusal });
export type Rule = z.infer<typeof Rule>;

/** At most so many things for each thing that the reference names, counting those where the condition is true. */
export const Limit = z.strictObject({
  /** Reference field; without it, the limit is on all things together. */
  per: PropertyName.optional(),
  /** A number, or an expression over the thing that `per` names. */
  most: Expression,
  where: Expression.optional(),
  /** Count only those whose date or moment in `field` is in the same calendar period (UTC; weeks begin on Monday). */
  period: z
    .strictObject({ field: PropertyName, unit: z.enum(["hour", "day", "week", "month", "year"]) })
    .optional(),
  refusal: Refusal,
});
export type Limit = z.infer<typeof Limit>;

/** Fields in which no two things agree, of those for which the condition is true; what is null agrees with nothing. One alone hangs on a condition. */
export const UniqueTogether = z.strictObject({
  fields: z.array(PropertyName).min(1),
  where: Expression.optional(),
  /** Where it does not refuse as all conflicts do. */
  refusal: Refusal.optional(),
});
export type UniqueTogether = z.infer<typeof UniqueTogether>;

/** Periods from one field to another that never overlap among things that agree in `per`; to touch is no overlap. */
export const NoOverlap = z.strictObject({
  from: PropertyName,
  to: PropertyName,
  per: z.array(PropertyName),
  where: Expression.optional(),
  refusal: Refusal,
});
export type NoOverlap = z.infer<typeof NoOverlap>;

/** What must hold for every thing at all times, as a function says; where it does not, the first of its refusals is given. */
export const HandRule = z.strictObject({ name: PropertyName, byHand: ByHand });
export type HandRule = z.infer<typeof HandRule>;
