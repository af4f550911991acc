import type { Action } from "../../blueprint/action.ts";
import type { Entity, Operation } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Json } from "../../models/model.ts";
import { ModelService } from "../model/service.ts";
import { type Caller, isEarlier, isRelative, type Sent, type Step } from "../model/step.ts";
import { blank, fits } from "../model/values.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { withMade } from "../samples/new-thing.ts";
import { sampleAt } from "../samples/sample.ts";
import { usualCaller } from "./callers.ts";
import { type Focus, isWanted } from "./focus.ts";
import { poolOf, samples } from "./pools.ts";
import { Random } from "./random.ts";

/** Most requests before things are looked at. */
const LONGEST = 9;

/** Makes scenarios by chance: requests that succeed, and such refusals as the focus is about. */
export class Generator {
  readonly #focus: Focus;
  readonly #random: Random;
  readonly #service: ModelService;
  readonly #steps: Step[] = [];
  #count = 0;

  constructor(focus: Focus, seed: number, now: string) {
    this.#focus = focus;
    this.#random = new Random(seed);
    this.#service = new ModelService(focus.relevance.blueprint, now);
  }

  /** The requests of one scenario, what is looked at in the end included. */
  scenario(): Step[] {
    const { makes, changes = [], acts = [], removes = [] } = this.#focus;
    const first = makes[0];
    const { repeats = 1 } = this.#focus;
    for (let made = 0; made < repeats && first !== undefined; made += 1) this.#make(first, 0);
    const moves: (() => void)[] = [
      ...makes.map((entity) => () => void this.#make(entity, 0)),
      ...changes.map((change) => () => this.#change(change)),
      ...acts.flatMap((act) => [() => this.#act(act), () => this.#act(act)]),
      ...(acts.length > 1 ? [() => this.#walk(acts), () => this.#walk(acts)] : []),
      ...removes.map((entity) => () => this.#remove(entity)),
    ];
    const length = this.#steps.length + 1 + this.#random.below(LONGEST - 2);
    for (let tries = 0; tries < 3 * length && this.#steps.length < length; tries += 1)
      this.#random.pick(moves)?.();
    this.#look();
    return this.#steps;
  }

  #try(step: Step): boolean {
    const outcome = this.#service.perform(step);
    if (outcome.kind === "open") return false;
    if (outcome.kind === "refused") {
      if (isWanted(this.#focus, outcome.reasons)) this.#steps.push(step);
      return false;
    }
    this.#steps.push(step);
    return true;
  }

  #caller(by: Permission | undefined, thing?: number): Caller {
    const usual = usualCaller(this.#focus.relevance.blueprint, by, this.#ownerOf(by, thing));
    if (this.#focus.strangers === true && this.#random.chance(0.3)) {
      return this.#random.chance(0.5) ? { roles: usual.roles } : { ...usual, key: false };
    }
    if (this.#focus.callers !== true || this.#random.chance(0.4)) return usual;
    const owner = this.#ownerOf(by, thing);
    if (owner !== undefined && this.#random.chance(0.3)) return { name: owner, roles: [] };
    const { callers } = this.#focus.relevance.blueprint;
    const role = this.#random.pick([undefined, ...(callers?.roles ?? []).map(({ name }) => name)]);
    const name = this.#random.pick(["ann", "ben"]);
    return { ...(callers?.name !== undefined && { name }), roles: role === undefined ? [] : [role] };
  }

  /** The one whose name the thing's owner field holds. */
  #ownerOf(by: Permission | undefined, number: number | undefined): Caller["name"] {
    const made = number === undefined ? undefined : this.#service.made[number];
    const owner = by?.owner;
    if (made === undefined || owner === undefined || number === undefined) return undefined;
    const value = this.#service.thingOf(number)?.[owner] ?? null;
    if (value === null) return undefined;
    const index = this.#service.made.findIndex(({ id }) => id === value);
    return index === -1 ? String(value) : { $made: index };
  }

  /** Makes a thing, with what it must refer to. Gives its number. */
  #make(entity: Entity, depth: number): number | undefined {
    const operation = entity.operations.find(({ kind }) => kind === "create");
    if (depth > 3) return undefined;
    if (operation === undefined) return this.#makeByAction(entity);
    const values = this.#values(entity.fields, entity, operation, depth);
    if (values === undefined) return undefined;
    const before = this.#service.made.length;
    const caller = this.#caller(operation.by);
    const done = this.#try({
      kind: "create",
      entity: entity.name,
      values: this.#owned(entity, values, caller),
      caller,
    });
    return done ? before : undefined;
  }

  /** An owner's name that callers give is often their own. */
  #owned(entity: Entity, values: Record<string, Sent>, caller: Caller): Record<string, Sent> {
    const owners = [
      entity.seenBy,
      ...entity.operations.map(({ by }) => by),
      ...entity.actions.map(({ by }) => by),
    ];
    for (const owner of owners) {
      const field = entity.fields.find(
        ({ name, type, source }) => name === owner?.owner && type === "string" && source === "input",
      );
      if (field !== undefined && typeof caller.name === "string")
        values[field.name] = this.#random.chance(0.8) ? caller.name : "ben";
    }
    return values;
  }

  #makeByAction(entity: Entity): number | undefined {
    const { blueprint } = this.#focus.relevance;
    const all = [
      ...blueprint.actions.map((action) => ({ entity: undefined, action })),
      ...blueprint.entities.flatMap((own) => own.actions.map((action) => ({ entity: own, action }))),
    ];
    const making = all.filter(
      ({ action }) =>
        action.answer.kind === "thing" &&
        action.answer.target.scope === "created" &&
        action.answer.target.names.length === 1 &&
        action.answer.target.names[0] === entity.name,
    );
    const before = this.#service.made.length;
    const chosen = this.#random.pick(making);
    if (chosen === undefined) return undefined;
    this.#act(chosen);
    const index = this.#service.made.length - 1;
    return index >= before && this.#service.made[index]?.entity === entity ? index : undefined;
  }

  #values(
    fields: readonly Field[],
    entity: Entity | undefined,
    operation: Operation | undefined,
    depth: number,
  ): Record<string, Sent> | undefined {
    const { relevance } = this.#focus;
    const relevant =
      entity === undefined ? relevance.inputs : (relevance.fields.get(entity.name) ?? new Set());
    const values = blank<Sent>();
    this.#count += 1;
    for (const field of fields) {
      if (field.source !== "input") continue;
      const isKey = entity?.identifier.type === "given" && entity.identifier.name === field.name;
      const isNeeded =
        field.required ||
        isKey ||
        (operation?.path.includes(`:${entity?.parent?.parameter}`) === true &&
          field.name === entity?.parent?.field);
      const isTried =
        relevant.has(field.name) && this.#random.chance(field.default === undefined ? 0.8 : 0.7);
      if (!isNeeded && !isTried) continue;
      if (field.references !== undefined) {
        const target = this.#reference(field.references, depth);
        if (target === undefined && isNeeded) return undefined;
        if (target !== undefined) values[field.name] = { $made: target };
        continue;
      }
      const mustDiffer =
        field.unique !== undefined ||
        isKey ||
        entity?.uniqueTogether.some((names) => names.includes(field.name)) === true;
      const later = laterness(entity, field.name);
      if (later !== undefined && !relevant.has(field.name)) {
        values[field.name] = sampleAt(field, this.#count + later);
        continue;
      }
      const isFree = !relevant.has(field.name) || (mustDiffer && this.#random.chance(0.7));
      const value = isFree ? sampleAt(field, this.#count) : this.#random.pick(poolOf(field, relevance));
      if (value !== undefined) values[field.name] = value;
    }
    const given = this.#referring(values, depth);
    return given && this.#fitting(entity, this.#forged(entity, this.#spoilt(fields, given)));
  }

  /** The values, with things made for what their elements refer to. */
  #referring(values: Record<string, Sent>, depth: number): Record<string, Sent> | undefined {
    for (const [name, value] of Object.entries(values)) {
      const whole = withMade(value as Json, (entity) => {
        const made = this.#reference(entity, depth);
        return made === undefined ? undefined : { $made: made };
      });
      if (whole === undefined) return undefined;
      values[name] = whole;
    }
    return values;
  }

  /** One value that its field does not take, now and then. */
  #spoilt(fields: readonly Field[], values: Record<string, Sent>): Record<string, Sent> {
    if (this.#focus.invalids !== true || this.#random.chance(0.4)) return values;
    const field = this.#random.pick(fields.filter(({ name }) => name in values));
    const value = field === undefined ? undefined : boundariesOf(field).outside[0];
    if (field !== undefined && value !== undefined && !fits(field, value)) values[field.name] = value;
    return values;
  }

  /** What callers try to set although the service sets it. */
  #forged(entity: Entity | undefined, values: Record<string, Sent>): Record<string, Sent> {
    const { forges = [], makes } = this.#focus;
    if (entity === undefined || entity !== makes[0] || this.#random.chance(0.3)) return values;
    for (const field of forges) values[field.name] = field.values?.at(-1) ?? "somebody else";
    return values;
  }

  /** Two fields that are compared get values that fit together, more often than not. */
  #fitting(entity: Entity | undefined, values: Record<string, Sent>): Record<string, Sent> {
    for (const { left, operator, right } of entity?.comparisons ?? []) {
      const field = entity?.fields.find(({ name }) => name === left);
      if (field === undefined || !(left in values) || !(right in values) || this.#random.chance(0.2))
        continue;
      const isAbove = operator === "greater" || operator === "at-least";
      const order = sortOf(values[left]) - sortOf(values[right]);
      if ((isAbove && order < 0) || (!isAbove && order > 0))
        [values[left], values[right]] = [values[right] ?? null, values[left] ?? null];
    }
    return values;
  }

  #reference(name: string, depth: number): number | undefined {
    const entity = this.#focus.relevance.blueprint.entities.find((one) => one.name === name);
    if (entity === undefined) return undefined;
    const there = this.#service.made.flatMap((made, index) =>
      made.entity === entity && this.#service.thingOf(index) !== undefined ? [index] : [],
    );
    const isSame = this.#focus.repeats !== undefined && this.#random.chance(0.8);
    if (there.length > 0 && isSame) return there[0];
    if (there.length > 0 && this.#random.chance(0.8)) return this.#random.pick(there);
    return this.#make(entity, depth + 1);
  }

  #change({ entity, fields, kind }: NonNullable<Focus["changes"]>[number]): void {
    const thing = this.#random.pick(this.#numbersOf(entity));
    const operation = entity.operations.find((one) => one.kind === (kind ?? "update"));
    if (thing === undefined || operation === undefined) return;
    const values = blank<Sent>();
    const isWhole = kind === "replace";
    const forges = this.#focus.forges ?? [];
    const chosen = entity.fields.filter(
      (field) =>
        (field.source === "input" && (isWhole || fields.includes(field.name))) || forges.includes(field),
    );
    for (const field of chosen) {
      if (!isWhole && chosen.length > 1 && this.#random.chance(0.4)) continue;
      if (field.references !== undefined) {
        const target = this.#reference(field.references, 1);
        if (target !== undefined) values[field.name] = { $made: target };
      } else {
        const pool = fields.includes(field.name) ? poolOf(field, this.#focus.relevance) : samples(field, 2);
        const value = this.#random.pick(pool);
        if (value !== undefined) values[field.name] = value;
      }
    }
    if (Object.keys(values).length === 0 || this.#referring(values, 1) === undefined) return;
    this.#spoilt(entity.fields, values);
    this.#try({ kind: kind ?? "change", thing, values, caller: this.#caller(operation.by, thing) });
  }

  /** Takes a thing on from state to state. */
  #walk(acts: NonNullable<Focus["acts"]>): void {
    for (let times = 0; times < 4; times += 1) {
      const moving = acts.filter(({ entity, action }) =>
        this.#numbersOf(entity).some((number) => this.#allows(action, number)),
      );
      const act = this.#random.pick(moving);
      if (act !== undefined) this.#act(act);
    }
  }

  #allows({ move }: Action, number: number): boolean {
    const thing = this.#service.thingOf(number);
    return move !== undefined && thing !== undefined && move.from.includes(String(thing[move.field]));
  }

  #act({ entity, action }: NonNullable<Focus["acts"]>[number]): void {
    const hasThing = entity !== undefined && action.path.includes(":");
    const numbers = hasThing ? this.#numbersOf(entity) : [];
    const ready = numbers.filter((number) => this.#allows(action, number));
    const chosen = this.#random.pick(ready.length > 0 && this.#random.chance(0.75) ? ready : numbers);
    const thing = hasThing ? (chosen ?? this.#make(entity, 1)) : undefined;
    if (hasThing && thing === undefined) return;
    const inputs = blank<Sent>();
    for (const field of action.inputs) {
      if (!field.required && this.#random.chance(0.3)) continue;
      if (field.references !== undefined) {
        const target = this.#reference(field.references, 1);
        if (target === undefined) return;
        inputs[field.name] = { $made: target };
        continue;
      }
      const value = this.#random.pick(poolOf(field, this.#focus.relevance));
      if (value !== undefined && (isRelative(value) || isEarlier(value) || fits(field, value)))
        inputs[field.name] = value;
    }
    if (this.#referring(inputs, 1) === undefined) return;
    this.#try({
      kind: "act",
      entity: entity?.name,
      action: action.name,
      thing,
      inputs,
      caller: this.#caller(action.by, thing),
    });
  }

  #remove(entity: Entity): void {
    const thing = this.#random.pick(this.#numbersOf(entity));
    const operation = entity.operations.find(({ kind }) => kind === "delete");
    if (thing === undefined || operation === undefined) return;
    this.#try({ kind: "remove", thing, caller: this.#caller(operation.by, thing) });
  }

  #look(): void {
    for (const entity of this.#focus.reads ?? []) {
      const operation = entity.operations.find(({ kind }) => kind === "read");
      if (operation === undefined) continue;
      for (const thing of this.#numbersOf(entity, this.#focus.invalids)) {
        const by = operation.by ?? entity.seenBy;
        this.#try({ kind: "read", thing, caller: this.#caller(by, thing) });
      }
    }
    for (const { entity, query } of this.#focus.lists ?? []) {
      const operation = entity.operations.find(({ kind }) => kind === "list");
      if (operation === undefined || operation.path.includes(":")) continue;
      this.#try({
        kind: "list",
        entity: entity.name,
        query,
        caller: this.#caller(operation.by ?? entity.seenBy),
      });
    }
  }

  #numbersOf(entity: Entity | undefined, withGone = false): number[] {
    return this.#service.made.flatMap((made, index) =>
      made.entity === entity && (withGone || this.#service.thingOf(index) !== undefined) ? [index] : [],
    );
  }
}

function sortOf(value: Sent | undefined): number {
  if (typeof value === "number") return value;
  if (isRelative(value)) return value.$days;
  const time = Date.parse(String(value));
  return Number.isNaN(time) ? 0 : time;
}

/** How far above others a field's values lie that are compared or bound a period; undefined when they are not. */
function laterness(entity: Entity | undefined, name: string): number | undefined {
  const lower = entity?.comparisons.some(({ left, operator, right }) =>
    operator === "greater" || operator === "at-least" ? right === name : left === name,
  );
  const upper = entity?.comparisons.some(({ left, operator, right }) =>
    operator === "greater" || operator === "at-least" ? left === name : right === name,
  );
  if (upper === true || entity?.noOverlaps.some(({ to }) => to === name) === true) return 1;
  return lower === true || entity?.noOverlaps.some(({ from }) => from === name) === true ? 0 : undefined;
}
