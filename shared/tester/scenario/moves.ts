import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Check } from "../check.ts";
import { discreetName } from "../sign-in-frame.ts";
import type { Subject } from "../subject.ts";
import { chooseScenarios, type Scenario } from "./choose.ts";
import type { Focus, Mutant } from "./focus.ts";
import { everyAction } from "./found.ts";
import { raceOf } from "./race.ts";
import type { Relevance } from "./relevance.ts";
import { Rendering } from "./render.ts";

type Moves = Pick<Focus, "makes" | "changes" | "acts">;

/** What brings things into the states that matter: things are made, and what matters of them is changed. */
export function movesFor(relevance: Relevance, ...first: readonly Entity[]): Moves {
  const { blueprint, fields } = relevance;
  const acts = everyAction(blueprint).filter(({ entity, action }) => touches(action, entity, fields));
  for (const { entity, action } of acts) relevance.addConditions(action, entity);
  for (const entity of blueprint.entities)
    if (first.includes(entity) || fields.has(entity.name)) relevance.addLaws(entity);
  const others = blueprint.entities.filter((entity) => fields.has(entity.name) && !first.includes(entity));
  const makes = [...first, ...others];
  const changes = makes.flatMap((entity) => {
    const names = [...(fields.get(entity.name) ?? [])].filter((name) =>
      entity.fields.some(
        (field) =>
          field.name === name &&
          field.source === "input" &&
          !field.immutable &&
          field.refusedInChanges !== true,
      ),
    );
    const isOffered = entity.operations.some(({ kind }) => kind === "update");
    return names.length === 0 || !isOffered ? [] : [{ entity, fields: names }];
  });
  return { makes, changes, acts };
}

/** Whether an action changes any of the fields. */
function touches(
  action: Action,
  entity: Entity | undefined,
  fields: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const own = entity === undefined ? undefined : fields.get(entity.name);
  if (action.move !== undefined && own?.has(action.move.field) === true) return true;
  const all = new Set([...fields.values()].flatMap((names) => [...names]));
  return action.effects.some((effect) => {
    if (effect.kind === "set") return all.has(effect.field);
    return effect.kind === "create" && fields.has(effect.entity);
  });
}

/** Tests of a focus: one for each of the scenarios that are chosen for it, and one in which many come at once. */
export function scenarioChecks(subject: Subject, narrow: Focus): Check[] {
  const first = chooseScenarios(narrow);
  const isEnough = first.scenarios.length > 0 || narrow.claims === undefined;
  const focus = isEnough ? narrow : widened(narrow);
  const { scenarios, shows } = isEnough ? first : chooseScenarios(focus);
  // What happens by itself is asked for by no request.
  const isRaced = focus.waits === undefined && focus.unseen === undefined;
  const race = isRaced ? raceOf(scenarios, focus) : undefined;
  return [
    ...scenarios.map((scenario, index) => rendered(subject, { focus, scenario, shows, index })),
    ...(race === undefined
      ? []
      : [
          {
            title: raceTitle(focus.title),
            lines: new Rendering(subject, race, { atOnce: race.at }).lines,
            shows,
            kind: "race" as const,
          },
        ]),
  ];
}

/** Most rounds in which what is needed for what is needed is looked for. */
const ROUNDS = 3;

/**
 * The focus with all that must come before what it is about: what actions need is brought about by others, and by other
 * callers, since some things are for anybody but who made them.
 */
function widened(focus: Focus): Focus {
  const { relevance } = focus;
  const { blueprint, fields } = relevance;
  const acts = new Map((focus.acts ?? []).map((one) => [one.action, one]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const entity of blueprint.entities) if (fields.has(entity.name)) relevance.addLaws(entity);
    for (const one of everyAction(blueprint)) {
      if (acts.has(one.action) || !touches(one.action, one.entity, fields)) continue;
      acts.set(one.action, one);
      relevance.addConditions(one.action, one.entity);
    }
  }
  const others = blueprint.entities.filter(
    (entity) => fields.has(entity.name) && !focus.makes.includes(entity),
  );
  const callers = blueprint.callers === undefined ? {} : { callers: true };
  return {
    ...focus,
    ...callers,
    acts: [...acts.values()],
    makes: [...focus.makes, ...others],
    isEager: true,
  };
}

/** The title of a test in which many requests come at once. */
export function raceTitle(title: string): string {
  return `${title}, however many come at once`;
}

interface Chosen {
  focus: Focus;
  scenario: Scenario;
  shows: string[];
  /** Its place among those of the focus. */
  index: number;
}

/** The test of one of the scenarios that are chosen for a focus. */
export function rendered(subject: Subject, { focus, scenario, shows, index }: Chosen): Check {
  const title = index === 0 ? focus.title : `${focus.title} (${index + 1})`;
  const { unseen } = focus;
  const lines = new Rendering(subject, scenario, unseen === undefined ? {} : { done: discreetName(unseen) })
    .lines;
  return { title, lines, shows };
}

/** The entity of a mutant's copy. */
export function entityOf(blueprint: Blueprint, { name }: Entity): Entity {
  const found = blueprint.entities.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

/** A mistake in how a mutant's copy describes a field. */
export function fieldMutant(entity: Entity, { name }: Field, work: (field: Field) => void): Mutant {
  return (copy) => {
    for (const one of entityOf(copy, entity).fields) if (one.name === name) work(one);
  };
}
