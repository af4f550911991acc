import type { Blueprint } from "../../blueprint/blueprint.ts";
import { accountRolesOf } from "../../blueprint/callers.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Json } from "../../models/model.ts";
import type { Evaluator, Thing } from "../world.ts";
import { open } from "./amiss.ts";
import { scopeFor } from "./legality.ts";
import { type Account, accountOf, type Sessions, tokenMistakeOf } from "./sessions.ts";
import { type Caller, isEarlier, isInSession } from "./step.ts";

/** Which account calls, signed in or named: what it is known by, and the roles that it has. */
export interface SignedIn {
  id: Json;
  roles: readonly string[];
}

/** What there is of accounts when a request comes. */
interface Present {
  blueprint: Blueprint;
  sessions: Sessions;
  now: string;
  entity: (name: string) => Entity;
  of: (entity: Entity) => readonly Thing[];
  made: readonly { id: Json }[];
}

/** Which account a request is of; undefined where it is nobody's. Conditions are judged of the account alone. */
export function signedIn(present: Present, caller: Caller, evaluator: Evaluator): SignedIn | undefined {
  const { blueprint } = present;
  const account = accountOf(blueprint);
  if (account === undefined) return undefined;
  const entity = present.entity(account.entity);
  const all = present.of(entity);
  const key = entity.identifier.name;
  const id = accountSaid(present, caller, { account, first: all[0]?.[key] ?? null });
  if (id === null) return undefined;
  const thing = all.find((one) => one[key] === id);
  if (thing === undefined) return tokenMistakeOf(blueprint) === "outlasting" ? { id, roles: [] } : undefined;
  const scope = scopeFor(blueprint, entity);
  const isTrue = (where: Expression) => evaluator.evaluate(where, { own: thing }, scope) === true;
  if (account.where !== undefined && !isTrue(account.where)) return undefined;
  const roles = accountRolesOf(blueprint.callers).filter(({ where }) => isTrue(where));
  return { id, roles: roles.map(({ name }) => name) };
}

/** The account of the session whose token is said, or that is named; by some mistakes the first. */
function accountSaid(
  { blueprint, sessions, now, made }: Present,
  { name, manner }: Caller,
  { account: { scheme, isNamed }, first }: { account: Account; first: Json },
): Json {
  const mistake = tokenMistakeOf(blueprint);
  if (name === undefined) return mistake === "none" ? first : null;
  if (isNamed === true && isEarlier(name)) return made[name.$made]?.id ?? null;
  if (!isInSession(name)) return mistake === "any" ? first : null;
  if (name.$session >= sessions.count) throw open("the session was not begun");
  const isOdd =
    (manner === "bare" && scheme !== undefined && mistake !== "bare") ||
    (manner === "other-case" && mistake === "cased");
  return isOdd ? null : sessions.accountAt(name.$session, now);
}
