import type { Action } from "../blueprint/action.ts";
import type { Operation } from "../blueprint/entity.ts";
import { parentInPath } from "../blueprint/parent-in-path.ts";
import { text } from "../code/literal.ts";
import type { EntityModel } from "./model.ts";

/** Code of the key that a path names. */
export function keyInPath({ key }: EntityModel, parameter: string): string {
  const value = `c.req.param(${text(parameter)})`;
  return key.kind === "given" && key.type === "number" ? `Number(${value})` : value;
}

/** A path as the router has it: its parameters are names of code. */
export interface RoutePath {
  path: string;
  /** Parameter that holds the entity's identifier, if the path has one. */
  own?: string;
  /** Parameter that holds the parent's. */
  parent?: string;
}

export function routePath(model: EntityModel, operation: Operation | Action): RoutePath {
  const result: RoutePath = { path: "" };
  const inputs = "inputs" in operation ? operation.inputs : [];
  const place = parentInPath(model.entity, operation);
  const parts = operation.path.split("/").map((part, index) => {
    if (!part.startsWith(":")) return part;
    const name = part.slice(1);
    if (inputs.some((input) => input.name === name)) return part;
    const isParent = index === place;
    const safe = /^[A-Za-z_]\w*$/.test(name) ? name : isParent ? "parent" : "id";
    if (isParent) result.parent = safe;
    else result.own = safe;
    return `:${safe}`;
  });
  return { ...result, path: parts.join("/") };
}

/** @throws Error when the operation is about one entity and its path names none */
export function ownParameter(model: EntityModel, operation: Operation): string {
  const { own } = routePath(model, operation);
  if (own === undefined) {
    throw new Error(
      `The ${operation.kind} of ${model.noun} at ${operation.path} does not say which one. Add the identifier to the path.`,
    );
  }
  return own;
}

/** The replace that has the same route as a create: there one creates what the other does not find. */
export function replacing(model: EntityModel, operation: Operation): Operation | undefined {
  if (operation.kind !== "create") return undefined;
  const route = ({ method, path }: Operation) => `${method} ${path.replace(/:[^/]+/g, ":")}`;
  return model.entity.operations.find(
    (other) => other.kind === "replace" && route(other) === route(operation),
  );
}

/**
 * Routes in their order, but for those that an earlier one with a parameter in place of a word would take: the router
 * takes the first that fits.
 */
export function inExactOrder<Route extends { path: string }>(routes: readonly Route[]): Route[] {
  const ordered: Route[] = [];
  for (const route of routes) {
    const at = ordered.findIndex((before) => takesAnyway(before.path, route.path));
    ordered.splice(at < 0 ? ordered.length : at, 0, route);
  }
  return ordered;
}

/** Whether a path fits whatever another one does, and more. */
function takesAnyway(wide: string, exact: string): boolean {
  const [a, b] = [wide.split("/"), exact.split("/")];
  const isParameter = (part: string | undefined) => part?.startsWith(":") === true;
  return (
    a.length === b.length &&
    a.every((part, index) => isParameter(part) || part === b[index]) &&
    a.some((part, index) => isParameter(part) && !isParameter(b[index]))
  );
}
