import { type Action, type Answer, isInPath, thingParameters } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { handStatements } from "../blueprint/hand-functions.ts";
import { madeBy } from "../blueprint/named-values.ts";
import { typeOf } from "../blueprint/value-type.ts";
import { fieldSchema, type JsonSchema } from "./json-schema.ts";
import { type EntityModel, inputModel, modelNamed, refers } from "./model.ts";
import { keySchema } from "./openapi-parameters.ts";
import { refusalContent } from "./openapi-refusals.ts";
import { acceptsNull } from "./zod-schema.ts";

interface Around {
  blueprint: Blueprint;
  models: readonly EntityModel[];
  model: EntityModel | undefined;
}

/** An action as OpenAPI has it: its parameters, its body, what it answers and how it refuses. */
export function actionDocument(action: Action, { blueprint, models, model }: Around): JsonSchema {
  const names = [...action.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const inPath = names.map((name) => {
    const input = action.inputs.find((one) => one.name === name);
    const key = model === undefined ? { type: "string" } : keySchema(model);
    const schema = input === undefined ? key : fieldSchema(inputModel(input, models));
    return { name, in: "path", required: true, schema };
  });
  const given = action.inputs.filter((field) => !isInPath(action, field));
  const inputs = given.map((field) => {
    const schema = fieldSchema(inputModel(field, models));
    const isNull = acceptsNull(field) && action.method !== "GET";
    return { field, schema: isNull ? { ...schema, type: [schema.type, "null"] } : schema };
  });
  const query = inputs.map(({ field, schema }) => ({
    name: field.name,
    in: "query",
    required: field.required && field.default === undefined,
    schema,
  }));
  const required = given.filter((field) => field.required && field.default === undefined);
  const body = {
    type: "object",
    properties: Object.fromEntries(inputs.map(({ field, schema }) => [field.name, schema])),
    ...(required.length === 0 ? {} : { required: required.map(({ name }) => name) }),
  };
  const parameters = action.method === "GET" ? [...inPath, ...query] : inPath;
  const takesBody = action.method !== "GET" && given.length > 0;
  return {
    summary: action.name,
    ...(action.description === undefined ? {} : { description: action.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takesBody
      ? { requestBody: { required: true, content: { "application/json": { schema: body } } } }
      : {}),
    responses: {
      [String(action.answer.status)]: success(action, action.answer, { blueprint, models, model }),
      ...refusals(action, {
        blueprint,
        models,
        own: thingParameters(action).length > 0 ? model?.entity : undefined,
      }),
    },
  };
}

function success(action: Action, answer: Answer, { blueprint, models, model }: Around): JsonSchema {
  const description = "Done";
  switch (answer.kind) {
    case "nothing":
      return { description };
    case "text":
      return { description, content: { "text/plain": { schema: { type: "string" } } } };
    case "redirect":
      return { description: "Elsewhere", headers: { Location: { schema: { type: "string" } } } };
    case "value":
      return { description, content: { "application/json": { schema: {} } } };
    case "thing": {
      const type = typeOf(
        { kind: "path", ...answer.target },
        {
          entities: blueprint.entities,
          own: model?.entity,
          inputs: action.inputs,
          created: madeBy(action.effects),
        },
      );
      const shown = modelNamed(models, type.kind === "thing" ? type.entity : "");
      return {
        description,
        content: { "application/json": { schema: { $ref: `#/components/schemas/${shown.type}` } } },
      };
    }
  }
}

function refusals(
  action: Action,
  {
    blueprint,
    models,
    own,
  }: { blueprint: Blueprint; models: readonly EntityModel[]; own: Entity | undefined },
): JsonSchema {
  const { by, move, guards, inputs } = action;
  const { refusals: usual } = blueprint;
  const statuses = new Set<number>([
    ...(own === undefined ? [] : [usual.notFound]),
    ...[own?.seenBy, own?.seenWhere].flatMap((seen) => seen?.refusal.status ?? []),
    ...(inputs.length > 0 ? [usual.malformed, usual.invalid] : []),
    ...inputs.flatMap((field) =>
      refers(inputModel(field, models)) ? [field.unknownRefusal?.status ?? usual.unknownReference] : [],
    ),
    ...(by === undefined ? [] : [by.refusal.status]),
    ...(move === undefined ? [] : [move.refusal.status]),
    ...guards.map(({ refusal }) => refusal.status),
    ...handStatements({ entities: [], actions: [action] }).flatMap(({ byHand }) =>
      byHand.refusals.map(({ status }) => status),
    ),
  ]);
  statuses.delete(action.answer.status);
  return Object.fromEntries(
    [...statuses].map((status) => [
      String(status),
      { description: "Refused", content: refusalContent(blueprint, status) },
    ]),
  );
}
