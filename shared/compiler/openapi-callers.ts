import type { Blueprint } from "../blueprint/blueprint.ts";
import { haveSessions, headerRolesOf } from "../blueprint/callers.ts";
import { shownPath } from "../blueprint/route.ts";
import { fieldSchema, type JsonSchema } from "./json-schema.ts";
import { type EntityModel, inputModel, modelNamed } from "./model.ts";
import { keySchema } from "./openapi-parameters.ts";

/** Headers that say who calls; `named` are parameters that the route documents itself. A key's value is not told. */
export function callerParameters(
  { callers }: Blueprint,
  {
    models,
    byAnyone,
    named,
  }: { models: readonly EntityModel[]; byAnyone: boolean; named: readonly JsonSchema[] },
): JsonSchema[] {
  const { key, name, oneRole } = callers ?? {};
  const parameters: JsonSchema[] = [];
  const add = (header: string, required: boolean, schema: JsonSchema) =>
    parameters.push({ name: header, in: "header", required: required && !byAnyone, schema });
  if (key !== undefined) add(key.header, true, { type: "string" });
  if (name !== undefined && !haveSessions(callers)) {
    const schema = name.value && fieldSchema(inputModel(name.value, models));
    const model = name.account && modelNamed(models, name.account.entity);
    const thing = model && {
      ...keySchema(model),
      description: `The identifier of a ${model.noun}`,
      ...ofThings(model),
    };
    add(name.header, name.refusal !== undefined, schema ?? thing ?? { type: "string" });
  }
  for (const [header, roles] of Map.groupBy(headerRolesOf(callers), (role) => role.header)) {
    const isNeeded = header === oneRole?.header && oneRole.usual === undefined;
    add(header, isNeeded, { type: "string", enum: [...new Set(roles.map(({ value }) => value))] });
  }
  const known = new Set(named.map((parameter) => String(parameter.name).toLowerCase()));
  return parameters.filter((parameter) => !known.has(String(parameter.name).toLowerCase()));
}

const schemeName = "session";

/** How callers sign in, as the document's components have it; nothing where they do not. */
export function securitySchemes({ callers }: Blueprint): JsonSchema {
  const name = callers?.name;
  if (name?.account === undefined || !haveSessions(callers)) return {};
  const { scheme } = name.account;
  const isHttp = name.header.toLowerCase() === "authorization" && scheme?.toLowerCase() === "bearer";
  const description = scheme === undefined ? "A session's token" : `${scheme} and a session's token`;
  const said = isHttp
    ? { type: "http", scheme: "bearer" }
    : { type: "apiKey", in: "header", name: name.header, description };
  return { securitySchemes: { [schemeName]: said } };
}

/** What a route needs of who calls: a session, one or none, or nothing. */
export function securityOf({ callers }: Blueprint, byAnyone: boolean): JsonSchema {
  if (!haveSessions(callers)) return {};
  const session = { [schemeName]: [] };
  return { security: callers?.name?.refusal === undefined || byAnyone ? [session, {}] : [session] };
}

/** Where the things are whose identifiers a header holds, for whoever calls by the document; nothing where that is nowhere. */
function ofThings({ entity }: EntityModel): JsonSchema {
  const create = entity.operations.find(({ kind, path }) => kind === "create" && !path.includes(":"));
  const read = entity.operations.find(
    ({ kind }) => kind === "read" || kind === "update" || kind === "delete",
  );
  const path = read?.path ?? (create && `${create.path}/:id`);
  return path === undefined ? {} : { "x-thing": shownPath(path) };
}
