import type { Action, Answer } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { typeOf } from "../blueprint/value-type.ts";
import { fieldSchema, type JsonSchema } from "./json-schema.ts";
import { type EntityModel, inputModel, modelNamed, refers } from "./model.ts";
import { keySchema } from "./openapi-parameters.ts";
import { acceptsNull } from "./zod-schema.ts";

interface Around {
  blueprint: Blueprint;
  models: readonly EntityModel[];
  model: EntityModel | undefined;
}

/** An action as OpenAPI has it: its parameters, its body, what it answers and how it refuses. */
export function actionDocument(action: Action, { blueprint, models, model }: Around): JsonSchema {
  const names = [...action.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const inPath = names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: model === undefined ? { type: "string" } : keySchema(model),
  }));
  const inputs = action.inputs.map((field) => {
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
  const required = action.inputs.filter((field) => field.required && field.default === undefined);
  const body = {
    type: "object",
    properties: Object.fromEntries(inputs.map(({ field, schema }) => [field.name, schema])),
    ...(required.length === 0 ? {} : { required: required.map(({ name }) => name) }),
  };
  const parameters = action.method === "GET" ? [...inPath, ...query] : inPath;
  const takesBody = action.method !== "GET" && inputs.length > 0;
  return {
    summary: action.name,
    ...(action.description === undefined ? {} : { description: action.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takesBody
      ? { requestBody: { required: true, content: { "application/json": { schema: body } } } }
      : {}),
    responses: {
      [String(action.answer.status)]: success(action, action.answer, { blueprint, models, model }),
      ...refusals(action, blueprint, {
        hasThing: names.length > 0,
        hasReferences: action.inputs.some((field) => refers(inputModel(field, models))),
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
          created: createdBy(action),
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

function createdBy({ effects }: Action): string[] {
  return effects.flatMap((effect) => (effect.kind === "create" ? [effect.entity] : []));
}

function refusals(
  action: Action,
  { refusals: usual }: Blueprint,
  { hasThing, hasReferences }: { hasThing: boolean; hasReferences: boolean },
): JsonSchema {
  const { by, move, guards, inputs } = action;
  const statuses = new Set<number>([
    ...(hasThing ? [usual.notFound] : []),
    ...(inputs.length > 0 ? [usual.malformed, usual.invalid] : []),
    ...(hasReferences ? [usual.unknownReference] : []),
    ...(by === undefined ? [] : [by.refusal.status]),
    ...(move === undefined ? [] : [move.refusal.status]),
    ...guards.map(({ refusal }) => refusal.status),
  ]);
  statuses.delete(action.answer.status);
  return Object.fromEntries(
    [...statuses].map((status) => [
      String(status),
      {
        description: "Refused",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}
