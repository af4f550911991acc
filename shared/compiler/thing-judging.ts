import { lookingFor } from "../blueprint/absence.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import type { Guard } from "../blueprint/refusal.ts";
import { rowsOf } from "./call-code.ts";
import { permitCode, requireCode, type ThingCode } from "./guard-code.ts";
import { inOrder, isAfterSome, type Judgement } from "./judgements.ts";
import type { EntityModel } from "./model.ts";
import { referenceChecks } from "./reference-checks.ts";
import { guardTimes, isRoleAfterBody, isRoleFirst } from "./refusal-order.ts";
import type { SqlScope } from "./sql-scope.ts";
import { versionCheck, versionJudgement } from "./version-code.ts";

/** What an operation on one thing judges. */
interface JudgedOfThing {
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
  const firstCode = (one: Judgement) => {
    const code =
      one.kind === "permission"
        ? permitCode(one.by, "")
        : one.kind === "guard" && "refusal" in one.guard
          ? withoutThing(one.guard, scope)
          : "";
    return isOfAbsent(one) ? `if (!${rowsOf(model)}.has(${which})) {\n${code}\n}` : code;
  };
  const isLate = isSooner && isRoleAfterBody(blueprint, by);
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
          return "refusal" in one.guard ? [onThing(one.guard, thing)] : [];
        case "kept":
        case "move":
          return [];
      }
    },
  };
}

/** Guards as judgements. */
export function guardJudgements(guards: readonly Guard[]): Judgement[] {
  return guards.map((guard) => ({ kind: "guard", guard }));
}

/** Code of a guard on a thing as it stands. */
export function onThing(guard: Guard, { model, key, scope }: ThingCode): string {
  return requireCode(rowsOf(model), `${key}, `, guard, scope);
}

/** Code of a guard that needs no thing. */
export function withoutThing(guard: Guard, scope: SqlScope): string {
  return requireCode("new Database(storage.sql)", "", guard, scope);
}
