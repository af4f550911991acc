import type { Field } from "../../blueprint/field.ts";
import { memberOf, templateText } from "../../code/literal.ts";
import { quoted } from "./calls.ts";
import { Code, type Entries, type Value } from "./code.ts";

/** Code of a path with a query's parameters after it, of a list one for each element. */
export function asking(path: string, entries: Entries, fields: readonly Field[]): string {
  if (entries.length === 0) return path;
  const query = entries.flatMap(([name, value]) => {
    const { type } = fields.find((field) => field.name === name) ?? {};
    if (value instanceof Code && type === "list")
      return [`${name}=\${${value.text}.map((one) => encodeURIComponent(String(one))).join("&${name}=")}`];
    const each: readonly Value[] = Array.isArray(value) ? value : [value];
    return each.map((element) => `${name}=${inUrl(element)}`);
  });
  const start = templateOf(path);
  return quoted(`${start}${start.includes("?") ? "&" : "?"}${query.join("&")}`);
}

/** Code of a path as the content of a template literal. */
export function templateOf(path: string): string {
  return path.startsWith("`") ? path.slice(1, -1) : templateText(JSON.parse(path));
}

/** A header with a value, which is a text there. */
export function inHeader(name: string, value: Value): Entries[number] {
  return [name, value instanceof Code ? new Code(`String(${value.text})`) : String(value)];
}

/** Code of a session's token as a header has it, behind a prefix. */
export function behindPrefix(prefix: string, token: string): Code {
  return new Code(prefix === "" ? token : `\`${prefix}\${${token}}\``);
}

/** A value in a URL, as the content of a template literal. */
export function inUrl(value: Value): string {
  return value instanceof Code
    ? `\${encodeURIComponent(String(${value.text}))}`
    : templateText(encodeURIComponent(String(value)));
}

/** Code of a member further in. */
export function memberAt(body: string, place: readonly string[]): string {
  return place.reduce((code, name) => memberOf(`(${code} as Thing)`, name), body);
}

/** A regular expression's code for what a route's path takes, with a query or without. */
export function pathPattern(path: string): string {
  const escaped = path.replace(/[.\\/]/g, "\\$&").replace(/:[^/\\]+/g, "[^/]+");
  return `/^${escaped}(\\?|$)/`;
}
