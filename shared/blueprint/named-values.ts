import type { Effect, NamedValue } from "./action.ts";
import { type Expression, looksAt, type Path } from "./expression.ts";
import { type Field, identifierField } from "./field.ts";
import { expressionsOf, type Guard } from "./refusal.ts";
import { shapeOf } from "./value-shape.ts";
import { fieldType, type Scope, typeOf, type ValueType } from "./value-type.ts";

/** What is known of a named value's expression. */
export interface ValueReading {
  typeOf: typeof typeOf;
  shapeOf: typeof shapeOf;
}

/** The scope with an action's named values, each known to those after it. */
export function withValues<Around extends Scope>(
  scope: Around,
  named: readonly NamedValue[],
  reading: ValueReading = { typeOf, shapeOf },
): Around {
  const values = new Map<string, ValueType>();
  const given: Field[] = [];
  const inner: Around = { ...scope, values, given };
  for (const one of named) {
    const type = namedType(one, (expression) => reading.typeOf(expression, inner));
    if ("gives" in one) given.push(one.gives);
    else if ("expression" in one && (type.kind === "list" || type.kind === "object")) {
      const shape = reading.shapeOf(one.name, one.expression, inner);
      if (shape !== undefined) given.push(shape);
    }
    values.set(one.name, type);
  }
  return inner;
}

function namedType(named: NamedValue, typeOfValue: (expression: Expression) => ValueType): ValueType {
  if ("gives" in named) return fieldType(named.gives);
  return "finds" in named ? { kind: "thing", entity: named.finds.entity } : typeOfValue(named.expression);
}

/** The entities of which effects have made one thing that can be named; of what is made for each of several there is none. */
export function madeBy(effects: readonly Effect[]): string[] {
  const made = effects.flatMap((effect) =>
    effect.kind === "create" && effect.each === undefined ? [effect.entity] : [],
  );
  return [...new Set(made)];
}

/** The entities of which effects make a thing that can be named only where conditions are true: it may be empty. */
export function perhapsMadeBy(effects: readonly Effect[]): string[] {
  const sure = effects.filter((effect) => effect.kind === "create" && effect.condition === undefined);
  const made = madeBy(sure);
  return madeBy(effects).filter((entity) => !made.includes(entity));
}

/** The named value that is the token of a session that an effect begins. */
export const tokenName = "token";

/** What a session's token is, as a field. */
const token: Field = { ...identifierField(tokenName), immutable: false };

/** What functions among named values and effects give, and the tokens of sessions. */
export function givenByHand({
  values = [],
  effects = [],
}: {
  values?: readonly NamedValue[];
  effects?: readonly Effect[];
}): Field[] {
  return [
    ...values.flatMap((value) => ("gives" in value ? [value.gives] : [])),
    ...effects.flatMap((effect) => {
      if (effect.kind === "sign-in") return [{ ...token, nullable: effect.condition !== undefined }];
      return effect.kind === "by-hand" ? (effect.gives ?? []) : [];
    }),
  ];
}

/** The scope after some effects: things that they have made, and values that functions among them have given. */
export function afterEffects<Around extends Scope>(scope: Around, effects: readonly Effect[]): Around {
  const created = madeBy(effects);
  const given = givenByHand({ effects });
  if (given.length === 0) return { ...scope, created };
  const values = new Map(scope.values);
  for (const field of given) values.set(field.name, fieldType(field));
  return { ...scope, created, values, given: [...(scope.given ?? []), ...given] };
}

/** The named value that a condition asks for and for nothing else: `NAME is not empty`. */
export function presentValue(condition: Expression): string | undefined {
  const path = presentPath(condition);
  return path?.scope === "value" ? path.names[0] : undefined;
}

/** The named values that a guard hangs on: those that it speaks of, and all that these are worked out from. */
export function valuesBehind(guard: Guard, named: readonly NamedValue[]): Set<string> {
  const behind = new Set(expressionsOf(guard).flatMap(valuesIn));
  // Each is worked out from those before it alone.
  for (const [index, value] of [...named.entries()].toReversed()) {
    if (!behind.has(value.name)) continue;
    const before = named.slice(0, index).map(({ name }) => name);
    for (const name of "gives" in value ? before : expressionsOfValue(value).flatMap(valuesIn))
      behind.add(name);
  }
  return behind;
}

/** What a named value is worked out from, where the language says it. */
function expressionsOfValue(value: NamedValue): Expression[] {
  if ("expression" in value) return [value.expression];
  return "finds" in value && value.finds.where !== undefined ? [value.finds.where] : [];
}

/**
 * Whether a guard hangs on what an input refers to: it looks there, what it hangs on does, or a function among the values does,
 * which takes all inputs.
 */
export function hangsOnReferred(guard: Guard, input: string, named: readonly NamedValue[]): boolean {
  const behind = valuesBehind(guard, named);
  const values = named.filter(({ name }) => behind.has(name));
  if (values.length > 0 && named.some((value) => "gives" in value)) return true;
  return [...expressionsOf(guard), ...values.flatMap(expressionsOfValue)].some((part) =>
    looksAt(part, ({ scope, names }) => scope === "input" && names[0] === input && names.length > 1),
  );
}

function valuesIn(expression: Expression): string[] {
  const names: string[] = [];
  looksAt(expression, ({ scope, names: [name = ""] }) => {
    if (scope === "value") names.push(name);
    return false;
  });
  return names;
}

/** What a condition asks for and for nothing else, a named value or a thing that the action has made. */
export function presentPath(condition: Expression): Path | undefined {
  if (condition.kind !== "binary" || condition.operator !== "!=") return undefined;
  const { left, right } = condition;
  if (right.kind !== "literal" || right.value !== null || left.kind !== "path") return undefined;
  const isNamed = left.scope === "value" || left.scope === "created";
  return isNamed && left.names.length === 1 ? left : undefined;
}

/** What a condition asks for to be empty, and for nothing else. */
export function absentPath(condition: Expression): Path | undefined {
  const isOfEmpty = condition.kind === "binary" && condition.operator === "=";
  return isOfEmpty ? presentPath({ ...condition, operator: "!=" }) : undefined;
}
