import fc from "fast-check";
import type { Action } from "../../../shared/blueprint/action.ts";
import { type Entity, type Operation, permissionCondition } from "../../../shared/blueprint/entity.ts";
import type { Expression } from "../../../shared/blueprint/expression.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import type { Lapse } from "../../../shared/blueprint/lapse.ts";
import type { Limit } from "../../../shared/blueprint/rules.ts";
import {
  elementScope,
  fieldOfType,
  type Scope,
  scopeOf,
  typeOf,
} from "../../../shared/blueprint/value-type.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import { usualOperation, usualOperations } from "../../../shared/spec/usual-routes.ts";
import { actionIn, permissionIn } from "./arbitrary-action.ts";
import { durationOf, expressionOf, shownIn } from "./arbitrary-expression.ts";
import { refusalIn } from "./arbitrary-field.ts";
import { handFieldOfThing, handIn } from "./arbitrary-hand.ts";
import { headersIn } from "./arbitrary-headers.ts";
import { listOf } from "./arbitrary-list.ts";

/** Fields that are worked out: one, or two of which the second may speak of the first. */
function computedIn(scope: Scope): fc.Arbitrary<Field[]> {
  const first = workedOut("worked", scope);
  const second = first.chain((one) => {
    const { own } = scope;
    const around = own && { ...own, fields: [...own.fields, one] };
    return workedOut("where_", { ...scope, own: around }).map((other) => [other, one]);
  });
  return fc.oneof(
    first.map((one) => [one]),
    second,
  );
}

/** A property that is worked out of each element of the list that every entity has. */
function elementWorth(scope: Scope): fc.Arbitrary<Field> {
  const list = scope.own?.fields.find(({ name }) => name === "parts");
  return workedOut("worth", elementScope(list, scope)).map(({ hidden: _, ...field }) => ({
    ...field,
    ...(field.source === "set-at-change" && { source: "set-at-creation" as const }),
  }));
}

function withWorth(fields: readonly Field[], worth: Field): Field[] {
  const all = structuredClone([...fields]);
  for (const { name, items } of all) if (name === "parts") items?.properties?.push(worth);
  return all;
}

function workedOut(name: string, scope: Scope): fc.Arbitrary<Field> {
  const value = fc.oneof(expressionOf("number", scope, 2), expressionOf("truth", scope, 2), shownIn(scope));
  const options = fc.constantFrom<Partial<Field>>({}, { hidden: true }, { description: "of, it" });
  const source = fc.constantFrom("computed" as const, "set-at-creation" as const, "set-at-change" as const);
  return fc
    .tuple(value, source, options)
    .map(([expression, from, said]) =>
      newField(name, [said, { ...fieldOfType(typeOf(expression, scope)), source: from, expression }]),
    );
}

function operationsOf(entity: Entity, scope: Scope): fc.Arbitrary<Operation[]> {
  const path = `/${entity.plural}`;
  const one = `${path}/:${entity.identifier.name}`;
  const base = [
    usualOperation("create", "POST", path),
    usualOperation("list", "GET", path),
    usualOperation("read", "GET", one),
    usualOperation("update", "PATCH", one),
    usualOperation("replace", "PUT", one),
    usualOperation("delete", "DELETE", one),
    usualOperation("clear", "DELETE", path),
  ];
  const more = fc.record<Partial<Operation>>(
    {
      status: fc.constantFrom(200, 202),
      answer: fc.constantFrom("entity" as const, "list" as const, "nothing" as const),
      wrapper: fc.constantFrom("book", "in"),
      bodyWrapper: fc.constantFrom("book", "only"),
      absent: fc.constant("succeed" as const),
      by: permissionIn(scope),
      guards: fc.array(fc.record({ condition: expressionOf("truth", scope, 1), refusal: refusalIn(scope) }), {
        minLength: 1,
        maxLength: 2,
      }),
      shows: fc.constantFrom(["amount"], ["label", "owner"]),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Operation>>;
  const some = fc
    .subarray(base, { minLength: 1 })
    .chain((chosen) =>
      fc
        .tuple(...chosen.map(() => fc.option(more, { nil: {} })))
        .map((all) => chosen.map((operation, index) => ({ ...operation, ...all[index] }))),
    )
    .chain((all) =>
      fc.tuple(
        ...all.map((one) =>
          one.kind === "clear"
            ? fc.constant(one)
            : fc
                .option(headersIn(routeScope(one, scope)), { nil: undefined, freq: 2 })
                .map((headers): Operation => ({ ...one, ...(headers && { headers }) })),
        ),
      ),
    )
    .chain((all) =>
      fc
        .constantFrom<Operation["atLeastOne"]>(undefined, true, {
          status: 422,
          code: "empty",
          message: "Why?",
        })
        .map((atLeastOne) =>
          all.map((one) => (atLeastOne && one.kind === "update" ? { ...one, atLeastOne } : one)),
        ),
    );
  const upsert = fc.tuple(more, fc.constantFrom([201, 200], [201, 201])).map(([said, [first, second]]) => [
    { ...usualOperation("create", "PUT", one), ...said, status: first ?? 201 },
    { ...usualOperation("replace", "PUT", one), ...said, status: second ?? 200 },
  ]);
  return fc.oneof(
    fc.constant(usualOperations(entity)),
    fc.constant<Operation[]>([]),
    some,
    ...(entity.identifier.type === "given" ? [upsert] : []),
  );
}

/** A list is about no one thing. */
function routeScope({ kind }: Operation, scope: Scope): Scope {
  return kind === "list" ? { ...scope, own: undefined } : scope;
}

function limitIn(entity: Entity, scope: Scope): fc.Arbitrary<Limit> {
  const references = entity.fields.filter(({ type }) => type === "reference").map(({ name }) => name);
  const shared = {
    where: expressionOf("truth", scope, 1),
    period: fc.record({
      field: fc.constantFrom("on", "at"),
      unit: fc.constantFrom(
        "hour" as const,
        "day" as const,
        "week" as const,
        "month" as const,
        "year" as const,
      ),
    }),
    refusal: refusalIn(scope),
  };
  const inAll = fc.record(
    { most: fc.nat(9).map((value) => ({ kind: "literal" as const, value })), ...shared },
    { requiredKeys: ["most", "refusal"] },
  );
  if (references.length === 0) return inAll;
  const each = fc.constantFrom(...references).chain((per) => {
    const target = entity.fields.find(({ name }) => name === per)?.references ?? "";
    const about = { ...scope, own: scopeOf({ entity: target }, scope).own };
    return fc.record(
      { per: fc.constant(per), most: expressionOf("number", about, 1), ...shared },
      { requiredKeys: ["per", "most", "refusal"] },
    );
  });
  return fc.oneof(inAll, each);
}

/** States lead one way, and nobody calls when they lapse. */
function lapseIn(scope: Scope): fc.Arbitrary<Lapse> {
  const move = fc
    .constantFrom<[string[], string]>(
      [["open"], "in-progress"],
      [["in-progress"], "label"],
      [["open", "in-progress"], "label"],
    )
    .map(([from, to]) => ({ field: "stage", from, to }));
  const condition = expressionOf("truth", scope, 1).filter(
    (one) => !/"kind":"(caller|role)"/.test(JSON.stringify(one)),
  );
  const after = durationOf(expressionOf("number", scope, 1));
  const due = fc.oneof(
    condition.map((when) => ({ when })),
    after.map((one) => ({ after: one })),
  );
  return fc.record({ move, due }, { requiredKeys: ["due"] });
}

/** An entity with everything that may be said of it, beside its fields and its identifier. */
export function dressed(entity: Entity, scope: Scope): fc.Arbitrary<Entity> {
  const names = entity.fields.map(({ name }) => name);
  const field = fc.constantFrom(...names);
  const beside: Scope = { ...scope, other: entity };
  const references = entity.fields.filter(({ type }) => type === "reference");
  const path = `/${entity.plural}/:${entity.identifier.name}`;
  const parent = fc.constantFrom(...references).chain((reference) =>
    fc.constantFrom("parentId", reference.name, entity.identifier.name).map((parameter) => ({
      entity: reference.references ?? "",
      field: reference.name,
      parameter,
    })),
  );
  return fc
    .record(
      {
        operations: operationsOf(entity, scope),
        list: listOf(entity, scope),
        uniqueTogether: fc.array(
          fc.record(
            {
              fields: fc.uniqueArray(field, { minLength: 1, maxLength: 3 }),
              where: expressionOf("truth", scope, 1),
              refusal: refusalIn(beside),
            },
            { requiredKeys: ["fields"] },
          ),
          { maxLength: 2 },
        ),
        comparisons: fc.array(
          fc
            .record({
              pair: fc.constantFrom(["on", "on"], ["at", "at"], ["amount", "amount"], ["label", "owner"]),
              operator: fc.constantFrom(
                "less" as const,
                "at-most" as const,
                "greater" as const,
                "at-least" as const,
                "differs" as const,
              ),
            })
            .map(({ pair: [left = "", right = ""], operator }) => ({ left, operator, right })),
          { maxLength: 2 },
        ),
        rules: fc.array(fc.record({ condition: expressionOf("truth", scope), refusal: refusalIn(scope) }), {
          maxLength: 2,
        }),
        limits: fc.array(limitIn(entity, scope), { maxLength: 2 }),
        noOverlaps: fc.array(
          fc.record(
            {
              from: fc.constantFrom("on", "at"),
              to: fc.constantFrom("on", "at"),
              per: fc.uniqueArray(field, { maxLength: 2 }),
              where: expressionOf("truth", scope, 1),
              refusal: refusalIn(beside),
            },
            { requiredKeys: ["from", "to", "per", "refusal"] },
          ),
          { maxLength: 1 },
        ),
        lapses: fc.array(lapseIn(scope), { minLength: 1, maxLength: 3 }),
        seen: fc.oneof(
          permissionIn(scope).map((seenBy) => ({ seenBy })),
          fc
            .record({ condition: expressionOf("truth", scope, 1), refusal: refusalIn(scope) })
            .map((seenWhere) => ({ seenWhere })),
        ),
        notFound: fc.constantFrom<NonNullable<Entity["notFound"]>>(
          { status: 404, code: "no_such_thing" },
          { status: 410, message: "It is gone." },
        ),
        parent: references.length === 0 ? fc.constant(undefined) : parent,
        actions: fc.oneof(
          fc.constant<Action[]>([]),
          actionIn(scope, { name: "Spend some", path: `${path}/spend` }).map((one) => [one]),
        ),
        unknownProperties: fc.constantFrom("refuse" as const, "ignore" as const),
        setByService: fc.constant("refuse" as const),
        some: fc.oneof(
          permissionIn(scope).map(permissionCondition),
          expressionOf("truth", scope, 1),
          fc.tuple(permissionIn(scope), expressionOf("truth", scope, 1)).map(
            ([by, right]): Expression => ({
              kind: "binary",
              operator: "and",
              left: permissionCondition(by),
              right,
            }),
          ),
        ),
        computed: computedIn(scope),
        worth: elementWorth(scope),
        handed: handFieldOfThing(`${entity.name}Handed`),
        handRules: handIn(1).map((byHand) => [{ name: `${entity.name}Rule`, byHand }]),
      },
      {
        requiredKeys: [
          "operations",
          "list",
          "uniqueTogether",
          "comparisons",
          "rules",
          "limits",
          "noOverlaps",
          "actions",
          "unknownProperties",
        ],
      },
    )
    .map(({ computed, worth, handed, parent: around, seen, some, ...said }) => ({
      ...entity,
      ...said,
      ...seen,
      ...(around && { parent: around }),
      fields: seenBySome(
        [
          ...changeable(
            worth === undefined ? entity.fields : withWorth(entity.fields, worth),
            said.operations,
          ),
          ...(computed ?? []),
          ...(handed === undefined ? [] : [handed]),
        ],
        { identifier: entity.identifier, list: said.list, some },
      ),
    }));
}

/** Two of the fields, if there are so many that nobody finds things by, are seen by some only. */
function seenBySome(
  fields: readonly Field[],
  { identifier, list, some }: Pick<Entity, "identifier" | "list"> & { some: Expression | undefined },
): Field[] {
  const used = JSON.stringify(list);
  const free = fields.filter(
    ({ name, hidden, byHand, source }) =>
      name !== identifier.name &&
      hidden !== true &&
      !(byHand !== undefined && source === "computed") &&
      !used.includes(JSON.stringify(name)),
  );
  const chosen = some === undefined ? [] : free.slice(-2);
  return fields.map((field) => (chosen.includes(field) && some ? { ...field, seenWhere: some } : field));
}

/** Fields of which none is refused in changes where a thing is replaced as a whole. */
function changeable(fields: readonly Field[], operations: readonly Operation[]): Field[] {
  if (!operations.some(({ kind }) => kind === "replace")) return [...fields];
  return fields.map(({ refusedInChanges, ...field }) =>
    field.source === "input" || refusedInChanges === undefined ? field : { ...field, refusedInChanges },
  );
}
