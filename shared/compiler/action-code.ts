import type { Action, Answer } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Field } from "../blueprint/field.ts";
import { arrayOf, commentText, type Entry, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import {
  type Around,
  actionSqlScope,
  effectStatement,
  evaluation,
  Made,
  moveStatements,
  ownKey,
  reader,
  targetCode,
  valueStatements,
} from "./action-effects.ts";
import { emptyAnswer, jsonAnswer, shown } from "./answer.ts";
import { answerValue } from "./answer-value.ts";
import { rowsOf, withCall } from "./call-code.ts";
import { permitCode, refusalCode, requireCode } from "./guard-code.ts";
import { type EntityModel, inputModel } from "./model.ts";
import { capitalized, wordsOf } from "./names.ts";
import { referenceChecks } from "./reference-checks.ts";
import { isBodyFirst, isRoleFirst } from "./refusal-order.ts";
import { keyInPath } from "./route-paths.ts";
import type { SqlScope } from "./sql-expression.ts";
import { createEnding, fieldCode } from "./zod-schema.ts";

/** Name of the schema of what an action takes. */
export function inputSchemaName(action: Action): string {
  return `${actionWords(action).map(capitalized).join("")}Input`;
}

function actionWords({ name }: Action): string[] {
  const words = wordsOf(name.normalize("NFKD").replace(/[^\p{L}\p{N} _-]/gu, ""));
  return /^[a-z]/.test(words[0] ?? "") ? words : ["action", ...words];
}

/** The schema of what an action takes, where it takes anything. */
export function inputSchema(action: Action, models: readonly EntityModel[]): string {
  if (action.inputs.length === 0) return "";
  const entries = action.inputs.map((field): Entry => {
    const model = inputModel(field, models);
    const schema = `${fieldCode(model)}${createEnding(model)}`;
    return [propertyKey(field.name), action.method === "GET" ? fromQuery(field, schema) : schema];
  });
  return `/** What a caller gives to ${actionWords(action).join(" ")}. */\nconst ${inputSchemaName(action)} = z.object(${objectOf(entries)});\n`;
}

/** A query holds texts: numbers and truths are read from them first. */
function fromQuery(field: Field, schema: string): string {
  if (field.type === "integer" || field.type === "number") return `z.preprocess(numberOf, ${schema})`;
  return field.type === "boolean" ? `z.preprocess(truthOf, ${schema})` : schema;
}

/** The schemas of what actions take, and how they are read from a query. */
export function actionInputs(actions: readonly Action[], models: readonly EntityModel[]): string {
  const schemas = actions.map((action) => inputSchema(action, models)).filter((schema) => schema !== "");
  const code = schemas.join("\n");
  const readers = [
    code.includes("numberOf") &&
      "/** A number in a query; what is none stays as it is, and is refused. */\n" +
        'const numberOf = (text: unknown) => (typeof text === "string" && text.trim() !== "" ? Number(text) : text);\n',
    code.includes("truthOf") &&
      "/** True or false in a query; what is neither stays as it is, and is refused. */\n" +
        'const truthOf = (text: unknown) => (text === "true" ? true : text === "false" ? false : text);\n',
  ].filter((reader) => reader !== false);
  return schemas.length === 0 ? "" : `${[...readers, ...schemas].join("\n")}\n`;
}

/** One action's route. All of it happens in one transaction, or nothing. */
export function actionRoute(
  action: Action,
  {
    model,
    models,
    blueprint,
  }: { model: EntityModel | undefined; models: readonly EntityModel[]; blueprint: Blueprint },
  { path, own }: { path: string; own?: string },
): string {
  const roles = blueprint.callers?.roles.map(({ name }) => name);
  const base: SqlScope = { entities: blueprint.entities, models, roles };
  const made = new Made();
  const around: Around = {
    action,
    model,
    models,
    made,
    scope: actionSqlScope(action, model?.entity, base, made),
  };
  const takes = action.inputs.length > 0;
  const hasThing = model !== undefined && own !== undefined;
  const inner = [
    ...(hasThing ? ownStatements(around, model) : rolesOnly(action)),
    ...action.inputs.flatMap((field) => referenceCheck(around, field)),
    ...valueStatements(around),
    ...action.guards.map((guard) => requireCode(reader(around), ownKey(around), guard, around.scope)),
    ...moveStatements(around),
    ...action.effects.map((effect) => effectStatement(around, effect)),
    ...answerStatements(around, action.answer),
  ];
  // A thing that nothing speaks of needs no name.
  for (const [index, line] of inner.entries()) {
    const name = /^const (new\w+) = /.exec(line)?.[1];
    if (name === undefined || inner.slice(index + 1).some((later) => new RegExp(`\\b${name}\\b`).test(later)))
      continue;
    inner[index] = line.replace(/^const \w+ = /, "");
  }
  const isData = inner.some((line) => /\bdata\./.test(line));
  const statements = [
    ...(hasThing ? [`const id = ${keyInPath(model, own)};`] : []),
    ...(takes ? [`const input = ${inputCode(action)};`] : []),
    ...(isData ? ["const data = new Database(storage.sql);"] : []),
    `return storage.transactionSync(() => {\n${inner.join("\n")}\n});`,
  ];
  // Whether there is a thing, and whether the caller may, is told before what is wrong with the body.
  const { by } = action;
  const roleFirst = hasThing && by !== undefined && isRoleFirst(blueprint, by) ? rolesOnly(action) : [];
  const found = hasThing && takes && !isBodyFirst(blueprint) ? [`${rowsOf(model)}.get(id);`] : [];
  const first = [...roleFirst, ...found];
  statements.splice(hasThing ? 1 : 0, 0, ...first);
  const asynchronous = takes && action.method !== "GET" ? "async " : "";
  const body = withCall(blueprint, statements).join("\n");
  return `// ${commentText(action.name)}\napp.${action.method.toLowerCase()}(${text(path)}, ${asynchronous}(c) => {\n${body}\n});\n`;
}

function inputCode(action: Action): string {
  const name = inputSchemaName(action);
  return action.method === "GET"
    ? `parse(${name}, c.req.query())`
    : `parse(${name}, await readObject(c.req.raw))`;
}

/** Finds the action's thing; who may, and whether its state allows it, hangs on how it stands. */
function ownStatements({ action }: Around, model: EntityModel): string[] {
  const { by, move } = action;
  const row = variableOf(model);
  const lines: string[] = [];
  const isUsed = by?.owner !== undefined || move !== undefined;
  lines.push(isUsed ? `const ${row} = ${rowsOf(model)}.get(id);` : `${rowsOf(model)}.get(id);`);
  if (by !== undefined) lines.push(permitCode(by, row));
  if (move !== undefined) {
    const state = memberOf(row, move.field);
    const from = move.from;
    const [only] = from;
    const isWrong =
      from.length === 1 ? `${state} !== ${text(only)}` : `!${arrayOf(from.map(text))}.includes(${state})`;
    const message = `The ${model.noun} must be ${from.join(" or ")} for this.`;
    lines.push(`if (${isWrong}) throw refusalOf(${refusalCode(move.refusal, message)});`);
  }
  return lines;
}

function rolesOnly({ by }: Action): string[] {
  return by === undefined ? [] : [permitCode(by, "")];
}

function referenceCheck({ models }: Around, field: Field): string[] {
  return referenceChecks(inputModel(field, models), "input");
}

function answerStatements(around: Around, answer: Answer): string[] {
  switch (answer.kind) {
    case "nothing":
      return [`return ${emptyAnswer(answer.status)};`];
    case "thing": {
      const { model, key } = targetCode(around, answer.target);
      return [
        `return ${jsonAnswer(shown(model, `${rowsOf(model)}.get(${key})`, "call.base"), answer.status)};`,
      ];
    }
    case "value": {
      const { statements, value } = answerValue(around, answer.value);
      return [...statements, `return Response.json(${value}, { status: ${answer.status} });`];
    }
    case "text":
      return [
        `return new Response(String(${evaluation(around, answer.value)}), ${statusOption(answer.status, "text/plain; charset=utf-8")});`,
      ];
    case "redirect":
      return [
        `return new Response(null, { status: ${answer.status}, headers: { Location: String(${evaluation(around, answer.value)}) } });`,
      ];
  }
}

function statusOption(status: number, type: string): string {
  return `{ status: ${status}, headers: { "content-type": ${text(type)} } }`;
}

function variableOf(model: EntityModel): string {
  return `own${model.type}`;
}
