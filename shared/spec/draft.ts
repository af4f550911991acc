import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Expression } from "../blueprint/expression.ts";
import type { Field } from "../blueprint/field.ts";
import { memberNames, type ValueType } from "../blueprint/value-type.ts";
import { resolveExpression, type Scope } from "./expressions/resolve.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import type { Sentence } from "./sentence.ts";

/** What a value must be where an expression stands; undefined: any. */
export type Expected = "truth" | "number" | "text" | undefined;

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
  /** The parts of the blueprint that each statement has made. */
  readonly parts = new Map<Sentence, object[]>();
  /** Clauses that are cited by the statement that made a part of the blueprint. */
  readonly citations = new Map<object, string[]>();
  /** Entities of which it is said that they have no routes of their own. */
  readonly withoutRoutes = new Set<Entity>();
  readonly #untyped = new Map<Field, () => void>();
  readonly #settling = new Set<Field>();
  readonly #later: Record<Phase, { sentence: Sentence; work: () => void }[]> = {
    names: [],
    "named values": [],
    values: [],
  };

  constructor(blueprint: Blueprint, sentence: Sentence) {
    this.blueprint = blueprint;
    this.sentence = sentence;
  }

  /** Says that the statement being read is wrong; `words` are those of it that are at fault. */
  fail(message: string, words?: string, more: Partial<Problem> = {}): void {
    const { start, text } = this.sentence;
    const at = words === undefined ? -1 : text.indexOf(words);
    const range =
      at < 0 || words === undefined
        ? { start, end: start + text.length }
        : { start: start + at, end: start + at + words.length };
    this.problems.push({ ...range, message, ...more });
  }

  /** Says which part of the blueprint the statement being read makes. */
  made(part: object): void {
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
    if (work === undefined) return;
    if (this.#settling.has(field)) {
      const names = [...this.#settling, field].map(({ name }) => name);
      this.fail(`\`${field.name}\` is worked out from itself: ${names.join(" from ")}.`);
      this.#untyped.delete(field);
      return;
    }
    this.#settling.add(field);
    work();
    this.#settling.delete(field);
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

  /** The entity of a name as people write it: singular or plural, in any case. Says so when there is none. */
  entityNamed(name: string): Entity | undefined {
    const wanted = name.toLowerCase();
    const { entities } = this.blueprint;
    const found = entities.find(
      (one) => one.name.toLowerCase() === wanted || one.plural.toLowerCase() === wanted,
    );
    if (found === undefined) {
      const suggestion = nearest(
        name,
        entities.flatMap((one) => [one.name, one.plural]),
      );
      this.fail(`\`${name}\` is neither a type nor a thing of this service.`, name, {
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    }
    return found;
  }

  /** The field of an entity, or a problem that names the closest one. */
  fieldNamed(entity: Entity, name: string): Field | undefined {
    const found = entity.fields.find((field) => field.name === name);
    if (found === undefined) this.unknownName(name, `field of ${entity.name}`, memberNames(entity));
    return found;
  }

  unknownName(name: string, what: string, known: readonly string[]): void {
    const suggestion = nearest(name, known);
    this.fail(`\`${name}\` is no ${what}.`, name, { ...(suggestion === undefined ? {} : { suggestion }) });
  }
}
