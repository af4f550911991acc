import {
  type Action,
  comesAsText,
  isBesideBody,
  isInBody,
  isInPath,
  refusesUnknown,
  wholeBodyOf,
} from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { hasPart } from "../blueprint/refusal-body.ts";
import { type Entry, objectOf, propertyKey, text } from "../code/literal.ts";
import { uses } from "./imports.ts";
import { type Given, readingCode } from "./input-checks.ts";
import { inputEntries } from "./inputs.ts";
import type { EntityModel, FieldModel } from "./model.ts";
import { capitalized, wordsOf } from "./names.ts";
import type { SqlScope } from "./sql-scope.ts";

/** Code that reads what is `given` to an action, and refuses what is wrong with it. */
export function inputReading(
  action: Action,
  fields: readonly FieldModel[],
  {
    given,
    checks,
    judge,
    ...looking
  }: { blueprint: Blueprint; scope: SqlScope; given: string } & Pick<Given, "checks" | "judge">,
): string {
  const schema = inputSchemaName(action);
  const places = placesOf(action);
  const isTold = tellsPointers(looking.blueprint) || wholeBodyOf(action) !== undefined;
  const read = isTold && places.length > 0 ? placedIn(places) : undefined;
  return readingCode({ schema, given, checks, judge, read }, fields, looking);
}

/** Code that tells what is wrong with what is sent where it is. */
function placedIn(places: Entry[]) {
  return (sent: string, read: (taken: string) => string) =>
    `placed(${objectOf(places)}, ${sent}, (taken) => ${read("taken")})`;
}

/** What stands for an input in place of a pointer into the body, by its name, where it is no property of it. */
function placesOf(action: Action): Entry[] {
  return action.inputs.flatMap((field): Entry[] => {
    const { name, header, wholeBody } = field;
    if (wholeBody) return [[propertyKey(name), "null"]];
    if (header !== undefined) return [[propertyKey(name), text(header)]];
    if (isInPath(action, field)) return [[propertyKey(name), text(name)]];
    return isBesideBody(action, field) ? [[propertyKey(name), text(`?${name}`)]] : [];
  });
}

function tellsPointers({ refusals: { body, bodies = [] } }: Blueprint): boolean {
  return [body, ...bodies.map((one) => one.body)].some(
    (one) =>
      one !== undefined &&
      hasPart(
        one,
        (part) => "each" in part && part.each.some((said) => "is" in said && said.is === "pointer"),
      ),
  );
}

/** Code of what a request gives to an action. */
export function inputsSent(action: Action): string {
  const apart = action.inputs.flatMap((field): Entry[] => {
    const { name, header, wholeBody } = field;
    if (wholeBody) return [[propertyKey(name), "await readBody(c.req.raw)"]];
    if (header !== undefined) return [[propertyKey(name), `c.req.header(${text(header)})`]];
    if (isBesideBody(action, field))
      return [[propertyKey(name), `c.req.${field.type === "list" ? "queries" : "query"}(${text(name)})`]];
    return isInPath(action, field) ? [[propertyKey(name), `c.req.param(${text(name)})`]] : [];
  });
  const isGet = action.method === "GET";
  // Of a list, a query has a parameter for each element.
  const lists = action.inputs.flatMap(({ name, type }): Entry[] =>
    isGet && type === "list" ? [[propertyKey(name), `c.req.queries(${text(name)})`]] : [],
  );
  const isNeeded = action.inputs.some(
    (field) => field.required && field.default === undefined && isInBody(action, field),
  );
  const others = isGet ? "c.req.query()" : `await readObject(c.req.raw${isNeeded ? "" : ", [], true"})`;
  const named = [...lists, ...apart];
  if (named.length === 0) return others;
  return objectOf(takesMore(action) ? [[isGet ? `...${others}` : `...(${others})`], ...named] : named);
}

/** Whether an action takes more than stands in its path and its headers. */
function takesMore(action: Action): boolean {
  return action.inputs.some((field) => isInBody(action, field) && !field.wholeBody);
}

/** Name of the schema of what an action takes. */
function inputSchemaName(action: Action): string {
  return `${actionWords(action).map(capitalized).join("")}Input`;
}

function actionWords({ name }: Action): string[] {
  const words = wordsOf(name.normalize("NFKD").replace(/[^\p{L}\p{N} _-]/gu, ""));
  return /^[a-z]/.test(words[0] ?? "") ? words : ["action", ...words];
}

/** The schema of what an action takes, where it takes anything. */
function inputSchema(action: Action, models: readonly EntityModel[], entity: Entity | undefined): string {
  const object = refusesUnknown(action, entity) ? "z.strictObject" : "z.object";
  const entries = inputEntries(action.inputs, models, (field) => comesAsText(action, field));
  return `/** What a caller gives to ${actionWords(action).join(" ")}. */\nconst ${inputSchemaName(action)} = ${object}(${objectOf(entries)});\n`;
}

/** The schemas of what actions take that the code of their routes reads. */
export function actionInputs(
  actions: readonly Action[],
  { models, entity, body }: { models: readonly EntityModel[]; entity: Entity | undefined; body: string },
): string {
  const schemas = actions
    .filter((action) => uses(body, inputSchemaName(action)))
    .map((action) => inputSchema(action, models, entity));
  return schemas.length === 0 ? "" : `${schemas.join("\n")}\n`;
}
