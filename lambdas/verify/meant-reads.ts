import type { Blueprint } from "../../shared/blueprint/blueprint.ts";
import type { Entity } from "../../shared/blueprint/entity.ts";
import type { Field } from "../../shared/blueprint/field.ts";
import type { Meant, MeantRoute } from "../../shared/delivery/meant.ts";

/**
 * What reads may answer otherwise since the spec has changed: wide where in doubt. A field that is gone, hidden, or
 * worked out otherwise may differ wherever its name is shown; a list or route that is not as it was may answer anything.
 */
export function meantReads(before: Blueprint, after: Blueprint): Meant {
  const fields = before.entities.flatMap((entity) => fieldsChanged(entity, namesake(entity, after)));
  const isAnyone = !same(before.callers, after.callers);
  const routes = before.entities.flatMap((entity) => readsOf(entity, namesake(entity, after)));
  const own = before.actions
    .filter(({ method }) => method === "GET")
    .map((action) => ({ path: action.path, isSame: after.actions.some((one) => same(one, action)) }));
  return {
    routes: [...routes, ...own].map(
      ({ path, isSame }): MeantRoute => ({
        method: "GET",
        path: path.replace(/:(\w+)/g, "{$1}"),
        anything: !isSame,
        status: isAnyone,
        fields: [...new Set(fields)],
        elements: false,
        headers: [],
      }),
    ),
  };
}

function namesake({ name }: Entity, { entities }: Blueprint): Entity | undefined {
  return entities.find((entity) => entity.name === name);
}

function fieldsChanged(before: Entity, after: Entity | undefined): string[] {
  return before.fields
    .filter((field) => {
      const other = after?.fields.find(({ name }) => name === field.name);
      return other === undefined || !same(shown(field), shown(other));
    })
    .map(({ name }) => name);
}

/** What a field's value, once it is kept, is shown by. */
function shown({ type, source, hidden, expression, references }: Field) {
  return { type, source, hidden, expression, references };
}

function readsOf(before: Entity, after: Entity | undefined): { path: string; isSame: boolean }[] {
  const isSeenAlike = same([before.seenBy, before.seenWhere], [after?.seenBy, after?.seenWhere]);
  const operations = before.operations.map((operation) => ({
    method: operation.method,
    path: operation.path,
    isSame:
      isSeenAlike &&
      after?.operations.some((one) => same(one, operation)) === true &&
      (operation.kind !== "list" || same(before.list, after.list)),
  }));
  const actions = before.actions.map((action) => ({
    method: action.method,
    path: action.path,
    isSame: after?.actions.some((one) => same(one, action)) === true,
  }));
  return [...operations, ...actions].filter(({ method }) => method === "GET");
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
