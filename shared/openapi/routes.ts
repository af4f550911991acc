import type * as z from "zod";
import type { Method } from "../blueprint/route.ts";
import { type OpenApi, Operation, Parameter, PathItem } from "./shapes.ts";
import { type Part, partOf, pointer, type Source } from "./source.ts";

/** One route of the document. */
export interface Route {
  method: z.infer<typeof Method>;
  /** `{}` stands for a parameter. */
  segments: readonly string[];
  /** Names of the path's parameters, in order. */
  names: readonly string[];
  /** `GET /pets/{petId}`, as the document writes it. */
  words: string;
  operation: Part<Operation>;
  /** Those of the path and those of the operation. */
  parameters: readonly Part<Parameter>[];
}

/** Longest path: a statement has room for more than it. */
const longestPath = 500;

const methods = { get: "GET", post: "POST", put: "PUT", patch: "PATCH", delete: "DELETE" } as const;

/** All routes that a service of ours can have; what else is there is named. */
export function routesOf(source: Source, document: Part<OpenApi>): Route[] {
  const routes: Route[] = [];
  for (const path of Object.keys(document.value.paths)) {
    if (!path.startsWith("/")) continue;
    const part = partOf({ value: document.value.paths, at: "/paths" }, path);
    const item = source.read(part, PathItem);
    if (item === undefined) continue;
    const segments = path === "/" ? [] : path.split("/").slice(1);
    if (segments.at(-1) === "" && segments.length > 1) {
      source.leaveOut(part.at, "the stroke at the path's end is left out: paths with it and without are one");
      segments.pop();
    }
    if (
      !segments.every((segment) => /^(\{[^{}]+\}|[A-Za-z0-9._~-]+)$/.test(segment)) ||
      path.length > longestPath
    ) {
      source.leaveOut(
        part.at,
        "a path of which a segment is more than a word or a parameter, or a very long one, can't be said: left out",
      );
      continue;
    }
    for (const [key, method] of Object.entries(methods)) {
      const operation = source.read(partOf(item, key), Operation);
      if (operation === undefined) continue;
      routes.push({
        method,
        segments: segments.map((segment) => (segment.startsWith("{") ? "{}" : segment)),
        names: segments.filter((segment) => segment.startsWith("{")).map((segment) => segment.slice(1, -1)),
        words: `${method} ${path}`,
        operation,
        parameters: parametersOf(source, item, operation),
      });
    }
    for (const key of ["head", "options", "trace"])
      if (key in item.value)
        source.leaveOut(pointer(item.at, key), `${key.toUpperCase()} can't be said: left out`);
  }
  return routes;
}

function parametersOf(source: Source, item: Part<z.infer<typeof PathItem>>, operation: Part<Operation>) {
  const found = new Map<string, Part<Parameter>>();
  for (const { value, at } of [item, operation]) {
    for (const [index, parameter] of (value.parameters ?? []).entries()) {
      const read = source.read({ value: parameter, at: pointer(at, "parameters", String(index)) }, Parameter);
      if (read !== undefined) found.set(`${read.value.in} ${read.value.name}`, read);
    }
  }
  return [...found.values()];
}

/** The path as one text, to compare it with others. */
export function pathOf(segments: readonly string[]): string {
  return `/${segments.join("/")}`;
}
