import type * as z from "zod";
import type { Callers } from "../blueprint/callers.ts";
import type { Route } from "./routes.ts";
import { type OpenApi, type Operation, SecurityScheme } from "./shapes.ts";
import { type Part, pointer, type Source, shortened } from "./source.ts";

/** Headers that every call may have. */
const usualHeaders = new Set(["accept", "content-type", "authorization"]);

/**
 * How callers are known, as far as security schemes can be said, and whether there are any; names the rest, and other
 * headers and cookies.
 */
export function callersOf(
  source: Source,
  document: Part<OpenApi>,
  { routes, kept }: { routes: readonly Route[]; kept: readonly Route[] },
): { callers: z.input<typeof Callers> | undefined; isSecured: boolean } {
  const schemes = document.value.components?.securitySchemes ?? {};
  const needs = kept.map(({ operation }) => operation.value.security ?? document.value.security ?? []);
  let header: string | undefined;
  let isNeeded = false;
  let isSecured = false;
  for (const [name, value] of Object.entries(schemes)) {
    const isUsed = (operation: Operation) =>
      (operation.security ?? document.value.security ?? []).some((one) => name in one);
    if (!routes.some((route) => isUsed(route.operation.value))) continue;
    isSecured = true;
    const scheme = source.read({ value, at: pointer("/components/securitySchemes", name) }, SecurityScheme);
    if (scheme === undefined) continue;
    const { type, in: place, name: key = "" } = scheme.value;
    if (type !== "apiKey" || place !== "header" || header !== undefined) {
      source.leaveOut(
        scheme.at,
        `callers can't be known by this scheme (${describe(scheme.value)}): left out`,
      );
      continue;
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,80}$/.test(key)) {
      source.leaveOut(
        scheme.at,
        `the name of a header is letters, digits and hyphens, and ${shortened(key)} is none: left out`,
      );
      continue;
    }
    header = key;
    isNeeded = needs.every(
      (alternatives) => alternatives.length > 0 && alternatives.every((one) => name in one),
    );
    source.leaveOut(
      scheme.at,
      `which keys are right no document says: here the header ${shortened(key)} names the caller, whatever it holds`,
    );
    if (!isNeeded && needs.some((alternatives) => !alternatives.some((one) => name in one)))
      source.leaveOut(scheme.at, "that only some routes need the key can't be said: here all do without");
  }
  for (const { parameters } of routes) {
    for (const { value, at } of parameters) {
      const isUsual =
        value.in === "header" && (usualHeaders.has(value.name.toLowerCase()) || value.name === header);
      if ((value.in === "header" && !isUsual) || value.in === "cookie")
        source.leaveOut(at, `what the ${value.in} ${shortened(value.name)} does can't be known: left out`);
    }
  }
  if (header === undefined) return { callers: undefined, isSecured };
  const is403 = !routes.some((route) => has(route, "401")) && routes.some((route) => has(route, "403"));
  const name = { header, ...(isNeeded && { refusal: { status: is403 ? 403 : 401 } }) };
  return { callers: { name }, isSecured };
}

function has({ operation }: Route, status: string): boolean {
  return Object.hasOwn(operation.value.responses, status);
}

function describe({ type, scheme, in: place }: z.infer<typeof SecurityScheme>): string {
  return [type, scheme, place && `in the ${place}`].filter((word) => word !== undefined).join(" ");
}
