import fc from "fast-check";
import type { Action } from "../../../shared/blueprint/action.ts";
import type { Batch } from "../../../shared/blueprint/batch.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { type Callers, rolesOf } from "../../../shared/blueprint/callers.ts";
import { checkConsistency } from "../../../shared/blueprint/consistency.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import type { RefusalBody } from "../../../shared/blueprint/refusal-body.ts";
import { type Repeats, usualReused } from "../../../shared/blueprint/repeats.ts";
import type { Versions } from "../../../shared/blueprint/versions.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import { newEntity } from "../../../shared/spec/statements/entity.ts";
import { actionIn } from "./arbitrary-action.ts";
import { dressed } from "./arbitrary-entity.ts";
import {
  base,
  fields,
  innerReferenceTo,
  line,
  referencesTo,
  referenceTo,
  refusalIn,
} from "./arbitrary-field.ts";
import { withoutContradictions } from "./without-contradictions.ts";

const body: fc.Arbitrary<RefusalBody> = fc.constantFrom<RefusalBody>(
  { properties: [{ name: "error", value: { is: "code" } }] },
  {
    properties: [
      {
        name: "fields",
        value: {
          each: [
            { name: "of", is: "field" },
            { name: "is wrong", is: "message" },
          ],
        },
      },
      { name: "all", value: { is: "lists" } },
      {
        name: "why",
        value: {
          is: "fields",
          why: { cases: [{ reason: "unknown", text: 'of "it"' }], otherwise: "else" },
        },
      },
    ],
  },
  {
    properties: [
      { name: "code", value: { is: "code" } },
      {
        name: "faults",
        value: {
          each: [
            { name: "at", is: "pointer" },
            {
              name: "why is",
              cases: [
                { reason: "missing", text: "missing" },
                { reason: "range", text: 'not "so"' },
                { reason: "unknown", text: "" },
              ],
              otherwise: "wrong",
            },
            { name: "kind", cases: [], otherwise: "fault" },
          ],
          by: "why is",
        },
      },
    ],
  },
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
      { name: "status", value: { is: "status" } },
      { name: "errors", value: { is: "errors" } },
      { name: "of", value: { is: "fields" } },
      { name: "names", value: { is: "names" } },
      { name: "first", value: { is: "name" } },
    ],
  },
);

const callers: fc.Arbitrary<Callers> = fc.record(
  {
    name: fc.record(
      {
        header: fc.constant("X-User"),
        refusal: refusalIn(),
        value: fc.constantFrom(
          newField("caller", [{ type: "email", letterCase: "lower" }]),
          newField("caller", [{ minLength: 2, maxLength: 9, pattern: "[a-z]+", trim: true }]),
          newField("caller", [{ type: "choice", values: ["ann", "ben"] }]),
        ),
      },
      { requiredKeys: ["header"] },
    ),
    key: fc.record({
      header: fc.constant("X-Api-Key"),
      value: fc.constantFrom("s3cret", "a b"),
      refusal: refusalIn(),
    }),
    oneRole: fc.record(
      {
        header: fc.constant("X-One"),
        roles: fc.constantFrom(["chair"], ["chair", "without", "speaker"]),
        usual: fc.constant("chair"),
        refusal: refusalIn(),
      },
      { requiredKeys: ["header", "roles", "refusal"] },
    ),
    roles: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom("staff", "only", "title", "by"),
        header: fc.constant("X-Role"),
        value: fc.constantFrom("librarian", "a b"),
      }),
      { selector: ({ name }) => name, minLength: 1, maxLength: 2 },
    ),
  },
  { requiredKeys: ["roles"] },
);

/** An entity as its heading, identifier and fields say it. */
function plain(name: string, others: readonly string[]): fc.Arbitrary<Entity> {
  const references = others.flatMap((other) => [
    referenceTo(other, `${other}Ref`),
    ...(other === "loan" ? [referenceTo(other, "by")] : []),
    referencesTo(other, `${other}Items`),
  ]);
  const identifier = fc.constantFrom(
    { name: "id", type: "uuid" as const },
    { name: "key", type: "uuid" as const },
    { name: "number", type: "sequence" as const },
    { name: "label", type: "given" as const },
  );
  return fc
    .record({
      fields,
      references: fc.tuple(...references),
      inner: fc.constantFrom(...others).chain(innerReferenceTo),
      counted: fc.boolean(),
      slugs: fc.array(
        fc.constantFrom<Partial<Field>>(
          {},
          { unique: "exact" },
          { unique: "exact", refusal: { status: 409, code: "taken" }, immutable: true },
          { hidden: true },
        ),
        { maxLength: 2 },
      ),
      identifier,
      plural: fc.constantFrom(name === "person" ? "people" : `${name}s`, `${name}List`),
      description: fc.option(line, { nil: undefined }),
    })
    .map((said) => {
      const taken = [...base, ...said.references].map((field) => field.name);
      const own = said.fields.filter((field) => !taken.includes(field.name));
      const counted = said.references
        .filter(({ type, source }) => said.counted && type === "reference" && source === "input")
        .map((one) => newField(`${one.name}No`, [{ type: "integer", source: "counted", within: one.name }]));
      const slugs = said.slugs.map((more, index) =>
        newField(`slug${index}`, [{ type: "string", source: "slug", of: "label", ...more }]),
      );
      const all = structuredClone([...own, ...base, ...said.references, ...counted, ...slugs]);
      for (const { name: field, items } of all) if (field === "parts") items?.properties?.push(said.inner);
      return {
        ...newEntity(name, said.plural),
        ...(said.description !== undefined && { description: said.description }),
        identifier: said.identifier,
        fields: all,
      };
    });
}

const anything: fc.Arbitrary<Blueprint> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom("book", "menuItem", "person", "loan", "a1b", "to"), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.option(callers, { nil: undefined }),
  )
  .chain(([names, who]) =>
    fc.tuple(...names.map((name) => plain(name, names))).chain((entities) => {
      const roles = rolesOf(who).map(({ name }) => name);
      const shared = { entities, roles };
      return fc.record({
        title: line,
        description: fc.option(line, { nil: "" }),
        crossOrigin: fc.constantFrom("none" as const, "any" as const),
        refusals: refusals(),
        entities: fc.tuple(...entities.map((own) => dressed(own, { ...shared, own }))),
        actions: fc.oneof(
          fc.constant<Action[]>([]),
          actionIn({ ...shared, own: undefined }, { name: "Health", path: "/health" }).map((one) => [one]),
        ),
        callers: fc.constant(who),
        batch: fc.option(batch, { nil: undefined }),
        opens: fc.boolean(),
        repeats: fc.record(
          { service: repeats(), entity: repeats(), action: repeats(), versions: versions() },
          { requiredKeys: [] },
        ),
      });
    }),
  )
  .map(({ title, description, callers: who, opens, repeats: known, batch: rows, ...said }): Blueprint => {
    const blueprint: Blueprint = {
      version: 1,
      service: { name: "sample", title, description },
      ...structuredClone(said),
      ...(who && { callers: who }),
      trace: [],
    };
    if (opens) open(blueprint);
    const does = blueprint.entities
      .flatMap(({ operations }) => operations)
      .find(({ method, path }) => method !== "GET" && !path.includes(":"));
    if (rows !== undefined && does !== undefined)
      blueprint.batches = [{ ...rows, does: { method: does.method, path: does.path } }];
    const [entity] = blueprint.entities;
    const action = blueprint.actions[0] ?? entity?.actions[0];
    if (known.service) blueprint.repeats = known.service;
    if (known.entity && entity) entity.repeats = known.entity;
    if (known.versions && entity) entity.versions = known.versions;
    if (known.action && action) action.repeats = known.action;
    return blueprint;
  });

/** A route of rows, but for what it does. */
const batch: fc.Arbitrary<Omit<Batch, "does">> = fc.record(
  {
    path: fc.constantFrom("/rows", "/all/rows"),
    least: fc.nat(2),
    most: fc.integer({ min: 2, max: 9 }),
    of: fc.constantFrom("rows", "in", "the rows"),
    status: fc.constantFrom(200, 202, 207),
    answer: fc.constantFrom<Batch["answer"]>(
      { each: [{ name: "row", is: "row" }] },
      {
        each: [
          { name: "at", is: "index" },
          { name: "status", is: "status" },
          { name: "the answer", is: "answer" },
          { name: "fault", is: "refusal" },
        ],
      },
      {
        properties: [
          { name: "list of", value: { each: [{ name: "answer", is: "answer" }] } },
          { name: "done", value: { is: "done" } },
          { name: "all", value: { is: "all" } },
          { name: "wrong", value: { is: "refused" } },
        ],
      },
    ),
  },
  { requiredKeys: ["path", "least", "most", "status", "answer"] },
);

/** Lets any caller do what some may, or anyone what all that say who they are may. */
function open({ callers: who, entities, actions }: Blueprint): void {
  const mayBeNameless = who?.name !== undefined && who.name.refusal === undefined;
  const isNeeded = [who?.key, who?.name?.refusal, who?.oneRole].some((part) => part !== undefined);
  for (const { seenBy } of entities) if (seenBy !== undefined && mayBeNameless) seenBy.caller = true;
  for (const route of [...actions, ...entities.flatMap((one) => [...one.operations, ...one.actions])]) {
    if (route.by !== undefined && mayBeNameless) route.by.caller = true;
    if (route.by === undefined && isNeeded) route.byAnyone = true;
  }
}

/** What a key is, by its header: it is the same wherever that is named. */
const keys: fc.Arbitrary<Pick<Repeats, "header" | "value">> = fc.constantFrom(
  { header: "Idempotency-Key", value: newField("key", [{ type: "uuid" }]) },
  { header: "Request-Id", value: newField("key", [{ minLength: 8, maxLength: 64 }]) },
  { header: "X-Request-Id" },
);

function repeats(): fc.Arbitrary<Repeats> {
  const refused = fc.record(
    { refusal: refusalIn(), reused: fc.oneof(fc.constant(usualReused), refusalIn()) },
    { requiredKeys: ["reused"] },
  );
  return fc.tuple(keys, refused).map(([key, said]) => ({ ...key, ...said }));
}

function versions(): fc.Arbitrary<Versions> {
  return fc.record({ header: fc.constant("If-Match"), missing: refusalIn(), stale: refusalIn() });
}

/** Blueprints that say anything the language can say. */
export const blueprints: fc.Arbitrary<Blueprint> = anything
  .map(withoutContradictions)
  .filter((blueprint) => checkConsistency(blueprint).length === 0 && Blueprint.safeParse(blueprint).success);

function refusals(): fc.Arbitrary<Blueprint["refusals"]> {
  const said = fc.record(
    {
      malformed: fc.constantFrom(400, 422),
      invalid: fc.constantFrom(400, 422),
      notFound: fc.constantFrom(404, 410),
      conflict: fc.constantFrom(409, 400),
      unknownReference: fc.constantFrom(400, 422),
      stillReferenced: fc.constantFrom(409, 423),
      methodNotAllowed: fc.constantFrom(405, 404),
      codes: fc.constantFrom({ invalid: "wrong" }, { notFound: "gone", conflict: "taken" }),
      order: fc.constantFrom<number[]>([401, 404, 403, 422, 409], [404, 409]),
      body,
      bodies: fc
        .tuple(fc.constantFrom<number[]>([400], [422, 409]), body, fc.option(body, { nil: undefined }))
        .map(([statuses, one, other]) => [
          { statuses, body: one },
          ...(other === undefined ? [] : [{ statuses: [404], body: other }]),
        ]),
    },
    {
      requiredKeys: [
        "malformed",
        "invalid",
        "notFound",
        "conflict",
        "unknownReference",
        "stillReferenced",
        "methodNotAllowed",
      ],
    },
  );
  const mediaType = fc.constantFrom(undefined, "application/problem+json", "application/vnd.a1.b+json");
  return fc
    .tuple(said, mediaType)
    .map(([refused, type]) => (refused.body && type ? { ...refused, mediaType: type } : refused));
}
