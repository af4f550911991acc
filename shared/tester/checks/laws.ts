import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import type { Limit, NoOverlap, UniqueTogether } from "../../blueprint/rules.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import type { Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken, otherRefusals } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { enumeration } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** What must hold of every thing: rules, limits on how many, and periods that never overlap. */
export function laws(subject: Subject): Check[] {
  return [...rules(subject), ...counts(subject), ...overlaps(subject), ...pairs(subject)];
}

interface Law {
  list: "rules" | "limits" | "noOverlaps" | "uniqueTogether";
  index: number;
  refusal: Refusal;
  title: string;
  relevance: Relevance;
  mutants: readonly Mutant[];
  /** How many things it takes to break it. */
  repeats?: number;
}

function kept(subject: Subject, { list, index, refusal, title, relevance, mutants, repeats }: Law): Check[] {
  const { entity } = subject;
  const path = pathTo(subject, list, String(index));
  return scenarioChecks(subject, {
    title,
    shows: [path],
    relevance,
    mutants: [
      (copy) => void entityOf(copy, entity)[list].splice(index, 1),
      ...otherRefusals(refusal).map(
        (other): Mutant =>
          (copy) => {
            const law = entityOf(copy, entity)[list][index];
            if (law !== undefined) law.refusal = other;
          },
      ),
      ...mutants,
    ],
    refusals: [path],
    ...movesFor(relevance, entity),
    ...(repeats !== undefined && { repeats }),
  });
}

function rules(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  return entity.rules.flatMap(({ condition, refusal }, index) => {
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
    const title = `rule ${index + 1} of ${subject.nouns} always holds`;
    return kept(subject, { list: "rules", index, refusal, title, relevance, mutants });
  });
}

function counts(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  return entity.limits.flatMap((limit, index) => {
    const relevance = new Relevance(blueprint);
    relevance.addEntity(entity);
    const { per, most, where, period, refusal } = limit;
    if (per !== undefined) relevance.addField(entity, per);
    if (period !== undefined) {
      relevance.hasPeriods = true;
      relevance.addField(entity, period.field);
    }
    if (where !== undefined) relevance.add(where, scopeFor(blueprint, entity));
    const target = entity.fields.find(({ name }) => name === per)?.references;
    relevance.add(
      most,
      scopeFor(
        blueprint,
        blueprint.entities.find(({ name }) => name === target),
      ),
    );
    const change =
      (work: (limit: Limit) => void): Mutant =>
      (copy) => {
        const one = entityOf(copy, entity).limits[index];
        if (one !== undefined) work(one);
      };
    const mutants: Mutant[] = [
      ...mistaken(most).map((other) => change((one) => void Object.assign(one, { most: other }))),
      ...(where === undefined ? [] : [undefined, ...mistaken(where)]).map((other) =>
        change((one) => {
          if (other === undefined) delete one.where;
          else one.where = other;
        }),
      ),
      change((one) => {
        delete one.per;
      }),
      change((one) => {
        delete one.period;
      }),
    ];
    const whose = per === undefined ? "in all" : `for one ${per}`;
    const title = `${subject.nouns} are limited ${whose}${period === undefined ? "" : ` each ${period.unit}`}`;
    const repeats =
      most.kind === "literal" && typeof most.value === "number" ? Math.min(most.value + 1, 12) : 3;
    return kept(subject, { list: "limits", index, refusal, title, relevance, mutants, repeats });
  });
}

function overlaps(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  return entity.noOverlaps.flatMap((rule, index) => {
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
      ...rule.per.map((_, each) => change((one) => void one.per.splice(each, 1))),
      ...(rule.where === undefined ? [] : [undefined, ...mistaken(rule.where)]).map((other) =>
        change((one) => {
          if (other === undefined) delete one.where;
          else one.where = other;
        }),
      ),
    ];
    const whose = rule.per.length === 0 ? "" : ` for the same ${enumeration(rule.per)}`;
    const title = `${subject.nouns} never overlap${whose}, but may touch`;
    const { refusal } = rule;
    return kept(subject, { list: "noOverlaps", index, refusal, title, relevance, mutants, repeats: 2 });
  });
}

/** Uniqueness of several fields that hangs on a condition, or refuses in its own way. */
function pairs(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  return entity.uniqueTogether.flatMap((rule, index) => {
    const { fields, where } = rule;
    if (where === undefined && rule.refusal === undefined) return [];
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
    const mutants: Mutant[] = [
      ...fields.map((_, each) => change((one) => void one.fields.splice(each, 1))),
      ...(where === undefined ? [] : [undefined, ...mistaken(where)]).map((other) =>
        change((one) => {
          if (other === undefined) delete one.where;
          else one.where = other;
        }),
      ),
    ];
    const title = `${subject.nouns} never agree in ${enumeration(fields)}${where === undefined ? "" : ", where it counts"}`;
    return kept(subject, { list: "uniqueTogether", index, refusal, title, relevance, mutants, repeats: 2 });
  });
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
