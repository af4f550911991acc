import type { Effect, NamedValue } from "./action.ts";
import type { Expression, Path } from "./expression.ts";
import { type Field, identifierField } from "./field.ts";
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
