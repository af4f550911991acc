import fc from "fast-check";
import { Blueprint, type RefusalBody } from "../../../shared/blueprint/blueprint.ts";
import { checkConsistency } from "../../../shared/blueprint/consistency.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import type { Refusal } from "../../../shared/blueprint/refusal.ts";
import { type Scope, typeOf } from "../../../shared/blueprint/value-type.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import { fieldOfType } from "../../../shared/spec/statements/computed.ts";
import { newEntity } from "../../../shared/spec/statements/entity.ts";
import { usualOperation } from "../../../shared/spec/usual-routes.ts";
import { expressionOf } from "./arbitrary-expression.ts";

/** Names that are hard on a grammar: keywords, words that begin alike, capitals, underscores. */
const fieldNames = [
  "title",
  "count",
  "of",
  "where",
  "by",
  "its",
  "isOpen",
  "no",
  "text",
  "default_",
  "_x",
  "sum",
  "to",
  "state",
  "today",
  "Name",
];
const word = fc.constantFrom("low", "in-progress", "or", "A b", 'quo"te', "9", "yes", "`tick`", "é");
const line = fc.stringMatching(/^[A-Za-z][A-Za-z ,;:'"().-]{0,30}[a-z]$/);

const refusal: fc.Arbitrary<Refusal> = fc.record(
  {
    status: fc.constantFrom(400, 403, 409, 422),
    code: fc.constantFrom("taken", "not_open", "x y"),
    message: line,
  },
  { requiredKeys: ["status"] },
);

const option: fc.Arbitrary<Partial<Field>> = fc.oneof(
  fc.constantFrom<Partial<Field>>(
    { required: true },
    { nullable: true },
    { omitWhenAbsent: true },
    { immutable: true },
    { ignoredInChanges: true },
    { hidden: true },
  ),
  fc.record({ description: line }),
);

const typed: fc.Arbitrary<Partial<Field>> = fc.oneof(
  fc.record(
    {
      minLength: fc.nat(5),
      maxLength: fc.integer({ min: 5, max: 90 }),
      pattern: fc.constantFrom("[0-9]{13}", "[a-z`]+", "^x\\d$"),
      trim: fc.constant(true),
      letterCase: fc.constantFrom("lower" as const, "upper" as const),
      default: word,
      unique: fc.constantFrom("exact" as const, "ignore-case" as const),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      type: fc.constantFrom("integer" as const, "number" as const),
      minimum: fc.integer({ min: -5, max: 5 }),
      maximum: fc.integer({ min: 6, max: 99 }),
      exclusiveMinimum: fc.integer({ min: -9, max: -6 }),
      exclusiveMaximum: fc.constant(100.5),
      multipleOf: fc.constant(0.01),
      default: fc.integer({ min: 6, max: 9 }),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({ type: fc.constant("boolean" as const), default: fc.boolean() }, { requiredKeys: ["type"] }),
  fc.record(
    {
      type: fc.constantFrom("date" as const, "datetime" as const),
      mustBe: fc.constantFrom("past" as const, "future" as const),
      default: fc.constant("now"),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({ type: fc.constantFrom("time" as const, "email" as const, "url" as const, "uuid" as const) }),
  fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).map((values) => ({ type: "choice" as const, values })),
  fc
    .record(
      {
        minItems: fc.nat(2),
        maxItems: fc.integer({ min: 2, max: 9 }),
        minLength: fc.nat(3),
        minimum: fc.nat(3),
        maximum: fc.integer({ min: 3, max: 8 }),
        type: fc.constantFrom("string" as const, "integer" as const, "boolean" as const),
        unique: fc.boolean(),
      },
      { requiredKeys: ["type", "unique"] },
    )
    .map((items) => ({ type: "list" as const, items })),
  fc.constantFrom<Partial<Field>>(
    { type: "object" },
    {
      type: "object",
      properties: [newField("street", [{ required: true }]), newField("zip", [{ pattern: "[0-9]{5}" }])],
    },
    {
      type: "list",
      items: {
        type: "object",
        unique: false,
        uniqueBy: "sku",
        properties: [newField("sku", [{ required: true, maxLength: 9 }])],
      },
    },
    { type: "datetime", source: "created-at" },
    { type: "datetime", source: "updated-at" },
    { type: "url", source: "own-url" },
    { type: "string", source: "caller" },
    { type: "choice", source: "state", values: ["open", "closed"] },
  ),
);

const inputs = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...fieldNames), typed, fc.array(option, { maxLength: 2 })), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 6,
  })
  .map((all) => all.map(([name, type, options]) => newField(name, [...options, type])));

/** Fields that every entity of the tests has, so that there is something of each type to speak of. */
const base = [
  newField("amount", [{ type: "integer", required: true }]),
  newField("label", [{}]),
  newField("on", [{ type: "date" }]),
  newField("at", [{ type: "datetime" }]),
];

const body: fc.Arbitrary<RefusalBody> = fc.constantFrom<RefusalBody>(
  { properties: [{ name: "error", value: { is: "code" } }] },
  {
    properties: [
      {
        name: "error",
        value: {
          properties: [
            { name: "the message", value: { is: "message" } },
            { name: "v", value: { text: "1" } },
          ],
        },
      },
    ],
  },
);

/** Blueprints that say anything the language can say. */
export const blueprints: fc.Arbitrary<Blueprint> = fc
  .record({
    title: line,
    description: fc.option(line, { nil: "" }),
    names: fc.uniqueArray(fc.constantFrom("book", "menuItem", "person", "loan", "a1b"), {
      minLength: 1,
      maxLength: 3,
    }),
    crossOrigin: fc.constantFrom("none" as const, "any" as const),
    statuses: fc.record({ invalid: fc.constantFrom(400, 422), conflict: fc.constantFrom(409, 400) }),
    order: fc.option(fc.constantFrom<number[]>([401, 404, 403, 422, 409]), { nil: undefined }),
    body: fc.option(body, { nil: undefined }),
    callers: fc.boolean(),
  })
  .chain(({ names, ...service }) =>
    fc.tuple(...names.map(() => inputs)).chain((fields) => {
      const entities = names.map((name, index) => {
        const entity = newEntity(name, name === "person" ? "people" : `${name}s`);
        const own = (fields[index] ?? []).filter((field) => !base.some((one) => one.name === field.name));
        const others = names
          .filter((other) => other !== name)
          .map((other) => newField(`${other}Ref`, [{ type: "reference", references: other }]));
        entity.fields = structuredClone([...own, ...base, ...others]);
        return entity;
      });
      return whole(service, entities);
    }),
  )
  .filter((blueprint) => checkConsistency(blueprint).length === 0 && Blueprint.safeParse(blueprint).success);

interface Service {
  title: string;
  description: string;
  crossOrigin: "none" | "any";
  statuses: { invalid: number; conflict: number };
  order: number[] | undefined;
  body: RefusalBody | undefined;
  callers: boolean;
}

function whole(service: Service, entities: Entity[]): fc.Arbitrary<Blueprint> {
  const roles = service.callers ? [{ name: "staff", header: "X-Role", value: "librarian" }] : [];
  const scopeFor = (own: Entity): Scope => ({ entities, own, roles: roles.map(({ name }) => name) });
  const truth = (own: Entity) => expressionOf("truth", scopeFor(own), 2);
  const parts = entities.map((entity) =>
    fc.record({
      computed: fc.option(expressionOf("number", scopeFor(entity), 2), { nil: undefined }),
      rules: fc.array(fc.record({ condition: truth(entity), refusal }), { maxLength: 2 }),
      limits: fc.array(fc.record({ most: expressionOf("number", scopeFor(entity), 0), refusal }), {
        maxLength: 1,
      }),
      overlap: fc.boolean(),
      operations: fc.constantFrom("usual", "some", "none"),
      guard: fc.option(fc.record({ condition: truth(entity), refusal }), { nil: undefined }),
      filter: fc.boolean(),
      pages: fc.boolean(),
      action: fc.boolean(),
      effect: expressionOf(
        "number",
        { ...scopeFor(entity), inputs: [newField("amount", [{ type: "integer" }])] },
        1,
      ),
      identifier: fc.constantFrom(
        { name: "id", type: "uuid" as const },
        { name: "key", type: "uuid" as const },
        { name: "number", type: "sequence" as const },
        { name: "label", type: "given" as const },
      ),
      refuse: fc.boolean(),
      refusal,
    }),
  );
  return fc.tuple(...parts).map((all) => {
    const made = structuredClone(entities);
    for (const [index, entity] of made.entries()) {
      const part = all[index];
      if (part === undefined) continue;
      entity.identifier = part.identifier;
      if (part.computed !== undefined) {
        entity.fields.push(
          newField("worked", [
            {
              ...fieldOfType(typeOf(part.computed, scopeFor(entity))),
              source: "computed",
              expression: part.computed,
            },
          ]),
        );
      }
      entity.rules = part.rules;
      entity.limits = part.limits.map(({ most, refusal: refused }) => ({
        most: most.kind === "path" ? { kind: "literal", value: 3 } : most,
        refusal: refused,
      }));
      if (part.overlap) entity.noOverlaps = [{ from: "on", to: "on", per: ["label"], refusal: part.refusal }];
      if (part.refuse) entity.unknownProperties = "refuse";
      const path = `/${entity.plural}`;
      const own = `${path}/:${entity.identifier.name}`;
      entity.operations =
        part.operations === "none"
          ? []
          : [
              usualOperation("list", "GET", path),
              {
                ...usualOperation("update", "PATCH", own),
                status: 202,
                ...(part.guard && { guards: [part.guard] }),
              },
              { ...usualOperation("delete", "DELETE", own), absent: "succeed" },
            ];
      if (part.filter) {
        entity.list.filters = [
          { parameter: "label", fields: ["label"], comparison: "contains" },
          ...(part.guard === undefined
            ? []
            : [
                {
                  parameter: "only",
                  fields: [],
                  comparison: "condition" as const,
                  when: { value: "true", condition: part.guard.condition },
                },
              ]),
        ];
      }
      if (part.pages) {
        entity.list.pages = {
          style: "page",
          sizeParameter: "size",
          positionParameter: "page",
          defaultSize: 5,
          maximumSize: 50,
          aboveMaximum: "reduce",
        };
        entity.list.sort = {
          parameter: "sort",
          fields: ["label", "amount"],
          descending: ["amount"],
          default: { field: "on", direction: "descending" },
        };
        entity.list.envelope = { items: "items", total: "total", meta: "meta" };
      }
      if (part.action) {
        entity.actions = [
          {
            name: "Spend some",
            method: "POST",
            path: `${own}/spend`,
            inputs: [newField("amount", [{ type: "integer", required: true }])],
            values: [],
            guards: [],
            effects: [
              { kind: "set", target: { scope: "own", names: [] }, field: "amount", value: part.effect },
            ],
            answer: { kind: "nothing", status: 204 },
          },
        ];
      }
    }
    return {
      version: 1,
      service: { name: "sample", title: service.title, description: service.description },
      entities: made,
      ...(service.callers && { callers: { name: { header: "X-User", refusal: { status: 401 } }, roles } }),
      actions: [],
      crossOrigin: service.crossOrigin,
      refusals: {
        malformed: 400,
        invalid: service.statuses.invalid,
        notFound: 404,
        conflict: service.statuses.conflict,
        unknownReference: 400,
        stillReferenced: 409,
        ...(service.order && { order: service.order }),
        ...(service.body && { body: service.body }),
      },
      trace: [],
    } satisfies Blueprint;
  });
}
