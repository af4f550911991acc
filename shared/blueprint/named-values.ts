import type { Effect, NamedValue } from "./action.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./field.ts";
import { fieldType, type Scope, typeOf, type ValueType } from "./value-type.ts";

/** The scope with an action's named values, each known to those after it. */
export function withValues<Around extends Scope>(
  scope: Around,
  named: readonly NamedValue[],
  typeOfValue: typeof typeOf = typeOf,
): Around {
  const values = new Map<string, ValueType>();
  const given: Field[] = [];
  const inner: Around = { ...scope, values, given };
  for (const one of named) {
    if ("gives" in one) given.push(one.gives);
    values.set(
      one.name,
      namedType(one, (expression) => typeOfValue(expression, inner)),
    );
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

/** The scope after some effects: things that they have made, and values that functions among them have given. */
export function afterEffects<Around extends Scope>(scope: Around, effects: readonly Effect[]): Around {
  const created = madeBy(effects);
  const given = effects.flatMap((effect) => (effect.kind === "by-hand" ? (effect.gives ?? []) : []));
  if (given.length === 0) return { ...scope, created };
  const values = new Map(scope.values);
  for (const field of given) values.set(field.name, fieldType(field));
  return { ...scope, created, values, given: [...(scope.given ?? []), ...given] };
}

/** The named value that a condition asks for and for nothing else: `NAME is not empty`. */
export function presentValue(condition: Expression): string | undefined {
  if (condition.kind !== "binary" || condition.operator !== "!=") return undefined;
  const { left, right } = condition;
  if (right.kind !== "literal" || right.value !== null) return undefined;
  return left.kind === "path" && left.scope === "value" && left.names.length === 1
    ? left.names[0]
    : undefined;
}
