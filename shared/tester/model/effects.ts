import { absenceOf } from "../../blueprint/absence.ts";
import type { Action, Answer, Each, Effect, NamedValue } from "../../blueprint/action.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Expression, Things } from "../../blueprint/expression.ts";
import { madeBy, tokenName } from "../../blueprint/named-values.ts";
import { headersAfter } from "../../blueprint/sent-header.ts";
import { entityOf, type Scope, scopeOf, typeOf } from "../../blueprint/value-type.ts";
import type { Json } from "../../models/model.ts";
import { mayRefuseByHand } from "../by-hand.ts";
import { type Frame, moved, type Thing } from "../world.ts";
import { Amiss, open } from "./amiss.ts";
import { placeOfMade } from "./answer-places.ts";
import { noteSet } from "./lapses.ts";
import { actionScope, refused } from "./legality.ts";
import { headerText, sentBy } from "./sent-headers.ts";
import { accountOf, tokenMistakeOf, tokenText } from "./sessions.ts";
import { type Caller, isInSession, type Outcome, type Reason, stages } from "./step.ts";
import type { Store } from "./store.ts";
import { blank, fits, kept, notePasswords } from "./values.ts";

interface Given {
  own: Entity | undefined;
  thing: Thing | undefined;
  input: Thing;
  sent: ReadonlySet<string>;
  caller: Caller;
}

/** Where an expression is worked out. */
interface At {
  frame: Frame;
  scope: Scope;
}

/** One call of an action: its values, its effects in order, its answer. */
export class ActionRun {
  readonly #service: Store;
  readonly #action: Action;
  readonly #given: Given;
  readonly #scope: Scope;
  readonly #values = blank<Json>();
  readonly #created = blank<Json>();
  readonly #made: { entity: Entity; thing: Thing }[] = [];
  /** The answer of an effect that has ended the action. */
  #early: Answer | undefined;
  /** The effects that come before the answer. */
  #before: readonly Effect[] = [];
  readonly #touched = new Map<Thing, Entity>();
  /** The session that has begun. */
  #session: number | undefined;
  /** Whether something was broken on the way that is not judged at the end: what is unique, fields that must fit. */
  #wasBroken = false;

  constructor(service: Store, action: Action, given: Given) {
    this.#service = service;
    this.#action = action;
    this.#given = given;
    this.#scope = actionScope(service.blueprint, action, given.own);
  }

  get #frame(): Frame {
    const { thing, input, sent } = this.#given;
    return { own: thing, input, sent, value: this.#values, created: this.#created };
  }

  value(expression: Expression, { frame, scope }: At = { frame: this.#frame, scope: this.#scope }): Json {
    return this.#service.evaluator(this.#given.caller).evaluate(expression, frame, scope);
  }

  /** Works out what the action names, before anything is judged or changed. */
  begin(): void {
    for (const value of this.#action.values) {
      if ("expression" in value) this.#values[value.name] = this.value(value.expression);
      if ("finds" in value) this.#values[value.name] = this.#found(value);
    }
  }

  /** The identifier of the first that the caller sees. */
  #found({ finds, order }: Extract<NamedValue, { finds: Things }>): Json {
    const { caller } = this.#given;
    const service = this.#service;
    const entity = service.entity(finds.entity);
    const first = service
      .evaluator(caller)
      .inOrder({ things: finds, order }, this.#frame, this.#scope)
      .find((thing) => service.sees(entity, thing, caller));
    return first?.[entity.identifier.name] ?? null;
  }

  /** Makes the changes; what they break at the end are reasons. */
  changes(): Reason[] {
    const { move, effects } = this.#action;
    const { own, thing } = this.#given;
    if (move !== undefined && own !== undefined && thing !== undefined)
      this.#set(own, thing, move.field, move.to);
    this.#before = effects;
    for (const [index, effect] of effects.entries()) {
      const isWanted =
        !("condition" in effect) || effect.condition === undefined || this.value(effect.condition) === true;
      if (!isWanted) continue;
      if (effect.kind !== "answer") this.#apply(effect);
      else {
        this.#early = effect.answer;
        this.#before = effects.slice(0, index);
        break;
      }
    }
    const atEnd = [...this.#touched].flatMap(([each, entity]) =>
      this.#service.of(entity).includes(each) ? this.#service.breaks(entity, each, this.#given.caller) : [],
    );
    if (atEnd.length === 0 && this.#wasBroken) throw open("values are not unique or do not fit on the way");
    if (atEnd.length === 0 && [...this.#touched.values()].some(mayRefuseByHand))
      throw open("a developer writes what the things must keep");
    return atEnd;
  }

  answer(answer: Answer = this.#early ?? this.#action.answer): Outcome {
    const headers = headersAfter(this.#action.headers, madeBy(this.#before));
    const session = this.#session === undefined ? {} : { session: this.#session };
    return { ...this.#answer(answer), ...session, ...sentBy(headers, (value) => this.value(value)) };
  }

  #answer(answer: Answer): Extract<Outcome, { kind: "done" }> {
    const { status } = answer;
    const { caller } = this.#given;
    const first = this.#made[0];
    switch (answer.kind) {
      case "nothing":
        return { kind: "done", status };
      case "text":
        return { kind: "done", status, text: String(this.value(answer.value)) };
      case "redirect":
        return { kind: "done", status, location: headerText(this.value(answer.value)) };
      case "value":
        return { kind: "done", status, body: this.#answered(answer.value, false), ...this.#noted(answer) };
      case "thing": {
        const { entity, thing } = this.#target(answer.target);
        const made = first?.thing === thing ? { made: this.#service.note(entity, thing) } : {};
        return { kind: "done", status, body: this.#service.shown(entity, thing, caller), ...made };
      }
    }
  }

  /** Where callers sign in, what is made is known by an answer that has it beside a token. */
  #noted(answer: Answer): { made?: number } {
    const [first] = this.#made;
    if (first === undefined || accountOf(this.#service.blueprint) === undefined) return {};
    const { entity, thing } = first;
    if (placeOfMade(this.#action, entity.name, answer) === undefined) return {};
    const isSeen = this.#service.sees(entity, thing, this.#given.caller);
    const made = this.#service.note(entity, thing, { isSeen });
    return isSeen ? { made } : {};
  }

  /** What is answered, where things in objects are shown whole. */
  #answered(expression: Expression, isInside: boolean): Json {
    if (expression.kind === "object")
      return Object.fromEntries(
        expression.properties.map(({ name, value }) => [name, this.#answered(value, true)]),
      );
    const value = this.value(expression);
    const type = isInside && expression.kind === "path" ? typeOf(expression, this.#scope) : undefined;
    if (type?.kind !== "thing") return value;
    const { caller } = this.#given;
    const entity = this.#service.entity(type.entity);
    const thing = this.#service.of(entity).find((one) => one[entity.identifier.name] === value);
    return thing !== undefined && this.#service.sees(entity, thing, caller)
      ? this.#service.shown(entity, thing, caller)
      : null;
  }

  #apply(effect: Exclude<Effect, { kind: "answer" }>): void {
    const service = this.#service;
    switch (effect.kind) {
      case "set":
      case "create":
        for (const at of this.#places(effect.each)) {
          if (effect.kind === "create") this.#create(effect, at);
          else {
            const { entity, thing } = this.#target(effect.target, at);
            this.#set(entity, thing, effect.field, this.value(effect.value, at));
          }
        }
        return;
      case "delete": {
        const { entity, thing } = this.#target(effect.target);
        service.drop(entity, thing);
        return;
      }
      case "sign-in": {
        const { entity, thing } = this.#target(effect.target);
        const until = effect.for === undefined ? undefined : this.#later(effect.for);
        this.#session = service.sessions.begin(thing[entity.identifier.name] ?? null, until);
        this.#values[tokenName] = tokenText(this.#session);
        return;
      }
      case "sign-out": {
        const { name } = this.#given.caller;
        if (effect.target !== undefined) {
          const { entity, thing } = this.#target(effect.target);
          service.sessions.endAll(thing[entity.identifier.name] ?? null);
          return;
        }
        const account = service.callerName(this.#given.caller);
        if (!isInSession(name) || account === null) return;
        if (tokenMistakeOf(service.blueprint) === "everywhere") service.sessions.endAll(account);
        else service.sessions.end(name.$session);
        return;
      }
      case "by-hand":
        throw open("a developer writes what is changed");
      case "delete-each": {
        const { own } = scopeOf(effect.things, this.#scope);
        const entity = service.entity(own && entityOf(own));
        const chosen = service.evaluator(this.#given.caller).select(effect.things, this.#frame, this.#scope);
        for (const thing of chosen) {
          const there =
            "list" in effect.things
              ? service.of(entity).find((one) => one[entity.identifier.name] === thing.value)
              : thing;
          if (there !== undefined) service.drop(entity, there);
        }
        return;
      }
    }
  }

  /** The moment that lies a duration ahead. */
  #later(duration: Expression): string | undefined {
    if (duration.kind !== "duration") throw open("a session's time is no duration");
    const amount = this.value(duration.amount);
    return amount === null ? undefined : moved(this.#service.now, Number(amount), duration.unit);
  }

  /** Where an effect is done: once, or for each of several, which are found before the first. */
  #places(each: Each | undefined): At[] {
    const around: At = { frame: this.#frame, scope: this.#scope };
    if (each === undefined) return [around];
    const { things, order } = each;
    const scope = scopeOf(things, this.#scope);
    const found = this.#service
      .evaluator(this.#given.caller)
      .inOrder({ things, order }, around.frame, around.scope);
    return found.map((own) => ({
      // What earlier turns have changed is seen in the thing itself.
      frame: { ...around.frame, own, outer: this.#given.thing, around: around.frame },
      scope,
    }));
  }

  #create(effect: Extract<Effect, { kind: "create" }>, at: At): void {
    const service = this.#service;
    const entity = service.entity(effect.entity);
    const given = blank<Json>();
    for (const { field, value } of effect.values) {
      const kind = entity.fields.find(({ name }) => name === field);
      given[field] = kind === undefined ? this.value(value, at) : kept(kind, this.value(value, at));
    }
    const wrong = entity.fields.filter(
      (field) =>
        field.source === "input" &&
        !fits(field, given[field.name] ?? (field.required ? undefined : null)) &&
        given[field.name] !== undefined,
    );
    const missing = entity.fields.some(
      (field) => field.source === "input" && field.required && (given[field.name] ?? null) === null,
    );
    if (wrong.length > 0 || missing) throw this.#invalid(entity);
    const thing = service.add(entity, given, this.#given.caller);
    if (effect.each === undefined) this.#created[entity.name] = thing[entity.identifier.name] ?? null;
    this.#made.push({ entity, thing });
    this.#touch(entity, thing);
  }

  #set(entity: Entity, thing: Thing, name: string, given: Json): void {
    const field = entity.fields.find((one) => one.name === name);
    const value = field === undefined ? given : kept(field, given);
    if (
      field?.source === "input" &&
      !fits({ ...field, required: false, nullable: field.nullable || !field.required }, value)
    )
      throw this.#invalid(entity);
    if (field !== undefined) notePasswords([field], thing);
    thing[name] = value;
    noteSet(entity, thing, this.#service.now, [name]);
    this.#service.derive(entity, thing, this.#given.caller, "change");
    this.#touch(entity, thing);
  }

  #touch(entity: Entity, thing: Thing): void {
    this.#touched.set(thing, entity);
    const broken = this.#service.breaks(entity, thing, this.#given.caller);
    if (broken.some(({ by }) => !/\/(?:rules|limits|noOverlaps)\//.test(by))) this.#wasBroken = true;
  }

  /** What an effect would put into a field breaks the field's own rules. */
  #invalid(entity: Entity): Amiss {
    const reason: Reason = {
      status: this.#service.blueprint.refusals.invalid,
      by: `entities/${entity.name}/fields`,
      stage: stages.rule,
    };
    return new Amiss({ kind: "refused", reason, reasons: [reason] });
  }

  #target(
    target: Extract<Effect, { kind: "delete" }>["target"],
    at: At = { frame: this.#frame, scope: this.#scope },
  ): { entity: Entity; thing: Thing } {
    const path: Expression = { kind: "path", ...target };
    const type = typeOf(path, at.scope);
    const entity = this.#service.entity(type.kind === "thing" ? type.entity : undefined);
    const id = this.value(path, at);
    const thing = this.#service.of(entity).find((one) => one[entity.identifier.name] === id);
    const mayBeEmpty = target.scope === "value" || target.scope === "created";
    if (thing === undefined && mayBeEmpty && target.names.length === 1) {
      const absence = absenceOf(this.#service.blueprint, entity);
      const reason = refused(absence, `entities/${entity.name}`, stages.guard);
      throw new Amiss({ kind: "refused", reason, reasons: [reason] });
    }
    if (thing === undefined) throw open("an effect is on nothing");
    return { entity, thing };
  }
}
