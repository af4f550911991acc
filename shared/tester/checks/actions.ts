import { type Action, type Answer, type NamedValue, thingParameters } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { presentValue } from "../../blueprint/named-values.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Check } from "../check.ts";
import { actionScope } from "../model/legality.ts";
import { accountOf } from "../model/sessions.ts";
import { TRIES } from "../scenario/choose.ts";
import { type Claim, type Focus, looksAt, type Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken, otherRefusals } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";
import { accountMutants, watchingAccounts } from "./account-actions.ts";
import { inputLimits, unknownInputs } from "./action-inputs.ts";
import {
  emptied,
  fieldOnlySet,
  identified,
  mistakenAnswers,
  mistakenEffects,
  mistakenValues,
  unordered,
  withOtherStatus,
  withoutCondition,
  withoutNothings,
  withoutSessions,
  withoutThing,
} from "./action-parts.ts";
import { MANY, mistakenRoles, mistakes, namesIn } from "./permissions.ts";

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
    return [
      ...this.#whole(),
      ...this.#finds(),
      ...this.#inputs(),
      ...this.#move(),
      ...this.#guards(),
      ...this.#permission(),
      ...this.#headers(),
      ...this.#references(),
    ];
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
    const hasThing = this.#isOwn && thingParameters(this.#action).length > 0;
    return actionScope(blueprint, this.#action, hasThing ? entity : undefined);
  }

  #change(work: (action: Action) => void): Mutant {
    return (copy: Blueprint) => {
      const all = this.#isOwn ? entityOf(copy, this.#subject.entity).actions : copy.actions;
      const action = all[this.#index];
      if (action !== undefined) work(action);
    };
  }

  /** `leads` are other actions of the thing that must be able to happen before this one. */
  #focus(
    part: Partial<Focus> & Pick<Focus, "title" | "mutants" | "refusals">,
    leads: readonly Action[] = [],
  ): Focus {
    const { entity, blueprint } = this.#subject;
    const relevance = new Relevance(blueprint);
    relevance.addAction(this.#action, this.#isOwn ? entity : undefined);
    for (const lead of leads) relevance.addConditions(lead, entity);
    const hasThing = this.#isOwn && thingParameters(this.#action).length > 0;
    const moves = movesFor(relevance, ...(hasThing ? [entity] : []));
    const acts = [{ entity: this.#isOwn ? entity : undefined, action: this.#action }, ...(moves.acts ?? [])];
    const seen = blueprint.entities.filter((one) => relevance.fields.has(one.name));
    return {
      relevance,
      makes: moves.makes,
      ...(moves.changes && { changes: moves.changes }),
      acts,
      ...looksAt(seen),
      ...part,
    };
  }

  #whole(): Check[] {
    const action = this.#action;
    const { blueprint } = this.#subject;
    const mutants: Mutant[] = [
      ...accountMutants(action, blueprint, (work) => this.#change(work)),
      ...action.effects.flatMap((effect, index) =>
        mistakenEffects(effect).map((other) =>
          this.#change((one) => void one.effects.splice(index, 1, other)),
        ),
      ),
      ...action.values.flatMap((value, index) =>
        "finds" in value ? [] : mistakenValues(value).map((other) => this.#otherValue(index, other)),
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
      ...action.inputs.flatMap((input, index) =>
        input.items?.sorted === true
          ? [this.#change((one) => void delete one.inputs[index]?.items?.sorted)]
          : [],
      ),
      ...(action.move === undefined
        ? []
        : [
            this.#change((one) => {
              delete one.move;
            }),
          ]),
    ];
    const focus = this.#focus({
      title: `${this.#name} does what it says`,
      shows: [this.#path],
      claims: [...this.#effectClaims(), ...this.#valueClaims()],
      mutants,
      refusals: [],
      answers: true,
      most: 3,
    });
    return scenarioChecks(this.#subject, watchingAccounts(focus, action));
  }

  #inputs(): Check[] {
    const focus = this.#focus({
      title: `${this.#name} takes`,
      claims: [{ paths: [this.#path], without: this.#otherStatus() }],
      mutants: [],
      refusals: [],
      most: 1,
      reads: [],
      lists: [],
    });
    return inputLimits(this.#subject, this.#action, { path: this.#path, focus });
  }

  /** The action succeeds with another status. */
  #otherStatus(): Mutant {
    const answer = withOtherStatus(this.#action.answer);
    return this.#change((one) => {
      one.answer = answer;
    });
  }

  /** Each effect is missed when it is left out, and each value of what it makes. */
  #effectClaims(): Claim[] {
    return this.#action.effects.flatMap((effect, index) => {
      const path = `${this.#path}/effects/${index}`;
      const without = this.#change((one) => {
        one.effects.splice(index, 1);
        if (effect.kind !== "create") return;
        one.answer = withoutThing(one, effect.entity);
        one.effects = withoutSessions(one, effect.entity);
      });
      const put = (other: Action["effects"][number]) =>
        this.#change((one) => void one.effects.splice(index, 1, other));
      const always = { paths: [path], without: put(withoutCondition(effect)) };
      if (effect.kind !== "create")
        return [{ paths: [path, ...fieldOnlySet(effect, this.#scope)], without }, always];
      const made = `entities/${effect.entity}`;
      return [
        { paths: [path, made], without },
        always,
        ...effect.values.map(({ field }, each) => ({
          paths: [`${made}/fields/${field}`],
          without: put({ ...effect, values: effect.values.toSpliced(each, 1) }),
        })),
      ];
    });
  }

  /** Named values, inputs and the answer are missed when they are others. */
  #valueClaims(): Claim[] {
    const { values, inputs } = this.#action;
    return [
      ...values.map((value, index) => ({
        paths: [`${this.#path}/values/${value.name}`],
        without: this.#otherValue(index, emptied(value) ?? value),
      })),
      ...inputs.flatMap(({ name, references }, index) =>
        references === undefined
          ? [
              {
                paths: [`${this.#path}/inputs/${name}`],
                without: this.#change((one) => void one.inputs.splice(index, 1)),
              },
            ]
          : [],
      ),
      { paths: [this.#path, `${this.#path}/answer`], without: this.#otherStatus() },
    ];
  }

  #otherValue(index: number, other: NamedValue): Mutant {
    return this.#change((one) => void one.values.splice(index, 1, other));
  }

  /** Each thing that is found is told from the others, of which there are some. */
  #finds(): Check[] {
    return this.#action.values.flatMap((value, index) => {
      if (!("finds" in value)) return [];
      const found = this.#subject.blueprint.entities.find(({ name }) => name === value.finds.entity);
      if (found === undefined) return [];
      const paths = [`${this.#path}/values/${value.name}`];
      const wrong = [emptied(value), unordered(value)].flatMap((other) => other ?? []);
      const focus = this.#focus({
        title: `${this.#name} finds ${words(value.name)}`,
        claims: wrong.map((other) => ({ paths, without: this.#otherValue(index, other) })),
        mutants: mistakenValues(value).map((other) => this.#otherValue(index, other)),
        refusals: [],
        answers: true,
      });
      const makes = [found, ...focus.makes.filter((one) => one !== found)];
      return scenarioChecks(this.#subject, { ...focus, makes, repeats: 3 });
    });
  }

  #answerMutants(answer: Answer): Mutant[] {
    if (!("value" in answer)) return [];
    const { value: right } = answer;
    const wrong = [
      ...mistaken(right),
      ...identified(right, this.#scope),
      ...withoutNothings(right, this.#scope),
    ];
    return wrong.map((value) =>
      this.#change((one) => {
        one.answer = { ...answer, value };
      }),
    );
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
    const without = change((one) => {
      one.from = [...values];
    });
    const mutants: Mutant[] = [
      ...(move.from.length < 2
        ? []
        : move.from.map((_, index) => change((one) => void one.from.splice(index, 1)))),
      ...values
        .filter((value) => !move.from.includes(value))
        .map((value) => change((one) => void one.from.push(value))),
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
    const leads = entity.actions.filter((one) => one !== this.#action && one.move?.field === move.field);
    return scenarioChecks(
      this.#subject,
      this.#focus(
        {
          title: `${this.#name} moves ${move.field} to ${move.to}, and only from ${move.from.join(" or ")}`,
          claims: [{ paths: [path, `entities/${entity.name}/fields/${move.field}`], without }],
          mutants,
          refusals: [path],
          watches: [move.field],
          tries: 8 * TRIES,
          // Each state that it must not move from is tried, where it is reached.
          most: Math.min(2 + values.length - move.from.length, 6),
          answers: true,
          lists: [],
        },
        leads,
      ),
    );
  }

  #guards(): Check[] {
    return this.#action.guards.flatMap((guard, index) => {
      const path = `${this.#path}/guards/${index}`;
      const change = (work: (action: Action) => void) => this.#change(work);
      const without = change((one) => {
        const [other] = "refusal" in guard ? otherRefusals(guard.refusal) : [];
        // What is not found is refused in some way in any case.
        const isOfFound = presentValue(guard.condition) !== undefined && other !== undefined;
        one.guards.splice(index, 1, ...(isOfFound ? [{ ...guard, refusal: other }] : []));
      });
      if ("answer" in guard) {
        const title = `${this.#name} answers at once where its condition ${index + 1} holds`;
        const others = mistakenAnswers(guard).map((other) =>
          change((one) => void one.guards.splice(index, 1, other)),
        );
        const claims = [{ paths: [path], without }];
        return scenarioChecks(
          this.#subject,
          this.#focus({ title, claims, mutants: others, refusals: [], answers: true }),
        );
      }
      const mutants: Mutant[] = [
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
          claims: [{ paths: [path], without }],
          mutants,
          refusals: [path],
          reads: [],
          lists: [],
        }),
      );
    });
  }

  #headers(): Check[] {
    return (this.#action.headers ?? []).flatMap((header, index) => {
      const change = (...others: (typeof header)[]) =>
        this.#change((one) => void one.headers?.splice(index, 1, ...others));
      return scenarioChecks(
        this.#subject,
        this.#focus({
          title: `${this.#name} sends the header ${header.name}`,
          claims: [{ paths: [`${this.#path}/headers/${header.name}`], without: change() }],
          mutants: mistaken(header.value).map((value) => change({ ...header, value })),
          refusals: [],
          headers: true,
          reads: [],
          lists: [],
        }),
      );
    });
  }

  #references(): Check[] {
    const focus = this.#focus({
      title: `${this.#name} refuses`,
      mutants: [],
      refusals: [],
      reads: [],
      lists: [],
    });
    const change = (work: (action: Action) => void) => this.#change(work);
    return unknownInputs(this.#subject, this.#action, { path: this.#path, focus, change });
  }

  #open(): Check[] {
    const without = this.#change((one) => {
      delete one.byAnyone;
    });
    return scenarioChecks(
      this.#subject,
      this.#focus({
        title: `anyone can ${this.#name}`,
        claims: [{ paths: [this.#path, `${this.#path}/byAnyone`], without }],
        mutants: [],
        refusals: [],
        strangers: true,
        reads: [],
        lists: [],
      }),
    );
  }

  #permission(): Check[] {
    const { by } = this.#action;
    if (this.#action.byAnyone === true) return this.#open();
    if (by === undefined) return [];
    const path = `${this.#path}/by`;
    const { blueprint } = this.#subject;
    const change = (work: (by: Permission) => void) =>
      this.#change((one) => {
        if (one.by !== undefined) work(one.by);
      });
    const without = this.#change((one) => {
      delete one.by;
    });
    return scenarioChecks(
      this.#subject,
      this.#focus({
        title: `only who may can ${this.#name}`,
        claims: [{ paths: [path, ...namesIn(by)], without }],
        mutants: [...mistakes(by, change), ...mistakenRoles(blueprint, by)],
        // Who is nobody may be refused for more than that.
        refusals: accountOf(blueprint) === undefined ? [path] : [path, `${this.#path}/guards`],
        callers: true,
        ...(accountOf(blueprint) !== undefined && { most: MANY }),
        reads: [],
        lists: [],
      }),
    );
  }
}
