import type { Blueprint } from "../../blueprint/blueprint.ts";
import { haveSessions } from "../../blueprint/callers.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import { type Check, pathTo } from "../check.ts";
import { accountOf, withTokenMistake } from "../model/sessions.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { everyAction } from "../scenario/found.ts";
import { movesFor, scenarioChecks } from "../scenario/moves.ts";
import { otherRefusals } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { watchingSessions } from "../scenario/watching.ts";
import type { Subject } from "../subject.ts";

/** What every call needs, and which refusal comes first. */
export function callers(subject: Subject): Check[] {
  return [...needed(subject, "key"), ...needed(subject, "name"), ...oneRole(subject), ...order(subject)];
}

function needed(subject: Subject, part: "key" | "name"): Check[] {
  const { blueprint, entity } = subject;
  const said = blueprint.callers?.[part];
  if (said?.refusal === undefined) return [];
  const change =
    (refusal: Refusal | undefined): Mutant =>
    (copy) => {
      const { callers: all } = copy;
      if (all?.name !== undefined && part === "name")
        all.name = { ...omitRefusal(all.name), ...(refusal && { refusal }) };
      if (all?.key !== undefined && part === "key") {
        if (refusal === undefined) delete all.key;
        else all.key.refusal = refusal;
      }
    };
  const refused = said.refusal;
  const isSignedIn = accountOf(blueprint) !== undefined;
  return scenarioChecks(subject, {
    ...visiting(subject),
    title: part === "key" ? "every call needs the key" : titleOfName(blueprint),
    claims: [
      { paths: [`callers/${part}`, "callers"], without: change(undefined) },
      ...(part === "name"
        ? [{ paths: ["callers/name"], without: valueMutant((name) => void delete name.value) }]
        : []),
    ],
    mutants: [
      ...otherRefusals(refused).map(change),
      closed(refused),
      ...(part === "name" ? [valueMutant(({ value }) => void delete value?.letterCase)] : []),
      ...(part === "name" && isSignedIn ? tokenMistakes : []),
    ],
    refusals: [`callers/${part}`],
    strangers: true,
    makes: [entity],
    ...(part === "name" && isSignedIn && { ...probing(blueprint), most: 5 }),
  });
}

function titleOfName({ callers }: Blueprint): string {
  return haveSessions(callers)
    ? "every call needs somebody who has signed in"
    : "every call needs its caller's name";
}

/** Mistakes in which tokens are taken. */
const tokenMistakes: Mutant[] = (["any", "none", "bare", "cased"] as const).map(
  (mistake) => (copy) => withTokenMistake(copy, mistake),
);

/** What is asked to see who calls, beside the usual routes. */
function probing(blueprint: Blueprint): Pick<Focus, "probes" | "lists"> {
  const { probes, lists } = watchingSessions(blueprint);
  return { probes, lists };
}

/** Every call says one of several roles. */
function oneRole(subject: Subject): Check[] {
  const { blueprint, entity } = subject;
  const said = blueprint.callers?.oneRole;
  if (said === undefined) return [];
  const change =
    (work: (one: NonNullable<typeof said>) => void): Mutant =>
    ({ callers: all }) => {
      if (all?.oneRole !== undefined) work(all.oneRole);
    };
  return scenarioChecks(subject, {
    ...visiting(subject),
    title: "every call says one of the roles",
    claims: [
      {
        paths: ["callers/oneRole", "callers"],
        without: (copy) => {
          delete copy.callers?.oneRole;
        },
      },
      {
        paths: ["callers/oneRole"],
        without: change((one) => {
          delete one.usual;
        }),
      },
    ],
    mutants: [
      ...said.roles.map((usual) => change((one) => void Object.assign(one, { usual }))),
      ...otherRefusals(said.refusal).map((refusal) => change((one) => void Object.assign(one, { refusal }))),
    ],
    refusals: ["callers/oneRole", pathTo(subject, "operations")],
    strangers: true,
    makes: [entity],
    removes: [entity],
  });
}

type CallersName = NonNullable<NonNullable<Blueprint["callers"]>["name"]>;

/** A mistake in what a caller's name must be. */
function valueMutant(work: (name: CallersName) => void): Mutant {
  return (copy) => {
    if (copy.callers?.name?.value !== undefined) work(copy.callers.name);
  };
}

function omitRefusal({ refusal: _, ...name }: CallersName): CallersName {
  return name;
}

/** Nobody gets in: not those either who say what is needed. */
function closed(refusal: Refusal): Mutant {
  return (copy) => {
    for (const { operations } of copy.entities) for (const one of operations) one.by = { roles: [], refusal };
    for (const { action } of everyAction(copy)) action.by = { roles: [], refusal };
  };
}

/** Some requests that reach a thing in every way. */
function visiting({
  blueprint,
  entity,
}: Subject): Pick<Focus, "relevance" | "makes" | "acts" | "reads" | "lists"> {
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  const acts = entity.operations.length === 0 ? everyAction(blueprint) : [];
  return { relevance, makes: [entity], acts, reads: [entity], lists: [{ entity, query: [] }] };
}

/** Requests that could be refused for two reasons. */
function order(subject: Subject): Check[] {
  const { blueprint, entity } = subject;
  const { order: said } = blueprint.refusals;
  if (said === undefined) return [];
  const relevance = new Relevance(blueprint);
  for (const one of blueprint.entities) {
    relevance.addEntity(one);
    for (const { condition } of one.rules)
      relevance.add(condition, { entities: blueprint.entities, own: one });
    for (const { per } of one.limits) if (per !== undefined) relevance.addField(one, per);
    for (const { source, name } of one.fields) if (source === "state") relevance.addField(one, name);
  }
  const swapped =
    (index: number): Mutant =>
    (copy: Blueprint) => {
      const list = copy.refusals.order;
      const [one, other] = [list?.[index], list?.[index + 1]];
      if (list === undefined || one === undefined || other === undefined) return;
      list[index] = other;
      list[index + 1] = one;
    };
  const moves = movesFor(relevance, entity);
  return scenarioChecks(subject, {
    title: `of ${said.join(", ")} the first is given`,
    shows: ["refusals/order", "refusals"],
    relevance,
    mutants: said.slice(1).map((_, index) => swapped(index)),
    refusals: ["callers", "entities", "actions"],
    ...moves,
    acts: everyAction(blueprint),
    removes: [entity],
    reads: blueprint.entities,
    callers: true,
    strangers: true,
    invalids: true,
    most: 2,
  });
}
