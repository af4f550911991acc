import { absenceProblems } from "./absence.ts";
import { accountProblems } from "./account-consistency.ts";
import { type Action, comesAsText, isInPath, takesBody, thingParameters, wholeBodyOf } from "./action.ts";
import { batchProblems } from "./batch.ts";
import type { Blueprint } from "./blueprint.ts";
import { callerProblems } from "./callers-consistency.ts";
import { countedProblems } from "./counted-consistency.ts";
import { type Entity, type Filter, type Operation, usualOrder } from "./entity.ts";
import { looksAt, type Path } from "./expression.ts";
import { type Field, mayBeObject } from "./field.ts";
import { fieldProblem, ofFieldsAlone } from "./field-consistency.ts";
import { givenProblems } from "./given-consistency.ts";
import { goneProblems } from "./gone-consistency.ts";
import { handProblems } from "./hand-consistency.ts";
import { isOnlyShown } from "./hand-functions.ts";
import { headerProblems } from "./header-consistency.ts";
import { lapseProblems } from "./lapse-consistency.ts";
import { comparableParameter } from "./list-comparisons.ts";
import { madeProblems, needProblems } from "./made-consistency.ts";
import { givenByHand } from "./named-values.ts";
import { parentInPath } from "./parent-in-path.ts";
import { shownPath } from "./route.ts";
import { seenProblems } from "./seen-consistency.ts";
import { sentHeaderProblems } from "./sent-header-consistency.ts";
import { sizeProblems } from "./size-consistency.ts";
import { slugProblems } from "./slug-consistency.ts";
import { memberType, type ValueType } from "./value-type.ts";

/** What contradicts something else in a blueprint. */
export interface Inconsistency {
  /** A sentence, with names in backticks. */
  message: string;
  /** The parts at fault, the narrowest first. */
  parts: object[];
}

/** What in a blueprint contradicts something else in it, as sentences; empty when it is consistent. */
export function checkConsistency(blueprint: Blueprint): string[] {
  return findInconsistencies(blueprint).map(({ message }) => message);
}

/** What in a blueprint contradicts something else in it, with the parts at fault. */
export function findInconsistencies(blueprint: Blueprint): Inconsistency[] {
  const found: Inconsistency[] = [];
  const entities = new Map(blueprint.entities.map((entity) => [entity.name, entity]));
  for (const entity of blueprint.entities) {
    const tell = (message: string, ...parts: object[]) =>
      found.push({ message: `${message} (${entity.name})`, parts: [...parts, entity] });
    if (entities.get(entity.name) !== entity) tell(`Two things are called \`${entity.name}\``);
    checkFields(entity.fields, entities, tell);
    for (const action of entity.actions) checkTaken(action, entities, tell);
    checkNames(entity, tell);
    if (entity.seenBy !== undefined && entity.seenWhere !== undefined)
      tell("It is said twice who sees it: say all of it in one condition", entity.seenWhere);
    checkList(entity, entities, tell);
    for (const action of entity.actions) checkPath(action, entity, tell);
    for (const { message, part } of [
      ...lapseProblems(entity),
      ...seenProblems(entity),
      ...absenceProblems(entity),
    ])
      tell(message, part);
    checkParent(entity, tell);
    checkChanges(entity, tell);
    const { parent } = entity;
    const reference = entity.fields.find((one) => one.name === parent?.field);
    if (parent !== undefined && reference?.references !== parent.entity)
      tell(
        `\`${parent.field}\` does not refer to the thing \`${parent.entity}\` that it is nested under`,
        parent,
      );
  }
  for (const action of blueprint.actions) {
    const tell = (message: string, ...parts: object[]) =>
      found.push({ message: `${message} (${action.name})`, parts: [...parts, action] });
    checkTaken(action, entities, tell);
    checkPath(action, undefined, tell);
  }
  found.push(...callerProblems(blueprint), ...handProblems(blueprint), ...headerProblems(blueprint));
  found.push(...accountProblems(blueprint), ...givenProblems(blueprint));
  found.push(
    ...countedProblems(blueprint),
    ...slugProblems(blueprint),
    ...sentHeaderProblems(blueprint),
    ...routeProblems(blueprint),
    ...batchProblems(blueprint),
    ...sizeProblems(blueprint),
  );
  return found;
}

type Tell = (message: string, ...parts: object[]) => void;

/** What an action takes and its functions give is not kept as it is. */
function checkTaken(action: Action, entities: ReadonlyMap<string, Entity>, tell: Tell): void {
  for (const { message, part } of [
    ...madeProblems(action),
    ...needProblems(action, entities),
    ...goneProblems(action),
  ])
    tell(message, part);
  if (action.unknownProperties !== undefined && (!takesBody(action) || wholeBodyOf(action) !== undefined))
    tell("No object is read here, so it can't be said what it must not hold", action);
  const fields = [...action.inputs, ...givenByHand(action)];
  checkFields(fields, entities, tell);
  for (const field of fields) {
    const option = ofFieldsAlone(field);
    if (option !== undefined)
      tell(`\`${field.name}\` can't be \`${option}\`: only a field of a thing can`, field);
  }
}

/** Limits that no value keeps, and references to nothing. */
function checkFields(fields: readonly Field[], entities: ReadonlyMap<string, Entity>, tell: Tell): void {
  for (const field of fields) {
    const problem = fieldProblem(field, (name) => entities.get(name));
    if (problem !== undefined) tell(`\`${field.name}\` ${problem}`, field);
  }
}

/** What a change must not hold is nothing that a replacement needs; what an answer shows only is in one that shows something. */
function checkChanges({ fields, operations }: Entity, tell: Tell): void {
  for (const operation of operations)
    if (operation.shows !== undefined && operation.answer === "nothing")
      tell(
        "It is said what an answer shows only, and it shows nothing: add `answers it (200)`, before `shows only`",
        operation,
      );
  const replaces = operations.find(({ kind }) => kind === "replace");
  for (const field of fields) {
    if (field.refusedInChanges !== true) continue;
    if (field.immutable || field.ignoredInChanges === true)
      tell(
        `\`${field.name}\` is \`refused in changes\` and also \`${field.immutable ? "fixed" : "ignored in changes"}\`: say one of them`,
        field,
      );
    if (replaces !== undefined && field.source === "input")
      tell(
        `\`${field.name}\` is \`refused in changes\`, and \`${replaces.method} ${shownPath(replaces.path)}\` takes a thing whole: make it \`fixed\`, or change things by \`PATCH\``,
        field,
      );
  }
}

/** The thing and what it is nested under have names of their own where both stand in one path. */
function checkParent(entity: Entity, tell: Tell): void {
  const { parent, operations, actions } = entity;
  for (const route of [...operations, ...actions]) {
    const shown = shownPath(route.path);
    const names = route.path.split("/").filter((part) => part.startsWith(":"));
    const field = entity.fields.find(({ name }) => name === parent?.field);
    if (field !== undefined && field.source !== "input" && parent !== undefined)
      tell(`\`${field.name}\` is set by the service: a thing is nested under what its path names`, parent);
    const isLast = parent !== undefined && route.path.endsWith(`/:${parent.parameter}`);
    if (isLast && names.length > 1 && parentInPath(entity, route) === undefined && "kind" in route)
      tell(
        `\`{${parent.parameter}}\` is what it is nested under, and would be the thing itself in \`${shown}\`: it stands before the thing's own identifier`,
        route,
      );
    const twice = names.find((name, index) => names.indexOf(name) !== index)?.slice(1);
    if (twice !== undefined)
      tell(`\`{${twice}}\` stands for two things in \`${shown}\`: call one of them otherwise`, route);
  }
}

/** Each name once, and nothing named that is not there. */
function checkNames(entity: Entity, tell: Tell): void {
  const { identifier, fields } = entity;
  const names = new Set<string>();
  for (const field of fields) {
    if (names.has(field.name)) tell(`Two fields are called \`${field.name}\``, field);
    names.add(field.name);
  }
  if (identifier.type === "given" && !names.has(identifier.name))
    tell(`\`${identifier.name}\` identifies it and is no field`, identifier);
  if (identifier.type !== "given" && names.has(identifier.name)) {
    const field = fields.find(({ name }) => name === identifier.name) ?? identifier;
    tell(`\`${identifier.name}\` is both a field and what the service numbers it by`, field);
  }
  names.add(identifier.name);
  const need = (name: string, what: string, part: object) => {
    if (!names.has(name)) tell(`${what} names \`${name}\`, which is no field`, part);
    const field = fields.find((one) => one.name === name);
    if (field !== undefined && isOnlyShown(field)) tell(`${what} names \`${name}\`, ${onlyShown}`, part);
    if (field?.type === "json")
      tell(
        `${what} names \`${name}\`, which may be anything: it has no order, and only functions compare it`,
        part,
      );
    if (field?.source === "own-url")
      tell(
        `${what} names \`${name}\`, a url that hangs on where the service is reached: take \`${identifier.name}\``,
        part,
      );
  };
  for (const filter of entity.list.filters)
    for (const name of filter.fields) need(name, `The filter \`${filter.parameter}\``, filter);
  const { sort } = entity.list;
  for (const name of sort?.fields ?? []) need(name, "The order", sort ?? entity);
  for (const { field } of usualOrder(entity.list)) need(field, "The order", sort?.default ?? entity);
  for (const order of sort?.named ?? [])
    for (const { field } of order.keys) need(field, `The order \`${order.name}\``, order);
  for (const together of entity.uniqueTogether) {
    if (together.fields.length === 1 && together.where === undefined)
      tell("One field alone is unique by its own option: `- NAME: TYPE, unique`", together);
    for (const name of together.fields) need(name, "What is unique together", together);
  }
  for (const comparison of entity.comparisons) {
    const { left, right } = comparison;
    for (const name of [left, right]) {
      need(name, "A comparison", comparison);
      if (fields.find((field) => field.name === name)?.expression !== undefined)
        tell(
          `\`${name}\` is worked out, and no value of a caller to be compared: say \`Must hold: ...\``,
          comparison,
        );
    }
    const [one, other] = [memberType(entity, left), memberType(entity, right)];
    if (one !== undefined && other !== undefined && orderOf(one) !== orderOf(other))
      tell(`\`${left}\` and \`${right}\` are of different types and can't be compared`, comparison);
  }
}

/** Why nothing can hang on a field that a function works out when it is shown. */
export const onlyShown =
  "which is worked out by hand each time that it is shown and kept nowhere: add `set at creation` or `set at each change` to it";

function orderOf({ kind }: ValueType): string {
  return kind === "whole number" ? "number" : kind;
}

function checkList(entity: Entity, entities: ReadonlyMap<string, Entity>, tell: Tell): void {
  const { filters, pages, sort } = entity.list;
  const parameters = new Set<string>();
  const take = (name: string, part: object) => {
    if (parameters.has(name)) tell(`Two query parameters are called \`${name}\``, part);
    parameters.add(name);
  };
  for (const filter of filters) {
    take(filter.parameter, filter);
    const problem = filterProblem(filter, entity);
    if (problem !== undefined) tell(problem, filter);
    checkInput(filter, entities, tell);
  }
  checkComparisons(entity, tell);
  if (pages !== undefined) {
    take(pages.sizeParameter, pages);
    take(pages.positionParameter, pages);
    if (pages.defaultSize > pages.maximumSize)
      tell(
        `A page has ${pages.defaultSize} things when nobody says how many, and at most ${pages.maximumSize}`,
        pages,
      );
  }
  if (sort !== undefined && (sort.fields.length > 0 || sort.named !== undefined)) {
    take(sort.parameter, sort);
    const asked = new Set(sort.fields.flatMap((name) => [name, `-${name}`]));
    for (const order of sort.named ?? []) {
      if (asked.has(order.name)) tell(`\`?${sort.parameter}=${order.name}\` asks for two orders`, order);
      asked.add(order.name);
    }
    if (sort.directionParameter !== undefined) take(sort.directionParameter, sort);
  }
}

/** What is compared are parameters of the list, of one kind that has an order. */
function checkComparisons(entity: Entity, tell: Tell): void {
  for (const comparison of entity.list.comparisons ?? []) {
    const names = [comparison.left, comparison.right];
    const filters = names.map((name) => entity.list.filters.find(({ parameter }) => parameter === name));
    const missing = names.find((_, index) => filters[index] === undefined);
    const [left, right] = names.map((name) => comparableParameter(entity, name));
    const now = filters.find(
      (filter) => filter?.when !== undefined && "input" in filter.when && filter.when.input.default === "now",
    );
    if (missing !== undefined)
      tell(
        `\`?${missing}\` is compared and narrows nothing: say what it is, as in \`?${missing}\` at least FIELD`,
        comparison,
      );
    else if (left === undefined || left !== right)
      tell(
        `\`?${comparison.left}\` and \`?${comparison.right}\` can't be compared: both must take numbers, dates, times or moments`,
        comparison,
      );
    else if (now !== undefined)
      tell(`\`?${now.parameter}\` can't be compared, since it has the default \`now\``, comparison);
  }
}

/** What an action's path names is its thing or an input, and what is in a URL is a text, or in a query several. */
function checkPath(action: Action, entity: Entity | undefined, tell: Tell): void {
  const others = thingParameters(action).filter((name) => name !== entity?.parent?.parameter);
  const [unknown] =
    entity === undefined || others.includes(entity.identifier.name)
      ? others.filter((name) => name !== entity?.identifier.name)
      : others.slice(1);
  if (unknown !== undefined)
    tell(`\`{${unknown}}\` in the path is no input: say what it is, as in \`- ${unknown}: text\``, action);
  for (const input of action.inputs) {
    const isInUrl = input.header === undefined && comesAsText(action, input);
    if (isInUrl && isNoText(input, isInPath(action, input)))
      tell(`\`${input.name}\` is a text in a URL, and no ${wordsOf(input)}`, input);
  }
}

/** What a parameter takes fits into a query, and its condition looks at it. */
function checkInput(filter: Filter, entities: ReadonlyMap<string, Entity>, tell: Tell): void {
  if (filter.when === undefined || !("input" in filter.when)) return;
  const { input, condition } = filter.when;
  checkFields([input], entities, tell);
  const problem = queryProblem(input);
  if (problem !== undefined) tell(problem, filter);
  const option = ofFieldsAlone(input) ?? (input.unknownRefusal === undefined ? undefined : "known");
  if (option !== undefined)
    tell(
      `\`?${filter.parameter}\` can't be \`${option}\`: what narrows a list is compared, and neither kept nor looked up`,
      filter,
    );
  const isInput = ({ scope, names }: Path) => scope === "input" && names[0] === input.name;
  if (!looksAt(condition, isInput))
    tell(
      `The condition of \`?${filter.parameter}\` does not look at \`${input.name}\`, the value that callers give`,
      filter,
    );
  else if (!looksAt(condition, ({ scope }) => scope !== "input"))
    tell(
      `The condition of \`?${filter.parameter}\` looks at no field: \`${input.name}\` is the value that callers give, \`its ${input.name}\` the field`,
      filter,
    );
}

/** Whether an input can't stand in a URL; a list can in a query, with a text for each element. */
function isNoText({ type, items }: Field, isOneOnly: boolean): boolean {
  return mayBeObject(type) || (type === "list" && (isOneOnly || mayBeObject(items?.type)));
}

function wordsOf({ type, items }: Field): string {
  if (type !== "list") return type === "json" ? "value of any kind" : type;
  return items?.type === "object" ? "list of objects" : items?.type === "json" ? "list of anything" : type;
}

/** Why a query can't have an input. */
function queryProblem(input: Field): string | undefined {
  const { name, source, mustBe } = input;
  if (mustBe !== undefined) return `That \`?${name}\` is in the ${mustBe} is for its condition to say`;
  if (source !== "input") return `Callers give \`?${name}\`, so the service can't set it`;
  return isNoText(input, false) ? `\`?${name}\` is a text in a URL, and no ${wordsOf(input)}` : undefined;
}

const textComparisons: readonly Filter["comparison"][] = ["contains", "starts-with"];

function filterProblem({ comparison, fields, parameter }: Filter, entity: Entity): string | undefined {
  for (const name of fields) {
    const type = memberType(entity, name);
    if (type === undefined) continue;
    const isText = type.kind === "text" || type.kind === "choice";
    if (textComparisons.includes(comparison) && !isText)
      return `The filter \`${parameter}\` looks into texts, and \`${name}\` is none`;
    if (comparison === "has-element" && type.kind !== "list")
      return `The filter \`${parameter}\` looks into lists, and \`${name}\` is none`;
  }
  return undefined;
}

type Led = Operation | Action | { method: "POST"; path: string };

/** A route leads to one place, save where it both creates and replaces. */
function routeProblems({ entities, actions, batches = [] }: Blueprint): Inconsistency[] {
  const found: Inconsistency[] = [];
  const routes = new Map<string, { of: Entity | undefined; route: Led }>();
  const add = (route: Led, of: Entity | undefined) => {
    const key = `${route.method} ${route.path.replace(/:[^/]+/g, ":")}`;
    const other = routes.get(key);
    routes.set(key, { of, route });
    if (other === undefined) return;
    if (of !== undefined && other.of === of && isUpsert(of, route, other.route)) return;
    const shown = `${route.method} ${shownPath(route.path)}`;
    found.push({
      message: `The route \`${shown}\` leads to two places`,
      parts: [route, ...(of === undefined ? [] : [of])],
    });
  };
  for (const action of actions) add(action, undefined);
  for (const { path } of batches) add({ method: "POST", path }, undefined);
  for (const entity of entities) {
    for (const operation of entity.operations) add(operation, entity);
    for (const action of entity.actions) add(action, entity);
  }
  return found;
}

/** One route may both create and replace, where its path says by which identifier of the caller's own. */
function isUpsert({ identifier }: Entity, one: Led, other: Led): boolean {
  if (!("kind" in one && "kind" in other) || identifier.type !== "given") return false;
  return [one.kind, other.kind].sort().join() === "create,replace" && /:[^/]+$/.test(one.path);
}
