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

/** Fixed segments before parameters, so that the first route that matches is the most exact one. */
export function byExactness(left: { path: string }, right: { path: string }): number {
  const [one, other] = [left, right].map(({ path }) => path.replace(/:[^/]+/g, "~"));
  return one === other || one === undefined || other === undefined ? 0 : exactness(one, other);
}

function exactness(one: string, other: string): number {
  const [a, b] = [one.split("/"), other.split("/")];
  if (a.length !== b.length) return 0;
  const at = a.findIndex((part, index) => (part === "~") !== (b[index] === "~"));
  if (at < 0) return 0;
  return a[at] === "~" ? 1 : -1;
}
