import * as z from "zod";
import { Expression } from "./expression.ts";
import { Field } from "./field.ts";
import { HeaderName } from "./header-name.ts";
import { Refusal } from "./refusal.ts";

const RoleName = z.string().regex(/^[a-z][A-Za-z0-9]*$/);

/** A role that a header says. */
const HeaderRole = z.strictObject({ name: RoleName, header: HeaderName, value: z.string().min(1) });
export type HeaderRole = z.infer<typeof HeaderRole>;

/** A role of the accounts for which the condition is true. */
const AccountRole = z.strictObject({ name: RoleName, where: Expression });
export type AccountRole = z.infer<typeof AccountRole>;

/**
 * How callers are known: by what a header says, which is believed, since it is set by whatever stands before the service,
 * or by the token that the service itself gave to whom it signed in.
 */
export const Callers = z.strictObject({
  /** Names the caller; its value is `the caller` in expressions. */
  name: z
    .strictObject({
      header: HeaderName,
      /** How a call without it is refused; without this, callers may be nameless. */
      refusal: Refusal.optional(),
      /** What a name must be and how it is kept; what does not fit is as no name. */
      value: Field.optional(),
      /**
       * Callers are things, each known by its identifier: the header holds a session's token, and the caller is who signed in;
       * or it holds the identifier itself.
       */
      account: z
        .strictObject({
          entity: z.string().min(1),
          /** It holds the identifier, which is believed: nobody signs in. */
          isNamed: z.literal(true).optional(),
          /** What stands before the token, as in `Bearer`. */
          scheme: z
            .string()
            .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
            .optional(),
          /** Things for which it is not true are nobody. */
          where: Expression.optional(),
        })
        .optional(),
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
  /** Callers whose header has the value, or whose account the condition is true of, have the role. */
  roles: z.array(z.union([HeaderRole, AccountRole])).default([]),
});
export type Callers = z.infer<typeof Callers>;

/** Whether callers sign in, and are known by the tokens of their sessions. */
export function haveSessions(callers: Callers | undefined): boolean {
  return callers?.name?.account !== undefined && callers.name.account.isNamed !== true;
}

/** All roles that callers may have. */
export function rolesOf(callers: Callers | undefined): (HeaderRole | AccountRole)[] {
  const { roles = [], oneRole } = callers ?? {};
  const { header = "", roles: names = [] } = oneRole ?? {};
  return [...roles, ...names.map((name) => ({ name, header, value: name }))];
}

/** The roles among them that headers say, each with the value that says it. */
export function headerRolesOf(callers: Callers | undefined): HeaderRole[] {
  return rolesOf(callers).filter((role) => "header" in role);
}

/** Of the roles that a header says, the first: whoever sends it has one of them. */
export function roleOfEachHeader(callers: Callers | undefined): HeaderRole[] {
  return headerRolesOf(callers).filter(
    (role, index, all) => all.findIndex(({ header }) => header === role.header) === index,
  );
}

/** The roles among them that accounts have. */
export function accountRolesOf(callers: Callers | undefined): AccountRole[] {
  return rolesOf(callers).filter((role) => "where" in role);
}
