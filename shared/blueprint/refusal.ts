import * as z from "zod";
import { Expression } from "./expression.ts";
import { HeaderName } from "./header-name.ts";

/** The status of each kind of refusal where a blueprint says no other. */
export const usualStatuses = {
  /** The body is not JSON, or not an object. */
  malformed: 400,
  /** A value breaks a field's rules. */
  invalid: 400,
  notFound: 404,
  /** A uniqueness rule is broken. */
  conflict: 409,
  /** A reference names nothing. */
  unknownReference: 400,
  /** Deleting something that others still refer to. */
  stillReferenced: 409,
  /** The path is there, and not with this method. */
  methodNotAllowed: 405,
} as const;
export type RefusalKind = keyof typeof usualStatuses;

/** The code of each kind of refusal where a blueprint says no other. */
export const usualCodes: Readonly<Record<RefusalKind, string>> = {
  malformed: "malformed",
  invalid: "invalid",
  notFound: "not_found",
  conflict: "conflict",
  unknownReference: "unknown_reference",
  stillReferenced: "still_referenced",
  methodNotAllowed: "method_not_allowed",
};
const Code = z.string().min(1).optional();
export const RefusalCodes = z.strictObject({
  malformed: Code,
  invalid: Code,
  notFound: Code,
  conflict: Code,
  unknownReference: Code,
  stillReferenced: Code,
  methodNotAllowed: Code,
});

/** How one rule refuses: its status, the code that programs read, and values that its answer carries beside them. */
export const Refusal = z.strictObject({
  status: z.int().min(400).max(499),
  code: z.string().min(1).optional(),
  /** In words for the caller; without one, the compiler words it. */
  message: z.string().min(1).optional(),
  /** The field or input that it tells of, as of one with a wrong value. */
  field: z.string().min(1).optional(),
  /** Headers that its answer has. */
  headers: z.array(z.strictObject({ name: HeaderName, value: z.string() })).optional(),
  with: z.array(z.strictObject({ name: z.string().min(1), value: Expression })).optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/** Who may do something: callers with one of the roles, the caller whose name `owner` holds, or any that is named. */
export const Permission = z.strictObject({
  roles: z.array(z.string().min(1)),
  /** Field that holds the owner's name. */
  owner: z.string().optional(),
  /** Any caller that is named, where callers need not be. */
  caller: z.literal(true).optional(),
  refusal: Refusal,
});
export type Permission = z.infer<typeof Permission>;

/** Whether all that a caller needs is a name: what is asked for has no part in it, nor in how others are refused. */
export function isOfCallerAlone({ roles, owner, caller, refusal }: Permission): boolean {
  return caller === true && roles.length === 0 && owner === undefined && refusal.with === undefined;
}

/** What must be true before something is done; it is judged on the thing as it stands. Null is not true. */
export const Guard = z.strictObject({ condition: Expression, refusal: Refusal });
export type Guard = z.infer<typeof Guard>;

/** The expressions of a guard: its condition, and what its refusal carries. */
export function expressionsOf({ condition, refusal }: Guard): Expression[] {
  return [condition, ...(refusal.with ?? []).map(({ value }) => value)];
}
