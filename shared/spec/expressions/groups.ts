import { type Elements, type Expression, operandsOf, type Things } from "../../blueprint/expression.ts";
import { groupScope, type Scope, scopeOf, type ValueType } from "../../blueprint/value-type.ts";
import { typeWords } from "./type-rules.ts";

type Groups = Extract<Expression, { kind: "groups" }>;
interface Typed {
  expression: Expression;
  type: ValueType;
}

/** What resolves the parts of groups, and tells what is wrong with them. */
export interface GroupResolver {
  resolve(raw: Expression, scope: Scope): Typed;
  things(raw: Extract<Expression, { kind: "aggregate" }>, scope: Scope): Things | Elements;
  truth(typed: Typed, word: string, raw: Expression | undefined): void;
  stop(message: string, within?: Expression, words?: string): never;
  unknownProperty(name: string, known: readonly string[], raw: Expression): never;
}

/** Groups with their names resolved; what is wrong is told by the resolver, which then goes no further. */
export function resolveGroups(raw: Groups, scope: Scope, resolver: GroupResolver): Groups {
  const of = resolver.things({ kind: "aggregate", name: "count", things: raw.things }, scope);
  if ("list" in of)
    resolver.stop(
      "Groups are of things, and these are elements of a list: group the things that the list is made of.",
      raw,
    );
  const inner = scopeOf(of, scope);
  const where = raw.things.where && resolver.resolve(raw.things.where, inner);
  if (where !== undefined) resolver.truth(where, "where", raw.things.where);
  const things: Things = { ...of, ...(where && { where: where.expression }) };
  const keys = raw.keys.map(({ name, value }) => {
    const { expression, type } = resolver.resolve(value, inner);
    const problem = keyProblem(name, type, raw.keys);
    if (problem !== undefined) resolver.stop(problem, value);
    return { name, value: expression };
  });
  const value = resolver.resolve(raw.value, groupScope({ things, keys }, scope)).expression;
  const hidden = keys.find(({ name }) => !showsKey(value, name))?.name;
  if (hidden !== undefined) resolver.stop(hiddenKey(hidden), raw, hidden);
  const shown = value.kind === "object" ? value.properties.map(({ name }) => name) : [];
  const known = [...shown, ...keys.map(({ name }) => name)];
  for (const { field } of raw.order ?? [])
    if (!known.includes(field)) resolver.unknownProperty(field, known, raw);
  return { ...raw, things, keys, value };
}

/** Kinds of values in which things can agree. */
const groupable: ReadonlySet<ValueType["kind"]> = new Set([
  "text",
  "whole number",
  "number",
  "truth",
  "date",
  "choice",
  "thing",
]);

/** Whether an expression about a group has what its things agree in. */
function showsKey(value: Expression, key: string): boolean {
  if (value.kind === "path") return value.scope === "own" && value.names[0] === key;
  return operandsOf(value).some((part) => showsKey(part, key));
}

/** Why things can't be grouped by a value of the type and name; undefined when they can. */
function keyProblem(name: string, type: ValueType, keys: readonly { name: string }[]): string | undefined {
  if (!groupable.has(type.kind))
    return `Things can't be grouped by ${typeWords(type)}: say a part of it, as in \`day: date(createdAt)\`.`;
  return keys.filter((one) => one.name === name).length > 1
    ? `Two values that groups agree in are called \`${name}\`: name one, as in \`other: ${name}\`.`
    : undefined;
}

function hiddenKey(name: string): string {
  return `Each group is of one \`${name}\`, which is not shown: put it into the braces, as in \`{${name}, number: count of them}\`.`;
}

export function notOfGroup(name: string): string {
  return `\`${name}\` is not the same in a whole group: group by it as well, or say what of \`them\`, as in \`greatest of ${name} of them\`; \`its ${name}\` is of what is around.`;
}
