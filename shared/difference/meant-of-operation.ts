import { type Entity, type List, seenCondition } from "../blueprint/entity.ts";
import type { Permission } from "../blueprint/refusal.ts";
import { alike, unlikeParts } from "./alike.ts";
import { ownPaths } from "./changed-sources.ts";
import type { Differing, Sides } from "./differing.ts";
import { type EntityOperation, entityNaming } from "./routes.ts";
import { addHeaderDifference } from "./sent-headers.ts";
import { callerSource, fieldOf, roleOf, type Source, sourcesOf, thingsOf } from "./sources.ts";
import { addVersionDifference } from "./versions.ts";
import { referringTo } from "./writes.ts";

/** Adds in what an operation of a route may answer otherwise; by which constraints it is judged is another's. */
export function addOperationDifference(
  before: EntityOperation,
  after: EntityOperation | undefined,
  { sides, differing }: { sides: Sides; differing: Differing },
): void {
  if (after === undefined) return;
  const { operation: old } = before;
  const { operation: fresh } = after;
  const judged = ({ operation }: EntityOperation) => {
    const { status, by, byAnyone, guards, absent, atLeastOne, bodyWrapper } = operation;
    return [status, by, byAnyone, guards, absent, atLeastOne, bodyWrapper];
  };
  if (!alike(judged(before), judged(after))) differing.addStatus();
  addVersionDifference(
    { entity: before.entity, route: old },
    { entity: after.entity, route: fresh },
    { sides, differing },
  );
  if (old.answer !== fresh.answer || old.wrapper !== fresh.wrapper)
    differing.addBody().addHeaders("content-type");
  if (!alike(old.shows, fresh.shows)) {
    const all = before.entity.fields.map(({ name }) => name).concat(before.entity.identifier.name);
    differing.addFields(...unlikeParts(old.shows ?? all, fresh.shows ?? all));
  }
  for (const side of [before, after]) addAffected(side, { sides, differing });
  addHeaderDifference(
    [old.headers, fresh.headers],
    [entityNaming(sides.before, before.entity), entityNaming(sides.after, after.entity)],
    { affected: sides.affected, differing },
  );
  if (old.kind === "list" || old.answer === "list") addListDifference(before, after, differing);
  const named = ({ entity }: EntityOperation) => [entity.identifier, entity.parent];
  if (!alike(named(before), named(after))) differing.addStatus();
  if (isWriting(old.kind)) {
    const whole = ({ entity }: EntityOperation) => [entity.unknownProperties, entity.setByService];
    if (!alike(whole(before), whole(after))) differing.addStatus();
    const paths = [ownPaths(before.entity), ownPaths(after.entity)];
    if (!alike(paths[0], paths[1])) differing.addHeaders("location");
  }
  if (old.kind === "delete" || old.kind === "clear")
    addDeletionDifference(before.entity.name, { sides, differing });
}

function isWriting(kind: string): boolean {
  return kind === "create" || kind === "update" || kind === "replace";
}

/** What hangs on values that are affected. */
function addAffected(
  { entity, operation }: EntityOperation,
  { sides: { before, after, affected }, differing }: { sides: Sides; differing: Differing },
): void {
  const blueprint = before.entities.includes(entity) ? before : after;
  const naming = entityNaming(blueprint, entity);
  const { kind, guards = [], by, answer } = operation;
  const id = fieldOf(entity.name, entity.identifier.name);
  const guarding = guards.flatMap(({ condition }) => [...sourcesOf(condition, naming)]);
  if (affected.hasAny([...guarding, ...sourcesOfPermission(by, entity)])) {
    differing.addStatus();
    if (kind === "list") addElements(entity, differing);
  }
  const carried = guards.flatMap(({ refusal }) => refusal.with ?? []);
  if (carried.some(({ value }) => affected.hasAny(sourcesOf(value, naming)))) differing.addStatus();
  const isOfOne = kind !== "list" && kind !== "clear" && (kind !== "create" || operation.path.includes(":"));
  const parents = entity.parent === undefined ? [] : [thingsOf(entity.parent.entity)];
  if (affected.hasAny([...(isOfOne ? [thingsOf(entity.name), id] : []), ...parents])) differing.addStatus();
  if (isWriting(kind) && affected.has(id)) differing.addHeaders("location");
  if (answer !== "nothing") differing.addFields(...affected.namesIn(entity, operation.shows));
  if (kind === "list" || answer === "list")
    if (affected.hasAny(sourcesOfEntityList(entity, naming))) addElements(entity, differing);
}

/** What decides whether a caller may. */
export function sourcesOfPermission(by: Permission | undefined, entity: Entity | undefined): Source[] {
  if (by === undefined) return [];
  const owner = by.owner === undefined || entity === undefined ? [] : [fieldOf(entity.name, by.owner)];
  const named = by.caller === true || by.owner !== undefined ? [callerSource] : [];
  return [...by.roles.map(roleOf), ...owner, ...named];
}

/** What decides which things a list holds, and in which order. */
function sourcesOfEntityList(entity: Entity, naming: ReturnType<typeof entityNaming>): Source[] {
  const { filters, sort } = entity.list;
  const filtered = filters.flatMap(({ fields, when }) => (when === undefined ? fields : []));
  const conditions = filters.flatMap(({ when }) => {
    if (when === undefined) return [];
    const scope = "input" in when ? { ...naming.scope, inputs: [when.input] } : naming.scope;
    return [...sourcesOf(when.condition, { ...naming, scope })];
  });
  const { default: usual, named = [], fields = [] } = sort ?? {};
  const keys = [
    ...(usual === undefined ? [] : [usual, ...(usual.next ?? [])]),
    ...named.flatMap((one) => one.keys),
  ];
  const sorted = [...fields, ...keys.map(({ field }) => field)];
  const parent = entity.parent === undefined ? [] : [entity.parent.field];
  const seen = [...sourcesOf(seenCondition(entity), naming)];
  const own = [...filtered, ...sorted, ...parent].map((name) => fieldOf(entity.name, name));
  return [thingsOf(entity.name), ...own, ...conditions, ...seen];
}

/** A list of which other things may be shown also says otherwise how many there are, and where its pages begin. */
function addElements({ identifier, list }: Entity, differing: Differing): void {
  const counts = namesOf(list.envelope).filter((name) => name !== list.envelope?.items);
  differing.addElements(identifier.name).addFields(...counts);
  differing.addHeaders(
    "link",
    "x-total-count",
    ...(list.totalHeader === undefined ? [] : [list.totalHeader]),
  );
}

function namesOf(envelope: List["envelope"]): string[] {
  return Object.values(envelope ?? {}).filter((name) => name !== undefined);
}

function addListDifference(before: EntityOperation, after: EntityOperation, differing: Differing): void {
  const [old, fresh] = [before.entity.list, after.entity.list];
  if (!alike(old.envelope, fresh.envelope)) {
    const [one, other] = [old.envelope, fresh.envelope];
    const isSameShape =
      one?.items === other?.items &&
      one?.meta === other?.meta &&
      (one === undefined) === (other === undefined);
    const names = unlikeParts(namesOf(one), namesOf(other));
    if (isSameShape) differing.addFields(...names);
    else differing.addBody();
    differing.addHeaders("link", "x-total-count");
  }
  if (old.totalHeader !== fresh.totalHeader)
    differing.addHeaders(...[old.totalHeader, fresh.totalHeader].filter((name) => name !== undefined));
  const taken = ({ filters, comparisons, sort, pages }: List) => ({ filters, comparisons, sort, pages });
  const parameters = (list: List) => ({ ...taken(list), sort: { ...list.sort, default: undefined } });
  if (!alike(taken(old), taken(fresh)))
    for (const { entity } of [before, after]) addElements(entity, differing);
  if (!alike(parameters(old), parameters(fresh))) differing.addStatus();
  const judged = ({ entity }: EntityOperation) => [entity.identifier, entity.parent];
  const listed = ({ entity, operation }: EntityOperation) => [
    operation.guards,
    entity.parent,
    entity.seenBy,
    entity.seenWhere,
  ];
  if (!alike(judged(before), judged(after)) || !alike(listed(before), listed(after)))
    addElements(after.entity, differing);
  if (!alike(filteredFields(before.entity), filteredFields(after.entity))) differing.addStatus();
}

/** The fields that a list's parameters are judged by. */
function filteredFields({ fields, list }: Entity) {
  const names = list.filters.flatMap((filter) => filter.fields);
  return fields
    .filter(({ name }) => names.includes(name))
    .map((field) => ({ ...field, expression: undefined }));
}

/** What refers to a thing decides whether it can be deleted. */
function addDeletionDifference(
  target: string,
  { sides: { before, after, affected }, differing }: { sides: Sides; differing: Differing },
): void {
  const [old, fresh] = [before, after].map((blueprint) =>
    referringTo(blueprint, target).map(({ entity, field, onDelete }) => [entity.name, field.name, onDelete]),
  );
  const isAffected = [before, after].some((blueprint) =>
    referringTo(blueprint, target).some(
      ({ entity, field, onDelete }) =>
        onDelete === "refuse" && affected.hasAny([thingsOf(entity.name), fieldOf(entity.name, field.name)]),
    ),
  );
  if (!alike(old, fresh) || isAffected) differing.addStatus();
}
