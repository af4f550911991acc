import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import { type Expression, isOfRequest, looksAt, ownNamesRead } from "../blueprint/expression.ts";
import { expressionsOf, type Guard } from "../blueprint/refusal.ts";
import { isBefore } from "../blueprint/refusal-order.ts";
import { memberOf } from "../code/literal.ts";
import { requireCode } from "./guard-code.ts";
import { type EntityModel, fieldNamed } from "./model.ts";
import { isKnownFromBody } from "./nesting.ts";
import type { SqlScope } from "./sql-scope.ts";

/** Where a create has what it stores: the code of each field that callers give, or that the path says. */
export interface GivenCode {
  model: EntityModel;
  blueprint: Pick<Blueprint, "refusals" | "entities">;
  scope: SqlScope;
  /** Code of the reference that the path says, where the body is not asked for it. */
  above?: { field: string; code: string } | undefined;
}

/**
 * The guards of a create, from the first on, that hang on what is given alone, or are free of the thing: they are judged before it
 * is made, and so before its values are found to be taken. `rest` are judged on the thing as it then stands.
 */
export function guardsOfGiven(
  { guards = [] }: Pick<Operation, "guards">,
  around: GivenCode & { isHashed: boolean; isFree: (guard: Guard) => boolean },
): { early: Guard[]; rest: Guard[] } {
  // While a password is hashed other calls come through.
  const isEarly = (guard: Guard) =>
    !isAfterRules(guard, around) &&
    (around.isFree(guard) ||
      (!around.isHashed && expressionsOf(guard).every((part) => isOfGiven(part, around))));
  // By the order of refusals each is judged as early as it may be.
  if (around.blueprint.refusals.order !== undefined)
    return { early: guards.filter(isEarly), rest: guards.filter((guard) => !isEarly(guard)) };
  const end = guards.findIndex((guard) => !isEarly(guard));
  return end < 0 ? { early: guards, rest: [] } : { early: guards.slice(0, end), rest: guards.slice(end) };
}

/** Whether a guard of a create hangs on who calls and on the moment alone. */
export function isOfCall(guard: Guard): boolean {
  return expressionsOf(guard).every((part) => isOfRequest(part));
}

/** Code of such a guard. */
export function givenGuardCode(guard: Guard, around: GivenCode): string {
  return requireCode("new Database(storage.sql)", "", asGiven(guard), givenScope(around));
}

/** Whether the order says that what rules on rows refuse with is told before the guard. */
function isAfterRules(
  { refusal }: Guard,
  { model: { entity, key }, blueprint: { refusals } }: GivenCode,
): boolean {
  const { fields, uniqueTogether, rules, limits, noOverlaps } = entity;
  const said = JSON.stringify([fields, uniqueTogether, rules, limits, noOverlaps]);
  const statuses = [...said.matchAll(/"status":(\d+)/g)].map(([, status]) => Number(status));
  const isUnique =
    key.kind === "given" || uniqueTogether.length > 0 || fields.some(({ unique }) => unique !== undefined);
  return [...(isUnique ? [refusals.conflict] : []), ...statuses].some((status) =>
    isBefore(refusals, status, refusal.status),
  );
}

function isOfGiven(expression: Expression, around: GivenCode): boolean {
  return (
    ownNamesRead(expression).size > 0 &&
    !looksAt(
      expression,
      ({ scope, names: path }) => scope !== "own" || path.length === 0 || !isKeptAlong(path, around),
    ) &&
    !/"kind":"(aggregate|groups|fits)"/.test(JSON.stringify(expression))
  );
}

/** Whether a path begins with what is given, and leads to what is kept of other things: nothing there hangs on the new one. */
function isKeptAlong([first = "", ...more]: readonly string[], around: GivenCode): boolean {
  const { model, above, blueprint } = around;
  let field = model.entity.fields.find(({ name }) => name === first);
  // What is kept without a fraction is compared so.
  const isGiven = first === above?.field || (isKnownFromBody(model, first) && field?.wholeSeconds !== true);
  for (const name of more) {
    const entity = blueprint.entities.find((one) => one.name === field?.references);
    if (entity === undefined) return isGiven && field?.properties !== undefined;
    field = entity.fields.find((one) => one.name === name);
    if (field === undefined) return isGiven && name === entity.identifier.name;
    if (field.source === "computed") return false;
  }
  return isGiven;
}

/** The same of what is given, as of inputs. */
function asGiven(guard: Guard): Guard {
  return JSON.parse(JSON.stringify(guard), (_, part) =>
    part?.kind === "path" && part.scope === "own" ? { ...part, scope: "input" } : part,
  );
}

function givenScope({ model, scope, above }: GivenCode): SqlScope {
  const unknown = (name: string): never => {
    throw new Error(`A create knows no ${name}.`);
  };
  return {
    ...scope,
    own: undefined,
    ownRow: undefined,
    inputs: model.entity.fields,
    code: {
      inputs: (name) =>
        name === above?.field ? above.code : memberOf("input", fieldNamed(model, name).name),
      values: unknown,
      created: unknown,
    },
  };
}
