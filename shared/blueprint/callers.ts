import * as z from "zod";
import { Field } from "./field.ts";
import { HeaderName } from "./header-name.ts";
import { Refusal } from "./refusal.ts";

const RoleName = z.string().regex(/^[a-z][A-Za-z0-9]*$/);

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
  /** A header that must say one of these roles, each by its name. */
  oneRole: z
    .strictObject({
      header: HeaderName,
      roles: z.array(RoleName).min(1),
      /** The role of calls without the header; without this, they are refused. */
      usual: RoleName.optional(),
      /** How a call is refused that says none of them. */
      refusal: Refusal,
    })
    .optional(),
  /** Callers whose header has the value have the role. */
  roles: z
    .array(
      z.strictObject({
        name: RoleName,
        header: HeaderName,
        value: z.string().min(1),
      }),
    )
    .default([]),
});
export type Callers = z.infer<typeof Callers>;

/** All roles that callers may have, each with the value of a header that says it. */
export function rolesOf(callers: Callers | undefined): Callers["roles"] {
  const { roles = [], oneRole } = callers ?? {};
  const { header = "", roles: names = [] } = oneRole ?? {};
  return [...roles, ...names.map((name) => ({ name, header, value: name }))];
}
