import pluralize from "pluralize";
import type { Resource } from "./resources.ts";

export interface Name {
  name: string;
  plural: string;
}

/** A name for each kind of thing: the last word of its path, with its parent's or a number where that is taken. */
export function namesOf(resources: readonly Resource[], title: string): Map<Resource, Name> {
  const names = new Map<Resource, Name>();
  const taken = new Set<string>();
  for (const resource of resources) {
    const last = resource.segments.at(-1) ?? resource.component ?? title;
    const many = camelCase(last);
    const own = pluralize.singular(many);
    const parent = resource.parent && names.get(resource.parent.resource)?.name;
    const candidates = [
      own,
      ...(resource.component === undefined ? [] : [camelCase(resource.component)]),
      ...(parent === undefined ? [] : [`${parent}${capitalized(own)}`]),
      ...Array.from({ length: resources.length }, (_none, index) => `${own}${index + 2}`),
    ];
    const name = candidates.find((candidate) => !taken.has(candidate)) ?? own;
    const plural = name === own && own !== many ? many : pluralize.plural(name);
    taken.add(name);
    names.set(resource, { name, plural });
  }
  return names;
}

/** The words of any name as one: `line-items`, `line_items` and `LineItems` are `lineItems`. */
export function camelCase(words: string): string {
  const parts = wordsOf(words);
  const joined = parts.map((part, index) => (index === 0 ? part : capitalized(part))).join("");
  return /^[a-z]/.test(joined) ? joined : `thing${joined}`;
}

/** The words of a name in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
