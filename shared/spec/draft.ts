import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Expression } from "../blueprint/expression.ts";
import type { Field } from "../blueprint/field.ts";
import { memberNames, type Owner, type ValueType } from "../blueprint/value-type.ts";
import { resolveExpression, type Scope } from "./expressions/resolve.ts";
import { spanOf } from "./expressions/span.ts";
import { nearest } from "./nearest.ts";
import { mostProblems, type Problem, placeOfWords } from "./problem.ts";
import { namesIn, type Sentence } from "./sentence.ts";
import type { Part } from "./statement.ts";

/** What a value must be where an expression stands; undefined: any. */
export type Expected = "truth" | "number" | "text" | undefined;

/** What more is known of what is wrong. */
interface Fault {
  within?: Expression | undefined;
  suggestion?: string | undefined;
  example?: string | undefined;
}

/** Longest chain of fields that are worked out from each other. */
const longestChain = 100;

const phases = ["names", "named values", "values"] as const;
type Phase = (typeof phases)[number];

/**
 * The blueprint while its statements are read. Names may be used before they are defined: what depends on them is put
 * off by {@link later} and done once everything is read.
 */
export class Draft {
  readonly blueprint: Blueprint;
  readonly problems: Problem[] = [];
  entity: Entity | undefined;
  action: Action | undefined;
  sentence: Sentence;
  /** The service's title where no heading says one. */
  impliedTitle: string | undefined;
  /** The parts of the blueprint that each statement has made. */
  readonly parts = new Map<Sentence, Part[]>();
  /** Clauses that are cited by the statement that made a part of the blueprint. */
  readonly citations = new Map<Part, string[]>();
  /** Entities of which it is said that they have no routes of their own. */
  readonly withoutRoutes = new Set<Entity>();
  readonly #things = new Map<string, Entity>();
  readonly #unread = new Map<string, string>();
  readonly #untypable = new Set<Field>();
  readonly #untyped = new Map<Field, () => void>();
  readonly #settling = new Set<Field>();
  /** How many fields, one worked out from the other, are below a field. */
  readonly #depths = new Map<Field, number>();
  readonly #later: Record<Phase, { sentence: Sentence; work: () => void }[]> = {
    names: [],
    "named values": [],
    values: [],
  };

  constructor(blueprint: Blueprint, sentence: Sentence) {
    this.blueprint = blueprint;
    this.sentence = sentence;
  }

  /**
   * Says that the statement being read is wrong. At fault are the words, where they first stand in it or in `within`,
   * what was read as an expression.
   */
  fail(message: string, words?: string, { within, suggestion, example }: Fault = {}): void {
    const { start, text } = this.sentence;
    const span = (within && spanOf(within)) ?? { start: 0, end: text.length };
    const inside = text.slice(span.start, span.end);
    const at = words === undefined ? -1 : placeOfWords(inside, words);
    const from = start + span.start + Math.max(at, 0);
    const end = at < 0 || words === undefined ? start + span.end : from + words.length;
    this.problems.push({
      start: from,
      end,
      message,
      ...(suggestion !== undefined && { suggestion }),
      ...(example !== undefined && { example }),
    });
  }

  /** The statement that made the first of the parts that one has made. */
  sentenceOf(parts: readonly object[]): Sentence | undefined {
    for (const part of parts) {
      for (const [sentence, made] of this.parts) if (made.includes(part)) return sentence;
    }
    return undefined;
  }

  /** Says that the statement being read is one that a later version compiles. */
  postpone(message: string): void {
    const { start, text } = this.sentence;
    this.problems.push({ start, end: start + text.length, message, isLater: true });
    this.mayDefine(namesIn(this.sentence));
  }

  /** Names that a sentence would have defined, had it been read: that they are not there is no problem of its own. */
  mayDefine(names: readonly string[]): void {
    for (const name of names) this.#unread.set(name.toLowerCase(), name);
  }

  /** Whether a sentence that was not read might have defined the name. */
  isUnread(name: string): boolean {
    return this.#unread.has(name.toLowerCase());
  }

  /** Says that a field's type can't be known, so that nothing is told about where it is used. */
  untypable(field: Field): void {
    this.#untypable.add(field);
  }

  isUntypable(field: Field): boolean {
    return this.#untypable.has(field);
  }

  /** Says which part of the blueprint the statement being read makes. */
  made(part: Part): void {
    const { clauses } = this.sentence;
    this.parts.set(this.sentence, [...(this.parts.get(this.sentence) ?? []), part]);
    if (clauses.length > 0) this.citations.set(part, [...(this.citations.get(part) ?? []), ...clauses]);
  }

  /** Says that a part of the blueprint has become another. */
  replaced(before: object, after: object): void {
    const clauses = this.citations.get(before);
    if (clauses !== undefined) this.citations.set(after, clauses);
    for (const [sentence, parts] of this.parts) {
      this.parts.set(
        sentence,
        parts.map((part) => (part === before ? after : part)),
      );
    }
  }

  /** Whether there are so many problems that more would help nobody. */
  get isFull(): boolean {
    return this.problems.length >= mostProblems;
  }

  addThing(entity: Entity): void {
    this.blueprint.entities.push(entity);
    for (const name of [entity.name, entity.plural]) {
      const key = name.toLowerCase();
      if (!this.#things.has(key)) this.#things.set(key, entity);
    }
  }

  /** The entity of a name in the singular or the plural, in any case. */
  thing(name: string): Entity | undefined {
    return this.#things.get(name.toLowerCase());
  }

  /** Takes a remark as the description of what it stands below. */
  describe(remark: string): void {
    const described = this.action ?? this.entity ?? this.blueprint.service;
    const before = described.description;
    described.description = before === undefined || before === "" ? remark : `${before}\n${remark}`;
  }

  /**
   * Does the work when all statements are read: names of entities first, then named values of actions, then what needs
   * fields and their types.
   */
  later(phase: Phase, work: () => void): void {
    this.#later[phase].push({ sentence: this.sentence, work });
  }

  finish(): void {
    for (const phase of phases) {
      for (const { sentence, work } of this.#later[phase]) {
        if (this.isFull) return;
        this.sentence = sentence;
        work();
      }
    }
  }

  /** Works out a field's type once all names are known, or before that when another field's type depends on it. */
  typed(field: Field, work: () => void): void {
    const { sentence } = this;
    this.#untyped.set(field, () => {
      const around = this.sentence;
      this.sentence = sentence;
      work();
      this.sentence = around;
    });
    this.later("values", () => this.settle(field));
  }

  /** Makes sure that a field's type is known. A field that is worked out from itself is a problem. */
  settle(field: Field): void {
    const work = this.#untyped.get(field);
    const chain = [...this.#settling];
    if (work !== undefined && this.#settling.has(field)) {
      const names = [...chain.slice(chain.indexOf(field)), field].map(({ name }) => name);
      this.fail(`\`${field.name}\` is worked out from itself: ${names.join(" from ")}.`);
      this.#unsettled(field);
    } else if (work !== undefined && chain.length >= longestChain) {
      this.fail(`\`${field.name}\` is worked out from a chain of more than ${longestChain} others.`);
      this.#unsettled(field);
    } else if (work !== undefined) {
      this.#settling.add(field);
      this.#depths.set(field, 0);
      work();
      this.#settling.delete(field);
      this.#untyped.delete(field);
    }
    const around = chain.at(-1);
    if (around === undefined) return;
    const depth = Math.max(this.#depths.get(around) ?? 0, (this.#depths.get(field) ?? 0) + 1);
    this.#depths.set(around, depth);
    if (depth > longestChain && !this.isUntypable(around)) {
      this.fail(`\`${around.name}\` is worked out from a chain of more than ${longestChain} others.`);
      this.untypable(around);
    }
  }

  #unsettled(field: Field): void {
    this.untypable(field);
    this.#untyped.delete(field);
  }

  /** The expression with its names resolved; undefined when that told a problem. */
  resolve(raw: Expression, scope: Scope, expected: Expected | ValueType): Expression | undefined {
    return resolveExpression(raw, scope, this, expected);
  }

  /** Puts the resolved expression in place once all names are known. */
  expression(
    raw: Expression,
    scope: () => Scope,
    expected: Expected | ValueType,
    set: (resolved: Expression) => void,
  ): void {
    this.later("values", () => {
      const resolved = resolveExpression(raw, scope(), this, expected);
      if (resolved !== undefined) set(resolved);
    });
  }

  /**
   * The entity of a name as people write it: singular or plural, in any case. Says so when there is none; where a type
   * could stand, `types` are its words and others' words for them.
   */
  entityNamed(name: string, types?: ReadonlyMap<string, string>): Entity | undefined {
    const wanted = name.toLowerCase();
    const { entities } = this.blueprint;
    const found = this.thing(name);
    if (found === undefined && !this.#unread.has(wanted)) {
      const known = [
        ...this.#unread.values(),
        ...entities.flatMap((one) => [one.name, one.plural]),
        ...(types?.values() ?? []),
      ];
      const suggestion = types?.get(wanted) ?? nearest(name, known);
      const what = types === undefined ? "no thing" : "neither a type nor a thing";
      this.fail(`\`${name}\` is ${what} of this service.`, name, { suggestion });
    }
    return found;
  }

  /** Makes sure that each is a field of the entity or what identifies it. */
  membersNamed(entity: Entity, names: readonly string[]): void {
    for (const name of names) {
      if (name !== entity.identifier.name) this.fieldNamed(entity, name);
    }
  }

  /** The field of an entity, or a problem that names the closest one. */
  fieldNamed(entity: Owner, name: string): Field | undefined {
    const found = entity.fields.find((field) => field.name === name);
    if (found === undefined) this.unknownName(name, `field of ${entity.name}`, memberNames(entity));
    return found;
  }

  unknownName(name: string, what: string, known: readonly string[], within?: Expression): void {
    if (this.isUnread(name)) return;
    this.fail(`\`${name}\` is no ${what}.`, name, {
      within,
      suggestion: nearest(name, [...known, ...this.#unread.values()]),
    });
  }
}
