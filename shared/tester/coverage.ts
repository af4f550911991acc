import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Check } from "./check.ts";

/** The checks that show a part of the reading: those that say exactly that part. What is around it shows nothing of it. */
export function checksFor<Shown extends Check>(
  path: string,
  checks: readonly Shown[],
  blueprint: Blueprint,
): Shown[] {
  const wanted = namedPath(path, blueprint);
  // A clause about everything is shown by making one thing of each kind.
  const whole = /^entities\/[^/]+$/;
  return checks.filter(({ shows }) =>
    wanted === "entities" ? shows.some((shown) => whole.test(shown)) : shows.includes(wanted),
  );
}

/** The path with names in place of positions: `entities/0/fields/1` -> `entities/book/fields/title`. */
function namedPath(path: string, blueprint: Blueprint): string {
  const [root, entityPart, part, item, ...rest] = path.replace(/^\//, "").split("/");
  if (root !== "entities" || entityPart === undefined) return path.replace(/^\//, "");
  const entity =
    blueprint.entities.find((each) => each.name === entityPart || each.plural === entityPart) ??
    blueprint.entities[Number(entityPart)];
  if (entity === undefined) return path;
  const named = [root, entity.name, part, item === undefined ? undefined : nameOf(), ...rest];
  return named.filter((each) => each !== undefined).join("/");

  function nameOf(): string | undefined {
    if (item === undefined || entity === undefined) return item;
    if (part === "fields") return entity.fields[Number(item)]?.name ?? item;
    if (part === "operations") return entity.operations[Number(item)]?.kind ?? item;
    return item;
  }
}
