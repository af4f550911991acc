import type * as z from "zod";
import type { Operation } from "../blueprint/entity.ts";
import type { Answer, Messages } from "./messages.ts";
import { nameAction, type Resource, type ResourceRoute } from "./resources.ts";
import type { Route } from "./routes.ts";
import { pointer, type Source, shortened } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";
import { leaveOutBeside, manyOf, oneOf, type View } from "./views.ts";

export type OperationInput = z.input<typeof Operation>;
type Kind = OperationInput["kind"];

/** An operation, and what its route takes and shows. */
export interface ReadOperation extends ResourceRoute {
  kind: Kind;
  status: number;
  answer: OperationInput["answer"];
  /** What it takes of a thing. */
  taken?: ValueShape | undefined;
  bodyWrapper?: string | undefined;
  /** What it shows of a thing, and how. */
  view?: View | undefined;
  headers?: ReadonlySet<string> | undefined;
}

interface Reading {
  source: Source;
  schemas: Schemas;
  messages: Messages;
}

/** The operations that a resource's routes are; routes that are none are named. */
export function operationsOf({ routes }: Resource, reading: Reading): ReadOperation[] {
  const operations: ReadOperation[] = [];
  // What a PUT does depends on what a POST to all of them does.
  for (const one of routes.toSorted((left, right) => left.to.localeCompare(right.to))) {
    const read = operationOf(one, operations, reading);
    if (read.length === 0) nameAction(one.route, reading);
    operations.push(...read);
  }
  return operations
    .map((one) => withoutForeign(one, operations, reading))
    .sort((left, right) => order(left) - order(right));
}

/** Of what shows nothing of the thing that the other routes show, no view. */
function withoutForeign(
  one: ReadOperation,
  all: readonly ReadOperation[],
  { source }: Reading,
): ReadOperation {
  const shown = shownOf(all);
  const { view, kind } = one;
  if (view === undefined || shown === undefined || kind === "list") return one;
  const names = [...(view.thing.properties?.keys() ?? [])];
  if (names.some((name) => shown.properties?.has(name))) return one;
  const answer = kind === "delete" ? "nothing" : one.answer;
  source.leaveOut(
    view.thing.at,
    `what it answers is no thing: here it is ${answer === "nothing" ? "nothing" : "the thing itself"}`,
  );
  return { ...one, answer, view: undefined };
}

/** What the operations show of a thing. */
export function shownOf(operations: readonly ReadOperation[]): ValueShape | undefined {
  return firstShown(operations)?.view?.thing;
}

function firstShown(operations: readonly ReadOperation[]): ReadOperation | undefined {
  return shownFirst
    .flatMap((kind) => operations.filter((one) => one.kind === kind))
    .find(({ view }) => view !== undefined);
}

const shownFirst: readonly Kind[] = ["read", "create", "list", "update", "replace", "delete", "clear"];

/** The order in which specs have them; what creates or replaces stays together. */
function order({ kind, route }: ReadOperation): number {
  const kinds: Kind[] = ["create", "list", "read", "update", "replace", "delete", "clear"];
  return kind === "create" && route.method === "PUT" ? kinds.indexOf("replace") - 0.5 : kinds.indexOf(kind);
}

function operationOf(
  one: ResourceRoute,
  before: readonly ReadOperation[],
  reading: Reading,
): ReadOperation[] {
  const { source, schemas, messages } = reading;
  const { route } = one;
  const [answer, ...more] = messages.answersOf(route);
  const body = ["POST", "PUT", "PATCH"].includes(route.method)
    ? oneOf(schemas, messages.bodyOf(route))
    : undefined;
  const many = manyOf(schemas, answer?.body);
  const kind = kindOf(one, {
    hasBody: body !== undefined,
    isMany: many !== undefined,
    answers: answer?.status,
  });
  if (kind === undefined) return [];
  if (body !== undefined) leaveOutBeside(source, body);
  leaveOutRest(one, kind, { answer, source });
  const status = answer?.status ?? usualStatus(kind);
  const shared = {
    ...one,
    taken: body?.thing,
    bodyWrapper: body?.within,
    headers: new Set(Object.keys(answer?.headers?.value ?? {})),
  };
  if (kind === "list") return [{ ...shared, kind, status, answer: "list", view: many }];
  const view = oneOf(schemas, answer?.body);
  const isShown = answer === undefined ? kind !== "delete" && kind !== "clear" : answer.body !== undefined;
  const shows = isShown && ![204, 205].includes(status);
  if (kind === "clear")
    return [
      { ...shared, kind, status, answer: shows && many !== undefined ? "list" : "nothing", view: many },
    ];
  if (shows && view === undefined && answer !== undefined)
    source.leaveOut(
      answer.at,
      "what it answers is no thing: here it is the thing itself, or after a delete nothing",
    );
  const isThing = shows && (kind !== "delete" || view !== undefined);
  const operation: ReadOperation = {
    ...shared,
    kind,
    status,
    answer: isThing ? "entity" : "nothing",
    ...(isThing && { view }),
  };
  if (kind !== "replace") {
    for (const { at, status: other } of more)
      source.leaveOut(at, `a route has one status of success, here ${status}: ${other} is left out`);
    return [operation];
  }
  if (isPartial(operation, before)) return [{ ...operation, kind: "update" }];
  const statuses = [status, ...more.map((other) => other.status)];
  const replaced = statuses.find((other) => other !== 201) ?? 200;
  const created = more.concat(answer ?? []).find((other) => other.status === 201);
  if (created === undefined ? isOnlyWrite(one, before, reading) : !hasOwnKeys(one, before))
    return [
      { ...operation, kind: "create", status: 201 },
      { ...operation, status: replaced },
    ];
  if (created !== undefined)
    source.leaveOut(
      created.at,
      "that a PUT makes what a POST makes with keys of its own can't be said: left out",
    );
  return [{ ...operation, status: replaced }];
}

/** Names parameters and headers that no operation of the kind has. */
function leaveOutRest(
  { route }: ResourceRoute,
  kind: Kind,
  { answer, source }: { answer: Answer | undefined; source: Source },
): void {
  if (kind !== "list") {
    for (const { value, at } of route.parameters)
      if (value.in === "query")
        source.leaveOut(at, `only lists have parameters in the query: ${shortened(value.name)} is left out`);
  }
  for (const name of Object.keys(answer?.headers?.value ?? {}))
    if (!usualHeaders.test(name) && answer?.headers !== undefined)
      source.leaveOutAlike(
        pointer(answer.headers.at, name),
        `the header ${shortened(name)} can't be said: left out`,
      );
}

const usualHeaders = /^(location|link|x-total(-count)?|content-type)$/i;

function kindOf(
  { route: { method, parameters }, to }: ResourceRoute,
  { hasBody, isMany, answers }: { hasBody: boolean; isMany: boolean; answers: number | undefined },
): Kind | undefined {
  const narrows = parameters.some(({ value }) => value.in === "query");
  if (to === "all") {
    if (method === "GET") return isMany ? "list" : undefined;
    if (method === "POST") return hasBody || answers === 201 ? "create" : undefined;
    return method === "DELETE" && !narrows ? "clear" : undefined;
  }
  const kinds = { GET: "read", PUT: "replace", PATCH: "update", DELETE: "delete", POST: undefined } as const;
  return (method === "PUT" || method === "PATCH") && !hasBody ? undefined : kinds[method];
}

/** Whether a PUT changes some fields: it needs none where a create needs some. */
function isPartial({ taken }: ReadOperation, before: readonly ReadOperation[]): boolean {
  const create = before.find(({ kind }) => kind === "create")?.taken;
  if (create === undefined || taken === undefined || create.component === taken.component) return false;
  return taken.required.size === 0 && create.required.size > 0;
}

/** Whether a POST makes things and is not told the key by which this route names one. */
function hasOwnKeys({ route }: ResourceRoute, before: readonly ReadOperation[]): boolean {
  const create = before.find(({ kind }) => kind === "create");
  const key = ownParameter(route).name ?? "id";
  return (
    create !== undefined &&
    create.taken?.required.has(key) !== true &&
    create.taken?.required.has("id") !== true
  );
}

/** Whether nothing else makes the things that a PUT replaces, so that it makes them. */
function isOnlyWrite(
  { route }: ResourceRoute,
  before: readonly ReadOperation[],
  { messages }: Reading,
): boolean {
  return before.every(({ kind }) => kind !== "create") && !messages.hasRefusal(route, 404);
}

function usualStatus(kind: Kind): number {
  if (kind === "create") return 201;
  return kind === "delete" || kind === "clear" ? 204 : 200;
}

/** The first operation of one of the kinds, in the order of the kinds. */
export function firstOf(operations: readonly ReadOperation[], ...kinds: Kind[]): ReadOperation | undefined {
  return kinds.flatMap((kind) => operations.filter((one) => one.kind === kind))[0];
}

/** The name of the parameter that stands last in a route's path, with its schema. */
export function ownParameter({ names, parameters }: Route) {
  const name = names.at(-1);
  return { name, schema: parameters.find(({ value }) => value.in === "path" && value.name === name) };
}
