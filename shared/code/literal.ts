/** A JSON value as code. Strings are quoted as JSON quotes them, so that no text can end its literal. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return arrayOf(value.map(literal));
  if (typeof value === "object" && value !== null) {
    return objectOf(Object.entries(value).map(([key, inner]) => [propertyKey(key), literal(inner)]));
  }
  return text(value);
}

/** An object's properties as code; one without a value is a shorthand or a spread. */
export type Entry = [key: string, value?: string];

export function objectOf(entries: readonly Entry[]): string {
  const properties = entries.map(([key, value]) => (value === undefined ? key : `${key}: ${value}`));
  return properties.length === 0 ? "{}" : `{ ${properties.join(", ")} }`;
}

export function arrayOf(elements: readonly string[]): string {
  return `[${elements.join(", ")}]`;
}

/** A string or number as code. U+2028 and U+2029 are escaped for readers' tools. */
export function text(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A template literal's content. */
export function templateText(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
}

/** One line for a comment, which it cannot end. */
export function commentText(value: string): string {
  return value.replace(/\s+/g, " ").trim().replaceAll("*/", "* /");
}

export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

/** Code of an object's property. */
export function memberOf(object: string, property: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(property) ? `${object}.${property}` : `${object}[${text(property)}]`;
}
