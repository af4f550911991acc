import type { Action } from "../../../shared/blueprint/action.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Entity, Operation } from "../../../shared/blueprint/entity.ts";

/** What a spec says of one route, with what its path names. */
export type Route =
  | { entity: Entity; operation: Operation; key: string | undefined }
  | { action: Action; entity?: Entity };

/** The route that takes a call; undefined where the spec has none. Where two do, it is the one with fewer parameters. */
export function routeIn(blueprint: Blueprint, method: string, path: string): Route | undefined {
  const segments = path.replace(/\?.*$/s, "").split("/");
  const found = all(blueprint)
    .filter((one) => one.method === method && parametersOf(one.path, segments) !== undefined)
    .sort((one, other) => one.path.split(":").length - other.path.split(":").length)[0];
  return found?.route(parametersOf(found.path, segments) ?? new Map());
}

interface Candidate {
  method: string;
  path: string;
  route: (parameters: ReadonlyMap<string, string>) => Route;
}

function all({ entities, actions }: Blueprint): Candidate[] {
  return [
    ...actions.map(
      (action): Candidate => ({ method: action.method, path: action.path, route: () => ({ action }) }),
    ),
    ...entities.flatMap((entity) => [
      ...entity.actions.map(
        (action): Candidate => ({
          method: action.method,
          path: action.path,
          route: () => ({ action, entity }),
        }),
      ),
      ...entity.operations.map(
        (operation): Candidate => ({
          method: operation.method,
          path: operation.path,
          route: (parameters) => ({ entity, operation, key: parameters.get(keyIn(operation.path) ?? "") }),
        }),
      ),
    ]),
  ];
}

/** The parameter that ends a path. */
export function keyIn(path: string): string | undefined {
  return /:([^/]+)$/.exec(path)?.[1];
}

function parametersOf(path: string, segments: readonly string[]): Map<string, string> | undefined {
  const names = path.split("/");
  if (names.length !== segments.length) return undefined;
  const found = new Map<string, string>();
  for (const [at, name] of names.entries()) {
    const segment = segments[at] ?? "";
    if (name.startsWith(":")) found.set(name.slice(1), decodeURIComponent(segment));
    else if (name !== segment) return undefined;
  }
  return found;
}
