import type { Effect } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { rolesOf } from "../blueprint/callers.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Field, isNumberedApart, propertiesOf } from "../blueprint/field.ts";
import { tokenName } from "../blueprint/named-values.ts";
import { type Affected, differingNames } from "./affected.ts";
import { alike, unlikeParts } from "./alike.ts";
import { isRepeatedOtherwise, repeatsOfRoute } from "./repeats.ts";
import { actionsIn, inputOf, namedOf, type OwnedAction, type Route, routeKey, routesIn } from "./routes.ts";
import { callerSource, fieldOf, roleOf, thingsOf } from "./sources.ts";
import {
  everythingOf,
  keepersOf,
  referringTo,
  writesOfAction,
  writesOfDeletion,
  writesOfEffect,
  writesOfLapse,
  writesOfRoute,
} from "./writes.ts";

/** Adds what the change itself makes otherwise; what hangs on that is another's. */
export function addChanged(before: Blueprint, after: Blueprint, affected: Affected): void {
  addCallers(before, after, affected);
  for (const entity of [...before.entities, ...after.entities]) {
    const [old, fresh] = [entityNamed(before, entity.name), entityNamed(after, entity.name)];
    if (old === undefined || fresh === undefined) {
      const fields = entity.fields.map(({ name }) => name);
      affected.add(thingsOf(entity.name));
      for (const name of [entity.identifier.name, ...fields])
        affected.add(fieldOf(entity.name, name), [name]);
    } else if (entity === old) {
      addEntity(old, fresh, affected);
      for (const lapse of unlikeParts(old.lapses ?? [], fresh.lapses ?? [])) {
        addWritten(writesOfLapse(before, old, lapse), affected);
        addWritten(writesOfLapse(after, fresh, lapse), affected);
      }
    }
    addDeletions(before, after, { target: entity.name, affected });
  }
  addRepeated(before, after, affected);
  const fresh = actionsIn(after);
  for (const one of actionsIn(before)) {
    const other = fresh.find(({ action }) => routeKey(action) === routeKey(one.action));
    if (other !== undefined)
      addAction({ blueprint: before, owned: one }, { blueprint: after, owned: other }, affected);
  }
}

/** What a call has done twice that is a repeat to one of them only, where their answers need not tell. */
function addRepeated(before: Blueprint, after: Blueprint, affected: Affected): void {
  const fresh = routesIn(after);
  for (const [key, route] of routesIn(before)) {
    const other = fresh.get(key);
    if (other === undefined) continue;
    if (isRepeatedOtherwise(repeatsOfRoute(before, route), repeatsOfRoute(after, other)))
      addWritten(
        [before, after].flatMap((blueprint, side) => [
          ...writesOfRoute(blueprint, silentPart(side === 0 ? route : other)),
        ]),
        affected,
      );
  }
}

/** Without what answers otherwise the second time, after which data is brought together again: another thing, or none. */
function silentPart(route: Route): Route {
  const operations = route.operations.filter(
    ({ operation: { kind, absent } }) => kind !== "create" && (kind !== "delete" || absent !== undefined),
  );
  return { ...route, operations };
}

export function entityNamed({ entities }: Blueprint, name: string): Entity | undefined {
  return entities.find((entity) => entity.name === name);
}

function addCallers({ callers: before }: Blueprint, { callers: after }: Blueprint, affected: Affected): void {
  if (!alike(before?.name, after?.name)) affected.add(callerSource);
  for (const { name } of unlikeParts(rolesOf(before), rolesOf(after))) affected.add(roleOf(name));
  if (!alike(before?.oneRole, after?.oneRole))
    for (const { name } of [...rolesOf(before), ...rolesOf(after)]) affected.add(roleOf(name));
}

function addEntity(before: Entity, after: Entity, affected: Affected): void {
  const { name } = before;
  for (const field of [...before.fields, ...after.fields]) {
    const [old, fresh] = [before, after].map(({ fields }) => fields.find((one) => one.name === field.name));
    const names = namesOfField(old, fresh);
    if (old !== undefined && fresh !== undefined && !alike(howShown(old), howShown(fresh)))
      affected.addShown(fieldOf(name, field.name));
    if (names.length > 0) affected.add(fieldOf(name, field.name), names);
    else if (old !== undefined && fresh !== undefined && ordersOtherwise(old, fresh))
      affected.add(fieldOf(name, field.name));
  }
  if (!alike(before.identifier, after.identifier)) {
    const names = [before.identifier.name, after.identifier.name];
    for (const one of names) affected.add(fieldOf(name, one), names);
  }
  if (!alike([before.seenBy, before.seenWhere], [after.seenBy, after.seenWhere]))
    affected.add(thingsOf(name));
  if (!alike(ownPaths(before), ownPaths(after)))
    for (const field of [...before.fields, ...after.fields])
      if (field.source === "own-url") affected.add(fieldOf(name, field.name), [field.name]);
}

/** The paths of which one is a thing's own URL. */
export function ownPaths({ operations }: Entity): string[] {
  const reads = operations.filter(({ kind, method }) => kind === "read" && method === "GET");
  return (reads.length > 0 ? reads : operations).map(routeKey);
}

/** The properties under which a field is seen otherwise. */
function namesOfField(before: Field | undefined, after: Field | undefined): string[] {
  if (before === undefined || after === undefined) return [before?.name ?? after?.name ?? ""];
  if (!alike(valueOfField(before), valueOfField(after))) return [after.name];
  const { expression: old } = before;
  const { expression: fresh } = after;
  const own = old !== undefined && fresh !== undefined ? differingNames(old, fresh, after.name) : [];
  const names = new Set([...propertiesOf(before), ...propertiesOf(after)].map(({ name }) => name));
  const inner = [...names].flatMap((name) => {
    const [one, other] = [before, after].map((field) =>
      propertiesOf(field).find((each) => each.name === name),
    );
    return namesOfField(one, other);
  });
  return [...own, ...inner];
}

/** Whether a field is shown, and to whom. */
function howShown({ hidden, seenWhere, omitWhenAbsent }: Field) {
  return [hidden === true, seenWhere, omitWhenAbsent];
}

/** What decides which value a field has, of those that are accepted; its expression apart. */
function valueOfField(field: Field) {
  const { type, source, byHand, trim, letterCase, wholeSeconds, references, items, values } = field;
  const { within, of, immutable } = field;
  const slug = source === "slug" ? [of, immutable, isNumberedApart(field)] : [];
  const shape = { type, source, within, slug, references, elements: valueOfElements(items) };
  const first = source === "state" ? values?.[0] : undefined;
  const kept = {
    trim,
    letterCase,
    wholeSeconds,
    ignored: field.ignoredInChanges,
    default: field.default,
    first,
  };
  return { ...shape, ...kept, hasExpression: field.expression !== undefined, sentence: byHand?.sentence };
}

/** What decides which elements a list has, of those that are accepted, and in which order. */
function valueOfElements(items: Field["items"]) {
  if (items === undefined) return undefined;
  const { type, trim, letterCase, references, dropsDoubles, sorted } = items;
  return { type, trim, letterCase, references, dropsDoubles, sorted };
}

/** Whether the values that a choice has before and after are in another order, which is that of lists sorted by it. */
function ordersOtherwise({ values: before = [] }: Field, { values: after = [] }: Field): boolean {
  const isBoth = (value: string) => before.includes(value) && after.includes(value);
  return !alike(before.filter(isBoth), after.filter(isBoth));
}

/** What is done to things that refer to one that is deleted. */
function addDeletions(
  before: Blueprint,
  after: Blueprint,
  { target, affected }: { target: string; affected: Affected },
): void {
  const [old, fresh] = [before, after].map((blueprint) =>
    referringTo(blueprint, target)
      .filter(({ onDelete }) => onDelete === "delete" || onDelete === "clear")
      .map(({ entity, field, onDelete }) => [entity.name, field.name, onDelete]),
  );
  const keeping = [before, after].map((blueprint) => keepersOf(blueprint, target));
  const expires = [before, after].some((blueprint) =>
    entityNamed(blueprint, target)?.lapses?.some(({ move }) => move === undefined),
  );
  if (expires && !alike(keeping[0], keeping[1])) affected.add(thingsOf(target));
  if (alike(old, fresh)) return;
  for (const blueprint of [before, after])
    addWritten(
      writesOfDeletion(blueprint, target).filter((source) => source !== thingsOf(target)),
      affected,
    );
}

interface ActionIn {
  blueprint: Blueprint;
  owned: OwnedAction;
}

function addAction(before: ActionIn, after: ActionIn, affected: Affected): void {
  const [old, fresh] = [before.owned.action, after.owned.action];
  for (const { name } of unlikeParts(old.values, fresh.values)) affected.add(namedOf(old, name));
  for (const input of unlikeParts(old.inputs.map(valueOfInput), fresh.inputs.map(valueOfInput)))
    affected.add(inputOf(old, input.name));
  const moved = [old, fresh].map(({ move }) => [move?.field, move?.to]);
  if (!alike(moved[0], moved[1])) {
    for (const { move } of [old, fresh])
      if (move !== undefined && before.owned.entity !== undefined)
        affected.add(fieldOf(before.owned.entity.name, move.field), [move.field]);
  }
  for (const effect of unlikeParts(old.effects, fresh.effects))
    if (effect.kind === "by-hand") affected.add(namedOf(old, effect.name));
    else if (effect.kind === "sign-in") affected.add(namedOf(old, tokenName));
  addWritten(differingWrites(before, after), affected);
}

/** Adds what is written otherwise than before. */
export function addWritten(sources: Iterable<string>, affected: Affected): void {
  for (const source of sources) {
    const [, field] = source.split(".");
    if (source.startsWith("judged ")) continue;
    if (field === undefined) affected.add(source);
    else affected.add(source, [field]);
  }
}

/** What of an input the value hangs on that is given for it. */
const ofInputs = [
  "type",
  "default",
  "trim",
  "letterCase",
  "references",
  "header",
  "inQuery",
  "wholeBody",
  "source",
  "expression",
] as const satisfies readonly (keyof Field)[];

function valueOfInput(field: Field) {
  const properties = propertiesOf(field).map(({ name: inner, trim: cut }) => [inner, cut]);
  const given = ofInputs.map((key) => field[key]);
  return { name: field.name, given, properties, elements: valueOfElements(field.items) };
}

/** What an action writes by the effects in which it differs. */
function differingWrites(before: ActionIn, after: ActionIn): string[] {
  const [old, fresh] = [before.owned.action.effects, after.owned.action.effects];
  if (alike(old, fresh) && alike(earlyAnswers(before), earlyAnswers(after))) return [];
  const differing = unlikeParts(old, fresh);
  if (!alike(earlyAnswers(before), earlyAnswers(after)) || differing.some(({ kind }) => kind === "answer"))
    return [before, after].flatMap(({ blueprint, owned }) => writesOfAction(blueprint, owned));
  const isOtherOrder = differing.length === 0;
  const both = [
    { of: before, all: old },
    { of: after, all: fresh },
  ];
  return both.flatMap(({ of: { blueprint, owned }, all }, index) => {
    const others = index === 0 ? fresh : old;
    const chosen = isOtherOrder ? all : all.filter((effect) => differing.includes(effect));
    return chosen.flatMap((effect) => {
      const known =
        effect.kind === "create" ? others.find((other) => isSameCreation(effect, other)) : undefined;
      if (effect.kind === "create" && known?.kind === "create" && !isOtherOrder)
        return unlikeParts(effect.values, known.values).map(({ field }) => fieldOf(effect.entity, field));
      return [...writesOfEffect(blueprint, owned, effect), ...madeAfter(blueprint, all, effect)];
    });
  });
}

function earlyAnswers({ owned }: ActionIn) {
  return owned.action.guards.filter((guard) => "answer" in guard);
}

function isSameCreation(effect: Extract<Effect, { kind: "create" }>, other: Effect): boolean {
  return other.kind === "create" && alike({ ...effect, values: [] }, { ...other, values: [] });
}

/** What is made after an effect that makes more or fewer things: ids are given in their order. */
function madeAfter(blueprint: Blueprint, all: readonly Effect[], effect: Effect): string[] {
  if (effect.kind !== "create" && effect.kind !== "by-hand") return [];
  return all.slice(all.indexOf(effect)).flatMap((later) => {
    const entity = later.kind === "create" ? entityNamed(blueprint, later.entity) : undefined;
    return entity === undefined ? [] : everythingOf(entity);
  });
}
