import type { Entity, Filter } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Json } from "../../models/model.ts";
import { compare } from "../samples/comparison.ts";
import type { Thing } from "../world.ts";
import { ordered } from "./ordered.ts";

interface Asked {
  query: readonly (readonly [string, string])[];
  /** Values of parameters that have a type of their own. */
  input: Thing;
  valueOf: (thing: Thing, name: string) => Json;
  satisfies: (thing: Thing, condition: Expression) => boolean;
}

/** The things that a list shows for a query, in its order; why not, where the language leaves that open. */
export function listed(entity: Entity, things: readonly Thing[], asked: Asked): Thing[] | string {
  const { filters, pages } = entity.list;
  let found = [...things];
  for (const { when } of filters) {
    if (when === undefined || !("input" in when) || (asked.input[when.input.name] ?? null) === null) continue;
    found = found.filter((thing) => asked.satisfies(thing, when.condition));
  }
  for (const [name, value] of asked.query) {
    const filter = filters.find(
      ({ parameter, when }) =>
        parameter === name && (when === undefined || ("value" in when && when.value === value)),
    );
    if (filter === undefined) continue;
    found = found.filter((thing) => passes(filter, value, thing, asked));
  }
  if (found.length > (pages?.defaultSize ?? Infinity)) return "the list has more than one page";
  return ordered(entity, found, asked);
}

function passes(filter: Filter, asked: string, thing: Thing, world: Asked): boolean {
  if (filter.when !== undefined) return world.satisfies(thing, filter.when.condition);
  return filter.fields.some((name) => {
    const value = world.valueOf(thing, name);
    if (value === null) return false;
    const text = String(value);
    switch (filter.comparison) {
      case "equals":
        return text === asked;
      case "one-of":
        return asked.split(",").includes(text);
      case "contains":
        return text.toLowerCase().includes(asked.toLowerCase());
      case "starts-with":
        return text.toLowerCase().startsWith(asked.toLowerCase());
      case "has-element":
        return Array.isArray(value) && value.map(String).includes(asked);
      default: {
        const order = compare(value, typeof value === "number" ? Number(asked) : asked);
        return {
          "at-least": order >= 0,
          "at-most": order <= 0,
          greater: order > 0,
          less: order < 0,
          condition: false,
        }[filter.comparison];
      }
    }
  });
}
