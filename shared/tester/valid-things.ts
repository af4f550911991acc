import type { Blueprint } from "../blueprint/blueprint.ts";
import { rolesOf } from "../blueprint/callers.ts";
import { type Field, sideOfNow } from "../blueprint/field.ts";
import type { Permission } from "../blueprint/refusal.ts";
import type { Json } from "../models/model.ts";
import { scopeFor } from "./model/legality.ts";
import { ModelService } from "./model/service.ts";
import { type Caller, isRelative, type Outcome, type Sent, type Step } from "./model/step.ts";
import { blank } from "./model/values.ts";
import { referring } from "./samples/new-thing.ts";
import { sampleAt } from "./samples/sample.ts";
import { callerNames } from "./scenario/callers.ts";
import { poolOf } from "./scenario/pools.ts";
import { Random } from "./scenario/random.ts";
import { Relevance } from "./scenario/relevance.ts";
import type { Subject } from "./subject.ts";

type Values = ReadonlyMap<string, Json>;

/** The moment at which things are tried out; what is valid only near the present is not found. */
const now = "2026-06-15T12:00:00.000Z";

/** How often values are tried. */
const TRIES = 300;

const known = new WeakMap<Blueprint, Map<string, Values | undefined>>();

/** Values, besides the usual samples, with which a thing keeps every rule; undefined when none were found. */
export function validValues(subject: Subject): Values | undefined {
  const { blueprint, entity } = subject;
  const found = known.get(blueprint) ?? new Map<string, Values | undefined>();
  known.set(blueprint, found);
  if (found.has(entity.name)) return found.get(entity.name);
  found.set(entity.name, new Map());
  const values = search(subject);
  found.set(entity.name, values);
  return values;
}

function search(subject: Subject): Values | undefined {
  const owner = ownersName(subject);
  if (isTaken(subject, owner)) return owner;
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  const scope = scopeFor(blueprint, entity);
  for (const { condition } of [...entity.rules, ...(subject.route("create")?.guards ?? [])])
    relevance.add(condition, scope);
  for (const { where } of entity.limits) if (where !== undefined) relevance.add(where, scope);
  const names = relevance.fields.get(entity.name) ?? new Set();
  const fields = subject.inputs.filter(
    (field) =>
      field.type !== "reference" &&
      !subject.varies(field) &&
      (names.has(field.name) || subject.isCompared(field)),
  );
  const random = new Random(7);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const values = new Map(owner);
    for (const field of fields) {
      if (!subject.required.includes(field) && random.chance(0.4)) continue;
      const value = random.pick(candidates(field, relevance));
      if (value !== undefined) values.set(field.name, value);
    }
    if (isTaken(subject, values)) return values;
  }
  return undefined;
}

function candidates(field: Field, relevance: Relevance): Json[] {
  const pool = poolOf(field, relevance).flatMap((value) => (isRelative(value) ? [] : [value as Json]));
  if (field.type !== "date" && field.type !== "datetime") return pool;
  const far = (["past", "future"] as const).filter(
    (side) => field.mustBe === undefined || sideOfNow(field)?.side === side,
  );
  return [
    ...pool,
    ...far.flatMap((mustBe) => [1, 2, 3].map((index) => sampleAt({ ...field, mustBe }, index))),
  ];
}

/** A field that holds the name of who may holds the name by which tests call. */
function ownersName({ entity, blueprint }: Subject): Map<string, Json> {
  const permissions = [
    entity.seenBy,
    ...entity.operations.map(({ by }) => by),
    ...entity.actions.map(({ by }) => by),
  ];
  const names = permissions.flatMap((by) => by?.owner ?? []);
  return new Map(
    entity.fields
      .filter(({ name, source, type }) => names.includes(name) && source === "input" && type === "string")
      .map(({ name }) => [name, callerNames(blueprint)[0]]),
  );
}

function isTaken(subject: Subject, values: Values): boolean {
  return lastOf(subject, values)?.kind === "done";
}

/** What the create of a thing with these values gives, after what it refers to is made. */
export function lastOf(
  subject: Subject,
  values: Values,
  more: (made: number) => Step[] = () => [],
): Outcome | undefined {
  const service = new ModelService(subject.blueprint, now);
  const made = make(subject, values, service, 0);
  if (typeof made !== "number") return made;
  let outcome: Outcome = { kind: "done", status: 0 };
  for (const step of more(made)) outcome = service.perform(step);
  return outcome;
}

/** What the last of so many creates gives, all for one other thing where a reference is named; undefined where one before it fails. */
export function lastOfMany(subject: Subject, times: number, per: string | undefined): Outcome | undefined {
  const service = new ModelService(subject.blueprint, now);
  const values = validValues(subject) ?? new Map();
  const target = per === undefined ? undefined : subject.other(subject.field(per)?.references);
  const shared = target && make(target, validValues(target) ?? new Map(), service, 1);
  if (target !== undefined && typeof shared !== "number") return undefined;
  for (let turn = 1; turn <= times; turn += 1) {
    const varied = variedBy(subject, turn);
    const fixed = new Map<string, Sent>();
    if (typeof shared === "number" && per !== undefined) fixed.set(per, { $made: shared });
    const outcome = make(subject, new Map([...values, ...varied]), service, 0, fixed);
    if (typeof outcome === "number") continue;
    return turn === times ? outcome : undefined;
  }
  return { kind: "done", status: 0 };
}

/** Samples of that turn for the fields that have to differ from thing to thing. */
function variedBy(subject: Subject, turn: number): [string, Json][] {
  return subject.given
    .filter((field) => field.type !== "reference" && subject.varies(field))
    .map((field) => [field.name, sampleAt(field, turn + subject.rank(field) - 1)]);
}

/** Makes a thing; gives its number, or why it can't be made. */
function make(
  subject: Subject,
  values: Values,
  service: ModelService,
  depth: number,
  fixed: ReadonlyMap<string, Sent> = new Map(),
): number | Outcome | undefined {
  const operation = subject.route("create");
  if (depth > 4 || operation === undefined) return undefined;
  const sent = blank<Sent>();
  const parent = subject.parentField(operation);
  const fields = new Set([...subject.given, ...(parent === undefined ? [] : [parent])]);
  for (const field of fields) {
    const given = fixed.get(field.name);
    if (given !== undefined) {
      sent[field.name] = given;
      continue;
    }
    if (field.type !== "reference") {
      sent[field.name] = values.get(field.name) ?? subject.base(field);
      continue;
    }
    const target = subject.other(field.references);
    if (target === undefined) return undefined;
    const other = make(target, validValues(target) ?? new Map(), service, depth + 1);
    if (typeof other !== "number") return other;
    sent[field.name] = { $made: other };
  }
  for (const [name, value] of [...values, ...fixed]) if (!(name in sent)) sent[name] = value;
  let turn = 0;
  const whole = referring(sent, subject.blueprint.entities, (entity) => {
    const target = subject.other(entity.name);
    if (target === undefined) return undefined;
    turn += 1;
    const own = new Map([...(validValues(target) ?? []), ...variedBy(target, turn)]);
    const other = make(target, own, service, depth + 1);
    return typeof other === "number" ? other : undefined;
  });
  if (whole === undefined) return undefined;
  const outcome = service.perform({
    kind: "create",
    entity: subject.entity.name,
    values: sent,
    caller: everyone(subject.blueprint, operation.by),
  });
  return outcome.kind === "done" ? outcome.made : outcome;
}

/** One who may do everything that tests of the usual routes do. */
export function everyone(blueprint: Blueprint, by: Permission | undefined): Caller {
  const { callers } = blueprint;
  const roles = rolesOf(callers).filter(
    (role, index, all) => all.findIndex(({ header }) => header === role.header) === index,
  );
  const names = roles.map(({ name }) => name);
  const needed = by?.roles[0];
  const isThere = needed === undefined || by?.roles.some((role) => names.includes(role)) === true;
  return {
    ...(callers?.name !== undefined && { name: callerNames(blueprint)[0] }),
    roles: isThere ? names : [needed],
  };
}
