import type { Entity } from "../../blueprint/entity.ts";

/** The words of a camelCase or snake_case name, in lower case: `dueDate` -> `due date`. */
export function words(name: string): string {
  return name
    .replace(/_+/g, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .trim()
    .toLowerCase();
}

/** `a`, `a and b`, `a, b and c`. */
export function enumeration(parts: readonly string[], conjunction = "and"): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} ${conjunction} ${parts.at(-1)}`;
}

export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What the one value is that is compared with another. */
export const operatorWords: Record<Entity["comparisons"][number]["operator"], string> = {
  less: "less than",
  "at-most": "at most",
  greater: "greater than",
  "at-least": "at least",
  differs: "not the same as",
};
