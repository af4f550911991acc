/** Widest line of generated code. */
export const lineWidth = 100;

/** A piece of code: text as it is, an object's entries, an array's elements, or a call's arguments. */
export type Code =
  | string
  | { entries: [string, Code][] }
  | { elements: Code[] }
  | { call: string; of: Code[] };

/** A JSON value as code. Strings are quoted as JSON quotes them, so that no text can end its literal. */
export function literal(value: unknown): Code {
  if (Array.isArray(value)) return { elements: value.map(literal) };
  if (typeof value === "object" && value !== null) {
    return { entries: Object.entries(value).map(([key, inner]) => [propertyKey(key), literal(inner)]) };
  }
  return text(value);
}

/**
 * A string or number as one line of code. Single quotes delimit what has more double ones in it, as formatters have
 * it; U+2028 and U+2029 are escaped for readers' tools.
 */
export function text(value: unknown): string {
  const escaped = JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  if (typeof value !== "string" || value.split('"').length <= value.split("'").length) return escaped;
  return `'${escaped.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
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

/**
 * Prints code as a formatter would: on one line where it fits into what the line has left after `used` columns,
 * else one part a line. `indent` is the number of columns before the line's first character.
 */
export function print(code: Code, indent: number, used: number): string {
  const flat = flatten(code);
  if (typeof code === "string" || (used + flat.length <= lineWidth && !flat.includes("\n"))) return flat;
  const inner = " ".repeat(indent + 2);
  const end = `\n${" ".repeat(indent)}`;
  if ("entries" in code) {
    const lines = code.entries.map(([key, value]) => {
      if (value === "") return `${inner}${key},`;
      return `${inner}${key}: ${print(value, indent + 2, indent + 5 + key.length)},`;
    });
    return `{\n${lines.join("\n")}${end}}`;
  }
  if ("elements" in code) {
    const lines = code.elements.map((element) => `${inner}${print(element, indent + 2, indent + 3)},`);
    return `[\n${lines.join("\n")}${end}]`;
  }
  return printCall(code.call, code.of, indent, used);
}

/** A last argument that is an object or array opens on the call's line, as formatters have it. */
function printCall(name: string, args: Code[], indent: number, used: number): string {
  const last = args.at(-1);
  if (last !== undefined && typeof last !== "string" && !("call" in last)) {
    const before = args
      .slice(0, -1)
      .map((arg) => `${flatten(arg)}, `)
      .join("");
    return `${name}(${before}${print(last, indent, Number.POSITIVE_INFINITY)})`;
  }
  const inner = " ".repeat(indent + 2);
  const lines = args.map((arg) => `${inner}${print(arg, indent + 2, indent + 3)},`);
  return args.length === 0 || used < 0
    ? `${name}()`
    : `${name}(\n${lines.join("\n")}\n${" ".repeat(indent)})`;
}

function flatten(code: Code): string {
  if (typeof code === "string") return code;
  if ("call" in code) return `${code.call}(${code.of.map(flatten).join(", ")})`;
  if ("elements" in code) return `[${code.elements.map(flatten).join(", ")}]`;
  if (code.entries.length === 0) return "{}";
  return `{ ${code.entries.map(([key, value]) => (value === "" ? key : `${key}: ${flatten(value)}`)).join(", ")} }`;
}
