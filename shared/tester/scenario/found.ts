import { type Action, conditionsOf } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity } from "../../blueprint/entity.ts";
import { type Expression, operandsOf } from "../../blueprint/expression.ts";
import { type Field, isSetByKeeping } from "../../blueprint/field.ts";
import { presentValue } from "../../blueprint/named-values.ts";
import type { Json } from "../../models/model.ts";
import { placeOfMade } from "../model/answer-places.ts";
import { accountOf } from "../model/sessions.ts";
import type { Store } from "../model/store.ts";
import { fits, passwordBefore } from "../model/values.ts";
import { isSendable } from "../samples/in-header.ts";
import type { Thing } from "../world.ts";

/**
 * Values of an input that things have in the fields with which the action compares it when it finds them: only with such
 * is anything found. For something new, only what must be found counts.
 */
export function valuesFound(field: Field, action: Action, service: Store, isNew: boolean): Json[] {
  const needed = action.guards.map(({ condition }) => presentValue(condition));
  const values = action.values.filter(({ name }) => !isNew || needed.includes(name));
  const isSignedIn = accountOf(service.blueprint) !== undefined;
  const compared = comparedFields(field.name, { ...action, values }, isSignedIn);
  if (compared.length === 0) return [];
  return service.made.flatMap(({ entity }, number) => {
    const thing = service.thingOf(number);
    return compared.flatMap((one) => {
      const isGiven = entity.fields.some(
        (each) => each.name === one.field && (each.source === "input" || isSetByKeeping(each)),
      );
      const value = thing?.[one.field] ?? null;
      return isGiven &&
        one.entity === entity.name &&
        value !== null &&
        fits(field, value) &&
        isSendable(field, value)
        ? [value, ...passwordBefore(thing, one.field)]
        : [];
    });
  });
}

/** The same of one thing alone. */
export function valuesOf(
  field: Field,
  action: Action,
  { entity, thing, isSignedIn }: { entity: Entity; thing: Thing; isSignedIn: boolean },
): Json[] {
  return comparedFields(field.name, action, isSignedIn).flatMap((one) => {
    const value = thing[one.field] ?? null;
    const all = one.entity === entity.name ? [value, ...passwordBefore(thing, one.field)] : [];
    return all.filter((each) => each !== null && fits(field, each) && isSendable(field, each));
  });
}

/** What an expression compares, either side first; what becomes a text in one case is as that text, where callers sign in. */
function sidesOf(expression: Expression, isSignedIn: boolean): (readonly [Expression, Expression])[] {
  if (expression.kind === "fits") return [[expression.given, expression.password]];
  if (expression.kind !== "binary" || expression.operator !== "=") return [];
  const bare = (side: Expression) =>
    isSignedIn && side.kind === "call" && ["lower", "upper", "trim"].includes(side.name)
      ? (side.arguments[0] ?? side)
      : side;
  const [left, right] = [bare(expression.left), bare(expression.right)];
  return [
    [left, right],
    [right, left],
  ];
}

function comparedFields(
  input: string,
  action: Action,
  isSignedIn: boolean,
): { entity: string; field: string }[] {
  const found = new Map<string, string>();
  const fields: { entity: string; field: string }[] = [];
  const look = (expression: Expression | undefined, entity?: string): void => {
    if (expression === undefined) return;
    for (const part of operandsOf(expression)) look(part, entity);
    for (const [one, other] of sidesOf(expression, isSignedIn)) {
      if (one.kind !== "path" || one.scope !== "input" || one.names[0] !== input) continue;
      if (other.kind !== "path") continue;
      const [first = "", second] = other.names;
      if (other.scope === "own" && entity !== undefined && second === undefined)
        fields.push({ entity, field: first });
      const of = found.get(first);
      if (other.scope === "value" && of !== undefined && second !== undefined)
        fields.push({ entity: of, field: second });
    }
  };
  for (const value of action.values) {
    if (!("finds" in value)) continue;
    look(value.finds.where, value.finds.entity);
    found.set(value.name, value.finds.entity);
  }
  for (const { condition } of action.guards) look(condition);
  for (const condition of conditionsOf(action.effects)) look(condition);
  return fields;
}

/** Whether an action changes a thing that it finds itself. */
export function setsFound({ effects }: Action): boolean {
  return effects.some((effect) => effect.kind === "set" && effect.target.scope === "value");
}

/** The kinds of other things that an action must find to make one, each as often as it does. */
export function entitiesNeeded({ values, guards }: Action, { entities }: Blueprint, made: Entity): Entity[] {
  const needed = guards.map(({ condition }) => presentValue(condition));
  return values.flatMap((value) =>
    "finds" in value && needed.includes(value.name)
      ? entities.filter((one) => one.name === value.finds.entity && one !== made)
      : [],
  );
}

/** Every action with the entity that it is of. */
export function everyAction(blueprint: Blueprint): { entity: Entity | undefined; action: Action }[] {
  return [
    ...blueprint.actions.map((action) => ({ entity: undefined, action })),
    ...blueprint.entities.flatMap((entity) => entity.actions.map((action) => ({ entity, action }))),
  ];
}

/** The actions that answer with a thing of the kind that they have made. */
export function makersOf(
  { name }: Entity,
  blueprint: Blueprint,
): { entity: Entity | undefined; action: Action }[] {
  const isSignedIn = accountOf(blueprint) !== undefined;
  return everyAction(blueprint).filter(
    ({ action, action: { answer } }) =>
      (isSignedIn && placeOfMade(action, name) !== undefined) ||
      (answer.kind === "thing" &&
        answer.target.scope === "created" &&
        answer.target.names.length === 1 &&
        answer.target.names[0] === name),
  );
}

/** Whether the thing is in a state that the action moves from. */
export function allows({ move }: Action, thing: Thing | undefined): boolean {
  return move !== undefined && thing !== undefined && move.from.includes(String(thing[move.field]));
}
