import type { Blueprint } from "../blueprint/blueprint.ts";
import { type Entity, inputsOf, type Operation, type OperationKind } from "../blueprint/entity.ts";
import { type Field, innerReferences, withoutFraction } from "../blueprint/field.ts";
import { parentInPath, type RouteOfThings } from "../blueprint/parent-in-path.ts";
import { isLeftAlone } from "../blueprint/refused-properties.ts";
import type { Json } from "../models/model.ts";
import { givenFields } from "./given-fields.ts";
import type { Step } from "./model/step.ts";
import type { Preparation } from "./preparation.ts";
import { holds } from "./samples/comparison.ts";
import { sampleAt } from "./samples/sample.ts";
import { capitalized, words } from "./source/phrases.ts";
import { callersAmong } from "./usual-accounts.ts";
import { everyone, lastOf, recipeOf, validValues } from "./valid-things.ts";

/** What tests need to know of one kind of thing, as the spec describes it. */
export class Subject {
  readonly blueprint: Blueprint;
  readonly entity: Entity;
  /** Fields whose values callers give, a given identifier included. */
  readonly inputs: readonly Field[];

  constructor(blueprint: Blueprint, entity: Entity) {
    this.blueprint = blueprint;
    this.entity = entity;
    this.inputs = givenFields(entity);
  }

  /** The thing's name in words: `menu item`. */
  get noun(): string {
    return words(this.entity.name);
  }

  get nouns(): string {
    return words(this.entity.plural);
  }

  /** Its name as part of a function's name: `MenuItem`. */
  get pascal(): string {
    return capitalized(this.entity.name);
  }

  get pascalPlural(): string {
    const plural = capitalized(this.entity.plural);
    return plural === this.pascal ? `${plural}List` : plural;
  }

  get identifier(): string {
    return this.entity.identifier.name;
  }

  /** The route as the spec says it. */
  route(kind: OperationKind): Operation | undefined {
    return this.entity.operations.find((operation) => operation.kind === kind);
  }

  /** The route, where it does its work on a thing newly made, and without being given a parameter. */
  operation(kind: OperationKind): Operation | undefined {
    const operation = this.route(kind);
    const isAsking = (field: Field) => field.required || field.default !== undefined;
    if (kind === "list" && inputsOf(this.entity.list).some(isAsking)) return undefined;
    const among = kind === "list" ? callersAmong(this) : undefined;
    if (among !== undefined && among.known === undefined) return undefined;
    if (operation === undefined || !this.#isConditional(operation)) return operation;
    const { by } = operation;
    const caller = everyone(this.blueprint, by ?? this.entity.seenBy);
    const outcome = lastOf(this, this.#values, (thing) => {
      if (kind === "list") return [{ kind: "list", entity: this.entity.name, query: [], caller }];
      if (kind === "read") return [{ kind: "read", thing, caller }];
      if (kind === "update") return [{ kind: "change", thing, values: this.leastChange, caller }];
      return kind === "delete" ? [{ kind: "remove", thing, caller }] : [];
    });
    if (outcome?.kind !== "done") return undefined;
    return kind === "list" && Array.isArray(outcome.body) && outcome.body.length <= (among?.count ?? 0)
      ? undefined
      : operation;
  }

  /** What a change gives that changes nothing: no field, or where one is needed, one as it is. */
  get leastChange(): Record<string, Json> {
    if (this.route("update")?.atLeastOne === undefined) return {};
    const field = this.inputs.find(
      (one) => one.type !== "reference" && !isLeftAlone(one) && this.#values.has(one.name),
    );
    return field === undefined ? {} : { [field.name]: this.base(field) };
  }

  #isConditional({ by, guards, kind }: Operation): boolean {
    const { seenBy, seenWhere } = this.entity;
    if (kind === "list") return [guards, seenWhere].some((condition) => condition !== undefined);
    if (kind === "create" || kind === "clear") return false;
    return [by, guards, seenBy, seenWhere].some((condition) => condition !== undefined);
  }

  get #values(): ReadonlyMap<string, Json> {
    return validValues(this) ?? new Map();
  }

  /** Whether a thing with these values, and the usual ones for the rest, keeps every rule. */
  takes(values: ReadonlyMap<string, Json>): boolean {
    return lastOf(this, new Map([...this.#values, ...values]))?.kind === "done";
  }

  /** Whether a thing newly made can be changed so, one change after the other; those before the last one can. */
  takesChanges(changes: readonly { field: Field; value: Json }[]): boolean {
    const caller = everyone(this.blueprint, this.route("update")?.by);
    const steps = (thing: number): Step[] =>
      changes.map(({ field, value }) => ({ kind: "change", thing, values: { [field.name]: value }, caller }));
    return this.route("update") === undefined || lastOf(this, this.#values, steps)?.kind === "done";
  }

  /** Fields whose values follow from others, and may differ from one look to the next. */
  get workedOut(): readonly string[] {
    return this.entity.fields.flatMap(({ name, source }) =>
      source === "computed" || source === "set-at-change" ? [name] : [],
    );
  }

  /** The field of a path parameter that names the thing above, when the operation is nested below it. */
  parentField(operation: RouteOfThings | undefined): Field | undefined {
    const { parent } = this.entity;
    if (parent === undefined || operation === undefined) return undefined;
    return parentInPath(this.entity, operation) === undefined ? undefined : this.field(parent.field);
  }

  field(name: string): Field | undefined {
    return this.inputs.find((field) => field.name === name);
  }

  other(name: string | undefined): Subject | undefined {
    const entity = this.blueprint.entities.find((each) => each.name === name);
    return entity === undefined ? undefined : new Subject(this.blueprint, entity);
  }

  /** Fields that every create has to give, besides a parent that stands in the path. */
  get required(): readonly Field[] {
    const parent = this.parentField(this.operation("create"));
    const { name, type } = this.entity.identifier;
    return this.inputs.filter(
      (field) =>
        field !== parent &&
        ((field.required && field.default === undefined) || (type === "given" && field.name === name)),
    );
  }

  /** What valid things are given: all that is required, and what would not differ if it were left to its default. */
  get given(): readonly Field[] {
    const parent = this.parentField(this.operation("create"));
    const clashing = this.inputs.filter(
      (field) => field !== parent && field.default !== undefined && field.unique !== undefined,
    );
    const chosen = this.inputs.filter((field) => field !== parent && this.#values.has(field.name));
    return [...new Set([...this.required.filter((field) => field !== parent), ...clashing, ...chosen])];
  }

  /** Whether the value must differ from thing to thing, for itself or as a part of a combination. */
  mustDiffer(field: Field): boolean {
    const isIdentifier = this.entity.identifier.type === "given" && field.name === this.identifier;
    if (isIdentifier || field.unique !== undefined) return true;
    if (this.entity.fields.some(({ of, unique }) => of === field.name && unique !== undefined)) return true;
    if (this.entity.noOverlaps.some(({ from, to }) => from === field.name || to === field.name)) return true;
    return this.entity.uniqueTogether.some((group) => {
      const fields = group.fields.flatMap((name) => this.field(name) ?? []);
      const varying = fields.find((each) => !["reference", "boolean", "choice"].includes(each.type));
      return varying?.name === field.name;
    });
  }

  /** Whether valid things have other values each time: what must differ, and what is compared with that. */
  varies(field: Field): boolean {
    return [field, ...this.comparedWith(field)].some((each) => this.mustDiffer(each));
  }

  /** The fields that a field is compared with, directly or through others. */
  comparedWith(field: Field): Field[] {
    const reached = new Set([field.name]);
    for (const name of reached) {
      for (const { left, right } of this.entity.comparisons) {
        if (left === name) reached.add(right);
        if (right === name) reached.add(left);
      }
    }
    return [...reached].flatMap((name) => (name === field.name ? [] : (this.field(name) ?? [])));
  }

  /** Whether values by field satisfy all comparisons between those that are there. */
  satisfies(values: ReadonlyMap<string, Json>): boolean {
    return this.entity.comparisons.every(({ left, operator, right }) =>
      holds(values.get(left) ?? null, operator, values.get(right) ?? null),
    );
  }

  /** The value that a valid thing has when it is not varied. Fields that are compared differ as the comparison asks. */
  base(field: Field): Json {
    return this.#values.get(field.name) ?? this.sample(field, 1);
  }

  /** The value of the thing of a turn, from 1, where it differs from thing to thing. */
  sample(field: Field, turn: number): Json {
    const later = this.later(field);
    if (later === undefined) return sampleAt(field, turn + this.rank(field) - 1);
    const moment = new Date(Date.parse(String(sampleAt(field, turn))) + later).toISOString();
    return field.wholeSeconds === true ? withoutFraction(moment) : moment;
  }

  /** Milliseconds by which a moment follows those before it in the same thing, where these are no whole days. */
  later(field: Field): number | undefined {
    const { spacing } = recipeOf(this) ?? {};
    const rank = this.rank(field);
    return spacing === undefined || field.type !== "datetime" || rank === 1
      ? undefined
      : (rank - 1) * spacing;
  }

  /** What a thing of the kind needs before this subject's things may refer to it. */
  preparation(kind: string): Preparation | undefined {
    return recipeOf(this)?.preparations?.get(kind);
  }

  /** How far above the first sample a field's value must lie for the comparisons to hold. */
  rank(field: Field): number {
    return this.#rank(field.name, new Set()) + 1;
  }

  #rank(name: string, seen: Set<string>): number {
    if (seen.has(name)) return 0;
    seen.add(name);
    return Math.max(0, ...this.#below(name).map((each) => this.#rank(each, seen) + 1));
  }

  /** Fields that must have less: a period ends after it begins. */
  #below(name: string): string[] {
    const periods = this.entity.noOverlaps.flatMap(({ from, to }) => (to === name ? [from] : []));
    const below = this.entity.comparisons.flatMap(({ left, operator, right }) => {
      if ((operator === "greater" || operator === "at-least") && left === name) return [right];
      if (operator !== "greater" && operator !== "at-least" && right === name) return [left];
      return [];
    });
    return [...below, ...periods];
  }

  /** The first of the fields that the field's value follows. */
  followed(field: Field): Field | undefined {
    const [first] = this.#below(field.name).flatMap((name) => this.field(name) ?? []);
    return first === undefined || this.rank(first) === 1 ? first : this.followed(first);
  }

  /** Whether a field takes part in a comparison with another. */
  isCompared(field: Field): boolean {
    return this.entity.comparisons.some(({ left, right }) => left === field.name || right === field.name);
  }

  /** Whether the base values, with this one in place, satisfy all comparisons. */
  fitsComparisons(field: Field, value: Json): boolean {
    const others = this.comparedWith(field).filter((each) => this.required.includes(each));
    const values = others.map((each): [string, Json] => [each.name, this.base(each)]);
    return this.satisfies(new Map([...values, [field.name, value]]));
  }

  /** A valid value unlike those given, for changes and for things that a filter must not find. */
  unlike(field: Field, given: readonly Json[]): Json | undefined {
    const seen = new Set(given.map((each) => JSON.stringify(each)));
    for (let index = this.rank(field); index < this.rank(field) + 30; index += 1) {
      const value = sampleAt(field, index);
      if (!seen.has(JSON.stringify(value)) && this.fitsComparisons(field, value)) return value;
    }
    return undefined;
  }

  /** Whether valid things can be made at all: what it must refer to can be made, and does not need it in turn. */
  isMakeable(above: readonly string[] = []): boolean {
    if (this.route("create") === undefined || above.includes(this.entity.name)) return false;
    const parent = this.parentField(this.operation("create"));
    const needed = [...this.required, ...(parent === undefined ? [] : [parent])];
    const isReached = needed.every((field) => {
      const references = field.type === "reference" ? [field] : innerReferences(field);
      return references.every(
        (one) => this.other(one.references)?.isMakeable([...above, this.entity.name]) === true,
      );
    });
    return isReached && validValues(this) !== undefined;
  }
}
