import pluralize from "pluralize";

/** A name of several words as one: `Menu item` is `menuItem`. */
export function camelCase(words: string): string {
  const parts = words.trim().split(/[\s-]+/);
  return parts
    .map(
      (part, index) =>
        (index === 0 ? part.charAt(0).toLowerCase() : part.charAt(0).toUpperCase()) + part.slice(1),
    )
    .join("");
}

/** The words of a camelCase name, the first with a capital. */
export function headingWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The singular of a name in the plural. */
export function singularOf(plural: string): string {
  return pluralize.singular(plural);
}

/** The plural that a name has when none is said. */
export function pluralOf(name: string): string {
  return pluralize.plural(name);
}
