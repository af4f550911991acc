import { withArticle } from "../article.ts";
import { absenceOf, hidingOf } from "../blueprint/absence.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import { handStatements, isOnlyShown } from "../blueprint/hand-functions.ts";
import { shownPath } from "../blueprint/route.ts";
import { lapseText } from "../spec/phrases/lapse.ts";
import { entityScope } from "../spec/scopes.ts";
import { hasBody } from "./answer.ts";
import { changeSchema, type JsonSchema, newSchema, shownSchema } from "./json-schema.ts";
import { type EntityModel, inputFields, operationsOf, refers } from "./model.ts";
import { capitalized } from "./names.ts";
import { isNested, nestedOnly } from "./nesting.ts";
import { actionDocument } from "./openapi-actions.ts";
import { batchDocument } from "./openapi-batches.ts";
import { callerParameters, securityOf, securitySchemes } from "./openapi-callers.ts";
import { bodyParameters, listParameters, takesParameters } from "./openapi-parameters.ts";
import { problemSchemas, refusalContent } from "./openapi-refusals.ts";
import { repeatParameters, repeatRefusals } from "./openapi-repeats.ts";
import { versionHeaders, versionParameters, versionRefusals } from "./openapi-versions.ts";
import { hasOwnPath } from "./presentation.ts";
import { replacing, routePath } from "./route-paths.ts";
import { headerSchemas, saysLocation } from "./sent-headers.ts";

/** The OpenAPI 3.1 document of the service: every route, body, parameter and status as the code has them. */
export function openApiDocument(blueprint: Blueprint, models: EntityModel[]): JsonSchema {
  const paths = new Map<string, Map<string, JsonSchema>>();
  const schemas: [string, JsonSchema][] = [];
  for (const model of models) {
    const fromPath = (field: Parameters<typeof nestedOnly>[1]) => nestedOnly(model, field);
    schemas.push([model.type, { ...shownSchema(model), ...lapsing(model, blueprint) }]);
    if (operationsOf(model, "create", "replace").length > 0)
      schemas.push([`New${model.type}`, newSchema(model, fromPath)]);
    if (operationsOf(model, "update").length > 0)
      schemas.push([`${model.type}Change`, changeSchema(model, fromPath)]);
    for (const operation of model.entity.operations) {
      const path = shownPath(routePath(model, operation).path);
      const methods = paths.get(path) ?? new Map<string, JsonSchema>();
      if (replacing(model, operation) !== undefined) continue;
      methods.set(operation.method.toLowerCase(), operationDocument(blueprint, models, { model, operation }));
      paths.set(path, methods);
    }
  }
  const actions = [
    ...blueprint.actions.map((action) => ({ action, model: undefined })),
    ...models.flatMap((model) => model.entity.actions.map((action) => ({ action, model }))),
  ];
  for (const { action, model } of actions) {
    const path = shownPath(action.path);
    const methods = paths.get(path) ?? new Map<string, JsonSchema>();
    methods.set(action.method.toLowerCase(), actionDocument(action, { blueprint, models, model }));
    paths.set(path, methods);
  }
  for (const batch of blueprint.batches ?? []) {
    const path = shownPath(batch.path);
    const methods = paths.get(path) ?? new Map<string, JsonSchema>();
    paths.set(path, methods.set("post", batchDocument(batch, { blueprint, models })));
  }
  schemas.push(...problemSchemas(blueprint));
  const { title, description } = blueprint.service;
  return {
    openapi: "3.1.0",
    info: { title, ...(description === "" ? {} : { description }), version: "1.0.0" },
    paths: Object.fromEntries([...paths].map(([path, methods]) => [path, Object.fromEntries(methods)])),
    components: { schemas: Object.fromEntries(schemas), ...securitySchemes(blueprint) },
  };
}

/** What is told of a thing, with what happens to it by itself. */
function lapsing({ entity }: EntityModel, blueprint: Blueprint): JsonSchema {
  const { description = "", lapses = [] } = entity;
  if (lapses.length === 0) return {};
  const scope = entityScope(blueprint, entity);
  const sentences = lapses.map((lapse) => `${lapseText(lapse, scope)}.`);
  return { description: [...(description === "" ? [] : [description]), ...sentences].join("\n") };
}

function operationDocument(
  blueprint: Blueprint,
  models: readonly EntityModel[],
  { model, operation }: { model: EntityModel; operation: Operation },
): JsonSchema {
  const taken = model.entity.operations.filter(({ kind }) => kind === operation.kind);
  const ending = taken.indexOf(operation) > 0 ? String(taken.indexOf(operation) + 1) : "";
  const many = operation.kind === "list" || operation.kind === "clear";
  const subject = many ? `${model.type}List` : model.type;
  const mayBeAbsent = operation.absent !== undefined || creatingOf(model, operation) !== undefined;
  const own = [
    ...bodyParameters(model, operation),
    ...(operation.kind === "list" ? listParameters(model, models) : []),
    ...versionParameters({ entity: model.entity, route: operation }, mayBeAbsent),
    ...repeatParameters(blueprint, { entity: model.entity, route: operation }),
  ];
  const byAnyone = operation.byAnyone === true;
  const parameters = [...own, ...callerParameters(blueprint, { models, byAnyone, named: own })];
  const body = bodySchema(model, operation);
  return {
    operationId: `${operation.kind}${subject}${ending}`,
    summary: summary(model, operation),
    tags: [capitalized(model.noun)],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...securityOf(blueprint, byAnyone),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: { ...reference(body), ...(operation.atLeastOne && { minProperties: 1 }) },
              },
            },
          },
        }),
    responses: responses(blueprint, model, operation),
  };
}

function summary(model: EntityModel, { kind }: Operation): string {
  const one = withArticle(model.noun);
  const summaries = {
    create: `Creates ${one}`,
    list: `Lists ${model.noun} records`,
    read: `Gives ${one}`,
    update: `Changes any fields of ${one}`,
    replace: `Replaces ${one}`,
    delete: `Deletes ${one}`,
    clear: `Deletes all ${model.noun} records`,
  };
  return summaries[kind];
}

function bodySchema(model: EntityModel, { kind }: Operation): string | undefined {
  if (kind === "create" || kind === "replace") return `New${model.type}`;
  return kind === "update" ? `${model.type}Change` : undefined;
}

function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** The operation of the same route that makes what is not there. */
function creatingOf(model: EntityModel, operation: Operation): Operation | undefined {
  return model.entity.operations.find((other) => replacing(model, other) === operation);
}

function responses(blueprint: Blueprint, model: EntityModel, operation: Operation): JsonSchema {
  const all = new Map<string, JsonSchema>();
  const creating = creatingOf(model, operation);
  if (creating !== undefined) all.set(String(creating.status), success(blueprint, model, creating));
  all.set(String(operation.status), success(blueprint, model, operation));
  for (const [status, description] of refusalsOf(blueprint, model, operation)) {
    const before = all.get(String(status));
    if (before !== undefined && status === operation.status) continue;
    const words =
      before === undefined ? description : `${String(before.description)}; ${description.toLowerCase()}`;
    all.set(String(status), {
      description: words,
      content: refusalContent(blueprint, status),
    });
  }
  return Object.fromEntries(all);
}

function success(blueprint: Blueprint, model: EntityModel, operation: Operation): JsonSchema {
  const isOfOne = operation.kind !== "list" && operation.kind !== "clear";
  const own = isOfOne ? model.entity : undefined;
  const all = {
    ...(operation.kind === "create" && !saysLocation(operation) && hasOwnPath(model)
      ? { Location: { description: `URL of the ${model.noun}`, schema: { type: "string", format: "uri" } } }
      : listHeaders(model, operation)),
    ...versionHeaders(model, operation),
    ...headerSchemas(operation.headers, { entities: blueprint.entities, own }),
  };
  const headers = Object.keys(all).length > 0 ? { headers: all } : {};
  if (!hasBody(operation)) return { description: "Done", ...headers };
  return {
    description: "Done",
    ...headers,
    content: { "application/json": { schema: answerSchema(model, operation) } },
  };
}

function listHeaders(model: EntityModel, { kind }: Operation): JsonSchema {
  const { pages, envelope, totalHeader } = model.entity.list;
  if (kind !== "list") return {};
  const total = { description: "Number of records on all pages", schema: { type: "integer" } };
  const own = totalHeader === undefined ? {} : { [totalHeader]: total };
  if (pages === undefined || envelope?.nextCursor !== undefined) return own;
  const link = { Link: { description: "The pages around this one (RFC 8288)", schema: { type: "string" } } };
  if (pages.style === "cursor") return { ...own, ...link };
  if (envelope !== undefined) return own;
  return { ...(totalHeader === undefined ? { "X-Total-Count": total } : own), ...link };
}

function answerSchema(model: EntityModel, operation: Operation): JsonSchema {
  const { envelope } = model.entity.list;
  const one = reference(model.type);
  let schema: JsonSchema = one;
  if (operation.answer === "list" || operation.kind === "list" || operation.kind === "clear") {
    schema = { type: "array", items: one };
    if (envelope !== undefined) return envelopeSchema(envelope, schema);
  }
  if (operation.wrapper === undefined) return schema;
  return { type: "object", properties: { [operation.wrapper]: schema }, required: [operation.wrapper] };
}

function envelopeSchema(
  envelope: NonNullable<EntityModel["entity"]["list"]["envelope"]>,
  items: JsonSchema,
): JsonSchema {
  const count = { type: "integer", minimum: 0 };
  const { items: itemsName, nextCursor, meta, ...counts } = envelope;
  const told = new Map<string, JsonSchema>();
  for (const name of Object.values(counts)) if (name !== undefined) told.set(name, count);
  if (nextCursor !== undefined) told.set(nextCursor, { type: ["string", "null"] });
  const object = (properties: [string, JsonSchema][]): JsonSchema => {
    return {
      type: "object",
      properties: Object.fromEntries(properties),
      required: properties.map(([name]) => name),
    };
  };
  const rest: [string, JsonSchema][] = meta === undefined ? [...told] : [[meta, object([...told])]];
  return object([[itemsName, items], ...rest]);
}

/** How what an operation's path names is refused where it is not there, or not seen. */
function absences(blueprint: Blueprint, model: EntityModel, operation: Operation): [number, string][] {
  const parent = blueprint.entities.find(({ name }) => name === model.entity.parent?.entity);
  const isOfOne = !["create", "list", "clear"].includes(operation.kind);
  const isBelow = isNested(model, operation) && (!isOfOne || parent?.notFound !== undefined);
  const looked = [...(isOfOne ? [model.entity] : []), ...(isBelow && parent ? [parent] : [])];
  const told = looked.flatMap((entity): [number, string][] => {
    const absence = absenceOf(blueprint, entity);
    const hidden = hidingOf(blueprint, entity);
    const isHiddenOtherwise = hidden !== undefined && hidden.status !== absence.status;
    return [
      [absence.status, absence.message ?? "There is no such thing"],
      ...(isHiddenOtherwise
        ? [[hidden.status, hidden.message ?? "The caller does not see it"] as [number, string]]
        : []),
    ];
  });
  return [...new Map(told.map((one) => [one.join(), one])).values()];
}

/** The refusals that an operation can answer with. */
function refusalsOf(blueprint: Blueprint, model: EntityModel, operation: Operation): [number, string][] {
  const { refusals, crossOrigin } = blueprint;
  const { kind } = operation;
  const writes = kind === "create" || kind === "update" || kind === "replace";
  const list: [number, string][] = [];
  if (writes) list.push([refusals.malformed, "The body is not a JSON object"]);
  const changes = kind !== "read" && kind !== "list";
  if (changes && crossOrigin === "none") {
    list.push([415, "A page of another origin sends something else than JSON"]);
  }
  if (writes || kind === "list") list.push([413, "It is more than the service takes or lists at once"]);
  if (writes || (kind === "list" && takesParameters(model)))
    list.push([refusals.invalid, "A value breaks a rule"]);
  const references = writes ? inputFields(model).filter(refers) : [];
  for (const { field } of references)
    list.push([field.unknownRefusal?.status ?? refusals.unknownReference, "A reference names nothing"]);
  list.push(...absences(blueprint, model, operation));
  const apart = [
    ...(model.key.kind === "given" ? [{ refusal: undefined }] : []),
    ...model.entity.uniqueTogether,
    ...model.fields.flatMap(({ field }) => (field.unique === undefined ? [] : [field])),
  ];
  if (writes)
    for (const { refusal } of apart)
      list.push([refusal?.status ?? refusals.conflict, refusal?.message ?? "The value is taken"]);
  if (kind === "delete" || kind === "clear")
    list.push([refusals.stillReferenced, "Others still refer to it"]);
  if (operation.by !== undefined) list.push([operation.by.refusal.status, "The caller may not do this"]);
  for (const { byHand, gives } of handStatements({
    entities: [{ ...model.entity, actions: [] }],
    actions: [],
  }))
    if (writes || (gives !== undefined && isOnlyShown(gives)))
      for (const { status, message } of byHand.refusals)
        list.push([status, message ?? "A rule would be broken"]);
  const { rules, limits, noOverlaps } = model.entity;
  const judged = writes ? [...rules, ...limits, ...noOverlaps] : [];
  for (const { refusal } of [...(operation.guards ?? []), ...judged]) {
    list.push([refusal.status, refusal.message ?? "A rule would be broken"]);
  }
  const { atLeastOne } = operation;
  if (typeof atLeastOne === "object")
    list.push([atLeastOne.status, atLeastOne.message ?? "No field is given"]);
  list.push(...versionRefusals({ entity: model.entity, route: operation }));
  list.push(...repeatRefusals(blueprint, { entity: model.entity, route: operation }));
  return list;
}
