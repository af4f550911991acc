import fc from "fast-check";
import type { Action, Answer, Effect, Move, NamedValue } from "../../../shared/blueprint/action.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import type { Expression, Order } from "../../../shared/blueprint/expression.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { neededToMake } from "../../../shared/blueprint/made-consistency.ts";
import { afterEffects, withValues } from "../../../shared/blueprint/named-values.ts";
import type { Permission } from "../../../shared/blueprint/refusal.ts";
import { type Scope, typeOf, type ValueType } from "../../../shared/blueprint/value-type.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import {
  expressionOf,
  type Kind,
  listIn,
  orderIn,
  pathsOf,
  several,
  shownIn,
  things,
} from "./arbitrary-expression.ts";
import { line, refusalIn } from "./arbitrary-field.ts";
import { handFieldNamed, handIn } from "./arbitrary-hand.ts";
import { headersIn } from "./arbitrary-headers.ts";

/** Who may: roles, an owner, or both. */
export function permissionIn(scope: Scope): fc.Arbitrary<Permission> {
  const known = scope.roles ?? [];
  const roles = fc.subarray([...known], { minLength: Math.min(1, known.length) });
  const owner = fc.constantFrom("owner", "label");
  const who: fc.Arbitrary<{ roles: string[]; owner?: string }>[] = [
    ...(known.length === 0 ? [] : [fc.record({ roles })]),
    ...(scope.own === undefined ? [] : [owner.map((one) => ({ roles: [], owner: one }))]),
    ...(scope.own === undefined || known.length === 0 ? [] : [fc.record({ roles, owner })]),
  ];
  return fc.tuple(fc.oneof(...who), refusalIn()).map(([one, refusal]) => ({ ...one, refusal }));
}

/** Inputs whose names are those of fields, keywords and things. */
function inputsFor(entities: readonly Entity[]): fc.Arbitrary<Field[]> {
  const simple = fc.tuple(
    fc.constantFrom("amount", "to", "of", "day", "title", "given"),
    fc.constantFrom<Partial<Field>>(
      { type: "integer", required: true, minimum: 1 },
      { type: "string" },
      { type: "string", nullable: true },
      { type: "date" },
      { type: "datetime" },
      { type: "boolean", default: false },
      { type: "choice", values: ["low", "open"] },
      { type: "object", properties: [newField("x", [{}])] },
      { type: "json" },
      { type: "list", items: { type: "string", unique: false } },
    ),
  );
  const reference = fc.tuple(
    fc.constantFrom("target", "on", "book"),
    fc.constantFrom(...entities.map(({ name }): Partial<Field> => ({ type: "reference", references: name }))),
  );
  const inHeader = fc.constantFrom<[string, Partial<Field>]>(
    ["sent", { type: "string", required: true, maxLength: 9, header: "X-Sent" }],
    ["book", { type: "integer", default: 3, header: "Book" }],
  );
  const inQuery = fc.constantFrom<[string, Partial<Field>]>(
    ["force", { type: "boolean", default: false, inQuery: true }],
    ["tags", { type: "list", items: { type: "string", unique: false }, inQuery: true }],
  );
  return fc
    .uniqueArray(fc.oneof(simple, reference, inHeader, inQuery), { selector: ([name]) => name, maxLength: 3 })
    .map((all) => all.map(([name, given]) => newField(name, [given])));
}

/** An action, of the entity's thing where its path names one. */
export function actionIn(scope: Scope, route: { name: string; path: string }): fc.Arbitrary<Action> {
  return inputsFor(scope.entities).chain((inputs) => {
    const first: Scope = { ...scope, inputs, values: new Map() };
    return fc.tuple(namedValues(first), fc.integer({ min: 0, max: 3 })).chain(([values, count]) => {
      const around = withValues(first, values);
      return effectsIn(around, count).chain((effects) =>
        fc
          .record(
            {
              description: line,
              unknownProperties: fc.constant("refuse" as const),
              method: fc.constantFrom(
                "GET" as const,
                "POST" as const,
                "PUT" as const,
                "PATCH" as const,
                "DELETE" as const,
              ),
              by:
                scope.own === undefined && !scope.roles?.length
                  ? fc.constant(undefined)
                  : permissionIn(scope),
              move: scope.own === undefined ? fc.constant(undefined) : moveIn(around),
              guards: guardsIn(around),
              answer: answerIn(afterEffects(around, effects)),
              headers: headersIn(afterEffects(around, effects)),
              isInPath: fc.boolean(),
              isWhole: fc.boolean(),
            },
            { requiredKeys: ["method", "guards", "answer", "isInPath", "isWhole"] },
          )
          .map(({ by, move, isInPath, isWhole, guards, ...said }) => ({
            ...route,
            // What stands in the path is always given.
            ...(isInPath &&
              !JSON.stringify([values, guards, move, said]).includes('"kind":"given"') && {
                path: [route.path, ...inPath(inputs)].join("/"),
              }),
            ...said,
            // What is in a URL is one value.
            ...(inputs.some(({ type }) => type === "object" || type === "json") && {
              method: "POST" as const,
            }),
            inputs: isWhole && !isInPath && said.method !== "GET" ? withWholeBody(inputs) : inputs,
            values,
            ...(by && { by }),
            guards,
            ...(move && { move: moveAfter(move, guards) }),
            // An early answer before all changes is among what is judged.
            effects: move === undefined ? effects.slice(firstChange(effects)) : effects,
          })),
      );
    });
  });
}

/** The inputs, with the one that comes from a body as all of it, where there is just one. */
function withWholeBody(inputs: Field[]): Field[] {
  const [only, ...more] = inputs.filter(({ header, inQuery }) => header === undefined && !inQuery);
  if (only === undefined || more.length > 0) return inputs;
  const { default: _, ...rest } = only;
  return inputs.map((one) => (one === only ? { ...rest, required: true, wholeBody: true } : one));
}

/** The last input that can stand in a path, as its parameter. */
function inPath(inputs: readonly Field[]): string[] {
  return inputs
    .filter(
      ({ type, header, inQuery }) =>
        !["object", "json", "list"].includes(type) && header === undefined && inQuery === undefined,
    )
    .map(({ name }) => `:${name}`)
    .slice(-1);
}

function namedValues(scope: Scope): fc.Arbitrary<NamedValue[]> {
  const first = fc
    .oneof(expressionOf("number", scope, 1), expressionOf("text", scope, 1))
    .map((expression): NamedValue => ({ name: "total", expression }));
  const handed = handFieldNamed("plan").map((gives): NamedValue => ({ name: "plan", gives }));
  const it: Expression = { kind: "path", scope: "own", names: [] };
  const listed = listIn(scope, 1, (inner) =>
    fc.oneof(
      fc.constant(it),
      expressionOf("text", inner, 0),
      expressionOf("number", inner, 0).map(
        (value): Expression => ({ kind: "object", properties: [{ name: "amount", value }] }),
      ),
    ),
  ).map((expression): NamedValue => ({ name: "listed", expression }));
  const second = fc
    .oneof(first, handed, listed)
    .chain((one) =>
      expressionOf("number", withValues(scope, [one]), 1).map((expression) => [
        one,
        { name: "left", expression },
      ]),
    );
  const others = fc.oneof(
    fc.constant<NamedValue[]>([]),
    fc.oneof(first, handed, listed).map((one) => [one]),
    second,
  );
  return others.chain((before) =>
    fc.oneof<fc.Arbitrary<NamedValue[]>[]>(
      fc.constant(before),
      findIn(withValues(scope, before), "found").chain((one) =>
        fc.oneof<fc.Arbitrary<NamedValue[]>[]>(
          fc.constant([...before, one]),
          findIn(withValues(scope, [...before, one]), "known").map((other) => [...before, one, other]),
          expressionOf("text", withValues(scope, [...before, one]), 1).map((expression) => [
            ...before,
            one,
            { name: "said", expression },
          ]),
        ),
      ),
    ),
  );
}

function findIn(scope: Scope, name: string): fc.Arbitrary<NamedValue> {
  const key = fc.record({ field: fc.constantFrom("label", "amount"), descending: fc.boolean() });
  const order = fc.option(fc.array(key, { minLength: 1, maxLength: 2 }), { nil: undefined });
  return fc
    .tuple(things(scope, 1), order)
    .map(([of, by]): NamedValue => ({ name, finds: of.things, ...(by && { order: by }) }));
}

function firstChange(effects: readonly Effect[]): number {
  const first = effects.findIndex(({ kind }) => kind !== "answer");
  return first < 0 ? effects.length : first;
}

/** A move stands after the early answers that are judged before it. */
function moveAfter(move: Move, guards: Action["guards"]): Move {
  const after = guards.findLastIndex((guard) => "answer" in guard) + 1;
  return { ...(after > 0 && { after }), ...move };
}

/** What must be true, early answers, and what must be found. */
function guardsIn(around: Scope): fc.Arbitrary<Action["guards"]> {
  const found = [...(around.values ?? [])].flatMap(([name, type]): Action["guards"][number]["condition"][] =>
    type.kind === "thing"
      ? [
          {
            kind: "binary",
            operator: "!=",
            left: { kind: "path", scope: "value", names: [name] },
            right: { kind: "literal", value: null },
          },
        ]
      : [],
  );
  const condition = expressionOf("truth", around, 1);
  return fc.array(
    fc.oneof(
      fc.record({ condition, refusal: refusalIn(around) }),
      fc.record({ condition, answer: answerIn(around) }),
      ...found.map((one) => fc.record({ condition: fc.constant(one), refusal: refusalIn(around) })),
    ),
    { maxLength: 3 },
  );
}

function moveIn(scope: Scope) {
  return fc.record({
    field: fc.constant("stage"),
    from: fc.constantFrom<string[]>(["open"], ["open", "in-progress"], ["in-progress", "open", "label"]),
    to: fc.constantFrom("in-progress", "label"),
    refusal: refusalIn(scope),
  });
}

function effectsIn(scope: Scope, count: number): fc.Arbitrary<Effect[]> {
  if (count === 0) return fc.constant([]);
  return effectsIn(scope, count - 1).chain((before) => {
    const around = afterEffects(scope, before);
    const condition = fc.option(expressionOf("truth", around, 1), { nil: undefined });
    return fc
      .tuple(effectIn(around), condition)
      .map(([effect, only]) => [...before, !only ? effect : onlyWhere(effect, only)]);
  });
}

/** The effect under a condition; what is made so may not be there, so that others can't hang on it. */
function onlyWhere(effect: Effect, condition: Expression): Effect {
  if (effect.kind === "by-hand") return effect;
  return effect.kind === "create" && effect.each === undefined ? effect : { ...effect, condition };
}

const kinds: Partial<Record<ValueType["kind"], Kind>> = {
  "whole number": "number",
  number: "number",
  text: "text",
  date: "date",
  moment: "moment",
  truth: "truth",
};

/** A value for a field of the entity: of its type, or one of its choices. */
function assignmentIn(entity: Entity, scope: Scope): fc.Arbitrary<{ field: string; value: Expression }> {
  return fc.constantFrom<string>("amount", "label", "on", "at", "stage").chain((field) => {
    if (field === "stage") {
      const choice = fc
        .constantFrom("open", "in-progress", "label")
        .map((value): Expression => ({ kind: "literal", value }));
      const cases = fc.tuple(expressionOf("truth", scope, 0), choice, choice).map(
        ([when, value, otherwise]): Expression => ({
          kind: "cases",
          cases: [{ when, value }],
          otherwise,
        }),
      );
      return fc.oneof(choice, cases).map((value) => ({ field, value }));
    }
    const path: Expression = { kind: "path", scope: "own", names: [field] };
    const kind = kinds[typeOf(path, { entities: scope.entities, own: entity }).kind] ?? "text";
    const empty: Expression = { kind: "literal", value: null };
    return fc
      .oneof({ weight: 4, arbitrary: expressionOf(kind, scope, 1) }, fc.constant(empty))
      .map((value) => ({ field, value }));
  });
}

type Assigned = { field: string; value: Expression };

/** The values, and of each other field that a thing of the kind needs that it is empty: no value fits all types. */
function withNeeded(entity: Entity, values: Assigned[]): Assigned[] {
  const others = neededToMake(entity).filter((name) => !values.some(({ field }) => field === name));
  return [
    ...values,
    ...others.map((field): Assigned => ({ field, value: { kind: "literal", value: null } })),
  ];
}

function targetsIn(scope: Scope) {
  return pathsOf(scope).flatMap((path) => {
    const type = typeOf(path, scope);
    const entity = scope.entities.find(({ name }) => type.kind === "thing" && name === type.entity);
    const isTarget = ["own", "outer", "input", "value", "created"].includes(path.scope);
    return entity !== undefined && isTarget
      ? [{ entity, target: { scope: path.scope, names: path.names } }]
      : [];
  }) as { entity: Entity; target: Extract<Effect, { kind: "delete" }>["target"] }[];
}

function entityNamed(name: string | undefined, { entities }: Scope) {
  return entities.find((entity) => entity.name === name);
}

function effectIn(scope: Scope): fc.Arbitrary<Effect> {
  const own = entityNamed(scope.own?.name, scope);
  const targets = targetsIn(scope);
  if (own !== undefined) targets.unshift({ entity: own, target: { scope: "own", names: [] } });
  const deleteEach = things(scope, 1).map((of): Effect => ({ kind: "delete-each", things: of.things }));
  const create = fc
    .constantFrom(...scope.entities)
    .chain((entity) =>
      fc
        .uniqueArray(assignmentIn(entity, scope), { selector: ({ field }) => field, maxLength: 3 })
        .map(
          (values): Effect => ({ kind: "create", entity: entity.name, values: withNeeded(entity, values) }),
        ),
    );
  const byHand = fc
    .tuple(handIn(), fc.option(handFieldNamed("done"), { nil: undefined }))
    .map(([said, given]): Effect => {
      const { byHand: _, ...gives } = given ?? {};
      return {
        kind: "by-hand",
        name: "done",
        byHand: said,
        ...("name" in gives && { gives }),
      };
    });
  const each = fc.oneof(deleteEach, eachIn(scope));
  const early = fc
    .record({ condition: expressionOf("truth", scope, 1), answer: answerIn(scope) })
    .map((one): Effect => ({ kind: "answer", ...one }));
  if (targets.length === 0) return fc.oneof(each, create, byHand, early);
  const one = fc.constantFrom(...targets).chain(({ entity, target }) =>
    fc.oneof(
      fc.constant<Effect>({ kind: "delete", target }),
      assignmentIn(entity, scope).map((assignment): Effect => ({ kind: "set", target, ...assignment })),
    ),
  );
  return fc.oneof(one, each, create, byHand, early);
}

/** An effect for each of several: on each thing, on what it or an element refers to, or one that is made. */
function eachIn(scope: Scope): fc.Arbitrary<Effect> {
  return fc.tuple(several(scope, 1), fc.boolean()).chain(([{ things: of, scope: inner }, isOrdered]) => {
    const order = isOrdered ? orderIn(inner) : fc.constant<Order[]>([]);
    // An element that is a reference is no target by itself: a path through it is.
    const targets = targetsIn(inner).filter(
      ({ target }) => target.scope !== "own" || target.names.length > 0,
    );
    const own = "list" in of ? undefined : entityNamed(of.entity, scope);
    if (own !== undefined) targets.push({ entity: own, target: { scope: "own", names: [] } });
    const create = fc
      .constantFrom(...scope.entities)
      .chain((entity) =>
        assignmentIn(entity, inner).map(
          (one): Effect => ({ kind: "create", entity: entity.name, values: withNeeded(entity, [one]) }),
        ),
      );
    const set = targets.map(({ entity, target }) =>
      assignmentIn(entity, inner).map((one): Effect => ({ kind: "set", target, ...one })),
    );
    return fc.tuple(fc.oneof(create, ...set), order).map(([effect, keys]) => ({
      ...effect,
      each: { things: of, ...(keys.length > 0 && { order: keys }) },
    }));
  });
}

function answerIn(scope: Scope): fc.Arbitrary<Answer> {
  const status = fc.constantFrom(200, 201, 202);
  const targets = targetsIn(scope).map(({ target }) => target);
  if (scope.own !== undefined) targets.push({ scope: "own", names: [] });
  return fc.oneof(
    fc.constant<Answer>({ kind: "nothing", status: 204 }),
    status.map((one): Answer => ({ kind: "nothing", status: one })),
    fc.tuple(shownIn(scope), status).map(([value, one]): Answer => ({ kind: "value", status: one, value })),
    fc
      .tuple(expressionOf("text", scope, 1), status)
      .map(([value, one]): Answer => ({ kind: "text", status: one, value })),
    fc.tuple(expressionOf("text", scope, 1), fc.constantFrom(301, 302)).map(
      ([value, one]): Answer => ({
        kind: "redirect",
        status: one,
        value,
      }),
    ),
    ...(targets.length === 0
      ? []
      : [
          fc
            .tuple(fc.constantFrom(...targets), status)
            .map(([target, one]): Answer => ({ kind: "thing", status: one, target })),
        ]),
  );
}
