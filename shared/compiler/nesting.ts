import { isDeepStrictEqual } from "node:util";
import type { Operation } from "../blueprint/entity.ts";
import { parentInPath } from "../blueprint/parent-in-path.ts";
import { text } from "../code/literal.ts";
import { keyOf } from "./answer.ts";
import { rowsOf } from "./call-code.ts";
import { type EntityModel, type FieldModel, inputFields } from "./model.ts";
import { keyInPath, routePath } from "./route-paths.ts";

/** Whether the operation's path goes through the parent's. */
export function isNested(model: EntityModel, operation: Operation): boolean {
  return parentInPath(model.entity, operation) !== undefined;
}

/** Whether a field's value always comes from the path: no create or replace outside the parent's takes it. */
export function nestedOnly(model: EntityModel, field: FieldModel): boolean {
  const { parent, operations } = model.entity;
  if (parent === undefined || parent.field !== field.name) return false;
  const writing = operations.filter(
    ({ kind }) => kind === "create" || kind === "replace" || kind === "update",
  );
  return writing.every((operation) => isNested(model, operation));
}

/** Fields that a body may give: those of callers that do not always come from the path. */
export function bodyFields(model: EntityModel): FieldModel[] {
  return inputFields(model).filter((field) => !nestedOnly(model, field));
}

/** Whether a create knows a field's value from its body alone: one that is now by default it does not. */
export function isKnownFromBody(model: EntityModel, name: string): boolean {
  return bodyFields(model).some(({ field }) => field.name === name && field.default !== "now");
}

/** Code of the condition that keeps an operation to its parent's; empty for one that has no parent in its path. */
export function parentScope(
  model: EntityModel,
  parent: EntityModel | undefined,
  operation: Operation,
): string {
  const { entity } = model;
  const { parent: parameter } = routePath(model, operation);
  if (parent === undefined || entity.parent === undefined || parameter === undefined) return "";
  const value = `c.req.param(${text(parameter)})`;
  return `{ ${entity.parent.field}: ${parent.key.type === "number" ? `Number(${value})` : value} }`;
}

/** The statement that finds the parent, or refuses. */
export function parentStatement(
  model: EntityModel,
  parent: EntityModel | undefined,
  operation: Operation,
): string {
  return `const parent = ${parent && rowsOf(parent)}.get(c.req.param(${text(routePath(model, operation).parent)}));`;
}

/**
 * The statement that refuses what is nested under something that is not there as that is refused, where it says how;
 * `which` names the thing.
 */
export function aboveStatement(
  model: EntityModel,
  parent: EntityModel | undefined,
  { operation, which }: { operation: Operation; which: string },
): string[] {
  const own = parent?.entity.notFound;
  if (parent === undefined || own === undefined || !isNested(model, operation)) return [];
  if (isDeepStrictEqual(own, model.entity.notFound)) return [];
  const { parent: parameter } = routePath(model, operation);
  return [
    `if (!${rowsOf(model)}.has(${which})) ${rowsOf(parent)}.get(${keyInPath(parent, parameter ?? "")});`,
  ];
}

/** Code of the reference to the parent, as an entry of an object. */
export function parentEntry(model: EntityModel, parent: EntityModel, variable: string): string {
  return `${model.entity.parent?.field}: ${keyOf(parent, variable)}`;
}
