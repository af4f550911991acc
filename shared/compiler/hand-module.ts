import type { Blueprint } from "../blueprint/blueprint.ts";
import { handCode } from "../blueprint/by-hand.ts";
import { type HandStatement, handStatements } from "../blueprint/hand-functions.ts";
import { commentText, type Entry, literal, objectOf, propertyKey, text } from "../code/literal.ts";
import { freshEntries, momentEntries } from "./action-effects.ts";
import { tableFunctionName } from "./entity-module.ts";
import { hasComparisons } from "./field-rules.ts";
import { refusalCode } from "./guard-code.ts";
import { givenOwn } from "./hand-contracts.ts";
import { handNames } from "./hand-names.ts";
import { importLine, kitImport, uses, zodImport } from "./imports.ts";
import { type EntityModel, inputModel } from "./model.ts";
import { fieldCode } from "./zod-schema.ts";

/** src/by-hand.ts: how the service calls what a developer has written; undefined where that is nothing. */
export function handModule(blueprint: Blueprint, models: readonly EntityModel[]): string | undefined {
  const statements = handStatements(blueprint);
  if (statements.length === 0) return undefined;
  const changes = statements.some(({ kind }) => kind === "changes");
  const body = [
    ...(statements.some(({ kind }) => kind !== "changes") ? [readable(models)] : []),
    ...(changes ? [changeable(models)] : []),
    ...statements.map((statement) => callerCode(statement, models, blueprint)),
  ].join("\n");
  const types = statements
    .flatMap(({ called }) => [handNames(called).type, handNames(called).input, handNames(called).result])
    .concat("Things", "ChangingThings")
    .filter((name) => uses(body, name))
    .sort();
  const relative = [
    ...models.map((model): [string, string] => [
      model.file,
      importLine(
        [`${model.type}Change`, `New${model.type}`, `check${model.type}`, tableFunctionName(model)].filter(
          (name) => uses(body, name),
        ),
        `./${model.file}.ts`,
      ),
    ]),
    [
      "hand/contracts",
      importLine(
        types.map((name) => `type ${name}`),
        "./hand/contracts.ts",
      ),
    ] as [string, string],
    ...statements.map(({ called }): [string, string] => [
      `hand/${handNames(called).file}`,
      importLine([handNames(called).function], `./hand/${handNames(called).file}`),
    ]),
  ];
  const imports = relative.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
  return `${kitImport(body)}${zodImport(body)}${imports.join("")}\n${body}`;
}

function readable(models: readonly EntityModel[]): string {
  return thingsFunction("readable", "Things", models, (_, table) => `handReader(${table})`);
}

function changeable(models: readonly EntityModel[]): string {
  return thingsFunction("changeable", "ChangingThings", models, (model, table) => {
    const key: Entry[] = model.key.kind === "uuid" ? [[model.key.name, "call.newId()"]] : [];
    const touched = model.fields.flatMap(({ field, name }): Entry[] =>
      field.source === "updated-at" ? [[name, "call.now"]] : [],
    );
    const parts: Entry[] = [
      ["creating", `New${model.type}`],
      ["changing", `${model.type}Change`],
      ["own", literal(givenOwn(model).map(({ name }) => name))],
      ["fresh", `() => (${objectOf([...key, ...momentEntries(model), ...freshEntries(model)])})`],
      ...(touched.length === 0 ? [] : [["touched", `() => (${objectOf(touched)})`] as Entry]),
      ...(hasComparisons(model) ? [["check", `check${model.type}`] as Entry] : []),
    ];
    return `handWriter(${table}, ${objectOf(parts)})`;
  });
}

/** Each table is looked at when a function asks for it. */
function thingsFunction(
  name: string,
  type: string,
  models: readonly EntityModel[],
  codeOf: (model: EntityModel, table: string) => string,
): string {
  const getters = models.map((model) => {
    const table = `${tableFunctionName(model)}(storage.sql).plain(call, storage)`;
    return `get ${propertyKey(model.entity.plural)}() {\nreturn ${codeOf(model, table)};\n},`;
  });
  const does = type === "Things" ? "read" : "change";
  const why = `The things of the service, as functions written by hand ${does} them.`;
  return `/** ${why} */\nfunction ${name}(call: Call, storage: Storage): ${type} {\nreturn {\n${getters.join("\n")}\n};\n}\n`;
}

function callerCode(
  { name, called, byHand, kind, gives }: HandStatement,
  models: readonly EntityModel[],
  { refusals: { codes: ownCodes } }: Blueprint,
): string {
  const names = handNames(called);
  const usual = byHand.sentence.length > 200 ? "This can't be done." : `It must hold: ${byHand.sentence}.`;
  const refusals = byHand.refusals.map(
    (refusal): Entry => [
      propertyKey(handCode(refusal)),
      refusalCode({ ...refusal, code: handCode(refusal) }, kind === "rule" ? usual : "This can't be done."),
    ],
  );
  const context =
    kind === "changes"
      ? `changingContext(call, storage, changeable(call, storage), ${objectOf(refusals)}${ownCodes === undefined ? "" : `, ${literal(ownCodes)}`})`
      : `handContext(call, readable(call, storage), ${objectOf(refusals)})`;
  const [first] = byHand.refusals;
  const schema =
    kind === "rule" ? "z.boolean()" : gives === undefined ? "z.undefined()" : resultSchema(gives, models);
  const returns = kind === "rule" ? "void" : names.result;
  const result = `handResult(${text(name)}, ${schema}, written(input, context))`;
  const end =
    kind === "rule" && first !== undefined
      ? `if (!${result}) context.refuse(${text(handCode(first))});`
      : gives === undefined
        ? `${result};`
        : `return ${result};`;
  return (
    `/** Calls \`${names.function}\`: ${commentText(byHand.sentence)}. */\n` +
    `export function ${names.caller}(input: ${names.input}, call: Call, storage: Storage): ${returns} {\n` +
    `const written: ${names.type} = ${names.function};\n` +
    `const context = ${context};\n${end}\n}\n`
  );
}

function resultSchema(gives: NonNullable<HandStatement["gives"]>, models: readonly EntityModel[]): string {
  const model = inputModel({ ...gives, required: true }, models);
  return fieldCode(model);
}
