import type { Blueprint } from "../blueprint/blueprint.ts";
import { roleOfEachHeader } from "../blueprint/callers.ts";
import { type Field, sideOfNow } from "../blueprint/field.ts";
import type { Permission } from "../blueprint/refusal.ts";
import type { Json } from "../models/model.ts";
import { Random } from "../random.ts";
import { scopeFor } from "./model/legality.ts";
import type { ModelService } from "./model/service.ts";
import { accountOf } from "./model/sessions.ts";
import { type Caller, isRelative, type Outcome, type Sent, type Step } from "./model/step.ts";
import { blank } from "./model/values.ts";
import { type Preparation, preparationAt } from "./preparation.ts";
import { referring } from "./samples/new-thing.ts";
import { sampleAt } from "./samples/sample.ts";
import { callerNames, rolesSaid } from "./scenario/callers.ts";
import { poolOf } from "./scenario/pools.ts";
import { Relevance } from "./scenario/relevance.ts";
import type { Subject } from "./subject.ts";
import { usualAccount, usualService } from "./usual-accounts.ts";

type Values = ReadonlyMap<string, Json>;

/** How often values are tried. */
const TRIES = 300;

/** How a thing is made that keeps every rule. */
export interface Recipe {
  /** Values besides the usual samples. */
  values: Values;
  /** Milliseconds between moments that follow one another in one thing, where samples lie too far apart. */
  spacing?: number;
  /** What the things that it refers to need before, by their kind. */
  preparations?: ReadonlyMap<string, Preparation>;
}

/** Tried in place of days. */
const SPACINGS = [3_600_000, 600_000, 60_000] as const;

/** The thing of a turn that no test comes to: what a preparation allows must hold for it too. */
const LAST = 2000;

const known = new WeakMap<Blueprint, Map<string, Recipe | undefined>>();

/** Values, besides the usual samples, with which a thing keeps every rule; undefined when none were found. */
export function validValues(subject: Subject): Values | undefined {
  return recipeOf(subject)?.values;
}

/** How a thing of the kind is made; undefined when nothing was found that keeps every rule. */
export function recipeOf(subject: Subject): Recipe | undefined {
  const found = recipesOf(subject);
  const { name } = subject.entity;
  if (found.has(name)) return found.get(name);
  found.set(name, { values: new Map() });
  const recipe = search(subject);
  found.set(name, recipe);
  return recipe;
}

function recipesOf({ blueprint }: Subject): Map<string, Recipe | undefined> {
  const found = known.get(blueprint) ?? new Map<string, Recipe | undefined>();
  known.set(blueprint, found);
  return found;
}

/** Whether a thing can be made so, also long after the first. */
function works(subject: Subject, recipe: Recipe): boolean {
  recipesOf(subject).set(subject.entity.name, recipe);
  const { values } = recipe;
  return isTaken(subject, values) && isTaken(subject, new Map([...values, ...variedBy(subject, LAST)]));
}

function search(subject: Subject): Recipe | undefined {
  const values = ownersName(subject);
  if (isTaken(subject, values)) return { values };
  const spaced = SPACINGS.map((spacing) => ({ values, spacing })).find((recipe) => works(subject, recipe));
  if (spaced !== undefined) return spaced;
  const plain: Recipe = { values };
  recipesOf(subject).set(subject.entity.name, plain);
  const found = searchValues(subject, values);
  return found === undefined ? searchPrepared(subject, values) : { values: found };
}

/** What the things must be, or have behind them, that it refers to. */
function searchPrepared(subject: Subject, owner: Values): Recipe | undefined {
  const relevance = relevanceOf(subject);
  const targets = [...new Set(subject.required.flatMap(({ references }) => references ?? []))].flatMap(
    (name) => subject.other(name) ?? [],
  );
  if (targets.length === 0 || !targets.every((target) => target.isMakeable())) return undefined;
  const random = new Random(11);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const chosen = targets.map((target): [string, Preparation] => [
      target.entity.name,
      preparationAt(random, target, relevance),
    ]);
    const preparations = new Map(chosen.filter(([, { values, acts }]) => values.size + acts.length > 0));
    const values = new Map([...owner, ...valuesAt(random, subject, relevance)]);
    if (works(subject, { values, preparations })) return { values, preparations };
  }
  return undefined;
}

function relevanceOf(subject: Subject): Relevance {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  const scope = scopeFor(blueprint, entity);
  for (const { condition } of [...entity.rules, ...(subject.route("create")?.guards ?? [])])
    relevance.add(condition, scope);
  for (const { due } of entity.lapses ?? []) if ("when" in due) relevance.add(due.when, scope);
  for (const { where } of entity.limits) if (where !== undefined) relevance.add(where, scope);
  return relevance;
}

function searchValues(subject: Subject, owner: Values): Values | undefined {
  const relevance = relevanceOf(subject);
  const random = new Random(7);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const values = new Map([...owner, ...valuesAt(random, subject, relevance)]);
    if (isTaken(subject, values)) return values;
  }
  return undefined;
}

/** Values by chance of the fields that rules speak of. */
function valuesAt(random: Random, subject: Subject, relevance: Relevance): Values {
  const names = relevance.fields.get(subject.entity.name) ?? new Set();
  const fields = subject.inputs.filter(
    (field) =>
      field.type !== "reference" &&
      !subject.varies(field) &&
      (names.has(field.name) || subject.isCompared(field)),
  );
  const values = new Map<string, Json>();
  for (const field of fields) {
    if (!subject.required.includes(field) && random.chance(0.4)) continue;
    const value = random.pick(candidates(field, relevance));
    if (value !== undefined) values.set(field.name, value);
  }
  return values;
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
  const service = usualService(subject.blueprint);
  const made = make(subject, values, service, 0);
  if (typeof made !== "number") return made;
  // What lapses at once is of no use to tests of something else.
  if (!service.lasts(made)) return undefined;
  let outcome: Outcome = { kind: "done", status: 0 };
  for (const step of more(made)) outcome = service.perform(step);
  return outcome;
}

/** What the last of so many creates gives, all for one other thing where a reference is named; undefined where one before it fails. */
export function lastOfMany(subject: Subject, times: number, per: string | undefined): Outcome | undefined {
  const service = usualService(subject.blueprint);
  const values = validValues(subject) ?? new Map();
  const target = per === undefined ? undefined : subject.other(subject.field(per)?.references);
  const shared = target && makePrepared(target, subject, service, 1);
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
    .map((field) => [field.name, subject.sample(field, turn)]);
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
    const other = makePrepared(target, subject, service, depth + 1);
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

/** Makes a thing for another to refer to, with all that the other's rules ask of it. */
function makePrepared(
  target: Subject,
  subject: Subject,
  service: ModelService,
  depth: number,
): number | Outcome | undefined {
  const { values = new Map<string, Json>(), acts = [] } = subject.preparation(target.entity.name) ?? {};
  const made = make(target, new Map([...(validValues(target) ?? []), ...values]), service, depth);
  for (const { action, inputs } of typeof made === "number" ? acts : []) {
    const outcome = service.perform({
      kind: "act",
      entity: target.entity.name,
      action: action.name,
      thing: typeof made === "number" ? made : undefined,
      inputs,
      caller: everyone(subject.blueprint, action.by),
    });
    if (outcome.kind !== "done") return outcome;
  }
  return made;
}

/** One who may do everything that tests of the usual routes do. */
export function everyone(blueprint: Blueprint, by: Permission | undefined): Caller {
  const { callers } = blueprint;
  const names = roleOfEachHeader(callers).map(({ name }) => name);
  const needed = by?.roles[0];
  const isThere = needed === undefined || by?.roles.some((role) => names.includes(role)) === true;
  if (accountOf(blueprint) !== undefined) {
    const said = isThere ? names : rolesSaid(blueprint, by);
    return { ...usualAccount(blueprint, by), roles: said };
  }
  return {
    ...(callers?.name !== undefined && { name: callerNames(blueprint)[0] }),
    roles: isThere ? names : [needed],
  };
}
