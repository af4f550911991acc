import { singularOf } from "./plurals.ts";

/** Lower-case words of a name in any of camelCase, PascalCase, snake_case, kebab-case or plain words. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_\-/]+/)
    .map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}$]/gu, ""))
    .filter((word) => word !== "");
}

/** camelCase of words; a name that was written as code should be kept as it is instead. */
export function camelCase(words: readonly string[]): string {
  const ascii = words
    .map((word) => word.normalize("NFD").replace(/[^A-Za-z0-9]/g, ""))
    .filter((word) => word !== "");
  const joined = ascii
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** Words joined by hyphens, lower case, ASCII; cut at a word's end to at most `longest` characters. */
export function kebabCase(words: readonly string[], longest = 40): string {
  let name = "";
  for (const word of words) {
    const part = word
      .normalize("NFD")
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, "")
      .replace(/^-+|-+$/g, "");
    if (part === "") continue;
    const longer = name === "" ? part : `${name}-${part}`;
    if (longer.length > longest) break;
    name = longer;
  }
  return name.replace(/^[0-9-]+/, "").replace(/-{2,}/g, "-");
}

/** A key under which different writings of one name agree: `dueDate`, `due_date`, "due dates". */
export function nameKey(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = wordsOf(name)
    .map(singularOf)
    .join(" ")
    .replace(/\bto dos?\b/, "todo");
  // Phrases are asked for again and again while a text is read; a long text must not keep them all.
  if (keys.size >= 20_000) keys.clear();
  keys.set(name, key);
  return key;
}

const keys = new Map<string, string>();
