import type { Operation } from "../blueprint/entity.ts";
import { memberOf, objectOf, text } from "../code/literal.ts";
import { emptyAnswer, hasBody, jsonAnswer, shown, wrapped } from "./answer.ts";
import { hasComparisons, momentFields } from "./field-rules.ts";
import { listStatements } from "./list-route.ts";
import {
  type EntityModel,
  type FieldModel,
  hidesPrototype,
  inputFields,
  prototypeAlias,
  prototypeName,
} from "./model.ts";
import { isNested, nestedOnly, parentEntry, parentScope, parentStatement } from "./nesting.ts";
import { isPresented, ownPath } from "./presentation.ts";
import { ownParameter, routePath } from "./route-paths.ts";
import { isMoment } from "./zod-schema.ts";

/** The statements that create an entity. */
export function createStatements(
  model: EntityModel,
  parent: EntityModel | undefined,
  operation: Operation,
): string[] {
  const nested = isNested(model, operation) && parent !== undefined;
  const lines = nested ? [parentStatement(model, parent, operation)] : [];
  const parentField = model.fields.find(({ name }) => name === model.entity.parent?.field);
  const parentAfter = nested && parentField !== undefined && nestedOnly(model, parentField);
  const assigned: string[] = [];
  if (nested && !parentAfter) assigned.push(parentEntry(model, parent, "parent"));
  const { own } = routePath(model, operation);
  const key = own !== undefined && model.key.kind === "given" ? keyInPath(model, own) : undefined;
  const hasInput = inputFields(model).some((field) => !nestedOnly(model, field));
  if (hasInput || model.entity.unknownProperties === "refuse") {
    lines.push(
      `const input = parse(New${model.type}, ${bodyOf(model, operation, assigned.join(", "), key)});`,
    );
  } else lines.push("await readObject(c.req.raw);");
  const set = [...(parentAfter ? [parentEntry(model, parent, "parent")] : []), ...serverEntries(model, true)];
  if (needsNow(model, true)) lines.push("const now = timestamp(c.req.raw);");
  const keyEntry = model.key.kind === "uuid" ? [`${model.key.name}: newId(c.req.raw)`] : [];
  const entries = [...keyEntry, ...(hasInput ? ["...input"] : []), ...set];
  const object = objectOf(entries.map((entry) => [entry]));
  const row = entries.length === 1 && hasInput ? "input" : object;
  lines.push(...checks(model, "input", parentAfter));
  if (hasComparisons(model) && row !== "input") {
    lines.push(
      `const row = ${row};`,
      `check${model.type}(row);`,
      `const created = ${model.variable}.insert(row);`,
    );
  } else {
    if (hasComparisons(model)) lines.push(`check${model.type}(input);`);
    lines.push(`const created = ${model.variable}.insert(${row});`);
  }
  return [...lines, ...createdAnswer(model, operation)];
}

function createdAnswer(model: EntityModel, operation: Operation): string[] {
  const location = `\`\${base}${ownPath(model, "created")}\``;
  const lines = ["const base = baseUrl(c.req.raw);"];
  if (!hasBody(operation)) return [...lines, `return ${emptyAnswer(operation.status, location)};`];
  const value = wrapped(operation, shown(model, "created", "base"));
  return [...lines, `return ${jsonAnswer(value, operation.status, location)};`];
}

/** The statements of an update or a replace. */
export function changeStatements(
  model: EntityModel,
  parent: EntityModel | undefined,
  operation: Operation,
  schema: string,
  variable: "change" | "input",
): string[] {
  const key = ownParameter(model, operation);
  const fixed = fixedFields(model);
  const lines = [
    `const ${variable} = parse(${schema}, ${bodyOf(model, operation, "", pathKey(model, operation, variable))});`,
  ];
  const within = parentScope(model, parent, operation);
  const which = `c.req.param(${text(key)})${within === "" ? "" : `, ${within}`}`;
  const set = serverEntries(model, false).filter((entry) => variable === "input" || !entry.includes("input"));
  if (set.length > 0 || momentFields(model).length > 0) lines.push("const now = timestamp(c.req.raw);");
  if (fixed.length > 0 || hasComparisons(model))
    lines.push(`const current = ${model.variable}.get(${which});`);
  if (fixed.length > 0)
    lines.push(`refuseChange(current, ${variable}, [${fixed.map(({ name }) => text(name)).join(", ")}]);`);
  lines.push(...checks(model, variable, false));
  let values = set.length === 0 ? variable : `{ ...${variable}, ${set.join(", ")} }`;
  if (hasComparisons(model)) {
    if (set.length > 0) {
      lines.push(`const row = ${values};`);
      values = "row";
    }
    lines.push(`check${model.type}({ ...current, ...${values} });`);
  }
  const call = `${model.variable}.update(c.req.param(${text(key)}), ${values}${within === "" ? "" : `, ${within}`})`;
  return [...lines, ...answerOf(model, operation, call)];
}

/** The statements that run a change and answer with the row it gives. */
export function answerOf(model: EntityModel, operation: Operation, row: string): string[] {
  if (!hasBody(operation)) return [`${row};`, `return ${emptyAnswer(operation.status)};`];
  if (operation.answer === "list") return [`${row};`, ...listStatements(model, operation, "")];
  if (!isPresented(model) && operation.wrapper === undefined && row.length < 60) {
    return [`return ${jsonAnswer(row, operation.status)};`];
  }
  const value = wrapped(operation, shown(model, "changed", "baseUrl(c.req.raw)"));
  return [`const changed = ${row};`, `return ${jsonAnswer(value, operation.status)};`];
}

/** The body, without what the service sets itself where unknown properties are refused. */
function bodyOf(model: EntityModel, { bodyWrapper }: Operation, assigned: string, key?: string): string {
  const ignoring =
    model.entity.unknownProperties === "refuse"
      ? `, [${serverSet(model)
          .map((name) => text(name))
          .join(", ")}]`
      : "";
  const read = `await readObject(c.req.raw${ignoring === ", []" ? "" : ignoring})`;
  const body = bodyWrapper === undefined ? read : `unwrapped(${read}, ${text(bodyWrapper)})`;
  const named = hidesPrototype(model)
    ? `renamed(${body}, ${text(prototypeName)}, ${text(prototypeAlias)})`
    : body;
  const whole = assigned === "" ? named : `Object.assign(${named}, { ${assigned} })`;
  return key === undefined ? whole : `withKey(${whole}, ${text(model.key.name)}, ${key})`;
}

function serverSet(model: EntityModel): string[] {
  const { key, serial, serialAliases, ownUrls, fields } = model;
  return [
    ...(key.kind === "given" ? [] : [key.name]),
    ...(serial === undefined || serial.name === key.name ? [] : [serial.name]),
    ...serialAliases,
    ...ownUrls,
    ...fields
      .filter((field) => field.field.source !== "input" || nestedOnly(model, field))
      .map(({ name }) => name),
  ];
}

/** Values that the service sets, as entries of an object. */
function serverEntries(model: EntityModel, creating: boolean): string[] {
  return model.fields.flatMap(({ field, name }) => {
    if (field.source === "updated-at" || (creating && field.source === "created-at")) return [`${name}: now`];
    if (field.default !== "now" || !isMoment(field) || field.source !== "input") return [];
    return [`${name}: ${memberOf("input", name)} ?? ${field.type === "date" ? "today(now)" : "now"}`];
  });
}

function needsNow(model: EntityModel, creating: boolean): boolean {
  return serverEntries(model, creating).length > 0 || momentFields(model).length > 0;
}

function checks(model: EntityModel, variable: string, parentAfter: boolean): string[] {
  const lines = model.fields
    .filter(({ field, target, name }) => {
      return (
        target !== undefined &&
        field.source === "input" &&
        !(parentAfter && name === model.entity.parent?.field)
      );
    })
    .filter((field) => !nestedOnly(model, field))
    .map(
      ({ name, target }) => `${target?.variable}.checkReference(${text(name)}, ${memberOf(variable, name)});`,
    );
  if (momentFields(model).length > 0) lines.push(`check${model.type}Moments(${variable}, now);`);
  return lines;
}

/** A replace takes a given key from the path; the body need not repeat it. */
function pathKey(model: EntityModel, operation: Operation, variable: string): string | undefined {
  if (variable !== "input" || model.key.kind !== "given") return undefined;
  return keyInPath(model, ownParameter(model, operation));
}

function keyInPath(model: EntityModel, parameter: string): string {
  const value = `c.req.param(${text(parameter)})`;
  return model.key.type === "number" ? `Number(${value})` : value;
}

function fixedFields(model: EntityModel): FieldModel[] {
  return inputFields(model).filter((field) => {
    return (field.field.immutable || field.name === model.key.name) && !nestedOnly(model, field);
  });
}
