import type { Operation } from "../blueprint/entity.ts";
import { arrayOf, type Entry, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import type { EntityModel } from "./model.ts";
import { isPresented } from "./presentation.ts";

/** Status codes that Hono's types know; for others the code makes its Response itself. */
const typed = new Set([
  200, 201, 202, 203, 206, 207, 208, 226, 300, 301, 302, 303, 400, 401, 403, 404, 409, 410, 422, 500,
]);

export function hasBody({ answer, status }: Operation): boolean {
  return answer !== "nothing" && ![204, 205, 304].includes(status);
}

/** `c.json(…)` with the operation's status. `headers` is code of an object. */
export function jsonAnswer(value: string, status: number, headers?: string): string {
  if (!typed.has(status)) return `Response.json(${value}, ${answerOptions(status, headers)})`;
  if (headers !== undefined) return `c.json(${value}, ${status}, ${headers})`;
  return status === 200 ? `c.json(${value})` : `c.json(${value}, ${status})`;
}

export function emptyAnswer(status: number, headers?: string): string {
  if (![200, 201, 202, 204, 205].includes(status))
    return `new Response(null, ${answerOptions(status, headers)})`;
  return `c.body(null, ${status}${headers === undefined ? "" : `, ${headers}`})`;
}

/** Code of an answer's status and headers: the one that it has of itself, and those that the route sends. */
export function answerOptions(
  status: number,
  sent: string | undefined,
  own?: [name: string, value: string],
): string {
  const more: Entry[] = sent === undefined ? [] : [[`...${sent}`]];
  const headers = own === undefined ? sent : objectOf([[propertyKey(own[0]), own[1]], ...more]);
  const entries: Entry[] = headers === undefined ? [] : [["headers", headers]];
  return objectOf([["status", String(status)], ...entries]);
}

/** One entity as the operation answers it. `base` is code for the service's URL. */
export function shown(model: EntityModel, row: string, base: string): string {
  if (!isPresented(model)) return row;
  return `present${model.type}(${row}${model.ownUrls.length > 0 ? `, ${base}` : ""})`;
}

/** Only what the operation shows of a thing. */
export function picked({ shows }: Operation, value: string): string {
  return shows === undefined ? value : `only(${value}, ${arrayOf(shows.map(text))})`;
}

export function wrapped(operation: Operation, value: string): string {
  if (operation.wrapper === undefined) return value;
  const key = propertyKey(operation.wrapper);
  return key === value ? `{ ${value} }` : `{ ${key}: ${value} }`;
}

/** Code of a property of the key's kind, read from a row. */
export function keyOf(model: EntityModel, row: string): string {
  return memberOf(row, model.key.name);
}
