import { withArticle } from "../article.ts";
import type { Operation } from "../blueprint/entity.ts";
import { parentInPath } from "../blueprint/parent-in-path.ts";
import { type Entry, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import {
  type EntityModel,
  hidesPrototype,
  hidesSerial,
  operationsOf,
  prototypeAlias,
  prototypeName,
} from "./model.ts";
import { capitalized } from "./names.ts";

/** Whether what is shown differs from what is kept. */
export function isPresented(model: EntityModel): boolean {
  return (
    model.ownUrls.length > 0 ||
    model.serialAliases.length > 0 ||
    (model.serial !== undefined && hidesSerial(model, model.serial.name)) ||
    hidesPrototype(model) ||
    model.seen.length > 0 ||
    [...model.fields, ...model.computed].some(({ field }) => field.omitWhenAbsent || field.hidden === true)
  );
}

/** Whether some route is of one thing, so that a URL names it. */
export function hasOwnPath(model: EntityModel): boolean {
  return ownRoute(model) !== undefined;
}

/** The path of one entity in a template literal, as its own routes have it. */
export function ownPath(model: EntityModel, variable: string): string {
  const { entity, key } = model;
  const all = entity.operations.find(({ kind }) => kind === "create" || kind === "list");
  const collection = all?.path ?? "/";
  const found = ownRoute(model);
  const placed = found ?? all;
  const place = placed && parentInPath(entity, placed);
  const path = found?.path ?? `${collection === "/" ? "" : collection}/:${key.name}`;
  return path
    .split("/")
    .map((part, index) => {
      if (!part.startsWith(":")) return part;
      if (entity.parent !== undefined && index === place) {
        return `\${${encoded(memberOf(variable, entity.parent.field), model.fields.find(({ name }) => name === entity.parent?.field)?.target)}}`;
      }
      return `\${${encoded(memberOf(variable, key.name), model)}}`;
    })
    .join("/");
}

/** The route by which one thing is known: one that shows it, if any does. */
function ownRoute(model: EntityModel): Operation | undefined {
  const gets = operationsOf(model, "read").filter(({ method }) => method === "GET");
  const candidates = [...gets, ...operationsOf(model, "update", "replace", "delete", "read")];
  return candidates.find((operation) => {
    const place = parentInPath(model.entity, operation);
    return operation.path.split("/").some((part, index) => part.startsWith(":") && index !== place);
  });
}

/** Only a key that the caller chose can hold what a path cannot. */
function encoded(expression: string, target: EntityModel | undefined): string {
  return target?.key.kind === "given" ? `encodeURIComponent(${expression})` : expression;
}

/** The function that shows an entity, when that differs from what is kept. */
export function presentation(model: EntityModel): string[] {
  if (!isPresented(model)) return [];
  const fields = [...model.fields, ...model.computed];
  const omitted = fields
    .filter(({ field }) => field.omitWhenAbsent && field.hidden !== true)
    .map(({ name }) => text(name));
  const hidden = [...fields.filter(({ field }) => field.hidden === true), ...model.seen].map(({ name }) =>
    text(name),
  );
  if (model.serial !== undefined && hidesSerial(model, model.serial.name))
    hidden.unshift(text(model.serial.name));
  const row = `row: ${model.type}`;
  const kept = fields.filter(({ field }) => field.seenWhere !== undefined);
  const forCaller = kept.map(
    ({ field, name }): Entry => [propertyKey(name), memberOf("row", `${field.name} seen`)],
  );
  const shownRow = forCaller.length === 0 ? "row" : objectOf([["...row"], ...forCaller]);
  const seen = hidden.length === 0 ? shownRow : `without(${shownRow}, [${hidden.join(", ")}])`;
  const rest = omitted.length === 0 ? `...${seen}` : `...omitNull(${seen}, [${omitted.join(", ")}])`;
  const entries: Entry[] = [[rest]];
  for (const alias of model.serialAliases.filter((name) => !hidesSerial(model, name)))
    entries.push([alias, memberOf("row", model.serial?.name ?? "")]);
  const path = ownPath(model, "row");
  for (const url of model.ownUrls) entries.push([url, `\`\${base}${path}\``]);
  const parameters = model.ownUrls.length > 0 ? `${row}, base: string` : row;
  const purpose = model.ownUrls.length > 0 ? " `base` is the service's own URL." : "";
  const shown = entries.length === 1 ? rest.slice(3) : objectOf(entries);
  const value = hidesPrototype(model)
    ? `renamed(${shown}, ${text(prototypeAlias)}, ${text(prototypeName)})`
    : shown;
  return [
    `/** ${capitalized(withArticle(model.noun))} as callers see it.${purpose} */\n` +
      `export function present${model.type}(${parameters}) {\n  return ${value};\n}\n`,
  ];
}
