import type { Blueprint } from "../blueprint/blueprint.ts";

/** The path of each part of a blueprint, as traces name it: `entities/book/fields/title`, `entities/book/rules/0`. */
export function pathsOf(blueprint: Blueprint): Map<object, string> {
  const paths = new Map<object, string>();
  const visit = (part: unknown, path: string): void => {
    if (typeof part !== "object" || part === null || paths.has(part)) return;
    paths.set(part, path);
    for (const [key, value] of Object.entries(part)) {
      visit(value, path === "" ? nameIn(key, value) : `${path}/${nameIn(key, value)}`);
    }
  };
  visit(blueprint, "");
  paths.delete(blueprint);
  return paths;
}

/** Things of a list go by their names where they have one, operations by their kinds. */
function nameIn(key: string, value: unknown): string {
  if (!/^\d+$/.test(key) || typeof value !== "object" || value === null) return key;
  if ("kind" in value && "path" in value && typeof value.kind === "string") return value.kind;
  return "name" in value && typeof value.name === "string" ? value.name : key;
}
