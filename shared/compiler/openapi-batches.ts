import type { Batch, BatchValue } from "../blueprint/batch.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { parametersOf, shownPath } from "../blueprint/route.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { EntityModel } from "./model.ts";
import { callerParameters, securityOf } from "./openapi-callers.ts";
import { refusalContent } from "./openapi-refusals.ts";

/** What a batch takes and answers; what its rows are, the route that is done for each says. */
export function batchDocument(
  batch: Batch,
  { blueprint, models }: { blueprint: Blueprint; models: readonly EntityModel[] },
): JsonSchema {
  const { does, least, most, of, path, status, answer } = batch;
  const rows = { type: "array", items: {}, minItems: least, maxItems: most };
  const taken = of === undefined ? rows : { type: "object", properties: { [of]: rows }, required: [of] };
  const own = parametersOf(path).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const parameters = [...own, ...callerParameters(blueprint, { models, byAnyone: false, named: own })];
  const shown =
    "each" in answer
      ? valueSchema(answer)
      : {
          type: "object",
          properties: Object.fromEntries(
            answer.properties.map(({ name, value }) => [name, valueSchema(value)]),
          ),
          required: answer.properties.map(({ name }) => name),
        };
  const { malformed, invalid } = blueprint.refusals;
  const refused = [...new Set([malformed, invalid])].map((one) => [
    String(one),
    { description: "Refused", content: refusalContent(blueprint, one) },
  ]);
  return {
    summary: `${does.method} ${shownPath(does.path)} for each of several rows`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...securityOf(blueprint, false),
    requestBody: { required: true, content: { "application/json": { schema: taken } } },
    responses: {
      [status]: {
        description: "What became of each row",
        content: { "application/json": { schema: shown } },
      },
      ...Object.fromEntries(refused),
    },
  };
}

function valueSchema(value: BatchValue): JsonSchema {
  if ("is" in value) return { type: "integer" };
  const properties = value.each.map(({ name, is }) => {
    if (is === "answer") return [name, {}];
    return [name, is === "refusal" ? { type: "object" } : { type: "integer" }];
  });
  return { type: "array", items: { type: "object", properties: Object.fromEntries(properties) } };
}
