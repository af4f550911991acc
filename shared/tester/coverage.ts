import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Check } from "./check.ts";

/**
 * The checks that show a part of the reading: those that say exactly that part; else those of parts of it; else those of
 * the nearest part around it that is not the whole service.
 */
export function checksFor<Shown extends Check>(
  path: string,
  checks: readonly Shown[],
  blueprint: Blueprint,
): Shown[] {
  const wanted = namedPath(path, blueprint);
  // A clause about everything is shown by making one thing of each kind.
  const whole = /^entities\/[^/]+$/;
  const exact = checks.filter(({ shows }) =>
    wanted === "entities" ? shows.some((shown) => whole.test(shown)) : shows.includes(wanted),
  );
  if (exact.length > 0) return exact;
  const below = checks.filter((check) => check.shows.some((shown) => shown.startsWith(`${wanted}/`)));
  if (below.length > 0) return below;
  const parts = wanted.split("/");
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const around = parts.slice(0, length).join("/");
    const found = checks.filter((check) => check.shows.includes(around));
    if (found.length > 0) return found;
  }
  return [];
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
