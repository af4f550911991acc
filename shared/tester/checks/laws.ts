import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { NoOverlap, UniqueTogether } from "../../blueprint/rules.ts";
import { shortened } from "../../shortened.ts";
import { printCondition } from "../../spec/expressions/print.ts";
import type { Check } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import type { Mutant } from "../scenario/focus.ts";
import { entityOf } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { enumeration } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";
import { counts } from "./counts.ts";
import { keptLaw, type Law, lawAt } from "./kept-law.ts";

/** What must hold of every thing: rules, limits on how many, and periods that never overlap. */
export function laws(subject: Subject): Check[] {
  const { rules, noOverlaps, uniqueTogether } = subject.entity;
  return [
    ...rules.flatMap((_, index) => keptLaw(subject, (each) => ruleLaw(each, index))),
    ...counts(subject),
    ...noOverlaps.flatMap((_, index) => keptLaw(subject, (each) => overlapLaw(each, index))),
    ...uniqueTogether.flatMap(({ where, refusal }, index) =>
      where === undefined && refusal === undefined ? [] : keptLaw(subject, (each) => pairLaw(each, index)),
    ),
  ];
}

function ruleLaw({ entity, blueprint, nouns }: Subject, index: number): Law {
  const { condition, refusal } = lawAt(entity.rules, index);
  const relevance = new Relevance(blueprint);
  relevance.add(condition, scopeFor(blueprint, entity));
  for (const { value } of refusal.with ?? []) relevance.add(value, scopeFor(blueprint, entity));
  const mutants = mistaken(condition).map(
    (other): Mutant =>
      (copy) => {
        const rule = entityOf(copy, entity).rules[index];
        if (rule !== undefined) rule.condition = other;
      },
  );
  const title = `rule ${index + 1} of ${nouns} always holds`;
  return { list: "rules", index, refusal, title, relevance, mutants };
}

function overlapLaw({ entity, blueprint, nouns }: Subject, index: number): Law {
  const rule = lawAt(entity.noOverlaps, index);
  const relevance = new Relevance(blueprint);
  for (const name of [rule.from, rule.to, ...rule.per]) relevance.addField(entity, name);
  if (rule.where !== undefined) relevance.add(rule.where, scopeFor(blueprint, entity));
  const change =
    (work: (rule: NoOverlap) => void): Mutant =>
    (copy) => {
      const one = entityOf(copy, entity).noOverlaps[index];
      if (one !== undefined) work(one);
    };
  const mutants: Mutant[] = [
    (copy) => {
      const own = entityOf(copy, entity);
      own.noOverlaps.splice(index, 1);
      own.rules.push({ condition: apart(own, rule), refusal: rule.refusal });
    },
    ...(rule.where === undefined ? [] : mistaken(rule.where)).map((where) =>
      change((one) => void Object.assign(one, { where })),
    ),
  ];
  const widened = [
    ...rule.per.map((_, each) => change((one) => void one.per.splice(each, 1))),
    change((one) => {
      delete one.where;
    }),
  ];
  const whose = rule.per.length === 0 ? "" : ` for the same ${enumeration(rule.per)}`;
  const title = `${nouns} never overlap${whose}, but may touch`;
  return { list: "noOverlaps", index, refusal: rule.refusal, title, relevance, mutants, widened, repeats: 2 };
}

/** Uniqueness of several fields that hangs on a condition, or refuses in its own way. */
function pairLaw({ entity, blueprint, nouns }: Subject, index: number): Law {
  const rule = lawAt(entity.uniqueTogether, index);
  const { fields, where } = rule;
  const refusal = rule.refusal ?? { status: blueprint.refusals.conflict };
  const relevance = new Relevance(blueprint);
  for (const name of fields) relevance.addField(entity, name);
  if (where !== undefined) relevance.add(where, scopeFor(blueprint, entity));
  const change =
    (work: (rule: UniqueTogether) => void): Mutant =>
    (copy) => {
      const one = entityOf(copy, entity).uniqueTogether[index];
      if (one !== undefined) work(one);
    };
  const mutants = (where === undefined ? [] : mistaken(where)).map((other) =>
    change((one) => void Object.assign(one, { where: other })),
  );
  const widened = [
    ...(fields.length < 2 ? [] : fields.map((_, each) => change((one) => void one.fields.splice(each, 1)))),
    change((one) => {
      delete one.where;
    }),
  ];
  const manner =
    where === undefined
      ? "in its own way"
      : `where ${shortened(printCondition(where, scopeFor(blueprint, entity)), 60)}`;
  const title = `two ${nouns} cannot share ${enumeration(fields)}${fields.length > 1 ? " together" : ""} ${manner}`;
  return { list: "uniqueTogether", index, refusal, title, relevance, mutants, widened, repeats: 2 };
}

/** The rule with the mistake that periods may not even touch. */
function apart({ name, identifier }: Entity, { from, to, per }: NoOverlap): Expression {
  const path = (scope: "own" | "outer", field: string): Expression => ({
    kind: "path",
    scope,
    names: [field],
  });
  const join = (left: Expression, right: Expression): Expression => ({
    kind: "binary",
    operator: "and",
    left,
    right,
  });
  const relation = (operator: "<=" | "=" | "!=", left: Expression, right: Expression): Expression => ({
    kind: "binary",
    operator,
    left,
    right,
  });
  const where = [
    relation("<=", path("own", from), path("outer", to)),
    relation("<=", path("outer", from), path("own", to)),
    ...per.map((field) => relation("=", path("own", field), path("outer", field))),
    relation("!=", path("own", identifier.name), path("outer", identifier.name)),
  ].reduce(join);
  return { kind: "aggregate", name: "none", things: { entity: name, where } };
}
