import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { type Field, isCounted, isNumberedApart, workedOutProperties } from "../../blueprint/field.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Json } from "../../models/model.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { Evaluator, type Thing, type World } from "../world.ts";
import { open } from "./amiss.ts";
import { lapse, noteSet } from "./lapses.ts";
import { broken, scopeFor } from "./legality.ts";
import { accountOf, Sessions, tokenMistakeOf } from "./sessions.ts";
import { type SignedIn, signedIn } from "./signed-in.ts";
import { slugOf } from "./slug.ts";
import {
  type Caller,
  isEarlier,
  isInSession,
  isRelative,
  type Reason,
  type Sent,
  type SentValues,
} from "./step.ts";
import { blank, daysFrom, fits, kept, referencesIn } from "./values.ts";

/** A thing that a scenario's request has made. */
export interface Made {
  entity: Entity;
  /** What it is known by, also once it is gone. */
  id: Json;
  /** Identifier of the thing that it is nested under. */
  parent: Json;
  /** It was not shown to who has made it. */
  isUnseen?: true;
}

/** The things of a modelled service, as they stand after some requests. */
export class Store {
  readonly blueprint: Blueprint;
  readonly made: Made[] = [];
  #start: number;
  readonly #pace: number;
  #things = new Map<string, Thing[]>();
  readonly #counts = new Map<string, number>();
  /** The last number given of a field within a thing. */
  #numbers = new Map<string, number>();
  #requests = 0;
  readonly sessions = new Sessions();
  /** Who makes the request that is being done, as the account was when it came. */
  #present: { caller: Caller; signedIn: SignedIn | undefined } | undefined;
  /** The moment of the request. */
  now: string;

  /** `pace` are the milliseconds from one request to the next: none where a test lets time pass, and else it stands still. */
  constructor(blueprint: Blueprint, now: string, pace = 1000) {
    this.blueprint = blueprint;
    this.#start = Date.parse(now);
    this.#pace = pace;
    this.now = now;
  }

  /** Lets so many milliseconds pass until the next request. */
  pass(milliseconds: number): void {
    this.#start += milliseconds;
  }

  /** Begins a request, before which has happened what happens by itself. */
  begin(): void {
    const last = this.now;
    this.#requests += 1;
    this.now = new Date(this.#start + this.#requests * this.#pace).toISOString();
    lapse(this, (now) => this.#world({ roles: [] }, now), last);
  }

  /** Knows who makes a request until it is done: what becomes of the account meanwhile changes nothing of it. */
  know(caller: Caller): void {
    this.forget();
    this.#present = { caller, signedIn: signedIn(this, caller, this.#nobodysEvaluator()) };
  }

  forget(): void {
    this.#present = undefined;
  }

  /** Gives what takes back all that a request changes. */
  change({ changes }: { changes: boolean }): () => void {
    if (!changes) return () => {};
    const before = new Map([...this.#things].map(([name, all]) => [name, all.map((one) => ({ ...one }))]));
    const { length } = this.made;
    const numbers = new Map(this.#numbers);
    const takeBack = this.sessions.save();
    return () => {
      takeBack();
      this.#numbers = numbers;
      this.#things = before;
      this.made.length = length;
    };
  }

  thingOf(number: number): Thing | undefined {
    const made = this.made[number];
    if (made === undefined) return undefined;
    const key = made.entity.identifier.name;
    return this.of(made.entity).find((one) => one[key] === made.id);
  }

  of({ name }: Entity): Thing[] {
    const things = this.#things.get(name) ?? [];
    this.#things.set(name, things);
    return things;
  }

  entity(name: string | undefined): Entity {
    const found = this.blueprint.entities.find((one) => one.name === name);
    if (found === undefined) throw open(`there is no ${name}`);
    return found;
  }

  evaluator(caller: Caller): Evaluator {
    return new Evaluator(this.#world(caller, this.now));
  }

  /** Works out what hangs on nobody who calls. */
  #nobodysEvaluator(): Evaluator {
    const { blueprint, now } = this;
    return new Evaluator({
      entities: blueprint.entities,
      things: this.#things,
      now,
      caller: null,
      roles: [],
    });
  }

  #world(caller: Caller, now: string): World {
    return {
      entities: this.blueprint.entities,
      things: this.#things,
      now,
      caller: this.callerName(caller),
      roles: this.rolesOf(caller),
    };
  }

  /** The roles that a caller has, one that is usual among them. */
  rolesOf(caller: Caller): readonly string[] {
    const said = this.#rolesSaid(caller);
    const own = accountOf(this.blueprint) && this.#whoIs(caller)?.roles;
    return own === undefined || own.length === 0 ? said : [...said, ...own];
  }

  #rolesSaid({ roles, wrongRole }: Caller): readonly string[] {
    const { oneRole } = this.blueprint.callers ?? {};
    const { usual } = oneRole ?? {};
    if (wrongRole === true) return roles.filter((role) => oneRole?.roles.includes(role) !== true);
    const isSaid = roles.some((role) => oneRole?.roles.includes(role));
    return isSaid || usual === undefined ? roles : [...roles, usual];
  }

  /** Whose session a request is of. */
  #whoIs(caller: Caller): SignedIn | undefined {
    return this.#present?.caller === caller
      ? this.#present.signedIn
      : signedIn(this, caller, this.#nobodysEvaluator());
  }

  /** What a caller is known by; null where nobody is. */
  callerName(caller: Caller): Json {
    const { name } = caller;
    const { name: said } = this.blueprint.callers ?? {};
    if (said?.account !== undefined) return this.#whoIs(caller)?.id ?? null;
    if (said === undefined || name === undefined || isInSession(name)) return null;
    if (typeof name !== "string") return String(this.made[name.$made]?.id ?? "");
    const { value } = said;
    if (value === undefined) return name;
    return boundariesOf(value).outside.includes(name) || !fits(value, kept(value, name))
      ? null
      : String(kept(value, name));
  }

  /** The value as the field has it when the request is sent. */
  sent(value: Sent, type: Field["type"]): Json {
    if (isEarlier(value)) return this.made[value.$made]?.id ?? null;
    if (!isRelative(value)) return this.#known(value);
    return daysFrom(this.now, value.$days, type, Math.min(1000, 1000 * this.#pace));
  }

  /** A value in which identifiers of things made before may stand. */
  #known(value: Json): Json {
    if (Array.isArray(value)) return value.map((one) => this.#known(one));
    if (typeof value !== "object" || value === null) return value;
    if (isEarlier(value)) return this.made[value.$made]?.id ?? null;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#known(inner)]));
  }

  /** The value of a field as it is shown. */
  valueOf(entity: Entity, thing: Thing, name: string, caller: Caller): Json {
    return this.evaluator(caller).evaluate(
      { kind: "path", scope: "own", names: [name] },
      { own: thing },
      scopeFor(this.blueprint, entity),
    );
  }

  /** A thing as its entity is shown, without what only the service could know. */
  shown(entity: Entity, thing: Thing, caller: Caller): { [name: string]: Json } {
    const shown = blank<Json>();
    const [evaluator, scope] = [this.evaluator(caller), scopeFor(this.blueprint, entity)];
    const key = entity.identifier.name;
    if (thing[key] !== undefined) shown[key] = thing[key];
    for (const field of entity.fields) {
      if (field.hidden === true || field.source === "own-url" || field.byHand !== undefined) continue;
      const { name, seenWhere } = field;
      const isSeen = seenWhere === undefined || evaluator.evaluate(seenWhere, { own: thing }, scope) === true;
      const path: Expression = { kind: "path", scope: "own", names: [name] };
      const value = isSeen ? evaluator.evaluate(path, { own: thing }, scope) : null;
      if (value === null && field.omitWhenAbsent) continue;
      shown[name] = value;
    }
    return shown;
  }

  sees(entity: Entity, thing: Thing, caller: Caller): boolean {
    const { seenBy, seenWhere } = entity;
    if (seenBy !== undefined && !this.may(seenBy, thing, caller)) return false;
    if (seenWhere === undefined) return true;
    const scope = scopeFor(this.blueprint, entity);
    return this.evaluator(caller).evaluate(seenWhere.condition, { own: thing }, scope) === true;
  }

  may({ roles, owner, caller: any }: Permission, thing: Thing | undefined, caller: Caller): boolean {
    if (roles.some((role) => this.rolesOf(caller).includes(role))) return true;
    const name = this.callerName(caller);
    if (any && name !== null) return true;
    return owner !== undefined && name !== null && thing?.[owner] === name;
  }

  /** Numbers the thing, so that later requests can speak of it. */
  note(entity: Entity, thing: Thing, { isSeen = true } = {}): number {
    const parent = entity.parent === undefined ? null : (thing[entity.parent.field] ?? null);
    const id = thing[entity.identifier.name] ?? null;
    this.made.push({ entity, id, parent, ...(!isSeen && { isUnseen: true }) });
    return this.made.length - 1;
  }

  /** A new thing that is kept: what is given, defaults, and what the service sets. */
  add(entity: Entity, given: Thing, caller: Caller): Thing {
    const inputs = blank<Json>();
    for (const field of entity.fields) {
      if (field.source === "input") inputs[field.name] = given[field.name] ?? defaultOf(field, this.now);
    }
    const thing = { ...this.seed(entity, inputs, caller), ...given };
    this.of(entity).push(thing);
    this.derive(entity, thing, caller, "creation");
    return thing;
  }

  /** @throws Amiss where others refer to it: what becomes of them is shown elsewhere */
  drop(entity: Entity, thing: Thing): void {
    const id = thing[entity.identifier.name];
    const isReferred = this.blueprint.entities.some((other) =>
      other.fields.some((field) =>
        this.of(other).some(
          (one) =>
            one !== thing &&
            referencesIn(field, one[field.name]).some(
              ({ reference, value }) =>
                reference.references === entity.name &&
                reference.onReferencedDelete !== "leave" &&
                value === id,
            ),
        ),
      ),
    );
    if (isReferred) throw open("others refer to what is deleted");
    const isAccount = accountOf(this.blueprint)?.entity === entity.name;
    const mistake = tokenMistakeOf(this.blueprint);
    if (isAccount && mistake !== "outlasting" && mistake !== "revived") this.sessions.endAll(id ?? null);
    this.of(entity).splice(this.of(entity).indexOf(thing), 1);
  }

  /** Sets what is worked out and kept. */
  derive(entity: Entity, thing: Thing, caller: Caller, moment: "creation" | "change"): void {
    for (const field of entity.fields) {
      const { name, wholeSeconds } = field;
      if (wholeSeconds === true && thing[name] !== undefined) thing[name] = kept(field, thing[name]);
    }
    for (const field of entity.fields) {
      if (isCounted(field)) this.#number(entity, thing, field);
      if (field.source === "slug") this.#slug(entity, thing, field);
    }
    for (const field of entity.fields) {
      if (workedOutProperties(field).length > 0)
        thing[field.name] = this.evaluator(caller).worked(
          field,
          thing,
          scopeFor(this.blueprint, entity),
          "set-at-creation",
        );
    }
    for (const field of entity.fields) {
      if (field.source === "updated-at") thing[field.name] = kept(field, this.now);
      const isSet =
        field.source === "set-at-change" || (moment === "creation" && field.source === "set-at-creation");
      if (
        isSet &&
        field.expression !== undefined &&
        (moment === "change" || thing[field.name] === undefined || field.source === "set-at-change")
      ) {
        const scope = scopeFor(this.blueprint, entity);
        thing[field.name] = kept(
          field,
          this.evaluator(caller).evaluate(field.expression, { own: thing }, scope),
        );
      }
    }
  }

  /** Numbers a thing within what it refers to, where that is not what it was numbered within before. */
  #number({ name: entity }: Entity, thing: Thing, { name, within = "" }: Field): void {
    // No field's name has a blank.
    const mark = `parent of ${name}`;
    const parent = thing[within] ?? null;
    if (thing[mark] === parent) return;
    thing[mark] = parent;
    const key = `${entity} ${name} ${JSON.stringify(parent)}`;
    const number = (this.#numbers.get(key) ?? 0) + 1;
    if (parent !== null) this.#numbers.set(key, number);
    thing[name] = parent === null ? null : number;
  }

  /** Makes a thing's slug, where its text makes another than before. */
  #slug(entity: Entity, thing: Thing, field: Field): void {
    const { name, of = "" } = field;
    const mark = `text of ${name}`;
    const slug = slugOf(thing[of] ?? null, entity.name);
    if (thing[mark] === slug || (field.immutable && thing[mark] !== undefined)) return;
    thing[mark] = slug;
    const others = this.of(entity).flatMap((one) => (one === thing ? [] : [one[name]]));
    let made = slug;
    for (let number = 2; isNumberedApart(field) && others.includes(made); number += 1)
      made = `${slug}-${number}`;
    thing[name] = made;
  }

  /** What the thing breaks. */
  breaks(entity: Entity, thing: Thing, caller: Caller): Reason[] {
    return broken(
      { blueprint: this.blueprint, evaluator: this.evaluator(caller), things: this.#things },
      entity,
      thing,
    );
  }

  /** A thing as a create with these values would make it. */
  foreseen(entity: Entity, values: SentValues, caller: Caller): Thing {
    const given = entity.fields.map(({ name, type }): [string, Json | undefined] => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return [name, value === undefined ? undefined : this.sent(value, type)];
    });
    const inputs = blank<Json>();
    for (const [name, value] of given) if (value !== undefined) inputs[name] = value;
    return this.seed(entity, inputs, caller);
  }

  /** A new thing that is not kept yet: what is given, defaults, and what the service sets. */
  seed(entity: Entity, inputs: Thing, caller: Caller): Thing {
    const { name, type } = entity.identifier;
    const count = (this.#counts.get(entity.name) ?? 0) + 1;
    this.#counts.set(entity.name, count);
    const thing = blank<Json>();
    if (type !== "given") thing[name] = `\u{E000}${entity.name}:${count}\u{E000}`;
    for (const field of entity.fields) {
      const given = inputs[field.name];
      if (field.source === "input") thing[field.name] = given ?? defaultOf(field, this.now);
      else if (field.source === "created-at") thing[field.name] = this.now;
      else if (field.source === "caller") thing[field.name] = this.callerName(caller);
      else if (field.source === "state") thing[field.name] = field.values?.[0] ?? null;
      else if (field.source === "sequence") thing[field.name] = count;
    }
    noteSet(entity, thing, this.now);
    return thing;
  }
}

/** What a field has when nothing is given. */
export function defaultOf(field: Field, now: string): Json {
  const { default: preset = null, type } = field;
  if (preset === "now" && (type === "date" || type === "datetime")) return daysFrom(now, 0, type);
  return preset;
}
