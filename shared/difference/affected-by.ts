import type { Effect } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { accountRolesOf } from "../blueprint/callers.ts";
import { seenCondition } from "../blueprint/entity.ts";
import { type Field, isNumberedApart, propertiesOf } from "../blueprint/field.ts";
import { expressionOf } from "../blueprint/lapse.ts";
import { elementScope, scopeOf } from "../blueprint/value-type.ts";
import { Affected } from "./affected.ts";
import { addChanged, addWritten } from "./changed-sources.ts";
import { actionNaming, actionsIn, entityNaming, namedOf, type OwnedAction } from "./routes.ts";
import {
  callerSource,
  fieldOf,
  type Naming,
  roleOf,
  type Source,
  sessionsSource,
  sourcesOf,
  sourcesOfList,
  thingsOf,
} from "./sources.ts";
import { keepersOf, readsByHand, targetOf, writesOfAction, writesOfEffect, writesOfLapse } from "./writes.ts";

/**
 * What may be otherwise because of a change, also through other values, however far: fields of things, which things there
 * are, who calls, and what actions take and name. What one release refuses and the other accepts is none of it: after
 * that, data has to be brought together again.
 */
export function affectedBy(before: Blueprint, after: Blueprint): Affected {
  const affected = new Affected();
  addChanged(before, after, affected);
  for (let size = -1; size !== affected.size; ) {
    size = affected.size;
    for (const blueprint of [before, after]) {
      addCallers(blueprint, affected);
      addFields(blueprint, affected);
      addLapses(blueprint, affected);
      for (const owned of actionsIn(blueprint)) addEffects(blueprint, owned, affected);
    }
  }
  return affected;
}

/** What each field that is worked out depends on, itself. */
export function dependenciesIn(blueprint: Blueprint): Map<Source, Set<Source>> {
  const found = new Map<Source, Set<Source>>();
  for (const entity of blueprint.entities) {
    const naming = entityNaming(blueprint, entity);
    for (const field of entity.fields) {
      const hand = field.byHand === undefined ? [] : readsByHand(field.byHand, blueprint, entity);
      const caller = field.source === "caller" ? [callerSource] : [];
      const inner = propertiesOf(field).flatMap(({ expression }) => [
        ...sourcesOf(expression, insideOf(field, naming)),
      ]);
      const own = fieldOf(entity.name, field.name);
      const counted = [field.within, field.of].flatMap((one) =>
        one === undefined ? [] : fieldOf(entity.name, one),
      );
      const all = new Set([...sourcesOf(field.expression, naming), ...hand, ...caller, ...inner, ...counted]);
      all.delete(own);
      found.set(own, all);
    }
  }
  return found;
}

/** All that sources depend on, however far, and themselves. */
export function reachOf(
  sources: Iterable<Source>,
  dependencies: ReadonlyMap<Source, Set<Source>>,
): Set<Source> {
  const reached = new Set(sources);
  for (const source of reached) for (const next of dependencies.get(source) ?? []) reached.add(next);
  return reached;
}

function insideOf(field: Field, naming: Naming): Naming {
  const scope =
    field.items === undefined
      ? { ...naming.scope, outer: naming.scope.own }
      : elementScope(field, naming.scope);
  return { ...naming, scope };
}

/** Who a call is of hangs on sessions and on the accounts that have them, as roles do. */
function addCallers(blueprint: Blueprint, affected: Affected): void {
  const { callers } = blueprint;
  const account = callers?.name?.account;
  const entity = blueprint.entities.find(({ name }) => name === account?.entity);
  if (account === undefined || entity === undefined) return;
  const naming = entityNaming(blueprint, entity);
  if (affected.hasAny([sessionsSource, thingsOf(entity.name), ...sourcesOf(account.where, naming)]))
    affected.add(callerSource);
  for (const { name, where } of accountRolesOf(callers))
    if (affected.has(callerSource) || affected.hasAny(sourcesOf(where, naming))) affected.add(roleOf(name));
}

function addFields(blueprint: Blueprint, affected: Affected): void {
  for (const entity of blueprint.entities) {
    const naming = entityNaming(blueprint, entity);
    const seen = seenCondition(entity);
    if (seen !== undefined && affected.hasAny(sourcesOf(seen, naming))) affected.add(thingsOf(entity.name));
    for (const field of entity.fields) {
      const { name, expression, byHand, source } = field;
      const own = fieldOf(entity.name, name);
      if (expression !== undefined) {
        const names = affected.namesOf(expression, name, naming);
        if (names.size > 0) affected.add(own, names);
      }
      if (field.seenWhere !== undefined && affected.hasAny(sourcesOf(field.seenWhere, naming)))
        affected.addShown(own);
      const reads =
        byHand === undefined ? [] : readsByHand(byHand, blueprint, entity).filter((one) => one !== own);
      if (affected.hasAny(reads) || (source === "caller" && affected.has(callerSource)))
        affected.add(own, [name]);
      for (const property of propertiesOf(field))
        if (
          property.expression !== undefined &&
          affected.hasAny(sourcesOf(property.expression, insideOf(field, naming)))
        )
          affected.add(own, [property.name]);
      const counts = [
        ...(field.within === undefined ? [] : [thingsOf(entity.name), fieldOf(entity.name, field.within)]),
        ...(field.of === undefined ? [] : [fieldOf(entity.name, field.of)]),
        ...(isNumberedApart(field) ? [thingsOf(entity.name)] : []),
      ];
      if (affected.hasAny(counts)) affected.add(own, [name]);
      if (source === "sequence" && affected.has(thingsOf(entity.name))) affected.add(own, [name]);
      if (source === "own-url" && affected.has(fieldOf(entity.name, entity.identifier.name)))
        affected.add(own, [name]);
    }
    const { identifier } = entity;
    if (identifier.type === "sequence" && affected.has(thingsOf(entity.name)))
      affected.add(fieldOf(entity.name, identifier.name), [identifier.name]);
  }
}

/** What happens by itself otherwise because of what it hangs on. */
function addLapses(blueprint: Blueprint, affected: Affected): void {
  for (const entity of blueprint.entities) {
    const naming = entityNaming(blueprint, entity);
    for (const lapse of entity.lapses ?? []) {
      const { move } = lapse;
      const others =
        move === undefined ? keepersOf(blueprint, entity.name) : [fieldOf(entity.name, move.field)];
      if (affected.hasAny([...others, ...sourcesOf(expressionOf(lapse), naming)]))
        addWritten(writesOfLapse(blueprint, entity, lapse), affected);
    }
  }
}

/** What an action writes otherwise because of what its effects hang on. */
function addEffects(blueprint: Blueprint, owned: OwnedAction, affected: Affected): void {
  const { action, entity } = owned;
  const naming = actionNaming(blueprint, owned);
  for (const named of action.values) {
    const reads =
      "gives" in named
        ? named.gives.byHand && readsByHand(named.gives.byHand, blueprint, entity)
        : "finds" in named
          ? sourcesOfList({ things: named.finds, order: named.order }, naming)
          : sourcesOf(named.expression, naming);
    if (affected.hasAny(reads ?? [])) affected.add(namedOf(action, named.name));
  }
  const stops = [...action.guards, ...action.effects].flatMap((part) =>
    "answer" in part ? [part.condition] : [],
  );
  if (stops.some((condition) => affected.hasAny(sourcesOf(condition, naming))))
    addWritten(writesOfAction(blueprint, owned), affected);
  for (const effect of action.effects) addEffect(blueprint, owned, { effect, affected, naming });
}

function addEffect(
  blueprint: Blueprint,
  owned: OwnedAction,
  { effect, affected, naming }: { effect: Effect; affected: Affected; naming: Naming },
): void {
  if (effect.kind === "answer") return;
  if (effect.kind === "by-hand") {
    if (!affected.hasAny(readsByHand(effect.byHand, blueprint, owned.entity))) return;
    affected.add(namedOf(owned.action, effect.name));
    addWritten(writesOfEffect(blueprint, owned, effect), affected);
    return;
  }
  const each = "each" in effect ? effect.each : undefined;
  const inner = each === undefined ? naming : { ...naming, scope: scopeOf(each.things, naming.scope) };
  const whether = [
    ...sourcesOf(effect.condition, naming),
    ...(each === undefined ? [] : sourcesOfList(each, naming)),
    ...(effect.kind === "delete-each" ? sourcesOfList(effect, naming) : []),
    ...("target" in effect && effect.target !== undefined
      ? sourcesOf({ kind: "path", ...effect.target }, inner)
      : []),
  ];
  if (affected.hasAny(whether)) addWritten(writesOfEffect(blueprint, owned, effect), affected);
  if (effect.kind === "create")
    for (const { field, value } of effect.values)
      if (affected.hasAny(sourcesOf(value, inner))) affected.add(fieldOf(effect.entity, field), [field]);
  if (effect.kind === "set" && affected.hasAny(sourcesOf(effect.value, inner))) {
    const entity = targetOf(effect, naming);
    if (entity !== undefined) affected.add(fieldOf(entity.name, effect.field), [effect.field]);
  }
}
