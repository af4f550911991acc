import type { Action } from "../../../shared/blueprint/action.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { findInconsistencies } from "../../../shared/blueprint/consistency.ts";

/** What is taken out may have been what something else needed: more rounds than these were never of use. */
const ROUNDS = 3;

/**
 * The blueprint without what contradicts the rest of it, where that can go by itself: headers, versions, how repeats are
 * known, what is said of unknown properties and of what is not there. Nearly all random blueprints have one of these.
 */
export function withoutContradictions(blueprint: Blueprint): Blueprint {
  let settled = blueprint;
  for (let round = 0; round < ROUNDS; round += 1) {
    const atFault = new Set(findInconsistencies(settled).flatMap(({ parts }) => parts.slice(0, 1)));
    if (atFault.size === 0) break;
    settled = without(settled, atFault);
  }
  return settled;
}

function without(blueprint: Blueprint, atFault: ReadonlySet<object>): Blueprint {
  const kept = <Part extends object>(part: Part | undefined) =>
    part !== undefined && !atFault.has(part) ? part : undefined;
  const withHeaders = <Route extends Pick<Action, "headers">>(route: Route): Route =>
    defined({ ...route, headers: route.headers?.filter((header) => !atFault.has(header)) });
  const withRest = (action: Action): Action =>
    withHeaders(
      defined({
        ...action,
        repeats: kept(action.repeats),
        ...(atFault.has(action) && { unknownProperties: undefined }),
      }),
    );
  return defined({
    ...blueprint,
    repeats: kept(blueprint.repeats),
    actions: blueprint.actions.map(withRest),
    entities: blueprint.entities.map((entity) =>
      defined({
        ...entity,
        repeats: kept(entity.repeats),
        versions: kept(entity.versions),
        notFound: kept(entity.notFound),
        operations: entity.operations.map(withHeaders),
        actions: entity.actions.map(withRest),
      }),
    ),
  });
}

/** The object without what is undefined or an empty list of headers, as it would have been without it. */
function defined<Part extends object>(part: Part): Part {
  const said = Object.entries(part).filter(
    ([name, value]) => value !== undefined && !(name === "headers" && value.length === 0),
  );
  return Object.fromEntries(said) as Part;
}
