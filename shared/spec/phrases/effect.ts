import { withArticle } from "../../article.ts";
import type { Effect } from "../../blueprint/action.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { isCounted, isSetByKeeping } from "../../blueprint/field.ts";
import { memberType, type Scope, scopeOf, typeOf, type ValueType } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printCondition, printExpression, printName, printValue } from "../expressions/print.ts";
import { earlyAnswerText } from "./answer.ts";
import { handChangesText } from "./by-hand.ts";
import { eachText, listedText } from "./each.ts";
import { onlyWhenText } from "./only-when.ts";

export type Target = Extract<Effect, { kind: "delete" }>["target"];
export type PathPhrase = Extract<Expression, { kind: "path" }>;

/** Finds out which thing a path means; the action's own when it is empty. */
export function settleTarget(
  draft: Draft,
  raw: PathPhrase,
  scope: Scope,
  set: (target: Target, entity: Entity) => void,
): void {
  const path = draft.resolve(raw, scope, undefined);
  if (path?.kind !== "path") return;
  const type = typeOf(path, scope);
  const entity = scope.entities.find(({ name }) => type.kind === "thing" && name === type.entity);
  if (entity === undefined)
    draft.fail(`\`${path.names.join(".")}\` is no thing that an effect could change.`, undefined, {
      within: raw,
    });
  else if (path.scope !== "around" && path.scope !== "other")
    set({ scope: path.scope, names: path.names }, entity);
}

/** The type of an entity's field, or a problem that names the closest one. */
export function fieldTypeOf(draft: Draft, entity: Entity, name: string): ValueType | undefined {
  const field = entity.fields.find((one) => one.name === name);
  if (field !== undefined) {
    if (isSetByKeeping(field)) {
      const how = isCounted(field) ? "counted" : `made of \`${field.of}\``;
      draft.fail(`\`${name}\` is ${how} by the service, and nothing else sets it.`, name);
      return undefined;
    }
    draft.settle(field);
    if (draft.isUntypable(field)) return undefined;
  }
  const type = memberType(entity, name);
  if (type === undefined) draft.fieldNamed(entity, name);
  return type;
}

/** An effect as a spec writes it, where the scope is what it may name. */
export function effectText(effect: Effect, scope: Scope): string {
  switch (effect.kind) {
    case "set": {
      const inner = effect.each === undefined ? scope : scopeOf(effect.each.things, scope);
      const entity = targetEntity(effect.target, inner);
      const type = entity && memberType(entity, effect.field);
      const path = targetText(effect.target, inner);
      const field = path === "it" ? printName(effect.field) : `${path}.${effect.field}`;
      const value = printValue(effect.value, inner, type);
      const text = effect.condition !== undefined && effect.value.kind === "cases" ? `(${value})` : value;
      return `Sets ${field} to ${text}${eachText(effect.each, scope)}${onlyWhenText(effect, scope)}`;
    }
    case "create": {
      const inner = effect.each === undefined ? scope : scopeOf(effect.each.things, scope);
      const entity = scope.entities.find(({ name }) => name === effect.entity);
      const values = effect.values.map(({ field, value }) => {
        const text = printValue(value, inner, entity && memberType(entity, field));
        return `${field} = ${value.kind === "cases" ? `(${text})` : text}`;
      });
      return `Creates ${withArticle(effect.entity)}${values.length === 0 ? "" : ` with ${values.join(", ")}`}${eachText(effect.each, scope)}${onlyWhenText(effect, scope)}`;
    }
    case "answer":
      return earlyAnswerText(effect, scope);
    case "delete":
      return `Deletes ${targetText(effect.target, scope)}${onlyWhenText(effect, scope)}`;
    case "by-hand":
      return handChangesText(effect, scope);
    case "sign-in": {
      const lasting = effect.for === undefined ? "" : ` for ${printCondition(effect.for, scope)}`;
      return `Signs in ${targetText(effect.target, scope)}${lasting}${onlyWhenText(effect, scope)}`;
    }
    case "sign-out": {
      const whose = effect.target === undefined ? "" : ` ${targetText(effect.target, scope)}`;
      return `Signs out${whose}${onlyWhenText(effect, scope)}`;
    }
    case "delete-each":
      return `Deletes each of ${listedText({ things: effect.things }, scope)}${onlyWhenText(effect, scope)}`;
  }
}

function targetEntity(target: Target, scope: Scope): Entity | undefined {
  const type = typeOf({ kind: "path", ...target }, scope);
  return scope.entities.find(({ name }) => type.kind === "thing" && name === type.entity);
}

/** A thing that an effect acts on, as a spec names it. */
function targetText(target: Target, scope: Scope): string {
  return printExpression({ kind: "path", ...target }, scope);
}
