import {
  type Action,
  answersOf,
  conditionsOf,
  type Effect,
  type NamedValue,
  thingParameters,
} from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { type Entity, seenCondition } from "../../blueprint/entity.ts";
import type { Elements, Expression, Things } from "../../blueprint/expression.ts";
import { workedOutProperties } from "../../blueprint/field.ts";
import { expressionOf } from "../../blueprint/lapse.ts";
import type { Limit } from "../../blueprint/rules.ts";
import {
  elementScope,
  entityOf,
  groupScope,
  type Scope,
  scopeOf,
  typeOf,
} from "../../blueprint/value-type.ts";
import { actionScope, scopeFor } from "../model/legality.ts";
import type { Packing } from "./packing.ts";

/** What expressions look at: the values worth trying hang on it. */
export class Relevance {
  readonly blueprint: Blueprint;
  /** Names of fields by entity. An entity with none counts by being there. */
  readonly fields = new Map<string, Set<string>>();
  readonly inputs = new Set<string>();
  /** Names of the inputs of which it is asked whether they are given: null is another value of theirs. */
  readonly asked = new Set<string>();
  readonly numbers = new Set<number>();
  readonly texts = new Set<string>();
  /** Whole days in durations. */
  readonly days = new Set<number>();
  hasNow = false;
  /** Whether the moment itself matters, and not only its day. */
  hasMoment = false;
  /** Whether it matters at which hour a moment is. */
  hasHours = false;
  hasCaller = false;
  /** Whether it matters in which calendar period a time is. */
  hasPeriods = false;
  /** Things that shall lie in one calendar period, one after another. */
  packing: Packing | undefined;
  readonly #seen = new Set<Expression>();

  constructor(blueprint: Blueprint) {
    this.blueprint = blueprint;
  }

  addField(entity: Entity, name: string): void {
    const fields = this.fields.get(entity.name) ?? new Set();
    this.fields.set(entity.name, fields);
    if (fields.has(name)) return;
    fields.add(name);
    const field = entity.fields.find((one) => one.name === name);
    if (field === undefined) return;
    const inner = elementScope(field, scopeFor(this.blueprint, entity));
    for (const { expression } of workedOutProperties(field))
      if (expression !== undefined) this.add(expression, inner);
    if (field.expression === undefined) return;
    this.add(field.expression, scopeFor(this.blueprint, entity));
  }

  addEntity({ name }: Entity): void {
    if (!this.fields.has(name)) this.fields.set(name, new Set());
  }

  addThings(things: Things | Elements, scope: Scope): void {
    if (things.where !== undefined) this.add(things.where, scopeOf(things, scope));
    if ("list" in things) {
      this.add(things.list, scope);
      return;
    }
    const entity = this.blueprint.entities.find(({ name }) => name === things.entity);
    if (entity === undefined) return;
    this.addEntity(entity);
    if (things.via !== undefined) this.addField(entity, things.via);
  }

  /** What must hold of the things for them to be at all. */
  addLaws(entity: Entity): void {
    const scope = scopeFor(this.blueprint, entity);
    for (const { condition } of entity.rules) this.add(condition, scope);
    for (const lapse of entity.lapses ?? []) this.add(expressionOf(lapse), scope);
    for (const limit of entity.limits) {
      if (limit.where !== undefined) this.add(limit.where, scope);
      if (limit.period !== undefined) this.addField(entity, limit.period.field);
      this.addMost(entity, limit);
    }
  }

  /** What a limit's number hangs on: the things for each of which it counts. */
  addMost({ fields }: Entity, { most, per }: Limit): void {
    const target = fields.find(({ name }) => name === per)?.references;
    this.add(
      most,
      scopeFor(
        this.blueprint,
        this.blueprint.entities.find(({ name }) => name === target),
      ),
    );
  }

  /** What an action looks at, changes and answers. */
  addAction(action: Action, own: Entity | undefined): void {
    const hasThing = own !== undefined && thingParameters(action).length > 0;
    const scope = actionScope(this.blueprint, action, hasThing ? own : undefined);
    this.addConditions(action, own);
    for (const effect of action.effects) this.#addEffect(effect, scope);
    for (const answer of answersOf(action)) if ("value" in answer) this.add(answer.value, scope);
    for (const { value } of action.headers ?? []) this.add(value, scope);
  }

  #addEffect(effect: Effect, around: Scope): void {
    if (effect.kind === "delete-each") this.addThings(effect.things, around);
    if (
      "target" in effect &&
      effect.target !== undefined &&
      effect.kind !== "set" &&
      effect.kind !== "delete"
    )
      this.add({ kind: "path", ...effect.target }, around);
    if (effect.kind === "sign-in" && effect.for !== undefined) this.add(effect.for, around);
    if (effect.kind !== "set" && effect.kind !== "create") return;
    const { each } = effect;
    const scope = each === undefined ? around : scopeOf(each.things, around);
    if (each !== undefined) {
      this.addThings(each.things, around);
      for (const { field } of each.order ?? [])
        this.add({ kind: "path", scope: "own", names: [field] }, scope);
    }
    if (effect.kind === "set") {
      const { target, field, value } = effect;
      this.add({ kind: "path", scope: target.scope, names: [...target.names, field] }, scope);
      this.add(value, scope);
      return;
    }
    const made = this.blueprint.entities.find(({ name }) => name === effect.entity);
    if (made !== undefined) this.addEntity(made);
    for (const { field, value } of effect.values) {
      if (made !== undefined) this.addField(made, field);
      this.add(value, scope);
    }
  }

  /** What an action takes and asks for before it changes anything. */
  addConditions(action: Action, own: Entity | undefined): void {
    const hasThing = own !== undefined && thingParameters(action).length > 0;
    const scope = actionScope(this.blueprint, action, hasThing ? own : undefined);
    if (hasThing) this.addEntity(own);
    for (const { name, references } of action.inputs) {
      this.inputs.add(name);
      const target = this.blueprint.entities.find((entity) => entity.name === references);
      if (target !== undefined) this.addEntity(target);
    }
    for (const value of action.values) {
      if ("expression" in value) this.add(value.expression, scope);
      if ("finds" in value) this.#addFinds(value, scope);
    }
    for (const { condition } of action.guards) this.add(condition, scope);
    for (const condition of conditionsOf(action.effects)) this.add(condition, scope);
    if (action.move !== undefined && hasThing) this.addField(own, action.move.field);
    if (action.by?.owner !== undefined && hasThing) this.addField(own, action.by.owner);
  }

  #addFinds({ finds, order = [] }: Extract<NamedValue, { finds: Things }>, scope: Scope): void {
    this.addThings(finds, scope);
    const entity = this.blueprint.entities.find(({ name }) => name === finds.entity);
    if (entity === undefined) return;
    for (const { field } of order) this.addField(entity, field);
    const seen = seenCondition(entity);
    if (seen !== undefined) this.add(seen, scopeOf(finds, scope));
  }

  add(expression: Expression, scope: Scope): void {
    if (this.#seen.has(expression)) return;
    this.#seen.add(expression);
    const inner = (part: Expression) => this.add(part, scope);
    switch (expression.kind) {
      case "literal":
        if (typeof expression.value === "number") this.numbers.add(expression.value);
        if (typeof expression.value === "string") this.texts.add(expression.value);
        return;
      case "duration": {
        const length = { second: 0, minute: 0, hour: 0, day: 1, week: 7, month: 30, year: 365 }[
          expression.unit
        ];
        const { amount } = expression;
        if (amount.kind === "literal") this.days.add(length * Number(amount.value));
        else inner(amount);
        return;
      }
      case "path":
        this.#addPath(expression, scope);
        return;
      case "now":
        this.hasMoment = true;
        this.hasNow = true;
        return;
      case "today":
        this.hasNow = true;
        return;
      case "caller":
      case "role":
        this.hasCaller = true;
        return;
      case "not":
      case "negative":
        inner(expression.operand);
        return;
      case "binary":
        inner(expression.left);
        inner(expression.right);
        return;
      case "one-of":
        [expression.value, ...expression.options].forEach(inner);
        return;
      case "fits":
        inner(expression.password);
        inner(expression.given);
        return;
      case "given":
        this.asked.add(expression.input.names[0] ?? "");
        inner(expression.input);
        return;
      case "call":
        if (["hour", "seconds", "minutes", "hours"].includes(expression.name)) this.hasHours = true;
        expression.arguments.forEach(inner);
        return;
      case "aggregate":
        this.addThings(expression.things, scope);
        if (expression.value !== undefined) this.add(expression.value, scopeOf(expression.things, scope));
        for (const { field } of expression.order ?? []) {
          this.add({ kind: "path", scope: "own", names: [field] }, scopeOf(expression.things, scope));
        }
        return;
      case "groups": {
        const inside = scopeOf(expression.things, scope);
        this.addThings(expression.things, scope);
        for (const { value } of expression.keys) this.add(value, inside);
        this.add(expression.value, groupScope(expression, scope));
        return;
      }
      case "cases":
        for (const { when, value } of expression.cases) {
          inner(when);
          inner(value);
        }
        inner(expression.otherwise);
        return;
      case "object":
        for (const { value } of expression.properties) inner(value);
    }
  }

  #addPath({ scope: of, names }: Extract<Expression, { kind: "path" }>, scope: Scope): void {
    if (of === "input" && names[0] !== undefined) this.inputs.add(names[0]);
    const owner = of === "own" || of === "outer" || of === "other" ? scope[of] : undefined;
    const kind = owner && entityOf(owner);
    let entity = this.blueprint.entities.find((one) => one.name === kind);
    for (const [index, name] of names.entries()) {
      if (entity !== undefined) this.addField(entity, name);
      const type = typeOf({ kind: "path", scope: of, names: names.slice(0, index + 1) }, scope);
      entity =
        type.kind === "thing" ? this.blueprint.entities.find((one) => one.name === type.entity) : undefined;
    }
  }
}
