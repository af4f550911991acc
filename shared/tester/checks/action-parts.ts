import type { Action, Answer, Each, EarlyAnswer, Effect, NamedValue } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { madeBy } from "../../blueprint/named-values.ts";
import { type Scope, scopeOf, typeOf, type ValueType } from "../../blueprint/value-type.ts";
import { mistaken, turned } from "../scenario/mutants.ts";

const nothing: Expression = { kind: "literal", value: null };

/** A named value with one mistake each. */
export function mistakenValues(value: NamedValue): NamedValue[] {
  if ("expression" in value)
    return mistaken(value.expression).map((expression) => ({ ...value, expression }));
  if (!("finds" in value)) return [];
  const { finds, order } = value;
  const { where, ...all } = finds;
  return [
    ...(where === undefined ? [] : [{ ...value, finds: all }]),
    ...(where === undefined ? [] : mistaken(where)).map((other) => ({
      ...value,
      finds: { ...finds, where: other },
    })),
    ...(finds.via === undefined
      ? []
      : [{ ...value, finds: { entity: finds.entity, ...(where && { where }) } }]),
    ...(order === undefined
      ? []
      : [
          { name: value.name, finds },
          { ...value, order: turned(order) },
        ]),
  ];
}

/** A named value that is always empty; undefined of what a function gives. */
export function emptied(value: NamedValue): NamedValue | undefined {
  if ("expression" in value) return { ...value, expression: nothing };
  if ("finds" in value)
    return { ...value, finds: { ...value.finds, where: { kind: "literal", value: false } } };
  return undefined;
}

/** An early answer with one mistake each: when it is given, how, and what it says. */
export function mistakenAnswers({ condition, answer }: EarlyAnswer): EarlyAnswer[] {
  const values = "value" in answer ? mistaken(answer.value) : [];
  return [
    { condition, answer: withOtherStatus(answer) },
    ...mistaken(condition).map((other) => ({ condition: other, answer })),
    ...values.map((value) => ({ condition, answer: { ...answer, value } as Answer })),
  ];
}

/** The same answer with another status of success. */
export function withOtherStatus(answer: Answer): Answer {
  return { ...answer, status: answer.status === 203 ? 200 : 203 };
}

/** The action's answer, or an empty one where it is a thing of a kind that the action does not make any more. */
export function withoutThing({ answer, effects }: Action, entity: string): Answer {
  const isMade = madeBy(effects).includes(entity);
  const isOfIt =
    answer.kind === "thing" && answer.target.scope === "created" && answer.target.names[0] === entity;
  const isBeside =
    effects.some(({ kind }) => kind === "sign-in") &&
    JSON.stringify(answer).includes(`"scope":"created","names":[${JSON.stringify(entity)}`);
  return (isOfIt || isBeside) && !isMade ? { kind: "nothing", status: answer.status } : answer;
}

/** The action's effects, or all but the session of a thing of a kind that the action does not make any more. */
export function withoutSessions({ effects }: Action, entity: string): Effect[] {
  if (madeBy(effects).includes(entity)) return effects;
  return effects.filter(
    (one) => one.kind !== "sign-in" || one.target.scope !== "created" || one.target.names[0] !== entity,
  );
}

/** The path of the field that an effect sets, where callers give none. */
export function fieldOnlySet(effect: Effect, scope: Scope): string[] {
  if (effect.kind !== "set") return [];
  const inner = effect.each === undefined ? scope : scopeOf(effect.each.things, scope);
  const type = typeOf({ kind: "path", ...effect.target }, inner);
  const entity = scope.entities.find(({ name }) => type.kind === "thing" && name === type.entity);
  const field = entity?.fields.find(({ name }) => name === effect.field);
  const isGiven = field === undefined || field.source === "input" || field.source === "state";
  return isGiven ? [] : [`entities/${entity?.name}/fields/${field.name}`];
}

/** Values that have the identifier of a thing in place of what is shown of it. */
export function identified(value: Expression, scope: Scope): Expression[] {
  if (value.kind !== "object") return [];
  return value.properties.flatMap(({ name, value: of }, index): Expression[] => {
    const type = of.kind === "path" ? typeOf(of, scope) : undefined;
    const entity = scope.entities.find((one) => type?.kind === "thing" && one.name === type.entity);
    if (of.kind !== "path" || entity?.identifier === undefined) return [];
    const id: Expression = { ...of, names: [...of.names, entity.identifier.name] };
    return [{ ...value, properties: value.properties.with(index, { name, value: id }) }];
  });
}

/** The value with one of its parts left out each, where that is zero or no: what stands for nothing is a value too. */
export function withoutNothings(value: Expression, scope: Scope): Expression[] {
  if (value.kind !== "object") return [];
  return value.properties.flatMap(({ name, value: of }, index): Expression[] => {
    const nothing = of.kind === "path" ? nothings[typeOf(of, scope).kind] : undefined;
    if (nothing === undefined) return [];
    const isNothing: Expression = {
      kind: "binary",
      left: of,
      operator: "=",
      right: { kind: "literal", value: nothing },
    };
    const without: Expression = {
      kind: "cases",
      cases: [{ when: isNothing, value: { kind: "literal", value: null } }],
      otherwise: of,
    };
    return [{ ...value, properties: value.properties.with(index, { name, value: without }) }];
  });
}

const nothings: Partial<Record<ValueType["kind"], number | boolean>> = {
  number: 0,
  "whole number": 0,
  truth: false,
};

/** What is found without its order; undefined where it has none. */
export function unordered(value: NamedValue): NamedValue | undefined {
  if (!("finds" in value) || value.order === undefined) return undefined;
  return { name: value.name, finds: value.finds };
}

/** An effect with one mistake each: in what it hangs on, or in what it does. */
export function mistakenEffects(effect: Effect): Effect[] {
  if (effect.kind === "answer" || !("condition" in effect) || effect.condition === undefined)
    return mistakenDeeds(effect);
  const conditions = mistaken(effect.condition).map((condition) => ({ ...effect, condition }));
  return [withoutCondition(effect), ...conditions, ...mistakenDeeds(effect)];
}

/** The same effect in any case. */
export function withoutCondition(effect: Effect): Effect {
  if (effect.kind === "answer" || !("condition" in effect)) return effect;
  const { condition: _, ...always } = effect;
  return always;
}

function mistakenDeeds(effect: Effect): Effect[] {
  switch (effect.kind) {
    case "answer":
      return mistakenAnswers(effect).map((other) => ({ kind: "answer", ...other }));
    case "set": {
      const values = mistaken(effect.value).map((value) => ({ ...effect, value }));
      return [...mistakenEach(effect.each).map((each) => ({ ...effect, each })), ...values];
    }
    case "create": {
      const values = effect.values.flatMap(({ field, value }, index) =>
        mistaken(value).map((other) => ({
          ...effect,
          values: effect.values.with(index, { field, value: other }),
        })),
      );
      return [...mistakenEach(effect.each).map((each) => ({ ...effect, each })), ...values];
    }
    case "delete-each": {
      const { where } = effect.things;
      const wheres = where === undefined ? [] : mistaken(where);
      return wheres.map((other) => ({ ...effect, things: { ...effect.things, where: other } }));
    }
    case "sign-in":
      return (effect.for === undefined ? [] : mistaken(effect.for)).map((other) => ({
        ...effect,
        for: other,
      }));
    case "sign-out":
      return effect.target === undefined ? [] : [{ kind: "sign-out" }];
    default:
      return [];
  }
}

/** The effect with a value that hangs on what there is true or false in any case. */
export function fixedTruths(effect: Extract<Effect, { kind: "create" }>): Effect[] {
  return effect.values.flatMap(({ field, value }, index) => {
    const isOfThings = value.kind === "aggregate" && (value.name === "any" || value.name === "none");
    return (isOfThings ? [true, false] : []).map((constant) => ({
      ...effect,
      values: effect.values.with(index, { field, value: { kind: "literal", value: constant } as const }),
    }));
  });
}

/** What an effect is done for with one mistake each. */
function mistakenEach(each: Each | undefined): Each[] {
  if (each === undefined) return [];
  const { things, order } = each;
  const wheres = things.where === undefined ? [] : mistaken(things.where);
  return [
    ...wheres.map((where) => ({ ...each, things: { ...things, where } })),
    ...(order === undefined ? [] : [{ ...each, order: turned(order) }]),
  ];
}
