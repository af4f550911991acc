import type { Entity } from "../../blueprint/entity.ts";
import { type Expression, operandsOf } from "../../blueprint/expression.ts";
import { expressionOf, type Lapse } from "../../blueprint/lapse.ts";
import { shortened } from "../../shortened.ts";
import { newField } from "../../spec/phrases/field-type.ts";
import { lapseText } from "../../spec/phrases/lapse.ts";
import { type Check, pathTo } from "../check.ts";
import { dayLength } from "../function-values.ts";
import { scopeFor } from "../model/legality.ts";
import { type Focus, looksAt, type Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import type { Subject } from "../subject.ts";
import { nearly, waitsAround } from "./durations.ts";

/** What happens by itself: not before it is due, and then whatever is asked. */
export function lapses(subject: Subject): Check[] {
  return (subject.entity.lapses ?? []).flatMap((lapse, index) => {
    const focus = focusOn(subject, lapse, index);
    return scenarioChecks(subject, focus);
  });
}

function focusOn(subject: Subject, lapse: Lapse, index: number): Focus {
  const { entity, blueprint } = subject;
  const scope = scopeFor(blueprint, entity);
  const relevance = new Relevance(blueprint);
  relevance.add(expressionOf(lapse), scope);
  for (const one of entity.lapses ?? [])
    if (one.move !== undefined) relevance.addField(entity, one.move.field);
  const change =
    (work: (lapse: Lapse) => void): Mutant =>
    (copy) => {
      const one = entityOf(copy, entity).lapses?.[index];
      if (one !== undefined) work(one);
    };
  const without: Mutant = (copy) => {
    const own = entityOf(copy, entity);
    const others = own.lapses?.filter((_, each) => each !== index) ?? [];
    if (others.length > 0) own.lapses = others;
    else delete own.lapses;
  };
  const text = shortened(lapseText(lapse, scope), 90);
  const { move } = lapse;
  const values = entity.fields.find(({ name }) => name === move?.field)?.values ?? [];
  const path = pathTo(subject, "lapses", String(index));
  const shown = move === undefined ? [] : [`entities/${entity.name}/fields/${move.field}`];
  const moves = movesFor(relevance, entity);
  const seen = blueprint.entities.filter(
    (one) => one === entity || relevance.fields.has(one.name) || countsAny(one, entity),
  );
  return {
    title: `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`,
    relevance,
    claims: [{ paths: [path, ...shown], without }],
    mutants: [
      ...mistaken(expressionOf(lapse)).map((other) =>
        change((one) => {
          one.due = "after" in one.due ? { after: other } : { when: other };
        }),
      ),
      ...values
        .filter((value) => move !== undefined && value !== move.to && !move.from.includes(value))
        .map((value) =>
          change((one) => {
            if (one.move !== undefined) one.move.to = value;
          }),
        ),
      ...(move === undefined || move.from.length < 2 ? [] : move.from).map((value) =>
        change((one) => {
          if (one.move !== undefined) one.move.from = one.move.from.filter((each) => each !== value);
        }),
      ),
      ...("after" in lapse.due ? nearly(lapse.due.after) : []).map((after) =>
        change((one) => {
          one.due = { after };
        }),
      ),
      ...countedOtherwise(entity, index, lapse),
    ],
    // What is gone is not found.
    ...(move === undefined
      ? { refusals: [`entities/${entity.name}`], refused: "read" as const }
      : { refusals: [] }),
    ...moves,
    ...looksAt(seen),
    waits: waitsFor(lapse, relevance),
    most: 3,
  };
}

/** Whether an entity works something out over things of another. */
function countsAny({ fields }: Entity, { name }: Entity): boolean {
  return fields.some(({ expression }) =>
    JSON.stringify(expression ?? null).includes(`"entity":${JSON.stringify(name)}`),
  );
}

/** The mistakes that it is counted from when the thing was made, or from its last change. */
function countedOtherwise(entity: Entity, index: number, { move, due }: Lapse): Mutant[] {
  if (!("after" in due)) return [];
  const from =
    (source: "created-at" | "updated-at"): Mutant =>
    (copy) => {
      const own = entityOf(copy, entity);
      const one = own.lapses?.[index];
      if (one === undefined) return;
      const counted = `$${source}`;
      own.fields.push(newField(counted, [{ type: "datetime", source, hidden: true }]));
      const left: Expression = { kind: "path", scope: "own", names: [counted] };
      const then: Expression = { kind: "binary", operator: "+", left, right: due.after };
      one.due = { when: { kind: "binary", operator: "<=", left: then, right: { kind: "now" } } };
    };
  return move === undefined ? [from("updated-at")] : [from("created-at"), from("updated-at")];
}

/** How long a scenario waits, each time before it looks: until just before something is due, to its moment, and past it. */
function waitsFor(lapse: Lapse, { days, numbers }: Relevance): number[][] {
  // At whatever hour a test runs, so many whole days later it is so many days later.
  const whole =
    "when" in lapse.due ? [...new Set([1, 2, ...days].flatMap((count) => [count, count + 1]))] : [];
  const around = durationsIn(expressionOf(lapse)).flatMap(({ amount, unit }) => {
    const counts = amount.kind === "literal" ? [Number(amount.value)] : [...numbers, 1, 2, 3, 5];
    return counts.map((count) => waitsAround(count, unit));
  });
  // What is compared with the clock lies some days ahead.
  const ahead = "when" in lapse.due ? [0, 1, 2] : [0];
  const rows = [...around, ...("when" in lapse.due ? [[0, 1, 1]] : [])].flatMap(([first = 0, ...rest]) =>
    ahead.map((count) => [count * dayLength + first, ...rest]),
  );
  return [...rows, ...whole.map((count) => [count * dayLength])];
}

function durationsIn(expression: Expression): Extract<Expression, { kind: "duration" }>[] {
  const inner = operandsOf(expression).flatMap(durationsIn);
  return expression.kind === "duration" ? [expression, ...inner] : inner;
}
