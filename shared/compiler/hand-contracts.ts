import type { Blueprint } from "../blueprint/blueprint.ts";
import { handCode } from "../blueprint/by-hand.ts";
import { type HandStatement, handStatements, isOnlyShown } from "../blueprint/hand-functions.ts";
import { madeBy, perhapsMadeBy, withValues } from "../blueprint/named-values.ts";
import { commentText, propertyKey, text } from "../code/literal.ts";
import { entityType } from "./entity-type.ts";
import { handNames, valueType } from "./hand-names.ts";
import { importLine, uses } from "./imports.ts";
import { type EntityModel, type FieldModel, inputModel, modelNamed, orNull } from "./model.ts";
import { nestedOnly } from "./nesting.ts";
import { acceptsNull } from "./zod-schema.ts";

/** A function that a developer writes. */
export interface HandFunction {
  name: string;
  /** Its file, below the repository's root. */
  path: string;
  /** What it does, in words. */
  sentence: string;
  /** Its types and those of all things, as TypeScript: the file that it imports them from. */
  contract: string;
  /** Its own types alone. */
  signature: string;
  /** Path of its statement's part of the blueprint, as traces name it. */
  part: string;
}

/** Where the types of all functions stand. */
export const contractsPath = "src/hand/contracts.ts";

/** The functions that a service's developer writes, in the order of its spec. */
export function handFunctions(blueprint: Blueprint, models: readonly EntityModel[]): HandFunction[] {
  const types = models.map((model) => entityType(model, blueprint));
  return handStatements(blueprint).map((statement) => {
    const { function: name, file } = handNames(statement.called);
    const signature = functionTypes(statement, blueprint, models);
    return {
      name,
      path: `src/hand/${file}`,
      sentence: statement.byHand.sentence,
      signature,
      part: partOf(statement),
      contract: [...types, thingsTypes(models, statement.kind === "changes"), signature].join("\n"),
    };
  });
}

function partOf({ name, kind, owner: around, action }: HandStatement): string {
  const owner = around === undefined ? "" : `entities/${around.name}/`;
  switch (kind) {
    case "field":
      return `${owner}fields/${name}`;
    case "rule":
      return `${owner}handRules/${name}`;
    case "value":
      return `${owner}actions/${action?.name}/values/${name}`;
    case "changes":
      return `${owner}actions/${action?.name}/effects/${name}`;
  }
}

/** src/hand/contracts.ts: the types of all functions written by hand; undefined where there are none. */
export function contractsModule(blueprint: Blueprint, models: readonly EntityModel[]): string | undefined {
  const statements = handStatements(blueprint);
  if (statements.length === 0) return undefined;
  const changes = statements.some(({ kind }) => kind === "changes");
  const parts = [
    thingsTypes(models, changes),
    ...statements.map((statement) => functionTypes(statement, blueprint, models)),
  ];
  const code = parts.join("\n");
  const kit = ["ChangingContext", "HandContext", "HandReader", "HandWriter"]
    .filter((name) => uses(code, name))
    .map((name) => `type ${name}`);
  const imports = models.map((model) => importLine([`type ${model.type}`], `../${model.file}.ts`));
  // Functions name the types of things as well.
  const exported = `export type { ${models.map(({ type }) => type).join(", ")} };\n`;
  return `${importLine(kit, "@aidevos/kit")}${imports.join("")}\n${models.length === 0 ? "" : `${exported}\n`}${code}`;
}

/** What functions reach of all things. */
function thingsTypes(models: readonly EntityModel[], changes: boolean): string {
  const readers = models.map(
    (model) => `${propertyKey(model.entity.plural)}: HandReader<${rowType(model)}>;`,
  );
  const reading = `/** The things of the service, as functions read them. */\nexport interface Things {\n${readers.join("\n")}\n}\n`;
  if (!changes) return reading;
  const writers = models.map(
    (model) =>
      `${propertyKey(model.entity.plural)}: HandWriter<${rowType(model)}, Made${model.type}, Changed${model.type}>;`,
  );
  const given = models.flatMap((model) => [
    `/** What a function gives to create a ${model.noun}. */\nexport interface Made${model.type} {\n${madeMembers(model).join("\n")}\n}\n`,
    `/** What a function may change of a ${model.noun}. */\nexport type Changed${model.type} = Partial<Made${model.type}>;\n`,
  ]);
  return [
    reading,
    ...given,
    `/** The things of the service, as functions that change them reach them. */\nexport interface ChangingThings {\n${writers.join("\n")}\n}\n`,
  ].join("\n");
}

/** The type of a thing as functions see it: without what they themselves show, and without passwords. */
export function rowType(model: EntityModel): string {
  const shown = model.entity.fields
    .filter((field) => isOnlyShown(field) || field.type === "password")
    .map(({ name }) => text(name));
  return shown.length === 0 ? model.type : `Omit<${model.type}, ${shown.join(" | ")}>`;
}

/** Fields that only the service sets, and a function may give all the same. */
export function givenOwn(model: EntityModel): FieldModel[] {
  return model.fields.filter(
    (field) =>
      field.field.source === "state" || field.field.source === "set-at-creation" || nestedOnly(model, field),
  );
}

function madeMembers(model: EntityModel): string[] {
  const own = givenOwn(model);
  return model.fields.flatMap((field) => {
    const { source, required, default: preset } = field.field;
    if ((source !== "input" && !own.includes(field)) || field.field.type === "password") return [];
    const isNeeded = source === "input" && required && preset === undefined;
    const type = source === "input" && acceptsNull(field.field) ? orNull(field.type) : field.type;
    return [`${propertyKey(field.name)}${isNeeded ? "" : "?"}: ${type};`];
  });
}

function functionTypes(
  statement: HandStatement,
  blueprint: Blueprint,
  models: readonly EntityModel[],
): string {
  const { called, byHand, kind, gives } = statement;
  const names = handNames(called);
  const members = inputMembers(statement, blueprint, models);
  const codes = byHand.refusals.map((refusal) => text(handCode(refusal)));
  const [context, things] =
    kind === "changes" ? ["ChangingContext", "ChangingThings"] : ["HandContext", "Things"];
  const words = byHand.refusals.map((refusal) => `${handCode(refusal)} (${refusal.status})`);
  const refuses = words.length === 0 ? "" : ` May refuse: ${words.join(", ")}.`;
  const result =
    kind === "rule" ? "boolean" : gives === undefined ? "void" : resultType(inputModel(gives, models));
  const meaning = kind === "rule" ? `/** Whether it holds. */\n` : "";
  return (
    `/** What \`${names.function}\` goes by: ${commentText(byHand.sentence)}.${refuses} */\n` +
    `export interface ${names.input} {\n${members.join("\n")}\n}\n` +
    `export type ${names.context} = ${context}<${things}${codes.length === 0 ? "" : `, ${codes.join(" | ")}`}>;\n` +
    `${meaning}export type ${names.result} = ${result};\n` +
    `export type ${names.type} = (input: ${names.input}, context: ${names.context}) => ${names.result};\n`
  );
}

function resultType({ field, type }: FieldModel): string {
  return field.nullable ? orNull(type) : type;
}

/** What a function gets: the thing, what the action has taken, and the values before it. */
function inputMembers(
  { name, kind, entity, action }: HandStatement,
  blueprint: Blueprint,
  models: readonly EntityModel[],
): string[] {
  const members: string[] = [];
  if (entity !== undefined) {
    const when =
      kind === "value" || kind === "changes"
        ? "as it is at this point"
        : kind === "rule"
          ? "as it will be"
          : "";
    if (when !== "") members.push(`/** The ${modelNamed(models, entity.name).noun}, ${when}. */`);
    members.push(`thing: ${rowType(modelNamed(models, entity.name))};`);
  }
  if (action === undefined) return members;
  if (action.inputs.length > 0) {
    const given = action.inputs.map((input) => {
      const model = inputModel(input, models);
      return `${propertyKey(input.name)}: ${acceptsNull(input) ? orNull(model.type) : model.type};`;
    });
    members.push(`/** What the caller has given. */\ngiven: { ${given.join(" ")} };`);
  }
  const own = action.values.findIndex((one) => "gives" in one && one.name === name);
  const before = kind === "value" ? action.values.slice(0, own) : action.values;
  const scope = withValues(
    { entities: blueprint.entities, own: entity, inputs: action.inputs },
    action.values,
  );
  const values = before.map((one) => {
    const type =
      "gives" in one
        ? resultType(inputModel(one.gives, models))
        : "finds" in one
          ? `${modelNamed(models, one.finds.entity).key.type} | null`
          : valueType(one.expression, scope, models);
    return `${propertyKey(one.name)}: ${type};`;
  });
  const place = action.effects.findIndex((one) => one.kind === "by-hand" && one.name === name);
  const effects = action.effects.slice(0, place);
  if (kind === "changes")
    for (const effect of effects)
      if (effect.kind === "by-hand" && effect.gives !== undefined)
        values.push(`${propertyKey(effect.name)}: ${resultType(inputModel(effect.gives, models))};`);
  if (values.length > 0)
    members.push(`/** Values named before ${name}. */\nvalues: { ${values.join(" ")} };`);
  const made = kind === "changes" ? madeBy(effects) : [];
  if (made.length > 0) {
    const perhaps = perhapsMadeBy(effects);
    const types = made.map((of) => {
      const { type } = modelNamed(models, of);
      return `${propertyKey(of)}: ${type}${perhaps.includes(of) ? " | null" : ""};`;
    });
    members.push(`/** What the action has made before, as it was made. */\nmade: { ${types.join(" ")} };`);
  }
  return members;
}
