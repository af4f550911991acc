import { answersOf, comesAsText, isInPath, thingParameters } from "../../blueprint/action.ts";
import type { Entity, Operation } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import { parentInPath } from "../../blueprint/parent-in-path.ts";
import type { Json } from "../../models/model.ts";
import { Random } from "../../random.ts";
import { scopeFor } from "../model/legality.ts";
import { ModelService } from "../model/service.ts";
import { accountOf } from "../model/sessions.ts";
import { type Caller, isEarlier, isRelative, type Outcome, type Sent, type Step } from "../model/step.ts";
import { blank, fits } from "../model/values.ts";
import type { Preparation } from "../preparation.ts";
import { referring } from "../samples/new-thing.ts";
import { sampleAt } from "../samples/sample.ts";
import { unknownKey } from "../samples/unknown.ts";
import { hardSubject, spaced } from "./by-recipe.ts";
import { callerByChance } from "./caller-by-chance.ts";
import { callerNames } from "./callers.ts";
import { fitting, forged, laterness, spoilt } from "./fitting.ts";
import { type Focus, isWanted } from "./focus.ts";
import { allows, entitiesNeeded, makersOf, setsFound, valuesFound, valuesOf } from "./found.ts";
import { packedAt } from "./packing.ts";
import { People } from "./people.ts";
import { poolOf, samples, valuesThere } from "./pools.ts";
import type { Asked } from "./signed-in-by-chance.ts";

/** Most requests before things are looked at. */
const LONGEST = 9;

/** As many more go into signing people in. */
const SIGNING = 6;

/** How often values are chosen at most for what is sought. */
const RETRIES = 12;

/** How often at most a scenario sets out to make or to do something: what needs more needs what seldom succeeds. */
const EFFORT = 400;

/** Makes scenarios by chance: requests that succeed, and such refusals as the focus is about. */
export class Generator {
  readonly #focus: Focus;
  readonly #random: Random;
  readonly #service: ModelService;
  readonly #steps: Step[] = [];
  /** Numbers of the things that others may refer to. */
  readonly #isPrepared = new Set<number>();
  readonly #pools = new Map<Field, readonly Sent[]>();
  /** Those who sign in, where callers do. */
  readonly #people: People | undefined;
  #count = 0;
  #effort = 0;
  /** How many calendar periods after the first a thing's times lie. */
  #period = 0;

  constructor(focus: Focus, seed: number, now: string) {
    this.#focus = focus;
    this.#random = new Random(seed);
    const pace = focus.waits === undefined ? undefined : 0;
    const { blueprint } = focus.relevance;
    this.#service = new ModelService(blueprint, now, pace);
    if (accountOf(blueprint) === undefined) return;
    const chance = { focus, random: this.#random, service: this.#service };
    this.#people = new People(chance, (step) => this.#perform(step));
  }

  /** How often it has set out to make or to do something. */
  get effort(): number {
    return this.#effort;
  }

  /** The requests of one scenario, what is looked at in the end included. */
  scenario(): Step[] {
    const { makes, changes = [], acts = [], removes = [], waits = [] } = this.#focus;
    const first = makes[0];
    const { repeats = 1 } = this.#focus;
    for (let made = 0; made < repeats && first !== undefined; made += 1) this.#make(first, 0);
    const moves: (() => void)[] = [
      ...makes.map((entity) => () => void this.#make(entity, 0)),
      ...changes.map((change) => () => this.#change(change)),
      ...acts.flatMap((act) => [() => this.#actTried(act), () => this.#actTried(act)]),
      ...(acts.length > 1 ? [() => this.#walk(acts), () => this.#walk(acts)] : []),
      ...removes.map((entity) => () => this.#remove(entity)),
      ...(acts.length > 0 && waits.length > 0 ? [() => this.#wait(this.#random.pick(waits)?.[0])] : []),
      ...(this.#focus.again === true ? [() => this.#makeAgain()] : []),
      ...(this.#focus.sessions === true ? [() => this.#people?.signInAgain()] : []),
    ];
    const longest = this.#people === undefined ? LONGEST : LONGEST + SIGNING;
    const length = this.#steps.length + 1 + this.#random.below(longest - 2);
    for (let tries = 0; tries < 3 * length && this.#steps.length < length; tries += 1)
      this.#random.pick(moves)?.();
    // Chance goes on as it was where nothing lapses.
    const row = waits.length === 0 ? [] : (this.#random.pick(waits) ?? []);
    for (const wait of row) {
      if (this.#random.chance(0.8)) this.#look();
      this.#wait(wait);
    }
    this.#look();
    return this.#steps;
  }

  #wait(milliseconds: number | undefined): void {
    if (milliseconds !== undefined) this.#try({ kind: "wait", milliseconds });
  }

  /** Does a request that has to be done. */
  #perform(step: Step): Outcome {
    const outcome = this.#service.perform(step);
    if (outcome.kind === "done") this.#steps.push(step);
    return outcome;
  }

  #try(step: Step): boolean {
    const outcome = this.#service.perform(step);
    if (outcome.kind === "open") return false;
    if (outcome.kind === "refused") {
      const { refused = step.kind } = this.#focus;
      if (refused === step.kind && isWanted(this.#focus, outcome.reasons)) this.#steps.push(step);
      return false;
    }
    this.#steps.push(step);
    this.#people?.observe(step, outcome);
    return true;
  }

  #caller(asked: Asked, thing?: number): Caller {
    if (this.#people !== undefined) return this.#people.caller(asked, thing);
    const chance = { focus: this.#focus, random: this.#random, service: this.#service };
    return callerByChance(chance, asked.by, thing);
  }

  /** Makes a thing, with what it must refer to. Gives its number. */
  #make(entity: Entity, depth: number, fixed?: ReadonlyMap<string, Json>): number | undefined {
    const operation = entity.operations.find(({ kind }) => kind === "create");
    if (depth > 3 || !this.#setsOut()) return undefined;
    if (operation === undefined) return this.#makeByAction(entity, depth);
    const values = this.#soughtValues(entity, operation, depth);
    if (values === undefined) return undefined;
    for (const [name, value] of fixed ?? []) values[name] = value;
    const before = this.#service.made.length;
    const caller = this.#caller(operation);
    const done = this.#try({
      kind: "create",
      entity: entity.name,
      values: this.#owned(entity, values, caller),
      caller,
    });
    return done ? before : undefined;
  }

  /** A thing to refer to, with all that the rules of what refers to it ask of it. */
  #prepared(target: Entity, { values, acts }: Preparation, depth: number): number | undefined {
    const there = this.#numbersOf(target).filter((number) => this.#isPrepared.has(number));
    if (there.length > 0 && this.#random.chance(0.7)) return this.#random.pick(there);
    const { length: before } = this.#service.made;
    const number = this.#make(target, depth + 1, values);
    if (number === undefined || this.#service.made.length === before) return undefined;
    for (const { action, inputs } of acts) {
      const caller = this.#caller(action, number);
      this.#try({ kind: "act", entity: target.name, action: action.name, thing: number, inputs, caller });
    }
    this.#isPrepared.add(number);
    return number;
  }

  /** Values for a thing, tried again while what the focus seeks is not true of it. */
  #soughtValues(entity: Entity, operation: Operation, depth: number): Record<string, Sent> | undefined {
    const { seeks, makes, relevance } = this.#focus;
    const isSought = seeks !== undefined && entity === makes[0] && this.#random.chance(0.85);
    const scope = scopeFor(relevance.blueprint, entity);
    for (let tries = 1; ; tries += 1) {
      const values = this.#values(entity.fields, entity, operation, depth);
      if (values === undefined || !isSought || tries === RETRIES) return values;
      const caller = this.#caller(operation);
      const own = this.#service.foreseen(entity, values, caller);
      if (this.#service.evaluator(caller).evaluate(seeks, { own }, scope) === true) return values;
    }
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
        values[field.name] = this.#random.chance(0.8)
          ? caller.name
          : callerNames(this.#focus.relevance.blueprint)[1];
      this.#people?.own(entity, values, { owner: owner?.owner, caller });
    }
    return values;
  }

  #makeAgain(): void {
    const step = this.#random.pick(this.#steps.filter(({ kind }) => kind === "create"));
    if (step !== undefined) this.#try(step);
  }

  #makeByAction(entity: Entity, depth: number): number | undefined {
    const { blueprint } = this.#focus.relevance;
    const { length: before } = this.#service.made;
    const chosen = this.#random.pick(makersOf(entity, blueprint));
    if (chosen === undefined) return undefined;
    // What has to find things needs them, and seldom names them at once.
    for (const needed of entitiesNeeded(chosen.action, blueprint, entity)) this.#make(needed, depth + 1);
    const tries = chosen.action.values.some((value) => "finds" in value) ? RETRIES : 1;
    for (let tried = 0; tried < tries && this.#service.made.length === before; tried += 1)
      this.#act(chosen, true);
    const index = this.#service.made.length - 1;
    const made = this.#service.made[index];
    return index >= before && made?.entity === entity && made.isUnseen !== true ? index : undefined;
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
    this.#period = Number(this.#random.chance(0.2));
    const packing =
      relevance.packing?.entity === entity && this.#random.chance(0.9) ? relevance.packing : undefined;
    const isBelow =
      entity !== undefined && operation !== undefined && parentInPath(entity, operation) !== undefined;
    const above = isBelow ? entity.parent?.field : undefined;
    const subject = entity === undefined ? undefined : hardSubject(relevance.blueprint, entity);
    for (const field of fields) {
      if (field.source !== "input") continue;
      const isKey = entity?.identifier.type === "given" && entity.identifier.name === field.name;
      const isNeeded = field.required || isKey || field.name === above;
      const isTried =
        relevant.has(field.name) && this.#random.chance(field.default === undefined ? 0.8 : 0.7);
      if (!isNeeded && !isTried) continue;
      if (field.references !== undefined) {
        const gathers = entity === this.#focus.makes[0] ? this.#focus.gathers : undefined;
        const isGathered = gathers === undefined ? undefined : gathers === field.name;
        const preparation = subject?.preparation(field.references);
        const prepared = this.#random.chance(0.1) ? undefined : preparation;
        const target = this.#referred(field, depth, isGathered, prepared);
        if (target === undefined && isNeeded) return undefined;
        if (target !== undefined) values[field.name] = target;
        continue;
      }
      const mustDiffer =
        field.unique !== undefined ||
        isKey ||
        entity?.uniqueTogether.some((group) => group.fields.includes(field.name)) === true;
      const later = laterness(entity, field.name);
      const turn = this.#numbersOf(packing?.entity).length;
      const packed = packing && packedAt(packing, field, { turn, later, period: this.#period });
      if (packed !== undefined) {
        values[field.name] = packed;
        continue;
      }
      if (later !== undefined && !relevant.has(field.name)) {
        values[field.name] = sampleAt(field, this.#count + later);
        continue;
      }
      const isFree =
        !relevant.has(field.name) ||
        (mustDiffer && this.#random.chance(this.#focus.repeats === undefined ? 0.7 : 0.2));
      const value = isFree ? sampleAt(field, this.#count) : this.#random.pick(this.#poolOf(field));
      if (value !== undefined) values[field.name] = value;
    }
    if (subject !== undefined) spaced(subject, values, this.#random);
    const given = this.#referring(values, depth);
    if (given === undefined) return undefined;
    return fitting(
      entity,
      forged(this.#focus, this.#random, entity, spoilt(this.#focus, this.#random, fields, given)),
      this.#random,
    );
  }

  /** The values, with things made for what their elements refer to. */
  #referring(values: Record<string, Sent>, depth: number): Record<string, Sent> | undefined {
    const { entities } = this.#focus.relevance.blueprint;
    return referring(values, entities, (entity) => this.#reference(entity, depth));
  }

  /** What a reference is given: a thing that is there, or now and then one that is not. */
  #referred(field: Field, depth: number, isGathered?: boolean, preparation?: Preparation): Sent | undefined {
    const { blueprint } = this.#focus.relevance;
    const entity = blueprint.entities.find(({ name }) => name === field.references);
    if (entity === undefined) return undefined;
    if (this.#focus.unknowns?.includes(field) === true && this.#random.chance(0.4)) return unknownKey(entity);
    const target =
      preparation === undefined
        ? this.#reference(entity, depth, isGathered)
        : this.#prepared(entity, preparation, depth);
    return target === undefined ? undefined : { $made: target };
  }

  /** A thing to refer to: mostly the first where things are gathered, as often a new one where others are. */
  #reference(entity: Entity, depth: number, isGathered?: boolean): number | undefined {
    const there = this.#numbersOf(entity);
    if (there.length > 0 && isGathered === true && this.#random.chance(0.8)) return there[0];
    if (there.length > 0 && this.#random.chance(isGathered === false ? 0.5 : 0.8))
      return this.#random.pick(there);
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
        const target = this.#referred(field, 1);
        if (target !== undefined) values[field.name] = target;
      } else {
        const pool = fields.includes(field.name) ? this.#poolOf(field) : samples(field, 2);
        const value = this.#random.pick(pool);
        if (value !== undefined) values[field.name] = value;
      }
    }
    if (Object.keys(values).length === 0 || this.#referring(values, 1) === undefined) return;
    spoilt(this.#focus, this.#random, entity.fields, values);
    this.#try({ kind: kind ?? "change", thing, values, caller: this.#caller(operation, thing) });
  }

  /** Takes a thing on from state to state. */
  #walk(acts: NonNullable<Focus["acts"]>): void {
    for (let times = 0; times < 4; times += 1) {
      const moving = acts.filter(
        ({ entity, action }) =>
          setsFound(action) ||
          this.#numbersOf(entity).some((number) => allows(action, this.#service.thingOf(number))),
      );
      const act = this.#random.pick(moving);
      if (act !== undefined) this.#act(act);
    }
  }

  #actTried(act: NonNullable<Focus["acts"]>[number]): void {
    const { length: before } = this.#steps;
    for (let tries = this.#focus.isEager === true ? RETRIES : 1; tries > 0; tries -= 1) {
      this.#act(act);
      if (this.#steps.length > before && this.#steps.at(-1)?.kind === "act") return;
    }
  }

  /** Counts that it sets out to make or to do something; false once it has done so too often. */
  #setsOut(): boolean {
    this.#effort += 1;
    return this.#effort <= EFFORT;
  }

  #act({ entity, action }: NonNullable<Focus["acts"]>[number], isNew = false): void {
    if (!this.#setsOut()) return;
    const hasThing = entity !== undefined && thingParameters(action).length > 0;
    const numbers = hasThing ? this.#numbersOf(entity) : [];
    const ready = numbers.filter((number) => allows(action, this.#service.thingOf(number)));
    const chosen = this.#random.pick(ready.length > 0 && this.#random.chance(0.75) ? ready : numbers);
    const thing = hasThing ? (chosen ?? this.#make(entity, 1)) : undefined;
    if (hasThing && thing === undefined) return;
    if (thing !== undefined && action.move !== undefined && !allows(action, this.#service.thingOf(thing))) {
      const finding = (this.#focus.acts ?? []).filter((one) => setsFound(one.action));
      const before = this.#random.pick(finding);
      if (before !== undefined) this.#act(before);
    }
    const caller = this.#people?.caller(action, thing);
    const person = caller && this.#people?.whoseValues(caller);
    const inputs = blank<Sent>();
    for (const field of action.inputs) {
      if (!field.required && !isInPath(action, field) && this.#random.chance(0.3)) continue;
      const mayBeNull = field.nullable && !comesAsText(action, field);
      if (mayBeNull && this.#focus.relevance.asked.has(field.name) && this.#random.chance(0.3)) {
        inputs[field.name] = null;
        continue;
      }
      if (field.references !== undefined) {
        const target = this.#referred(field, 1);
        if (target === undefined) return;
        inputs[field.name] = target;
        continue;
      }
      const own = person === undefined ? [] : valuesOf(field, action, { ...person, isSignedIn: true });
      const found = own.length > 0 ? own : valuesFound(field, action, this.#service, isNew);
      const isFound = found.length > 0 && this.#random.chance(0.75);
      const value = this.#random.pick(isFound ? found : this.#poolOf(field));
      if (value !== undefined && (isRelative(value) || isEarlier(value) || fits(field, value)))
        inputs[field.name] = value;
    }
    if (this.#referring(inputs, 1) === undefined) return;
    this.#people?.repeat(action, inputs);
    const step: Step = {
      kind: "act",
      entity: entity?.name,
      action: action.name,
      thing,
      inputs,
      caller: caller ?? this.#caller(action, thing),
    };
    // What answers early mostly does so when the same is asked again.
    if (this.#try(step) && answersOf(action).length > 1 && this.#random.chance(0.4)) this.#try(step);
  }

  #remove(entity: Entity): void {
    const thing = this.#random.pick(this.#numbersOf(entity));
    const operation = entity.operations.find(({ kind }) => kind === "delete");
    if (thing === undefined || operation === undefined) return;
    this.#try({ kind: "remove", thing, caller: this.#caller(operation, thing) });
  }

  #look(): void {
    for (const probe of this.#focus.probes ?? []) {
      const times = this.#focus.sessions === true ? this.#service.sessions.count + 1 : 2;
      for (let time = 0; time < times; time += 1) this.#act(probe);
    }
    const withGone = this.#focus.invalids === true || this.#focus.refused === "read";
    for (const entity of this.#focus.reads ?? []) {
      const operation = entity.operations.find(({ kind }) => kind === "read");
      if (operation === undefined) continue;
      for (const thing of this.#numbersOf(entity, withGone)) {
        const by = operation.by ?? entity.seenBy;
        this.#try({ kind: "read", thing, caller: this.#caller({ ...operation, by }, thing) });
      }
    }
    for (const { entity, query, inputs = [], below } of this.#focus.lists ?? []) {
      const operation = entity.operations.find(({ kind }) => kind === "list");
      if (operation === undefined || operation.path.includes(":") !== (below !== undefined)) continue;
      for (const thing of below === undefined ? [undefined] : this.#numbersOf(below)) {
        const by = operation.by ?? (below ?? entity).seenBy;
        this.#try({
          kind: "list",
          entity: entity.name,
          query,
          ...(inputs.length > 0 && { inputs: this.#asked(inputs) }),
          ...(thing !== undefined && { below: { $made: thing } }),
          caller: this.#caller({ ...operation, by }, thing),
        });
      }
    }
  }

  /** Values of parameters: some that things have, some near what the statements name. */
  #asked(fields: readonly Field[]): Record<string, Sent> {
    const { relevance } = this.#focus;
    const asked = blank<Sent>();
    for (const field of fields) {
      if (!field.required && this.#random.chance(0.2)) continue;
      if (field.references !== undefined) {
        const target = this.#referred(field, 1);
        if (target !== undefined) asked[field.name] = target;
        continue;
      }
      const there = valuesThere(field, relevance, this.#service);
      const isKnown = there.length > 0 && this.#random.chance(0.6);
      const value = this.#random.pick(isKnown ? there : this.#poolOf(field));
      if (value !== undefined) asked[field.name] = value;
    }
    return asked;
  }

  #poolOf(field: Field): readonly Sent[] {
    const pool = this.#pools.get(field) ?? poolOf(field, this.#focus.relevance);
    this.#pools.set(field, pool);
    return pool;
  }

  #numbersOf(entity: Entity | undefined, withGone = false): number[] {
    return this.#service.made.flatMap((made, index) =>
      made.entity === entity &&
      made.isUnseen !== true &&
      (withGone || this.#service.thingOf(index) !== undefined)
        ? [index]
        : [],
    );
  }
}
