import { isDeepStrictEqual } from "node:util";
import { absenceOf } from "../blueprint/absence.ts";
import type { Answer, Each, EarlyAnswer, Effect } from "../blueprint/action.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Expression, operandsOf } from "../blueprint/expression.ts";
import { absentPath } from "../blueprint/named-values.ts";
import { entityOf, scopeOf, typeOf } from "../blueprint/value-type.ts";
import { type Entry, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import { type Around, evaluation, presentName, truthCode, valueName, withPresent } from "./action-around.ts";
import { wholeRowsOf } from "./call-code.ts";
import { eachOf, keysCode, namedKeysCode } from "./each-code.ts";
import { hasComparisons } from "./field-rules.ts";
import { refusalCode } from "./guard-code.ts";
import { handCall } from "./hand-code.ts";
import { uses } from "./imports.ts";
import { type EntityModel, modelNamed } from "./model.ts";
import { nestedOnly } from "./nesting.ts";
import { accountTable, callerValue, hashedCode } from "./password-code.ts";
import { isMoment } from "./zod-schema.ts";

/** TypeScript's type of an entity's field. */
function typeOfField(model: EntityModel, name: string): string {
  const field = model.fields.find((one) => one.field.name === name);
  return field === undefined ? "string" : `${model.type}[${text(field.name)}]`;
}

type SetEffect = Extract<Effect, { kind: "set" }>;

/**
 * What an action changes, a change of state first. What is set in one thing after the other is set at once where that
 * makes no difference to the values: rules are judged on the whole.
 */
export function effectStatements(around: Around, answered: (answer: Answer) => string[]): string[] {
  const { move, effects } = around.action;
  const moved: SetEffect[] =
    move === undefined || around.model === undefined
      ? []
      : [
          {
            kind: "set",
            target: { scope: "own", names: [] },
            field: move.field,
            value: { kind: "literal", value: move.to },
          },
        ];
  const statements: string[] = [];
  let together: SetEffect[] = [];
  const flush = () => {
    if (together.length > 0)
      statements.push(onlyWhen(around, together[0]?.condition, () => setStatement(around, together)));
    together = [];
  };
  for (const effect of [...moved, ...effects]) {
    if (effect.kind === "answer") {
      flush();
      statements.push(earlyCode(around, effect, answered));
    } else if ("each" in effect && effect.each !== undefined) {
      flush();
      const { each, condition } = effect;
      statements.push(onlyWhen(around, condition, () => eachStatement(around, effect, each)));
    } else if (effect.kind !== "set") {
      flush();
      statements.push(effectStatement(around, effect));
    } else {
      if (!together.every((before) => isApart(before, effect, around.model?.entity))) flush();
      together.push(effect);
    }
  }
  flush();
  return statements;
}

/** Code of an effect that happens only where the condition is true. */
function onlyWhen(around: Around, condition: Expression | undefined, code: () => string): string {
  if (condition === undefined) return code();
  return `if (${truthCode(around, condition)}) {\n${withPresent(around, condition, code)}\n}`;
}

/**
 * Whether an effect sets another field of the same thing under the same condition, and neither the value nor the
 * condition hangs on what was set before.
 */
function isApart(
  before: SetEffect,
  { target, field, value, condition }: SetEffect,
  own: Entity | undefined,
): boolean {
  const isFree = (part: Expression): boolean => {
    if (part.kind === "aggregate" || part.kind === "groups") return false;
    if (part.kind !== "path") return operandsOf(part).every(isFree);
    const [name, ...more] = part.names;
    if (more.length > 0) return false;
    if (part.scope === "input" || part.scope === "value") return true;
    const source = own?.fields.find((one) => one.name === name)?.source;
    return part.scope === "own" && name !== before.field && source !== undefined && source !== "computed";
  };
  const isAlike = isDeepStrictEqual(before.target, target) && isDeepStrictEqual(before.condition, condition);
  return isAlike && before.field !== field && isFree(value) && (condition === undefined || isFree(condition));
}

/** The answer, where the condition is true. */
export function earlyCode(
  around: Around,
  { condition, answer }: EarlyAnswer,
  answered: (answer: Answer) => string[],
): string {
  const when = truthCode(around, condition);
  const inside = withPresent(around, condition, () => answered(answer).join("\n"));
  // What is answered where it is empty is there in all that follows.
  const absent = absentPath(condition);
  if (absent !== undefined) around.present.add(presentName(absent));
  return `if (${when}) {\n${inside}\n}`;
}

function setStatement(around: Around, effects: readonly SetEffect[]): string {
  const [first] = effects;
  if (first === undefined) return "";
  const { model, key, needed } = targetCode(around, first.target);
  const code = setCode(
    model,
    key,
    effects.map(({ field, value }) => [field, evaluation(around, value, typeOfField(model, field))]),
  );
  return needed + code;
}

/** An effect for each of several, one after the other: what they are is found before the first. */
function eachStatement(
  outer: Around,
  effect: Extract<Effect, { kind: "set" | "create" }>,
  each: Each,
): string {
  const { code, around } = eachOf(outer, each);
  const body =
    effect.kind === "set" ? setStatement(around, [effect]) : `${insertCode(around, effect).inserted};`;
  // What speaks of no single one of them needs no name for it.
  return `for (const ${uses(body, "each") ? "each" : "_each"} of ${code}) {\n${body}\n}`;
}

/** Code that inserts a row, and the model of what it makes. */
interface Insert {
  model: EntityModel;
  inserted: string;
}

function insertCode(around: Around, effect: Extract<Effect, { kind: "create" }>): Insert {
  const model = modelNamed(around.models, effect.entity);
  const given = effect.values.map(
    ({ field, value }): Entry => [field, evaluation(around, value, typeOfField(model, field))],
  );
  const isMade = ([name]: Entry) => isSetByService(model, name);
  const own = given.filter(isMade).map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const row = newRow(
    model,
    given.filter((entry) => !isMade(entry)),
  );
  const set = own.length === 0 ? "" : `, ${objectOf(own)}`;
  // What is at odds is told before what is taken.
  const checked = hasComparisons(model) ? `check${model.type}(${row})` : row;
  return { model, inserted: `${wholeRowsOf(model)}.insert(${checked}${set})` };
}

function effectStatement(around: Around, effect: Exclude<Effect, SetEffect | { kind: "answer" }>): string {
  switch (effect.kind) {
    case "create":
      return effect.condition === undefined
        ? madeCode(around, effect)
        : perhapsMadeCode(around, effect, effect.condition);
    case "by-hand": {
      const { values, effects } = around.action;
      const before = effects.slice(0, effects.indexOf(effect));
      const given = before.flatMap((one) =>
        one.kind === "by-hand" && one.gives !== undefined ? [one.name] : [],
      );
      const call = handCall(around, effect.name, {
        values: [...values.map(({ name }) => name), ...given],
        effects: before,
      });
      return effect.gives === undefined ? `${call};` : `const ${valueName(effect.name)} = ${call};`;
    }
    case "delete":
      return onlyWhen(around, effect.condition, () => {
        const { model, key, needed } = targetCode(around, effect.target);
        return `${needed}${wholeRowsOf(model)}.delete(${key});`;
      });
    case "sign-in":
      return signInCode(around, effect);
    case "sign-out":
      return onlyWhen(around, effect.condition, () => {
        if (effect.target === undefined) return "endSession(c.req.raw, storage);";
        const { key, needed } = targetCode(around, effect.target);
        return `${needed}endSessions(${key}, storage, ${text(accountTable(around))});`;
      });
    case "delete-each":
      return onlyWhen(around, effect.condition, () => {
        const { things } = effect;
        const { own } = scopeOf(things, around.scope);
        const model = modelNamed(around.models, (own && entityOf(own)) ?? "");
        const rows = wholeRowsOf(model);
        return "list" in things
          ? `for (const key of ${namedKeysCode(around, things)}) if (${rows}.has(key)) ${rows}.delete(key);`
          : `for (const key of ${keysCode(around, things)}) ${rows}.delete(key);`;
      });
  }
}

/** A session that begins; its token is null where it begins only under a condition that is not true. */
function signInCode(around: Around, effect: Extract<Effect, { kind: "sign-in" }>): string {
  const { condition, target, for: lasting } = effect;
  const begun = (assign: string) => {
    const { key, needed } = targetCode(around, target);
    const end: Expression | undefined = lasting && {
      kind: "binary",
      operator: "+",
      left: { kind: "now" },
      right: lasting,
    };
    const until = end === undefined ? "" : `, ${evaluation(around, end, "string | null")}`;
    return `${needed}${assign}session.begin(${key}${until});`;
  };
  if (condition === undefined) return begun("const token = ");
  const when = truthCode(around, condition);
  const code = withPresent(around, condition, () => begun("token = "));
  return `let token: string | null = null;\nif (${when}) {\n${code}\n}`;
}

function madeCode(around: Around, effect: Extract<Effect, { kind: "create" }>): string {
  const { model, inserted } = insertCode(around, effect);
  const made = around.made.next(model);
  return `const ${made} = ${inserted};`;
}

/** What is made only where the condition is true; its name is null where it is not. */
function perhapsMadeCode(
  around: Around,
  effect: Extract<Effect, { kind: "create" }>,
  condition: Expression,
): string {
  const when = truthCode(around, condition);
  return withPresent(around, condition, () => {
    const { model, inserted } = insertCode(around, effect);
    const { name, before } = around.made.perhaps(model);
    const named = `const ${name} = ${when} ? ${inserted} : ${before};`;
    around.made.keepAlone(named, `if (${when}) {\n${inserted};\n}`);
    return named;
  });
}

/** A change of some fields at once: those that callers give keep their rules. */
function setCode(model: EntityModel, key: string, values: Entry[]): string {
  const isInput = ([name]: Entry) =>
    model.fields.some(({ field }) => field.name === name && field.source === "input");
  const entriesOf = (some: Entry[]) => some.map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const others = entriesOf(values.filter((entry) => !isInput(entry)));
  for (const { field, name } of model.fields)
    if (field.source === "updated-at") others.push([name, "call.now"]);
  // No change of a caller may hold some of them, so that the schema of changes does not know them.
  const isRefused = ([name]: Entry) =>
    model.fields.some(({ field }) => field.name === name && field.refusedInChanges === true);
  const given = values.filter(isInput);
  const known = given.filter((entry) => !isRefused(entry));
  const unknown = given.filter(isRefused);
  const picked = unknown.map(([name]) => `${propertyKey(name)}: true`).join(", ");
  const parts: [schema: string, Entry[]][] = [
    [`${model.type}Change`, known],
    [`New${model.type}.pick({ ${picked} })`, unknown],
  ];
  const checked = parts
    .filter(([, part]) => part.length > 0)
    .map(([schema, part]) => hashedCode(model, `parse(${schema}, ${objectOf(entriesOf(part))})`, part));
  const [only = objectOf(others)] = checked;
  const change =
    checked.length + (others.length > 0 ? 1 : 0) < 2
      ? only
      : objectOf([...checked.map((code): Entry => [`...${code}`]), ...others]);
  const update = `${wholeRowsOf(model)}.update(${key}, ${change})`;
  const isCompared = model.entity.comparisons.some(({ left, right }) =>
    values.some(([name]) => name === left || name === right),
  );
  return isCompared ? `check${model.type}(${update});` : `${update};`;
}

/** Whether a field is one that the service otherwise works out when a thing is made. */
function isSetByService(model: EntityModel, name: string): boolean {
  const source = model.fields.find(({ field }) => field.name === name)?.field.source;
  return source === "set-at-creation" || source === "set-at-change";
}

/** A new row: what is given and checked, defaults, and what the service sets. */
function newRow(model: EntityModel, given: Entry[]): string {
  const isInput = ([name]: Entry) =>
    model.fields.some(
      (one) => one.field.name === name && one.field.source === "input" && !nestedOnly(model, one),
    );
  const inputs = given.filter(isInput).map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const others = given
    .filter((entry) => !isInput(entry))
    .map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const entries: Entry[] = [];
  if (model.key.kind === "uuid") entries.push([model.key.name, "newId(c.req.raw)"]);
  if (model.fields.some(({ field }) => field.source === "input"))
    entries.push(...momentEntries(model), [
      `...${hashedCode(model, `parse(New${model.type}, ${objectOf(inputs)})`)}`,
    ]);
  // What stands in the path of its own routes is empty where an action says nothing of it.
  for (const field of model.fields)
    if (nestedOnly(model, field) && !others.some(([key]) => key === propertyKey(field.name)))
      others.push([propertyKey(field.name), "null"]);
  const fresh = freshEntries(model).filter(([name]) => !others.some(([key]) => key === name));
  return objectOf([...entries, ...fresh, ...others]);
}

/** The moment, of fields that have it where nobody gives another. */
export function momentEntries({ fields }: EntityModel): Entry[] {
  return fields.flatMap(({ field, name }): Entry[] =>
    field.source === "input" && field.default === "now" && isMoment(field)
      ? [[name, field.type === "date" ? "call.today" : "call.now"]]
      : [],
  );
}

/** What a new row has from the service besides its key: the moment, the caller and the first state. */
export function freshEntries({ fields }: EntityModel): Entry[] {
  return fields.flatMap(({ field, name, type }): Entry[] => {
    if (field.source === "created-at" || field.source === "updated-at") return [[name, "call.now"]];
    if (field.source === "caller") return [[name, callerValue(type)]];
    return field.source === "state" ? [[name, text(field.values?.[0] ?? "")]] : [];
  });
}

/**
 * The model and the key of the thing that an effect acts on; `needed` is code that stands before it and refuses where a
 * named value is empty, as what is not there is refused.
 */
export function targetCode(around: Around, target: Extract<Effect, { kind: "delete" }>["target"]) {
  const { scope, models } = around;
  const path: Expression = { kind: "path", ...target };
  const type = typeOf(path, scope);
  const model = modelNamed(models, type.kind === "thing" ? type.entity : "");
  const isOwn = around.each === undefined && target.scope === "own" && target.names.length === 0;
  const key = isOwn ? "id" : evaluation(around, path, model.key.type);
  const [name = "", ...more] = target.names;
  const given = scope.given?.find((field) => field.name === name);
  const isSure = around.present.has(presentName(target)) || given?.nullable === false;
  const isMade = target.scope === "created" && more.length === 0;
  const input = target.scope === "input" ? around.action.inputs.find((one) => one.name === name) : undefined;
  const isOptional = input !== undefined && !input.required && input.default === undefined;
  const isEmptyable = isMade
    ? around.made.isPerhaps(model)
    : (target.scope === "value" || isOptional) && more.length === 0;
  if (!isEmptyable || isSure) return { model, key, needed: "" };
  const refusal = refusalCode(absenceOf(around.blueprint, model.entity), `There is no such ${model.noun}.`);
  const row = isMade ? around.made.last(model) : key;
  const needed = `if (${row} === null) throw refusalOf(${refusal});\n`;
  return { model, key: isMade ? memberOf(row, model.key.name) : key, needed };
}
