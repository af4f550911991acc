import { type Blueprint, refusalBody } from "../blueprint/blueprint.ts";
import type { EachPart, RefusalBody } from "../blueprint/refusal-body.ts";
import type { JsonSchema } from "./json-schema.ts";

/** The schemas of refusals' bodies, by their names among the document's components. */
export function problemSchemas({ refusals: { body, bodies = [] } }: Blueprint): [string, JsonSchema][] {
  return [
    ["Problem", body === undefined ? problemDocument : refusalSchema(body)],
    ...bodies.map(({ statuses, body: own }): [string, JsonSchema] => [nameOf(statuses), refusalSchema(own)]),
  ];
}

/** What a refusal with the status answers: its media type, and its schema among the document's components. */
export function refusalContent(blueprint: Blueprint, status: number): JsonSchema {
  const own = blueprint.refusals.bodies?.find(({ statuses }) => statuses.includes(status));
  const type =
    refusalBody(blueprint, status) === undefined
      ? "application/problem+json"
      : (blueprint.refusals.mediaType ?? "application/json");
  const name = own === undefined ? "Problem" : nameOf(own.statuses);
  return { [type]: { schema: { $ref: `#/components/schemas/${name}` } } };
}

function nameOf([first]: readonly number[]): string {
  return `Problem${first}`;
}

const fieldErrorSchema = textsSchema(["field", "message"]);

function textsSchema(names: readonly string[]): JsonSchema {
  return { type: "object", properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])) };
}

const problemDocument = {
  type: "object",
  description: "A problem document (RFC 9457).",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    errors: { type: "array", items: fieldErrorSchema },
  },
  required: ["type", "title", "status", "detail"],
};

function refusalSchema(body: RefusalBody): JsonSchema {
  if ("text" in body) return { const: body.text };
  if ("each" in body) return { type: "array", items: eachSchema(body.each) };
  if ("properties" in body) {
    return {
      type: "object",
      properties: Object.fromEntries(body.properties.map(({ name, value }) => [name, refusalSchema(value)])),
      required: body.properties.map(({ name }) => name),
    };
  }
  switch (body.is) {
    case "status":
      return { type: "integer" };
    case "errors":
      return { type: "array", items: fieldErrorSchema };
    case "names":
      return { type: "array", items: { type: "string" } };
    case "name":
      return { type: ["string", "null"] };
    case "fields":
      return { type: "object", additionalProperties: { type: "string" } };
    case "lists":
      return { type: "object", additionalProperties: { type: "array", items: { type: "string" } } };
    default:
      return { type: "string" };
  }
}

function eachSchema(each: readonly EachPart[]): JsonSchema {
  const properties = each.map((part) => {
    const texts = "is" in part ? [] : [...part.cases.map(({ text }) => text), part.otherwise];
    return [part.name, texts.length === 0 ? { type: "string" } : { enum: [...new Set(texts)] }];
  });
  return { type: "object", properties: Object.fromEntries(properties) };
}
