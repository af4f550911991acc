import type { Action, Answer, Effect } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import { type Scope, scopeOf, typeOf } from "../../blueprint/value-type.ts";
import type { Check } from "../check.ts";
import { actionScope } from "../model/legality.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken, otherRefusals } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";
import { mistakes } from "./permissions.ts";

/** Actions of one kind of thing. */
export function actions(subject: Subject): Check[] {
  return subject.entity.actions.flatMap((action, index) => new Acting(subject, action, index, true).checks());
}

/** Actions that belong to no kind of thing. */
export function serviceActions(subject: Subject): Check[] {
  return subject.blueprint.actions.flatMap((action, index) =>
    new Acting(subject, action, index, false).checks(),
  );
}

/** The tests of one action. */
class Acting {
  readonly #subject: Subject;
  readonly #action: Action;
  readonly #index: number;
  readonly #isOwn: boolean;

  constructor(subject: Subject, action: Action, index: number, isOwn: boolean) {
    this.#subject = subject;
    this.#action = action;
    this.#index = index;
    this.#isOwn = isOwn;
  }

  checks(): Check[] {
    return [...this.#whole(), ...this.#move(), ...this.#guards(), ...this.#permission()];
  }

  get #path(): string {
    const { entity } = this.#subject;
    return `${this.#isOwn ? `entities/${entity.name}/` : ""}actions/${this.#action.name}`;
  }

  get #name(): string {
    return words(this.#action.name);
  }

  get #scope(): Scope {
    const { blueprint, entity } = this.#subject;
    const hasThing = this.#isOwn && this.#action.path.includes(":");
    return actionScope(blueprint, this.#action, hasThing ? entity : undefined);
  }

  #change(work: (action: Action) => void): Mutant {
    return (copy: Blueprint) => {
      const all = this.#isOwn ? entityOf(copy, this.#subject.entity).actions : copy.actions;
      const action = all[this.#index];
      if (action !== undefined) work(action);
    };
  }

  /** What the action looks at and changes. */
  #relevance(): Relevance {
    const { blueprint, entity } = this.#subject;
    const action = this.#action;
    const relevance = new Relevance(blueprint);
    const scope = this.#scope;
    relevance.addConditions(action, this.#isOwn ? entity : undefined);
    for (const effect of action.effects) {
      if (effect.kind === "set") {
        relevance.add(
          { kind: "path", scope: effect.target.scope, names: [...effect.target.names, effect.field] },
          scope,
        );
        relevance.add(effect.value, scope);
      } else if (effect.kind === "set-each" || effect.kind === "delete-each") {
        relevance.addThings(effect.things, scope);
        const inner = scopeOf(effect.things, scope);
        const each = blueprint.entities.find(({ name }) => name === effect.things.entity);
        if (effect.kind === "set-each" && each !== undefined) {
          relevance.addField(each, effect.field);
          relevance.add(effect.value, inner);
        }
      } else if (effect.kind === "create") {
        const made = blueprint.entities.find(({ name }) => name === effect.entity);
        if (made !== undefined) relevance.addEntity(made);
        for (const { field, value } of effect.values) {
          if (made !== undefined) relevance.addField(made, field);
          relevance.add(value, scope);
        }
      }
    }
    if ("value" in action.answer) relevance.add(action.answer.value, scope);
    return relevance;
  }

  #focus(part: Partial<Focus> & Pick<Focus, "title" | "shows" | "mutants" | "refusals">): Focus {
    const { entity, blueprint } = this.#subject;
    const relevance = this.#relevance();
    const hasThing = this.#isOwn && this.#action.path.includes(":");
    const moves = movesFor(relevance, ...(hasThing ? [entity] : []));
    const acts = [{ entity: this.#isOwn ? entity : undefined, action: this.#action }, ...(moves.acts ?? [])];
    const seen = blueprint.entities.filter((one) => relevance.fields.has(one.name));
    const reads = seen.filter(({ operations }) => operations.some(({ kind }) => kind === "read"));
    const lists = seen
      .filter(({ operations }) => operations.some(({ kind, path }) => kind === "list" && !path.includes(":")))
      .map((one) => ({ entity: one, query: [] }));
    return {
      relevance,
      makes: moves.makes,
      ...(moves.changes && { changes: moves.changes }),
      acts,
      reads,
      lists,
      ...part,
    };
  }

  #whole(): Check[] {
    const action = this.#action;
    const mutants: Mutant[] = [
      ...action.effects.flatMap((effect, index) => this.#effectMutants(effect, index)),
      ...action.values.flatMap(({ expression }, index) =>
        mistaken(expression).map((other) =>
          this.#change((one) => {
            const value = one.values[index];
            if (value !== undefined) value.expression = other;
          }),
        ),
      ),
      ...this.#answerMutants(action.answer),
      ...action.inputs.flatMap((input, index) =>
        input.default === undefined
          ? []
          : [
              this.#change((one) => {
                delete one.inputs[index]?.default;
              }),
            ],
      ),
      ...(action.move === undefined
        ? []
        : [
            this.#change((one) => {
              delete one.move;
            }),
          ]),
    ];
    const parts = ["effects", "values", "inputs"] as const;
    return scenarioChecks(
      this.#subject,
      this.#focus({
        title: `${this.#name} does what it says`,
        shows: [
          this.#path,
          `${this.#path}/answer`,
          ...madeFields(action),
          ...parts.flatMap((part) =>
            action[part].map((one, index) => `${this.#path}/${part}/${"name" in one ? one.name : index}`),
          ),
        ],
        mutants,
        refusals: [],
        answers: true,
        most: 3,
      }),
    );
  }

  #effectMutants(effect: Effect, index: number): Mutant[] {
    const replaced = (other: Effect) => this.#change((one) => void one.effects.splice(index, 1, other));
    const wheres =
      (effect.kind === "set-each" || effect.kind === "delete-each") && effect.things.where !== undefined
        ? mistaken(effect.things.where).map((where) =>
            replaced({ ...effect, things: { ...effect.things, where } }),
          )
        : [];
    const values =
      effect.kind === "set" || effect.kind === "set-each"
        ? mistaken(effect.value).map((value) => replaced({ ...effect, value }))
        : effect.kind === "create"
          ? effect.values.map((_, each) => replaced({ ...effect, values: effect.values.toSpliced(each, 1) }))
          : [];
    return [this.#change((one) => void one.effects.splice(index, 1)), ...wheres, ...values];
  }

  /** Answers that have the identifier of a thing in place of what is shown of it. */
  #identified(value: Expression): Expression[] {
    if (value.kind !== "object") return [];
    const { entities } = this.#subject.blueprint;
    return value.properties.flatMap(({ name, value: of }, index): Expression[] => {
      const type = of.kind === "path" ? typeOf(of, this.#scope) : undefined;
      const entity = entities.find((one) => type?.kind === "thing" && one.name === type.entity);
      if (of.kind !== "path" || entity === undefined) return [];
      const id: Expression = { ...of, names: [...of.names, entity.identifier.name] };
      return [{ ...value, properties: value.properties.with(index, { name, value: id }) }];
    });
  }

  #answerMutants(answer: Answer): Mutant[] {
    const replaced = (other: Answer) =>
      this.#change((one) => {
        one.answer = other;
      });
    const values =
      "value" in answer
        ? [...mistaken(answer.value), ...this.#identified(answer.value)].map((value: Expression) =>
            replaced({ ...answer, value }),
          )
        : [];
    return [replaced({ ...answer, status: answer.status === 203 ? 200 : 203 }), ...values];
  }

  #move(): Check[] {
    const { move } = this.#action;
    const { entity } = this.#subject;
    if (move === undefined) return [];
    const values = entity.fields.find(({ name }) => name === move.field)?.values ?? [];
    const change = (work: (move: NonNullable<Action["move"]>) => void) =>
      this.#change((one) => {
        if (one.move !== undefined) work(one.move);
      });
    const mutants: Mutant[] = [
      change((one) => {
        one.from = [...values];
      }),
      ...(move.from.length < 2
        ? []
        : move.from.map((_, index) => change((one) => void one.from.splice(index, 1)))),
      ...values
        .filter((value) => value !== move.to)
        .map((value) =>
          change((one) => {
            one.to = value;
          }),
        ),
      ...otherRefusals(move.refusal).map((refusal) => change((one) => void Object.assign(one, { refusal }))),
    ];
    const path = `${this.#path}/move`;
    return scenarioChecks(
      this.#subject,
      this.#focus({
        title: `${this.#name} moves ${move.field} to ${move.to}, and only from ${move.from.join(" or ")}`,
        shows: [path, `${this.#path}`, `entities/${entity.name}/fields/${move.field}`],
        mutants,
        refusals: [path],
        watches: [move.field],
        answers: true,
        lists: [],
      }),
    );
  }

  #guards(): Check[] {
    return this.#action.guards.flatMap((guard, index) => {
      const path = `${this.#path}/guards/${index}`;
      const change = (work: (action: Action) => void) => this.#change(work);
      const mutants: Mutant[] = [
        change((one) => void one.guards.splice(index, 1)),
        ...mistaken(guard.condition).map((condition) =>
          change((one) => void one.guards.splice(index, 1, { ...guard, condition })),
        ),
        ...otherRefusals(guard.refusal).map((refusal) =>
          change((one) => void one.guards.splice(index, 1, { ...guard, refusal })),
        ),
      ];
      return scenarioChecks(
        this.#subject,
        this.#focus({
          title: `${this.#name} has its condition ${index + 1}`,
          shows: [path],
          mutants,
          refusals: [path],
          reads: [],
          lists: [],
        }),
      );
    });
  }

  #permission(): Check[] {
    const { by } = this.#action;
    if (by === undefined) return [];
    const path = `${this.#path}/by`;
    const change = (work: (by: Permission) => void) =>
      this.#change((one) => {
        if (one.by !== undefined) work(one.by);
      });
    const mutants: Mutant[] = [
      this.#change((one) => {
        delete one.by;
      }),
      ...mistakes(by, change),
    ];
    return scenarioChecks(
      this.#subject,
      this.#focus({
        title: `only who may can ${this.#name}`,
        shows: [path, "callers/name", ...by.roles.map((role) => `callers/roles/${role}`)],
        mutants,
        refusals: [path],
        callers: true,
        reads: [],
        lists: [],
      }),
    );
  }
}

/** Fields of things that the action makes, which it shows. */
function madeFields({ effects }: Action): string[] {
  return effects.flatMap((effect) =>
    effect.kind === "create"
      ? [
          `entities/${effect.entity}`,
          ...effect.values.map(({ field }) => `entities/${effect.entity}/fields/${field}`),
        ]
      : [],
  );
}
