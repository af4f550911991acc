import type { SentRequest } from "@aidevos/kit/testing";
import type { Meant, MeantRoute } from "../../shared/delivery/meant.ts";
import { cut } from "../../shared/shortened.ts";

/** Most characters that are told of a value. */
const valueLimit = 100;

/** What the change of the spec lets the request's route answer otherwise. */
export function meantFor(meant: Meant, { method, path }: SentRequest): MeantRoute | undefined {
  const [asked = ""] = path.split("?");
  return meant.routes
    .filter((route) => route.method === method && patternOf(route.path).test(asked))
    .toSorted((one, other) => parameters(one.path) - parameters(other.path))[0];
}

function patternOf(path: string): RegExp {
  const parts = path.split(/\{[^/]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}/?$`);
}

function parameters(path: string): number {
  return path.split("{").length;
}

/**
 * What an answer no longer says that another said: the first place, by a JSON pointer (RFC 6901). What has come to it is
 * no loss, and neither is what is meant.
 */
export function lostIn(before: string, after: string, route?: MeantRoute): string | undefined {
  const [one, other] = [parsed(before), parsed(after)];
  if (one === undefined || other === undefined)
    return before === after ? undefined : `says ${told(after)} and not ${told(before)}`;
  return lostAt("", one, other, route);
}

function lostAt(pointer: string, before: unknown, after: unknown, route?: MeantRoute): string | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (route?.elements === true) return undefined;
    if (before.length !== after.length)
      return `${pointer || "it"} has ${after.length} elements and not ${before.length}`;
    for (const [index, inner] of before.entries()) {
      const lost = lostAt(`${pointer}/${index}`, inner, after[index], route);
      if (lost !== undefined) return lost;
    }
    return undefined;
  }
  if (!isObject(before) || !isObject(after)) {
    if (before === after) return undefined;
    return `${pointer || "it"} is ${told(JSON.stringify(after))} and not ${told(JSON.stringify(before))}`;
  }
  for (const [name, inner] of Object.entries(before)) {
    if (route?.fields.includes(name) === true) continue;
    const at = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!Object.hasOwn(after, name)) return `${at} is gone`;
    const lost = lostAt(at, inner, after[name], route);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function told(text: string | undefined): string {
  return cut(text ?? "nothing", valueLimit);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is compared as it stands.
    return undefined;
  }
}
