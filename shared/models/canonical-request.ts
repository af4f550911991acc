import type { KeptRequest } from "./exchange.ts";
import type { Json } from "./model.ts";

/**
 * A request without what differs between two runs that do the same: the model's id, the length that a budget leaves,
 * ids, times, ports. An id becomes its place among the request's ids, so that what it refers to stays.
 */
export function canonicalRequest({ system, messages, toolConfig = null }: KeptRequest): Json {
  const ids = new Map<string, string>();
  const placeOf = (id: string) => {
    const place = ids.get(id) ?? `<id ${ids.size + 1}>`;
    ids.set(id, place);
    return place;
  };
  const clean = (value: Json, key?: string): Json => {
    if (typeof value === "string") return key === "toolUseId" ? placeOf(value) : cleanText(value, placeOf);
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((item) => clean(item));
    return Object.fromEntries(
      Object.entries(value)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, item]) => [name, clean(item, name)]),
    );
  };
  return clean({ system, messages, toolConfig });
}

function cleanText(text: string, placeOf: (id: string) => string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, placeOf)
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, "<time>")
    .replaceAll(/\b(127\.0\.0\.1|localhost):\d+/g, "$1:<port>");
}

/** The canonical request as text: equal for requests that ask the same. */
export function canonicalText(request: KeptRequest): string {
  return JSON.stringify(canonicalRequest(request));
}

/** Where two values first differ, in the order of a canonical request; undefined where they do not. */
export function firstDifference(
  left: Json | undefined,
  right: Json | undefined,
  path = "",
): { path: string; left: string; right: string } | undefined {
  if (left === right) return undefined;
  if (typeof left === "string" && typeof right === "string") {
    let place = 0;
    while (place < left.length && left[place] === right[place]) place++;
    return around(path, left, right, place);
  }
  if (isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right)) {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const inner = path === "" ? key : `${path}.${key}`;
      const found = firstDifference(Object(left)[key], Object(right)[key], inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return { path, left: shown(left), right: shown(right) };
}

function isContainer(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return value !== null && typeof value === "object";
}

function shown(value: Json | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}

function around(path: string, left: string, right: string, place: number) {
  const cut = (text: string) => JSON.stringify(text.slice(Math.max(0, place - 20), place + 60));
  return { path: `${path}, character ${place + 1}`, left: cut(left), right: cut(right) };
}

/** Characters that two texts share from their start and from their end: how near a recorded request is. */
export function sharedLength(left: string, right: string): number {
  const most = Math.min(left.length, right.length);
  let start = 0;
  while (start < most && left[start] === right[start]) start++;
  let end = 0;
  while (end < most - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  return start + end;
}
