import type { Entity } from "../../blueprint/entity.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefusal } from "../refusals.ts";
import { compare, holds } from "../samples/comparison.ts";
import { sampleAt } from "../samples/sample.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { Relevance } from "../scenario/relevance.ts";
import { create, pathCode, refuse } from "../source/calls.ts";
import { objectLiteral } from "../source/code.ts";
import { operatorWords } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";
import { impliedChecks } from "./implied.ts";

type Comparison = Entity["comparisons"][number];
type Operator = Comparison["operator"];

/** Operators that a service may have in place of the right one. */
const OTHERS: Record<Operator, readonly Operator[]> = {
  less: ["at-most", "greater"],
  "at-most": ["less", "at-least"],
  greater: ["at-least", "less"],
  "at-least": ["greater", "at-most"],
  differs: ["less", "greater"],
};

/** Fields that must fit together: values that callers give are written down, others are brought about by scenarios. */
export function comparisons(subject: Subject): Check[] {
  return subject.entity.comparisons.flatMap((comparison, index) => {
    const written = subject.isMakeable() ? writtenDown(subject, comparison, index) : [];
    if (written.length > 0) return written;
    const inScenarios = scenarioChecks(subject, focusOn(subject, index));
    return inScenarios.length > 0 ? inScenarios : impliedChecks(subject, (each) => focusOn(each, index));
  });
}

function titleOf({ left, operator, right }: Comparison): string {
  return `${left} is ${operatorWords[operator]} ${right}`;
}

function writtenDown(subject: Subject, comparison: Comparison, index: number): Check[] {
  const { left, operator, right } = comparison;
  const [one, other] = [subject.field(left), subject.field(right)];
  if (one === undefined || other === undefined) return [];
  if (one.type === "reference" || other.type === "reference") return [];
  const start = Math.max(subject.rank(one), subject.rank(other));
  const pairs = [
    [0, 1],
    [1, 0],
    [1, 1],
  ].map(([first = 0, second = 0]): [Json, Json] => [
    sampleAt(one, start + first),
    sampleAt(other, start + second),
  ]);
  const comparable = compare(sampleAt(one, start), sampleAt(other, start)) === 0;
  const usable = pairs.every(
    ([first, second]) =>
      !holds(first, operator, second) ||
      subject.takes(
        new Map([
          [left, first],
          [right, second],
        ]),
      ),
  );
  if (!comparable || !usable) return [];
  const lines = pairs.flatMap(([first, second]) => {
    const overrides = [
      [left, first],
      [right, second],
    ] as const;
    return holds(first, operator, second) ? create(subject, overrides) : refuse(subject, overrides);
  });
  const update = subject.operation("update");
  const good = pairs.find(([first, second]) => holds(first, operator, second));
  const bad = pairs.find((pair) => good !== undefined && !holds(pair[0], operator, good[1]));
  if (
    update !== undefined &&
    good !== undefined &&
    bad !== undefined &&
    !one.immutable &&
    one.refusedInChanges !== true
  ) {
    lines.push(
      create(
        subject,
        [
          [left, good[0]],
          [right, good[1]],
        ],
        "const created = ",
      ),
      `const answer = await call("${update.method}", ${pathCode(subject, update, "created")}, ${objectLiteral([[left, bad[0]]])});`,
      expectRefusal(subject, "invalid"),
    );
  }
  const path = pathTo(subject, "comparisons");
  return [{ title: titleOf(comparison), lines, shows: [path, `${path}/${index}`, "refusals/invalid"] }];
}

function focusOn(subject: Subject, index: number): Focus {
  const { blueprint, entity } = subject;
  const path = pathTo(subject, "comparisons", String(index));
  const relevance = new Relevance(blueprint);
  const comparison = entity.comparisons[index];
  for (const name of comparison === undefined ? [] : [comparison.left, comparison.right])
    relevance.addField(entity, name);
  const mutants = (comparison === undefined ? [] : OTHERS[comparison.operator]).map(
    (operator): Mutant =>
      (copy) => {
        const one = entityOf(copy, entity).comparisons[index];
        if (one !== undefined) one.operator = operator;
      },
  );
  return {
    title: comparison === undefined ? path : titleOf(comparison),
    claims: [{ paths: [path], without: (copy) => void entityOf(copy, entity).comparisons.splice(index, 1) }],
    relevance,
    mutants,
    refusals: [path],
    ...movesFor(relevance, entity),
  };
}
