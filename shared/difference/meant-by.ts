import type { Blueprint } from "../blueprint/blueprint.ts";
import { modelsOf } from "../compiler/model.ts";
import { openApiDocument } from "../compiler/openapi.ts";
import { type Meant, nothingMeant } from "../delivery/meant.ts";
import { designByRule } from "../design/rule.ts";
import { operationsIn } from "./breaks.ts";

/**
 * What the change from one spec to another lets answers be otherwise. The same spec lets nothing differ; a changed one
 * every route that it has or had, as yet.
 */
export function meantBy(before: Blueprint, after: Blueprint): Meant {
  if (JSON.stringify(before) === JSON.stringify(after)) return nothingMeant;
  const routes = new Map(
    [before, after].flatMap((blueprint) =>
      operationsIn(openApiDocument(blueprint, modelsOf(blueprint, designByRule(blueprint)))).map(
        ({ method, path }) => [`${method} ${path}`, { method, path }] as const,
      ),
    ),
  );
  return {
    routes: [...routes.values()].map((route) => ({
      ...route,
      anything: true,
      status: false,
      fields: [],
      elements: false,
      headers: [],
    })),
  };
}
