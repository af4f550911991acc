import * as z from "zod";
import { Expression } from "./expression.ts";
import { PropertyName } from "./property-name.ts";

/**
 * What happens to a thing by itself. It has happened at the moment at which it is due, whoever looks, and is dated then.
 * No rule is judged.
 */
export const Lapse = z.strictObject({
  /** A change of a state, from any of `from`; without one, the thing is deleted. No states form a circle. */
  move: z
    .strictObject({
      field: PropertyName,
      from: z.array(z.string().min(1)).min(1),
      to: z.string().min(1),
    })
    .optional(),
  due: z.union([
    /** A duration, counted from when the field was last set; of a deletion, from when the thing was made. */
    z.strictObject({ after: Expression }),
    /** As soon as a condition on the thing is true: it speaks of no caller. */
    z.strictObject({ when: Expression }),
  ]),
});
export type Lapse = z.infer<typeof Lapse>;

/** Every expression of a lapse. */
export function expressionOf({ due }: Lapse): Expression {
  return "after" in due ? due.after : due.when;
}
