import type { Limit } from "../../blueprint/rules.ts";
import { shortened } from "../../shortened.ts";
import { printCondition } from "../../spec/expressions/print.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import type { Mutant } from "../scenario/focus.ts";
import { entityOf } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { create, newTarget, post } from "../source/calls.ts";
import { Code, type Entries } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { callersIn } from "../usual-accounts.ts";
import { lastOfMany } from "../valid-things.ts";
import { keptLaw, type Law, lawAt } from "./kept-law.ts";

/** Most things that a scenario makes to come to a limit, and most that one test makes. */
const MOST = { inScenario: 12, inTest: 250 };

/** Limits on how many things there may be: in all, for each other thing, in each day or month. */
export function counts(subject: Subject): Check[] {
  return subject.entity.limits.flatMap((limit, index) => {
    const inScenarios =
      numberOf(limit) > MOST.inScenario ? [] : keptLaw(subject, (each) => lawOf(each, index));
    return inScenarios.length > 0 ? inScenarios : filled(subject, limit, index);
  });
}

/** How many are allowed, where that is a number; what hangs on another thing is taken for few. */
function numberOf({ most }: Limit): number {
  return most.kind === "literal" && typeof most.value === "number" ? most.value : 2;
}

function titleOf({ blueprint, entity, nouns }: Subject, { per, period, where }: Limit): string {
  const whose = per === undefined ? "in all" : `for one ${per}`;
  const time = period === undefined ? "" : ` each ${period.unit} by ${period.field}`;
  const which = where === undefined ? "" : ` where ${printCondition(where, scopeFor(blueprint, entity))}`;
  return `${nouns} are limited ${whose}${time}${shortened(which, 60).replace(/^(?=.)/, " ")}`;
}

/** Scenarios that come to the limit. */
function lawOf(subject: Subject, index: number): Law {
  const { entity } = subject;
  const limit = lawAt(entity.limits, index);
  const { per, most, where, period, refusal } = limit;
  const change =
    (work: (limit: Limit) => void): Mutant =>
    (copy) => {
      const one = entityOf(copy, entity).limits[index];
      if (one !== undefined) work(one);
    };
  const mutants: Mutant[] = [
    ...mistaken(most).map((other) => change((one) => void Object.assign(one, { most: other }))),
    ...(where === undefined ? [] : mistaken(where)).map((other) =>
      change((one) => void Object.assign(one, { where: other })),
    ),
    ...(period === undefined ? [] : otherUnits(period.unit)).map((unit) =>
      change((one) => void (one.period && Object.assign(one.period, { unit }))),
    ),
  ];
  const widened = (["where", "per", "period"] as const).map((part) =>
    change((one) => {
      delete one[part];
    }),
  );
  return {
    list: "limits",
    index,
    refusal,
    title: titleOf(subject, limit),
    relevance: relevanceOf(subject, limit),
    mutants,
    widened,
    gathers: per,
    seeks: where,
    repeats: most.kind === "literal" ? numberOf(limit) + 1 : 3,
  };
}

function relevanceOf({ blueprint, entity }: Subject, limit: Limit): Relevance {
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  const { per, where, period } = limit;
  if (per !== undefined) relevance.addField(entity, per);
  if (period !== undefined) {
    relevance.hasPeriods = true;
    relevance.addField(entity, period.field);
    relevance.packing = { entity, field: period.field, unit: period.unit, count: numberOf(limit) + 1 };
  }
  if (where !== undefined) relevance.add(where, scopeFor(blueprint, entity));
  relevance.addMost(entity, limit);
  return relevance;
}

type Unit = NonNullable<Limit["period"]>["unit"];

/** The next shorter and the next longer period. */
function otherUnits(unit: Unit): Unit[] {
  const units: Unit[] = ["hour", "day", "week", "month", "year"];
  const place = units.indexOf(unit);
  return [...units.slice(Math.max(0, place - 1), place), ...units.slice(place + 1, place + 2)];
}

/** As many usual things as are allowed, and one more: for limits that are too high for a scenario. */
function filled(subject: Subject, limit: Limit, index: number): Check[] {
  const { per, most, refusal } = limit;
  const path = pathTo(subject, "limits", String(index));
  const target = per === undefined ? undefined : newTarget(subject, subject.field(per)?.references);
  const isMade = subject.isMakeable() && (per === undefined || target !== undefined);
  // Who calls may be one of them.
  const callers = per === undefined ? callersIn(subject) : 0;
  const times = numberOf(limit) - callers;
  if (!isMade || most.kind !== "literal" || times >= MOST.inTest) return [];
  const [before, last] = [times, times + 1].map((each) => lastOfMany(subject, each, per));
  if (before?.kind !== "done" || last?.kind !== "refused") return [];
  if (last.reasons.some(({ by }) => by !== path)) return [];
  const shared: Entries = per === undefined ? [] : [[per, new Code("shared")]];
  return [
    {
      title: titleOf(subject, limit),
      lines: [
        ...(target === undefined ? [] : [`const shared = ${target.text};`]),
        `for (let made = 0; made < ${times}; made += 1) {`,
        create(subject, shared),
        "}",
        post(subject, shared),
        `expect(answer.status, answer.text).toBe(${refusal.status});`,
        ...(target === undefined ? [] : [create(subject, [])]),
      ],
      shows: [path],
    },
  ];
}
