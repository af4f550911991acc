import type { Effect } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { ByHand } from "../blueprint/by-hand.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Field, innerReferences } from "../blueprint/field.ts";
import type { Lapse } from "../blueprint/lapse.ts";
import { entityOf, scopeOf } from "../blueprint/value-type.ts";
import { actionNaming, type OwnedAction, type Route } from "./routes.ts";
import { fieldOf, type Naming, type Source, sessionsSource, thingAt, thingsOf } from "./sources.ts";

/** Marks that a thing of the entity is made or changed, whose rules are then judged. */
export const judgedOf = (entity: string): Source => `judged ${entity}`;

/** All that a route may change. */
export function writesOfRoute(blueprint: Blueprint, { operations, actions }: Route): Set<Source> {
  const found = new Set<Source>();
  for (const { entity, operation } of operations) {
    const { kind } = operation;
    if (kind === "create" || kind === "update" || kind === "replace") {
      for (const source of [judgedOf(entity.name), ...storedFields(entity)]) found.add(source);
      if (kind === "create") found.add(thingsOf(entity.name));
    }
    if (kind === "delete" || kind === "clear")
      for (const source of writesOfDeletion(blueprint, entity.name)) found.add(source);
  }
  for (const owned of actions) for (const source of writesOfAction(blueprint, owned)) found.add(source);
  return found;
}

export function writesOfAction(blueprint: Blueprint, owned: OwnedAction): Source[] {
  const { move, effects } = owned.action;
  const moved = move === undefined || owned.entity === undefined ? [] : fieldsSet(owned.entity, move.field);
  return [...moved, ...effects.flatMap((effect) => writesOfEffect(blueprint, owned, effect))];
}

/** What an effect changes: fields of things, and which things there are. */
export function writesOfEffect(blueprint: Blueprint, owned: OwnedAction, effect: Effect): Source[] {
  const naming = actionNaming(blueprint, owned);
  switch (effect.kind) {
    case "set": {
      const entity = targetOf(effect, naming);
      return entity === undefined ? [] : fieldsSet(entity, effect.field);
    }
    case "create": {
      const entity = blueprint.entities.find(({ name }) => name === effect.entity);
      return entity === undefined ? [] : [...everythingOf(entity), judgedOf(entity.name)];
    }
    case "delete": {
      const entity = targetOf(effect, naming);
      return entity === undefined ? [] : writesOfDeletion(blueprint, entity.name);
    }
    case "delete-each": {
      const { own } = scopeOf(effect.things, naming.scope);
      const entity = own && entityOf(own);
      return entity === undefined ? [] : writesOfDeletion(blueprint, entity);
    }
    case "by-hand":
      return mentionedIn(effect.byHand, blueprint, owned.entity).flatMap((entity) => [
        ...everythingOf(entity),
        judgedOf(entity.name),
      ]);
    case "sign-in":
    case "sign-out":
      return [sessionsSource];
    case "answer":
      return [];
  }
}

/** What a lapse changes, of which no rule is judged. */
export function writesOfLapse(blueprint: Blueprint, entity: Entity, { move }: Lapse): Source[] {
  const written =
    move === undefined ? writesOfDeletion(blueprint, entity.name) : fieldsSet(entity, move.field);
  return written.filter((source) => source !== judgedOf(entity.name));
}

/** The entity of the thing that an effect sets or deletes. */
export function targetOf(
  effect: Extract<Effect, { kind: "set" | "delete" }>,
  naming: Naming,
): Entity | undefined {
  const each = effect.kind === "set" ? effect.each : undefined;
  const scope = each === undefined ? naming.scope : scopeOf(each.things, naming.scope);
  const entity = thingAt({ kind: "path", ...effect.target }, scope);
  return scope.entities.find(({ name }) => name === entity);
}

/** A field that is set, and with it those that change with every change. */
function fieldsSet({ name, fields }: Entity, field: string): Source[] {
  const changing = fields.filter(
    ({ source, within, of }) =>
      source === "updated-at" || source === "set-at-change" || within === field || of === field,
  );
  return [judgedOf(name), ...[field, ...changing.map((one) => one.name)].map((one) => fieldOf(name, one))];
}

function storedFields({ name, fields }: Entity): Source[] {
  return fields.filter(({ source }) => source !== "computed").map((field) => fieldOf(name, field.name));
}

/** Which things of an entity there are, and what each of them is. */
export function everythingOf(entity: Entity): Source[] {
  return [thingsOf(entity.name), fieldOf(entity.name, entity.identifier.name), ...storedFields(entity)];
}

/** A field that refers to an entity, or holds references to it. */
export interface Referring {
  entity: Entity;
  field: Field;
  onDelete: NonNullable<Field["onReferencedDelete"]>;
}

export function referringTo({ entities }: Blueprint, target: string): Referring[] {
  return entities.flatMap((entity) =>
    entity.fields.flatMap((field) =>
      [field, ...innerReferences(field)]
        .filter(({ references }) => references === target)
        .map(({ onReferencedDelete = "refuse" }) => ({ entity, field, onDelete: onReferencedDelete })),
    ),
  );
}

/** What keeps things of an entity from being deleted. */
export function keepersOf(blueprint: Blueprint, target: string): Source[] {
  return referringTo(blueprint, target)
    .filter(({ onDelete }) => onDelete === "refuse")
    .flatMap(({ entity, field }) => [thingsOf(entity.name), fieldOf(entity.name, field.name)]);
}

export function writesOfDeletion(blueprint: Blueprint, first: string): Source[] {
  const gone = [first];
  const cleared: Source[] = [];
  for (const target of gone)
    for (const { entity, field, onDelete } of referringTo(blueprint, target)) {
      if (onDelete === "delete" && !gone.includes(entity.name)) gone.push(entity.name);
      if (onDelete === "clear") {
        const numbers = entity.fields.filter(({ within }) => within === field.name);
        cleared.push(
          judgedOf(entity.name),
          ...[field, ...numbers].map(({ name }) => fieldOf(entity.name, name)),
        );
      }
    }
  return [...gone.map(thingsOf), ...cleared];
}

/**
 * The entities that a function by hand is about, as far as can be told: those that its sentence names, and its own; all,
 * where that is none.
 */
export function mentionedIn(
  { sentence }: ByHand,
  { entities }: Blueprint,
  own: Entity | undefined,
): Entity[] {
  const words = ` ${sentence.toLowerCase().replace(/[^a-z0-9]+/g, " ")} `;
  const names = (entity: Entity) => [entity.name, entity.plural].map(spaced);
  const found = entities.filter(
    (entity) => entity === own || names(entity).some((name) => words.includes(` ${name} `)),
  );
  return found.length === 0 ? entities : found;
}

function spaced(name: string): string {
  return name.replace(/([A-Z])/g, " $1").toLowerCase();
}

/** What a function by hand may read, as far as can be told. */
export function readsByHand(byHand: ByHand, blueprint: Blueprint, own: Entity | undefined): Source[] {
  return mentionedIn(byHand, blueprint, own).flatMap((entity) => [
    thingsOf(entity.name),
    ...entity.fields.map(({ name }) => fieldOf(entity.name, name)),
  ]);
}
