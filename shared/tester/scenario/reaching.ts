import type { Action } from "../../blueprint/action.ts";
import type { RouteIn } from "../../blueprint/all-routes.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Operation } from "../../blueprint/entity.ts";
import type { Step } from "../model/step.ts";
import { words } from "../source/phrases.ts";
import { answered, chooseScenarios, type Scenario } from "./choose.ts";
import { type Focus, looksAt, type Mutant } from "./focus.ts";
import { everyAction } from "./found.ts";
import { movesFor } from "./moves.ts";
import { Relevance } from "./relevance.ts";

/** What a route does, in words of a title. */
export function nameOfRoute({ route, entity }: RouteIn): string {
  if ("inputs" in route) return `\`${route.name}\``;
  return `the ${route.kind} of ${words(entity?.plural ?? "")}`;
}

/** Requests among which one reaches the route and is done, with its place. */
export function scenarioReaching(
  blueprint: Blueprint,
  one: RouteIn,
  title: string,
): { scenario: Scenario; at: number } | undefined {
  const focus = focusOn(blueprint, one, title);
  for (const scenario of chooseScenarios(focus).scenarios) {
    const at = scenario.steps.findIndex(
      (step, index) => reaches(step, one, scenario) && scenario.answers[index]?.isRefused === false,
    );
    if (at >= 0) return { scenario: lookedAfter(scenario, at, focus), at };
  }
  return undefined;
}

/** The requests up to that one, and a look at all that it may have changed. */
function lookedAfter({ steps, answers }: Scenario, at: number, focus: Focus): Scenario {
  const known = steps.slice(0, at + 1);
  const reached = steps[at];
  const caller = reached === undefined || reached.kind === "wait" ? { roles: [] } : reached.caller;
  const read = (focus.reads ?? []).map(({ name }) => name);
  const looks = [
    ...(focus.lists ?? []).map(
      ({ entity }): Step => ({ kind: "list", entity: entity.name, query: [], caller }),
    ),
    ...known.flatMap((step, index): Step[] => {
      const thing = answers[index]?.made;
      if (thing === undefined || step.kind !== "create" || !read.includes(step.entity)) return [];
      return [{ kind: "read", thing, caller }];
    }),
  ];
  const seen = [...known];
  for (const look of looks) if (answered([...seen, look], focus) !== undefined) seen.push(look);
  return answered(seen, focus) ?? { steps, answers };
}

function focusOn(blueprint: Blueprint, one: RouteIn, title: string): Focus {
  const { entity, route } = one;
  const relevance = new Relevance(blueprint);
  if (entity !== undefined) relevance.addEntity(entity);
  const isAction = "inputs" in route;
  if (isAction) relevance.addAction(route, entity);
  const moves = movesFor(relevance, ...(entity === undefined ? [] : [entity]));
  const acts = everyAction(blueprint).filter(({ action }) => action === route);
  const seen = blueprint.entities.filter((each) => relevance.fields.has(each.name) || each === entity);
  const fields = (entity?.fields ?? []).filter(
    ({ source, immutable, refusedInChanges, references }) =>
      source === "input" && !immutable && refusedInChanges !== true && references === undefined,
  );
  const kind = isAction ? undefined : route.kind;
  const changing = kind === "update" || kind === "replace";
  return {
    title,
    relevance,
    mutants: [closed(one)],
    refusals: [],
    makes: moves.makes,
    acts: [...acts, ...(isAction ? (moves.acts ?? []) : [])],
    ...(changing &&
      entity !== undefined && {
        changes: [
          {
            entity,
            fields: fields.slice(0, 1).map(({ name }) => name),
            ...(kind === "replace" && { kind }),
          },
        ],
      }),
    ...(kind === "delete" && entity !== undefined && { removes: [entity] }),
    ...looksAt(seen),
    most: 3,
  };
}

/** A mistake by which nobody may call the route. */
function closed({ entity, route }: RouteIn): Mutant {
  return (copy) => {
    const own = copy.entities.find(({ name }) => name === entity?.name);
    const all: (Operation | Action)[] =
      own === undefined ? copy.actions : [...own.operations, ...own.actions];
    for (const one of all)
      if (one.method === route.method && one.path === route.path)
        one.by = { roles: [], refusal: { status: 403 } };
  };
}

const kinds = { create: "create", change: "update", replace: "replace", remove: "delete" } as const;

function reaches(step: Step, { entity, route }: RouteIn, { steps, answers }: Scenario): boolean {
  if (step.kind === "read" || step.kind === "list" || step.kind === "wait") return false;
  if ("inputs" in route)
    return step.kind === "act" && step.action === route.name && step.entity === entity?.name;
  if (step.kind === "act" || kinds[step.kind] !== route.kind) return false;
  if (step.kind === "create") return step.entity === entity?.name;
  const made = answers.findIndex((answer) => answer.made === step.thing);
  const maker = steps[made];
  return maker?.kind === "create" && maker.entity === entity?.name;
}
