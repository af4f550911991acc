import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import type { BlueprintInput } from "./blueprints.ts";
import * as blueprints from "./blueprints.ts";
import { compile } from "./serving.ts";

type JsonSchema = Record<string, unknown>;

const named = Object.entries(blueprints).flatMap(([name, value]): [string, BlueprintInput][] =>
  typeof value === "function" ? [] : [[name, value]],
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "openapi-of-zod-"));
  symlinkSync(join(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(named)("what %s takes is what its OpenAPI document says", async (name, blueprint) => {
  const { files } = await compile(blueprint);
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), content);
  }
  const document = JSON.parse(files.find(({ path }) => path === "openapi.json")?.content ?? "");
  const documented: JsonSchema = {};
  const taken: JsonSchema = {};
  for (const { path } of files) {
    if (!/^src\/(?!service|migrations|.*-routes)/.test(path)) continue;
    const module: object = await import(pathToFileURL(join(folder, name, path)).href);
    for (const [schema, value] of Object.entries(module)) {
      if (!(value instanceof z.ZodType) || !(schema in document.components.schemas)) continue;
      // What a trimmed text must be is told of the output; what may be left out, of the input.
      const { properties } = z.toJSONSchema(value, { io: "output" });
      taken[schema] = told({ ...z.toJSONSchema(value, { io: "input" }), properties });
      documented[schema] = told(document.components.schemas[schema]);
    }
  }
  expect(Object.keys(taken)).not.toEqual([]);
  expect(documented).toEqual(taken);
});

/**
 * A schema in one of the ways to say it: null as a type, no bounds that every integer has, no pattern beside a format.
 * Left out is what only a person reads, and what zod does not tell: that elements differ, that a reference which is not
 * found is refused in a way of its own.
 */
function told(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(told);
  if (typeof schema !== "object" || schema === null) return schema;
  const { $schema, description, uniqueItems, propertyNames, ...rest }: JsonSchema = orNull({ ...schema });
  if (rest.format !== undefined) delete rest.pattern;
  if (rest.format === "uuid") delete rest.format;
  if (rest.minimum === Number.MIN_SAFE_INTEGER) delete rest.minimum;
  if (rest.maximum === Number.MAX_SAFE_INTEGER) delete rest.maximum;
  if (rest.default === null) delete rest.default;
  if (propertyNames !== undefined) delete rest.additionalProperties;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, told(value)]));
}

function orNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const [inner] = anyOf;
  return {
    ...rest,
    ...inner,
    type: [inner.type, "null"],
    ...(inner.enum === undefined ? {} : { enum: [...inner.enum, null] }),
  };
}
