import { answersOf } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { actionNaming, type OwnedAction, type Route } from "./routes.ts";
import { thingAt } from "./sources.ts";

/** How the kinds of things say that they are not there which a route looks for, where they say it themselves. */
export function absencesOf(blueprint: Blueprint, { operations, actions }: Route) {
  const looked = [
    ...operations.flatMap(({ entity, operation }) =>
      operation.path.includes(":") ? [entity.name, entity.parent?.entity] : [],
    ),
    ...actions.flatMap((owned) => [owned.entity?.name, ...neededBy(blueprint, owned)]),
  ];
  return blueprint.entities.flatMap(({ name, notFound }) =>
    notFound !== undefined && looked.includes(name) ? [{ name, notFound }] : [],
  );
}

/** Kinds of things without which an action can't do what it does. */
function neededBy(blueprint: Blueprint, owned: OwnedAction) {
  const { scope } = actionNaming(blueprint, owned);
  const targets = [...owned.action.effects, ...answersOf(owned.action)].flatMap((part) => {
    const isOfEach = "each" in part && part.each !== undefined;
    return "target" in part && part.target !== undefined && !isOfEach ? [part.target] : [];
  });
  return targets.map((target) => thingAt({ kind: "path", ...target }, scope));
}
