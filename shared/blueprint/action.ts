import * as z from "zod";
import { ByHand } from "./by-hand.ts";
import { Elements, Expression, looksAt, Order, type Path, Things } from "./expression.ts";
import { elementKeys, Field } from "./field.ts";
import { PropertyName } from "./property-name.ts";
import { expressionsOf, Guard, Permission, Refusal } from "./refusal.ts";
import { Repeats } from "./repeats.ts";
import { Method, parametersOf, RoutePath, Status } from "./route.ts";
import { SentHeaders } from "./sent-header.ts";

/**
 * A thing that an effect acts on: along references from where the path begins; no names: the action's own thing. For
 * each of several, `own` is each of them and `outer` the action's own thing.
 */
const Target = z.strictObject({
  scope: z.enum(["own", "outer", "input", "value", "created"]),
  names: z.array(z.string().min(1)),
});

const Assignment = z.strictObject({ field: PropertyName, value: Expression });

/** What an effect is done for, one after the other: things as they were found before it, or elements of a list. */
const Each = z.strictObject({ things: z.union([Things, Elements]), order: z.array(Order).optional() });
export type Each = z.infer<typeof Each>;

/** What an action answers. */
export const Answer = z.discriminatedUnion("kind", [
  /** A thing as its entity is shown. */
  z.strictObject({ kind: z.literal("thing"), status: Status, target: Target }),
  /** JSON; a thing that is a property of an object is as its entity is shown, null when it is not there. */
  z.strictObject({ kind: z.literal("value"), status: Status, value: Expression }),
  z.strictObject({ kind: z.literal("text"), status: Status, value: Expression }),
  z.strictObject({ kind: z.literal("redirect"), status: Status, value: Expression }),
  z.strictObject({ kind: z.literal("nothing"), status: Status }),
]);
export type Answer = z.infer<typeof Answer>;

/** Judged once, when its effect's turn comes: where it is not true, the effect does not happen. */
const OnlyWhere = Expression.optional();

/**
 * One change that an action makes. Effects happen in order, each seeing those before it, all in one transaction, at whose
 * end the rules of what was changed hold.
 */
export const Effect = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("set"),
    target: Target,
    field: PropertyName,
    value: Expression,
    each: Each.optional(),
    condition: OnlyWhere,
  }),
  z.strictObject({
    kind: z.literal("create"),
    entity: z.string(),
    values: z.array(Assignment),
    each: Each.optional(),
    condition: OnlyWhere,
  }),
  z.strictObject({ kind: z.literal("delete"), target: Target, condition: OnlyWhere }),
  /** Elements are identifiers; one of what is gone deletes nothing. */
  z.strictObject({
    kind: z.literal("delete-each"),
    things: z.union([Things, Elements]),
    condition: OnlyWhere,
  }),
  /** Begins a session of the thing, an account; its token is the named value `token` of what comes after it. */
  z.strictObject({
    kind: z.literal("sign-in"),
    target: Target,
    /** How long it lasts, a duration; without it, until it is ended. */
    for: Expression.optional(),
    condition: OnlyWhere,
  }),
  /** Ends the session that this call is of; with a target, all sessions of that account. */
  z.strictObject({ kind: z.literal("sign-out"), target: Target.optional(), condition: OnlyWhere }),
  /** Where the condition is true, that is the answer: nothing after it happens, what was before it stays. */
  z.strictObject({ kind: z.literal("answer"), condition: Expression, answer: Answer }),
  /** Whatever a function changes. What it gives is a named value of what comes after it. */
  z.strictObject({ kind: z.literal("by-hand"), name: PropertyName, byHand: ByHand, gives: Field.optional() }),
]);
export type Effect = z.infer<typeof Effect>;

/** An answer before anything is changed: where the condition is true, nothing after it is judged or changed. */
export const EarlyAnswer = z.strictObject({ condition: Expression, answer: Answer });
export type EarlyAnswer = z.infer<typeof EarlyAnswer>;

/** A change of a state: refused unless the field has one of `from`. */
export const Move = z.strictObject({
  /** How many of the action's guards are judged before it; none if left out. */
  after: z.int().min(1).optional(),
  field: PropertyName,
  from: z.array(z.string().min(1)).min(1),
  to: z.string().min(1),
  refusal: Refusal,
});
export type Move = z.infer<typeof Move>;

/**
 * A value that other parts of an action name: an expression's, what a function gives (`gives.byHand`), or the first of
 * the things that the caller sees, by the order and then by creation; empty where there is none.
 */
export const NamedValue = z.union([
  z.strictObject({ name: PropertyName, expression: Expression }),
  z.strictObject({ name: PropertyName, gives: Field }),
  z.strictObject({ name: PropertyName, finds: Things, order: z.array(Order).min(1).optional() }),
]);
export type NamedValue = z.infer<typeof NamedValue>;

/**
 * A route that takes inputs, checks, changes one thing or several in one step, and answers. In an entity its path may
 * name a thing (`:id`), which is then its own; an action of the service has none.
 */
export const Action = z.strictObject({
  /** In words, as a heading. */
  name: z.string().min(1),
  description: z.string().optional(),
  method: Method,
  path: RoutePath,
  /** From its header, or from the path where it has a parameter of that name; else from the body, of a GET from the query. */
  inputs: z.array(Field).default([]),
  /** Worked out in order, before any effect. */
  values: z.array(NamedValue).default([]),
  by: Permission.optional(),
  /** It needs no key, no caller and no role, though other calls do. */
  byAnyone: z.literal(true).optional(),
  repeats: Repeats.optional(),
  /** A body that holds what is no input is invalid. */
  unknownProperties: z.literal("refuse").optional(),
  move: Move.optional(),
  /** Judged in order. */
  guards: z.array(z.union([Guard, EarlyAnswer])).default([]),
  effects: z.array(Effect).default([]),
  answer: Answer,
  /**
   * Sent with whatever it answers, worked out after the changes; one that speaks of what it makes only with answers after
   * that.
   */
  headers: SentHeaders,
});
export type Action = z.infer<typeof Action>;

/** The parameters of an action's path that are no inputs: they name its thing, and what that is nested under. */
export function thingParameters({ path, inputs }: Pick<Action, "path" | "inputs">): string[] {
  return parametersOf(path).filter((name) => !inputs.some((input) => input.name === name));
}

/** Whether the body of an action of the entity, where it takes one, must hold nothing but its inputs. */
export function refusesUnknown(
  action: Action,
  entity: { unknownProperties: "refuse" | "ignore" } | undefined,
): boolean {
  const isRefused = (action.unknownProperties ?? entity?.unknownProperties) === "refuse";
  return isRefused && takesBody(action) && wholeBodyOf(action) === undefined;
}

/** The input whose value the whole body is. */
export function wholeBodyOf({ inputs }: Pick<Action, "inputs">): Field | undefined {
  return inputs.find(({ wholeBody }) => wholeBody);
}

/** Whether any input of an action comes from a body. */
export function takesBody(action: Action): boolean {
  return action.method !== "GET" && action.inputs.some((input) => isInBody(action, input));
}

/** Whether an input comes from the action's path. */
export function isInPath({ path }: Pick<Action, "path">, input: Field): boolean {
  return parametersOf(path).includes(input.name);
}

/** Whether an input comes from the action's body, of a GET from its query. */
export function isInBody(action: Pick<Action, "path" | "method">, input: Field): boolean {
  return input.header === undefined && !isInPath(action, input) && !isBesideBody(action, input);
}

/** Whether an input comes from the query of an action whose other inputs may come from a body. */
export function isBesideBody({ method }: Pick<Action, "method">, { inQuery }: Field): boolean {
  return inQuery === true && method !== "GET";
}

/** Whether an input comes as a text: in the path, the query or a header. */
export function comesAsText(action: Pick<Action, "path" | "method">, input: Field): boolean {
  return action.method === "GET" || !isInBody(action, input);
}

/** Whether an input is a header that no call can get wrong: a text of any kind, which may be left out. */
export function isFreeHeader(input: Field): boolean {
  const isLimited = Object.entries(input).some(([key, value]) => elementKeys.includes(key) && Boolean(value));
  return input.header !== undefined && input.type === "string" && !input.required && !isLimited;
}

/** Whether a guard hangs on what a call may give wrongly: on more of its inputs than free headers. */
export function readsBody(guard: Guard, inputs: readonly Field[]): boolean {
  const headers = inputs.filter(isFreeHeader).map(({ name }) => name);
  const isGiven = ({ scope, names: [name = ""] }: Path) => scope === "input" && !headers.includes(name);
  return expressionsOf(guard).some((part) => looksAt(part, isGiven));
}

/** What must be true before an action changes anything, with its place among what is judged. */
export function refusingGuards({ guards }: Pick<Action, "guards">): { guard: Guard; index: number }[] {
  return guards.flatMap((guard, index) => ("refusal" in guard ? [{ guard, index }] : []));
}

/** What effects ask for when their turn comes. */
export function conditionsOf(effects: readonly Effect[]): Expression[] {
  return effects.flatMap((effect) => ("condition" in effect && effect.condition ? [effect.condition] : []));
}

/** Every answer that an action may give, the last one at the end. */
export function answersOf({ guards, effects, answer }: Action): Answer[] {
  return [
    ...guards.flatMap((guard) => ("answer" in guard ? [guard.answer] : [])),
    ...effects.flatMap((effect) => (effect.kind === "answer" ? [effect.answer] : [])),
    answer,
  ];
}
