import type { Entity, Operation, OperationKind } from "../blueprint/entity.ts";

/** The last part of an entity's usual path: its plural in kebab-case. */
export function usualPath({ plural }: Entity): string {
  return `/${plural.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase()}`;
}

/** An operation as it is when nothing but its route is said. */
export function usualOperation(kind: OperationKind, method: Operation["method"], path: string): Operation {
  const status = kind === "create" ? 201 : kind === "delete" || kind === "clear" ? 204 : 200;
  return {
    kind,
    method,
    path,
    status,
    answer: status === 204 ? "nothing" : kind === "list" ? "list" : "entity",
  };
}

/** The five routes that an entity has when no statement names one. */
export function usualOperations(entity: Entity): Operation[] {
  const collection = usualPath(entity);
  const one = `${collection}/:${entity.identifier.name}`;
  return [
    usualOperation("create", "POST", collection),
    usualOperation("list", "GET", collection),
    usualOperation("read", "GET", one),
    usualOperation("update", "PATCH", one),
    usualOperation("delete", "DELETE", one),
  ];
}
