import type { Action, Effect } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { accountRolesOf, haveSessions } from "../../blueprint/callers.ts";
import type { Entity } from "../../blueprint/entity.ts";
import { type DurationUnit, type Expression, operandsOf } from "../../blueprint/expression.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Check } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import { accountOf, withTokenMistake } from "../model/sessions.ts";
import { type ActionOf, accountEntity } from "../scenario/enrolment.ts";
import { type Focus, looksAt, type Mutant } from "../scenario/focus.ts";
import { everyAction } from "../scenario/found.ts";
import { fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { alsoWatching, pathOfAction, watchingSessions } from "../scenario/watching.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";
import { lengths, nearly, waitsAround } from "./durations.ts";

/** What holds of those who sign in, beside what is said of each route. */
export function accounts(subject: Subject): Check[] {
  const { blueprint } = subject;
  if (accountOf(blueprint) === undefined) return [];
  return [
    ...onlyWhere(subject),
    ...roles(subject),
    ...deleted(subject),
    ...lasting(subject),
    ...unseen(subject),
  ];
}

function whoCalls({ callers }: Blueprint): string {
  return haveSessions(callers) ? "who has signed in" : "who is named";
}

/** A focus on whose session requests are of. */
function focusOn({ blueprint }: Subject, relevance: Relevance): Omit<Focus, "title" | "mutants"> {
  const account = accountEntity(blueprint);
  const moves = movesFor(relevance, ...(account === undefined ? [] : [account]));
  const focus = { relevance, refusals: [] as string[], ...moves, answers: true };
  return alsoWatching(focus, watchingSessions(blueprint));
}

/** Sessions of accounts of which the condition is not true are as none. */
function onlyWhere(subject: Subject): Check[] {
  const { blueprint } = subject;
  const where = accountOf(blueprint)?.where;
  if (where === undefined) return [];
  const relevance = new Relevance(blueprint);
  relevance.add(where, scopeFor(blueprint, accountEntity(blueprint)));
  const change =
    (other: Expression | undefined): Mutant =>
    ({ callers }) => {
      const account = callers?.name?.account;
      if (account === undefined) return;
      if (other === undefined) delete account.where;
      else account.where = other;
    };
  return scenarioChecks(subject, {
    ...focusOn(subject, relevance),
    title: `${whoCalls(blueprint)} is nobody once the condition is not true any more`,
    claims: [{ paths: ["callers/name"], without: change(undefined) }],
    mutants: mistaken(where).map(change),
    callers: true,
  });
}

/** The sessions of an account are gone with it. */
function deleted(subject: Subject): Check[] {
  const { blueprint } = subject;
  const account = accountEntity(blueprint);
  if (account === undefined) return [];
  const isRemoved = account.operations.some(({ kind }) => kind === "delete");
  const acts = everyAction(blueprint).filter(({ action }) =>
    action.effects.some(({ kind }) => kind === "delete" || kind === "delete-each"),
  );
  if (!isRemoved && acts.length === 0) return [];
  const relevance = new Relevance(blueprint);
  relevance.addEntity(account);
  for (const { action, entity } of acts) relevance.addConditions(action, entity);
  const without: Mutant = (copy) => withTokenMistake(copy, "outlasting");
  return scenarioChecks(subject, {
    ...alsoWatching(focusOn(subject, relevance), { acts }),
    title: `${whoCalls(blueprint)} is nobody once the ${words(account.name)} is deleted`,
    claims: [{ paths: ["callers/name"], without }],
    mutants: [(copy) => withTokenMistake(copy, "revived")],
    removes: isRemoved ? [account] : [],
    callers: true,
    // Another one can have its name.
    ...(account.identifier.type === "given" && { again: true, tries: 300 }),
    most: 2,
  });
}

/** A password is in no answer. */
function unseen(subject: Subject): Check[] {
  const { blueprint } = subject;
  const holders = blueprint.entities.flatMap((entity) =>
    entity.fields.filter(({ type }) => type === "password").map((field) => ({ entity, field })),
  );
  return holders.flatMap(({ entity, field }) => {
    const relevance = new Relevance(blueprint);
    relevance.addEntity(entity);
    const acts = everyAction(blueprint).filter(({ action }) => action.answer.kind !== "nothing");
    for (const one of acts) relevance.addConditions(one.action, one.entity);
    const path = `entities/${entity.name}/fields/${field.name}`;
    return scenarioChecks(subject, {
      title: `no answer shows the ${words(field.name)}`,
      relevance,
      claims: [
        {
          paths: [path, `${path}/hidden`],
          without: fieldMutant(entity, field, (one) => {
            one.hidden = false;
          }),
        },
      ],
      mutants: [],
      refusals: [],
      makes: [entity],
      acts,
      ...looksAt([entity]),
      answers: true,
      unseen: field.name,
      most: 1,
    });
  });
}

/** Each role is of those accounts of which its condition is true, as they are at each call. */
function roles(subject: Subject): Check[] {
  const { blueprint } = subject;
  return accountRolesOf(blueprint.callers).flatMap(({ name, where }) => {
    const change =
      (other: Expression): Mutant =>
      (copy) => {
        for (const role of accountRolesOf(copy.callers)) if (role.name === name) role.where = other;
      };
    const relevance = new Relevance(blueprint);
    relevance.add(where, scopeFor(blueprint, accountEntity(blueprint)));
    const use = useOf(blueprint, name);
    if (use === undefined) return [];
    const { asked, path, of } = use;
    if (of !== undefined) relevance.addEntity(of);
    const { acts = [], changes = [], ...moves } = focusOn(subject, relevance);
    const account = accountEntity(blueprint);
    return scenarioChecks(subject, {
      ...moves,
      sessions: false,
      probes: [],
      reads: [],
      lists: [],
      ...asked,
      title: `${words(name)} is who has it said of the account`,
      claims: [{ paths: [`callers/roles/${name}`], without: change({ kind: "literal", value: false }) }],
      mutants: mistaken(where).map(change),
      refusals: [path],
      makes: [...(account === undefined ? [] : [account]), ...(asked.makes ?? [])],
      acts: [...(asked.acts ?? []), ...acts],
      changes,
      callers: true,
      anyAccount: true,
      tries: 400,
      most: 5,
    });
  });
}

/** A route that only those with a role may call, the simplest first, and what is sent to reach it. */
function useOf(
  blueprint: Blueprint,
  role: string,
): { asked: Partial<Focus>; path: string; of: Entity | undefined } | undefined {
  const isFor = (by: Permission | undefined) => by?.roles.includes(role) === true;
  const routes = blueprint.entities.flatMap((entity) =>
    entity.operations
      .filter(({ kind, by }) => isFor(by) && (kind === "list" || kind === "create"))
      .map(({ kind }) => ({
        asked: kind === "list" ? { lists: [{ entity, query: [] }] } : { makes: [entity] },
        path: `entities/${entity.name}/operations/${kind}/by`,
        of: entity,
      })),
  );
  const acts = everyAction(blueprint)
    .filter(({ action }) => isFor(action.by))
    .map((one) => ({ asked: { acts: [one] }, path: `${pathOfAction(one)}/by`, of: one.entity }));
  const isList = ({ asked }: (typeof routes)[number]) => "lists" in asked;
  return [...routes.filter(isList), ...routes, ...acts][0];
}

/** Sessions last as long as is said. */
function lasting(subject: Subject): Check[] {
  return everyAction(subject.blueprint).flatMap((one) =>
    one.action.effects.flatMap((effect, index) =>
      effect.kind === "sign-in" ? lastingOf(subject, one, { effect, index }) : [],
    ),
  );
}

type SignIn = Extract<Effect, { kind: "sign-in" }>;

function lastingOf(
  subject: Subject,
  one: ActionOf,
  { effect, index }: { effect: SignIn; index: number },
): Check[] {
  const { blueprint } = subject;
  const { action, entity } = one;
  const relevance = new Relevance(blueprint);
  relevance.addAction(action, entity);
  const change =
    (other: Expression | undefined): Mutant =>
    (copy) => {
      const found = everyAction(copy).find(
        (each) => each.action.name === action.name && each.entity?.name === entity?.name,
      );
      const begins = found?.action.effects[index];
      if (begins?.kind !== "sign-in") return;
      if (other === undefined) delete begins.for;
      else begins.for = other;
    };
  const counts = countsOf(effect.for, relevance, action);
  const wrong = effect.for === undefined ? [] : [...mistaken(effect.for), ...nearly(effect.for)];
  const fixed = effect.for?.kind === "duration" && effect.for.amount.kind !== "literal" ? counts : [];
  const unit = effect.for?.kind === "duration" ? effect.for.unit : "hour";
  const mutants = [...wrong, ...fixed.map((count) => lengthOf(count, unit)), lengthOf(0, "hour")].map(change);
  const without = effect.for === undefined ? change(lengthOf(1, "hour")) : change(undefined);
  const name = words(action.name);
  return scenarioChecks(subject, {
    ...alsoWatching(focusOn(subject, relevance), { acts: [one] }),
    title: `a session of ${name} lasts ${effect.for === undefined ? "until it is ended" : "as long as it says"}`,
    claims: [{ paths: [`${pathOfAction(one)}/effects/${index}`], without }],
    mutants,
    waits: waitsFor(effect.for, counts),
    most: 4,
  });
}

function lengthOf(value: number, unit: DurationUnit): Expression {
  return { kind: "duration", amount: { kind: "literal", value }, unit };
}

/** How many units a session may last: what is said, and where an input says it, its limits and its default. */
function countsOf(duration: Expression | undefined, { numbers }: Relevance, { inputs }: Action): number[] {
  if (duration?.kind !== "duration") return [];
  const { amount } = duration;
  const bounds = inputs.flatMap(({ minimum, maximum, default: preset }) => [preset, minimum, maximum]);
  const said = [...literalsIn(amount), ...(amount.kind === "literal" ? [] : [...bounds, ...numbers])];
  return [...new Set(said.filter((each) => typeof each === "number" && each > 0))].map(Number);
}

/** How long it is waited before a session is called in again: until just before its end, to its moment, and past it. */
function waitsFor(duration: Expression | undefined, counts: readonly number[]): number[][] {
  if (duration?.kind !== "duration") return [[2 * lengths.year]];
  return counts.map((count) => waitsAround(count, duration.unit));
}

function literalsIn(expression: Expression): unknown[] {
  if (expression.kind === "literal") return [expression.value];
  return operandsOf(expression).flatMap(literalsIn);
}
