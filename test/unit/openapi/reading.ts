import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { type OpenApiReading, readOpenApi } from "../../../shared/openapi/read.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";

/** Reads a document with the language's own parser for the spec that it may carry. */
export function read(document: unknown): OpenApiReading {
  return readOpenApi(typeof document === "string" ? document : JSON.stringify(document), blueprintOf);
}

export function blueprintOf(spec: string): Blueprint | undefined {
  const reading = parseSpec(spec);
  return reading.outcome === "read" ? reading.blueprint : undefined;
}

/** The spec that a document makes, and what it leaves out, one a line. */
export function imported(document: unknown): { spec: string; unsaid: string[] } {
  const reading = read(document);
  if (reading.outcome === "unread") throw new Error(reading.problems.join("\n"));
  return {
    spec: printSpec(reading.blueprint),
    unsaid: reading.unsaid.map(({ at, what }) => `${at}: ${what}`),
  };
}

/** What is wrong with a document that can't be read. */
export function problemsOf(document: unknown): string[] {
  const reading = read(document);
  if (reading.outcome === "read") throw new Error(`It was read:\n${printSpec(reading.blueprint)}`);
  return reading.problems;
}

/** Paths of one kind of thing, as small as they can be, around its schema and more of the document. */
export function documentOf(
  schema: object,
  { properties = {}, ...more }: Record<string, unknown> & { properties?: object } = {},
): Record<string, unknown> {
  const thing = { $ref: "#/components/schemas/Thing" };
  const content = (inner: object) => ({ content: { "application/json": { schema: inner } } });
  return {
    openapi: "3.1.0",
    info: { title: "Things", version: "1" },
    paths: {
      "/things": {
        get: { responses: { "200": content({ type: "array", items: thing }) } },
        post: { requestBody: content(thing), responses: { "201": content(thing) } },
      },
      "/things/{id}": { get: { responses: { "200": content(thing), "404": {} } } },
    },
    components: {
      schemas: {
        Thing: {
          type: "object",
          ...schema,
          properties: { id: { type: "string", readOnly: true }, ...properties },
        },
      },
    },
    ...more,
  };
}
