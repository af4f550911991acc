import * as z from "zod";
import { Field } from "./field.ts";
import { Refusal } from "./refusal.ts";

/** A header's name (RFC 9110). */
const HeaderName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/);

/** How callers are known. What a header says is believed: it is set by whatever stands before the service. */
export const Callers = z.strictObject({
  /** Names the caller; its value is `the caller` in expressions. */
  name: z
    .strictObject({
      header: HeaderName,
      /** How a call without it is refused; without this, callers may be nameless. */
      refusal: Refusal.optional(),
      /** What a name must be and how it is kept; what does not fit is as no name. */
      value: Field.optional(),
    })
    .optional(),
  /** A fixed key that every call needs. */
  key: z.strictObject({ header: HeaderName, value: z.string().min(1), refusal: Refusal }).optional(),
  /** Callers whose header has the value have the role. */
  roles: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
        header: HeaderName,
        value: z.string().min(1),
      }),
    )
    .default([]),
});
export type Callers = z.infer<typeof Callers>;
