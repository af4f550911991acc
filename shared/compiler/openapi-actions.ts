import { isDeepStrictEqual } from "node:util";
import { absenceOf, hidingOf } from "../blueprint/absence.ts";
import {
  type Action,
  type Answer,
  answersOf,
  isBesideBody,
  isInBody,
  refusesUnknown,
  refusingGuards,
  takesBody,
  thingParameters,
} from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Field } from "../blueprint/field.ts";
import { handStatements } from "../blueprint/hand-functions.ts";
import { afterEffects, perhapsMadeBy, presentValue, withValues } from "../blueprint/named-values.ts";
import { passwordInputs } from "../blueprint/password-inputs.ts";
import { type Scope, typeOf } from "../blueprint/value-type.ts";
import { fieldSchema, type JsonSchema } from "./json-schema.ts";
import { type EntityModel, inputModel, modelNamed, refers } from "./model.ts";
import { callerParameters, securityOf } from "./openapi-callers.ts";
import { keySchema } from "./openapi-parameters.ts";
import { refusalContent } from "./openapi-refusals.ts";
import { repeatParameters, repeatRefusals } from "./openapi-repeats.ts";
import { versionHeader, versionParameters, versionRefusals } from "./openapi-versions.ts";
import { headerSchemas } from "./sent-headers.ts";

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
  const isGet = action.method === "GET";
  const given = action.inputs.filter((field) => isInBody(action, field));
  const beside = action.inputs.filter((field) => isBesideBody(action, field));
  const inHeaders = action.inputs.flatMap((field) =>
    field.header === undefined
      ? []
      : [{ name: field.header, in: "header", ...parameterOf(field, fieldSchema(inputModel(field, models))) }],
  );
  const passwords = passwordInputs(action, scopeAtEnd(action, { blueprint, models, model }));
  const inputs = given.map((field) => {
    const isPassword = passwords.has(field.name);
    const schema: JsonSchema = {
      ...fieldSchema(inputModel(field, models)),
      ...(isPassword && { format: "password", writeOnly: true }),
    };
    const isNull = field.nullable && !isGet;
    return { field, schema: isNull ? { ...schema, type: [schema.type, "null"] } : schema };
  });
  const queried = beside.map((field) => ({ field, schema: fieldSchema(inputModel(field, models)) }));
  const query = (isGet ? inputs : queried).map(({ field, schema }) => ({
    name: field.name,
    in: "query",
    ...parameterOf(field, schema),
  }));
  const required = given.filter((field) => field.required && field.default === undefined);
  const whole = inputs.find(({ field }) => field.wholeBody);
  const body = whole?.schema ?? {
    type: "object",
    properties: Object.fromEntries(inputs.map(({ field, schema }) => [field.name, schema])),
    ...(required.length === 0 ? {} : { required: required.map(({ name }) => name) }),
    ...(refusesUnknown(action, model?.entity) && { additionalProperties: false }),
  };
  const route = { entity: model?.entity, route: action };
  const own = [
    ...inPath,
    ...query,
    ...inHeaders,
    ...versionParameters(route),
    ...repeatParameters(blueprint, route),
  ];
  const byAnyone = action.byAnyone === true;
  const parameters = [...own, ...callerParameters(blueprint, { models, byAnyone, named: own })];
  return {
    summary: action.name,
    ...(action.description === undefined ? {} : { description: action.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...securityOf(blueprint, byAnyone),
    ...(takesBody(action)
      ? { requestBody: { required: true, content: { "application/json": { schema: body } } } }
      : {}),
    responses: {
      ...successes(action, { blueprint, models, model }),
      ...refusals(action, {
        blueprint,
        models,
        own: thingParameters(action).length > 0 ? model?.entity : undefined,
        others: [
          ...[...versionRefusals(route), ...repeatRefusals(blueprint, route)].map(([status]) => status),
          ...absencesIn(action, { blueprint, models, model }),
        ],
      }),
    },
  };
}

function parameterOf({ required, default: preset }: Field, schema: JsonSchema) {
  return { required: required && preset === undefined, schema };
}

/** What each status answers: any of what is answered with it. */
function successes(action: Action, around: Around): Record<string, JsonSchema> {
  const answers = answersOf(action);
  const statuses = [...new Set(answers.map(({ status }) => status))].sort((one, other) => one - other);
  return Object.fromEntries(
    statuses.map((status) => {
      const all = answers
        .filter((answer) => answer.status === status)
        .map((answer) => withHeaders(action, success(action, answer, around), around));
      return [String(status), all.reduce(eitherOf)];
    }),
  );
}

/** How an action refuses where a named value, or a thing that it makes, is empty and it needs a thing. */
function absencesIn(action: Action, around: Around): number[] {
  const { guards, effects, values } = action;
  const needed = [
    ...effects.flatMap((effect) =>
      "target" in effect && effect.target !== undefined ? [effect.target] : [],
    ),
    ...answersOf(action).flatMap((answer) => (answer.kind === "thing" ? [answer.target] : [])),
  ];
  const named = [
    ...values.flatMap((value) => ("gives" in value && !value.gives.nullable ? [] : [value.name])),
    ...effects.flatMap((effect) =>
      effect.kind === "by-hand" && effect.gives?.nullable === true ? [effect.name] : [],
    ),
  ];
  const perhaps = perhapsMadeBy(effects);
  const maybeEmpty = needed.filter(({ scope, names: [name = "", ...more] }) => {
    if (scope === "created") return perhaps.includes(name);
    const isPresent = guards.some(({ condition }) => presentValue(condition) === name);
    return scope === "value" && more.length === 0 && named.includes(name) && !isPresent;
  });
  return maybeEmpty.map((target) => {
    const type = typeOf({ kind: "path", ...target }, scopeAtEnd(action, around));
    const entity = type.kind === "thing" ? modelNamed(around.models, type.entity).entity : undefined;
    return absenceOf(around.blueprint, entity).status;
  });
}

type Content = Record<string, { schema: JsonSchema }>;

function eitherOf(one: JsonSchema, other: JsonSchema): JsonSchema {
  if (isDeepStrictEqual(one, other)) return one;
  const contents = [one, other].flatMap(({ content }) => Object.entries((content ?? {}) as Content));
  const types = [...new Set(contents.map(([type]) => type))];
  const content = types.map((type) => {
    const schemas = contents.filter(([each]) => each === type).map(([, { schema }]) => schema);
    const [first] = schemas;
    const isOne = schemas.every((schema) => isDeepStrictEqual(schema, first));
    return [type, { schema: isOne ? first : { anyOf: schemas } }];
  });
  return { ...one, ...other, ...(types.length > 0 && { content: Object.fromEntries(content) }) };
}

/** An answer with the headers that the action sends: some may have an answer without some of them, and none is promised. */
function withHeaders(action: Action, answer: JsonSchema, around: Around): JsonSchema {
  const sent = headerSchemas(action.headers, scopeAtEnd(action, around));
  const headers = { ...(answer.headers as JsonSchema | undefined), ...sent };
  return Object.keys(headers).length > 0 ? { ...answer, headers } : answer;
}

function scopeAtEnd(action: Action, { blueprint, model }: Around): Scope {
  const known: Scope = { entities: blueprint.entities, own: model?.entity, inputs: action.inputs };
  return afterEffects(withValues(known, action.values), action.effects);
}

function success(action: Action, answer: Answer, around: Around): JsonSchema {
  const { models } = around;
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
      const type = typeOf({ kind: "path", ...answer.target }, scopeAtEnd(action, around));
      const shown = modelNamed(models, type.kind === "thing" ? type.entity : "");
      return {
        description,
        ...(shown.entity.versions === undefined ? {} : { headers: versionHeader }),
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
    others,
  }: {
    blueprint: Blueprint;
    models: readonly EntityModel[];
    own: Entity | undefined;
    others: readonly number[];
  },
): JsonSchema {
  const { by, move, inputs } = action;
  const { refusals: usual } = blueprint;
  const statuses = new Set<number>([
    ...(own === undefined ? [] : [absenceOf(blueprint, own), hidingOf(blueprint, own)]).flatMap(
      (refusal) => refusal?.status ?? [],
    ),
    ...(inputs.length > 0 ? [usual.malformed, usual.invalid] : []),
    ...inputs.flatMap((field) =>
      refers(inputModel(field, models)) ? [field.unknownRefusal?.status ?? usual.unknownReference] : [],
    ),
    ...(by === undefined ? [] : [by.refusal.status]),
    ...(move === undefined ? [] : [move.refusal.status]),
    ...refusingGuards(action).map(({ guard }) => guard.refusal.status),
    ...handStatements({ entities: [], actions: [action] }).flatMap(({ byHand }) =>
      byHand.refusals.map(({ status }) => status),
    ),
    ...others,
  ]);
  for (const { status } of answersOf(action)) statuses.delete(status);
  return Object.fromEntries(
    [...statuses].map((status) => [
      String(status),
      { description: "Refused", content: refusalContent(blueprint, status) },
    ]),
  );
}
