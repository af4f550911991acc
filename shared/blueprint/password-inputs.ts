import type { Action } from "./action.ts";
import type { Entity } from "./entity.ts";
import { conjunctsOf, type Expression } from "./expression.ts";
import type { Guard } from "./refusal.ts";
import { type Scope, typeOf } from "./value-type.ts";

/** The comparisons with passwords that an action refuses by. */
export function comparedPasswords({ guards }: Pick<Action, "guards">) {
  return guards.flatMap((guard) =>
    "refusal" in guard ? conjunctsOf(guard.condition).filter((part) => part.kind === "fits") : [],
  );
}

/** Whether a guard compares a password: it must not be told from another that is wrong. */
export function comparesPassword(guard: Guard): boolean {
  return comparedPasswords({ guards: [guard] }).length > 0;
}

/** Whether a named value is found for a password to be compared with its own: among all things, since nobody has signed in yet. */
export function isFoundForPassword({ guards }: Pick<Action, "guards">, name: string): boolean {
  return comparedPasswords({ guards }).some(
    ({ password }) => password.scope === "value" && password.names[0] === name,
  );
}

/** The names of an action's inputs that are passwords: compared with one that is kept, or kept as one. */
export function passwordInputs(action: Action, scope: Scope): Set<string> {
  const given: Expression[] = comparedPasswords(action).map((part) => part.given);
  const isPassword = (entity: Entity | undefined, name: string) =>
    entity?.fields.some((field) => field.name === name && field.type === "password") === true;
  for (const effect of action.effects) {
    if (effect.kind === "create") {
      const entity = scope.entities.find(({ name }) => name === effect.entity);
      for (const { field, value } of effect.values) if (isPassword(entity, field)) given.push(value);
    }
    if (effect.kind === "set" && effect.each === undefined) {
      const type = typeOf({ kind: "path", ...effect.target }, scope);
      const entity = scope.entities.find(({ name }) => type.kind === "thing" && name === type.entity);
      if (isPassword(entity, effect.field)) given.push(effect.value);
    }
  }
  const names = given.flatMap((value) =>
    value.kind === "path" && value.scope === "input" && value.names.length === 1 ? value.names : [],
  );
  const typed = action.inputs.filter(({ type }) => type === "password").map(({ name }) => name);
  return new Set([...names, ...typed]);
}
