import { lookingFor } from "../blueprint/absence.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import type { Guard } from "../blueprint/refusal.ts";
import { isBefore } from "../blueprint/refusal-order.ts";
import { rowsOf, whereThere } from "./call-code.ts";
import { permitCode, requireCode, type ThingCode } from "./guard-code.ts";
import { inOrder, isAfterSome, type Judgement } from "./judgements.ts";
import type { EntityModel } from "./model.ts";
import { referenceChecks } from "./reference-checks.ts";
import { guardTimes, isAfterBody, isRoleFirst } from "./refusal-order.ts";
import type { SqlScope } from "./sql-scope.ts";
import { versionCheck, versionJudgement } from "./version-code.ts";

/** What an operation on one thing judges. */
export interface JudgedOfThing {
  /** Statements that come before the look for the thing. */
  first: string[];
  /** Those of them that are said again once the body is read. */
  firstAgain: string[];
  /** The same, once the body is read. */
  afterBody: string[];
  permission: Judgement[];
  version: Judgement[];
  /** Guards that are judged before the body is read, and the others. */
  before: Judgement[];
  usual: Judgement[];
  /** Code of one, where the thing is in `row`, and what is sent in `given`. */
  codeOf: (one: Judgement, where: { row: string; given?: string }) => string[];
}

/** What an operation on the thing with the key judges; `which` is code of what names it, `references` are those in its body. */
export function judgedOfThing(
  model: EntityModel,
  operation: Operation,
  {
    blueprint,
    scope,
    key,
    which,
    references = [],
  }: { blueprint: Blueprint; scope: SqlScope; key: string; which: string; references?: Judgement[] },
): JudgedOfThing {
  const { by } = operation;
  const looking = lookingFor(blueprint, model.entity);
  const times = guardTimes(looking, operation.guards ?? []);
  const permission: Judgement[] = by === undefined ? [] : [{ kind: "permission", by }];
  const isSooner = by !== undefined && isRoleFirst(looking, by);
  const [beforeThing, afterBody] = [guardJudgements(times.beforeThing), guardJudgements(times.afterBody)];
  const [before, usual] = [guardJudgements(times.beforeBody), guardJudgements(times.usual)];
  const version = versionJudgement(model, operation);
  const others = [...(isSooner ? [] : permission), ...version, ...before, ...references, ...usual];
  // Where something that is judged on the thing comes before it, it is told first only of what is not there.
  const isOfAbsent = (one: Judgement) => isAfterSome(one, others, blueprint);
  const thing: ThingCode = { model, key, scope };
  const firstCode = (one: Judgement) =>
    codeBeforeThing(
      { judgement: one, ofAbsent: isOfAbsent(one) },
      { model, which, scope, database: "new Database(storage.sql)" },
    );
  const isLate = isSooner && isAfterBody(blueprint, by.refusal);
  return {
    first: inOrder([...(isSooner && !isLate ? permission : []), ...beforeThing], blueprint).map(firstCode),
    firstAgain: beforeThing.map(firstCode),
    afterBody: inOrder([...(isLate ? permission : []), ...afterBody], blueprint).map(firstCode),
    permission: permission.filter((one) => !isSooner || isOfAbsent(one)),
    version,
    before: [...beforeThing.filter(isOfAbsent), ...before],
    usual: [...afterBody.filter(isOfAbsent), ...usual],
    codeOf: (one, { row, given = "input" }) => {
      switch (one.kind) {
        case "permission":
          return [permitCode(one.by, row, thing)];
        case "version":
          return versionCheck(model, operation, key);
        case "reference":
          return referenceChecks(one.field, given, scope);
        case "guard":
          return [onThing(one.guard, thing)];
        case "answer":
        case "kept":
        case "move":
          return [];
      }
    },
  };
}

/** What an operation that takes no body judges of its thing, once that is found, in the order of refusals. */
export function judgedOnThing(
  { permission, version, before, usual }: JudgedOfThing,
  blueprint: Blueprint,
): Judgement[] {
  return inOrder([...permission, ...version, ...before, ...usual], blueprint);
}

/** What is judged before it is known whether a thing is there. */
export interface BeforeThing {
  judgement: Judgement;
  /** Only where it is not: of a thing that is there something else is told first. */
  ofAbsent: boolean;
}

/** Code that judges so; `which` is code of what names the thing, `database` of all that is kept. */
export function codeBeforeThing(
  { judgement, ofAbsent }: BeforeThing,
  {
    model,
    which,
    scope,
    database,
  }: { model: EntityModel | undefined; which: string; scope: SqlScope; database: string },
): string {
  const code =
    judgement.kind === "permission"
      ? permitCode(judgement.by, "")
      : judgement.kind === "guard"
        ? requireCode(database, "", judgement.guard, scope)
        : "";
  return ofAbsent && model !== undefined
    ? whereThere(model, which, { isThere: false, statements: [code] })
    : code;
}

/**
 * Statements that judge around the look for what a new thing, or a list, is below: who may is told after what is not there, but
 * to callers who have no name, and guards as the order of refusals says.
 */
export function aroundParent(
  judged: readonly Judgement[],
  { looking, found, codeOf }: { looking: Blueprint; found: string[]; codeOf: (one: Judgement) => string[] },
): string[] {
  const { refusals } = looking;
  const isBeforeParent = (one: Judgement) =>
    one.kind === "permission"
      ? isRoleFirst(looking, one.by)
      : one.kind === "guard" && isBefore(refusals, one.guard.refusal.status, refusals.notFound);
  return [
    ...judged.filter(isBeforeParent).flatMap(codeOf),
    ...found,
    ...judged.filter((one) => !isBeforeParent(one)).flatMap(codeOf),
  ];
}

/** Guards as judgements. */
export function guardJudgements(guards: readonly Guard[]) {
  return guards.map((guard) => ({ kind: "guard" as const, guard }));
}

/** Code of a guard on a thing as it stands. */
export function onThing(guard: Guard, { model, key, scope }: ThingCode): string {
  return requireCode(rowsOf(model), `${key}, `, guard, scope);
}
