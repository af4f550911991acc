import pluralize from "pluralize";
import type { Messages } from "./messages.ts";
import { pathOf, type Route } from "./routes.ts";
import type { Source } from "./source.ts";
import type { Schemas } from "./value-shape.ts";
import { manyOf, oneOf } from "./views.ts";

/** A route of a resource: to all of its things, or to one. */
export interface ResourceRoute {
  route: Route;
  to: "all" | "one";
  /** Whether its path goes through the parent's. */
  isNested: boolean;
}

/** One kind of thing, as the paths show it. */
export interface Resource {
  /** Path to all of them. */
  segments: readonly string[];
  routes: ResourceRoute[];
  /** The one that its nested routes go through, and names that a property has which tells of which. */
  parent?: { resource: Resource; names: readonly string[] } | undefined;
  /** Component that its things are. */
  component?: string | undefined;
}

interface Reading {
  source: Source;
  schemas: Schemas;
  messages: Messages;
}

/** Sorts routes into resources; those that belong to none are named. */
export function resourcesOf(routes: readonly Route[], reading: Reading): Resource[] {
  const groups = new Map<string, Resource>();
  for (const route of routes) {
    const to = route.segments.at(-1) === "{}" ? "one" : "all";
    const segments = to === "one" ? route.segments.slice(0, -1) : route.segments;
    const group = groups.get(pathOf(segments)) ?? { segments, routes: [] };
    group.routes.push({ route, to, isNested: segments.includes("{}") });
    groups.set(pathOf(segments), group);
  }
  for (const group of groups.values()) group.component = componentOf(group, reading);
  const found = [...groups.values()].filter((group) => isResource(group, groups, reading));
  const resources = new Map<Resource, Resource>();
  for (const group of found.filter(({ segments }) => !segments.includes("{}"))) resources.set(group, group);
  for (const group of found.filter(({ segments }) => segments.includes("{}")))
    place(group, { groups, resources }, reading);
  for (const group of groups.values()) {
    if (resources.has(group)) continue;
    for (const one of group.routes)
      if (!isOtherList(one, group, { resources, reading })) nameAction(one.route, reading);
  }
  return [...new Set(resources.values())];
}

/** Puts a resource below another's things beside what it is part of, if the language can say where it is. */
function place(
  group: Resource,
  { groups, resources }: { groups: Map<string, Resource>; resources: Map<Resource, Resource> },
  reading: Reading,
): void {
  const at = group.segments.indexOf("{}");
  if (group.segments.lastIndexOf("{}") !== at) return;
  const parent = groups.get(pathOf(group.segments.slice(0, at)));
  const owner = parent && resources.get(parent);
  if (owner === undefined || at + 1 === group.segments.length) return;
  const belonging = { resource: owner, names: parentNames(group, at) };
  const known = [...new Set(resources.values())].find(
    (one) =>
      one.segments.at(-1) === group.segments.at(-1) &&
      (one.component === group.component || !one.routes.some(({ to }) => to === "all")),
  );
  if (known === undefined) {
    group.parent = belonging;
    resources.set(group, group);
  } else if (known.parent === undefined && known !== owner && isMadeWith(belonging.names, known, reading)) {
    known.parent = belonging;
    known.routes.push(...group.routes);
    resources.set(group, known);
  }
}

/** Names of a property that says to which thing of the path another belongs. */
function parentNames({ routes, segments }: Resource, at: number): string[] {
  const [parameter = "id"] = routes[0]?.route.names ?? [];
  const singular = pluralize.singular(segments[at - 1] ?? "");
  // `/posts/{id}/tags` says of no property of a tag that it tells of the post.
  const own = /^_?(id|uuid|guid|key|slug|code|number|name)$/i.test(parameter) ? [] : [parameter];
  return [...own, ...["Id", "ID", "_id"].map((ending) => `${singular}${ending}`), singular];
}

/** Whether a thing is made with what it belongs to also where the path does not tell. Otherwise it may belong to many. */
function isMadeWith(names: readonly string[], { routes }: Resource, { schemas, messages }: Reading): boolean {
  const makers = routes.filter(({ to, route }) => to === "all" && route.method === "POST");
  return makers.every(({ route }) => {
    const properties = oneOf(schemas, messages.bodyOf(route))?.thing.properties;
    return names.some((name) => properties?.has(name));
  });
}

function isResource(
  group: Resource,
  groups: ReadonlyMap<string, Resource>,
  { schemas, messages }: Reading,
): boolean {
  const last = group.segments.at(-1);
  if (last === "{}") return false;
  const toAll = group.routes.filter(({ to }) => to === "all").map(({ route }) => route);
  const hasShape = group.routes.some(
    ({ route }) =>
      messages.bodyOf(route) !== undefined ||
      messages.answersOf(route).some(({ body }) => body !== undefined),
  );
  if (!hasShape) return false;
  const others = [...groups.values()].filter(
    (other) => other !== group && other.component !== undefined && other.component === group.component,
  );
  if (toAll.length < group.routes.length) {
    // A second way to things that have a place of their own, as by another key of theirs.
    return (
      toAll.length > 0 ||
      !others.some(
        ({ routes, segments }) => segments.at(-1) !== last && routes.some(({ to }) => to === "all"),
      )
    );
  }
  // A search of things whose own place is above it.
  if (others.some(({ segments }) => pathOf(group.segments).startsWith(`${pathOf(segments)}/`))) return false;
  const lists = toAll.some(
    (route) => route.method === "GET" && manyOf(schemas, messages.answersOf(route)[0]?.body) !== undefined,
  );
  const creates = toAll.some((route) => route.method === "POST" && messages.bodyOf(route) !== undefined);
  const isNamedForMany = last === undefined || pluralize.isPlural(last);
  const answers201 = toAll.some(
    (route) => route.method === "POST" && messages.answersOf(route)[0]?.status === 201,
  );
  return (lists && creates) || (isNamedForMany && (lists || (creates && answers201)));
}

/** A list of a resource's things below its path, which is its list where it has no other. */
function isOtherList(
  { route }: ResourceRoute,
  group: Resource,
  { resources, reading }: { resources: Map<Resource, Resource>; reading: Reading },
): boolean {
  if (route.method !== "GET" || group.component === undefined) return false;
  const owner = [...resources.values()].find(
    ({ component, segments, routes }) =>
      component === group.component &&
      pathOf(group.segments).startsWith(`${pathOf(segments)}/`) &&
      !routes.some((one) => one.to === "all" && one.route.method === "GET"),
  );
  const view = manyOf(reading.schemas, reading.messages.answersOf(route)[0]?.body);
  if (owner === undefined || view === undefined || group.segments.includes("{}")) return false;
  owner.routes.push({ route, to: "all", isNested: false });
  return true;
}

/** Names a route whose meaning no shape tells. */
export function nameAction({ words, operation }: Route, { source }: Pick<Reading, "source">): void {
  source.leaveOut(
    operation.at,
    `what ${words} does can't be known from what it takes and answers: write it as an action`,
  );
}

/** The component that a resource's things are: what a route shows of one, or failing that of all. */
function componentOf({ routes }: Resource, { schemas, messages }: Reading): string | undefined {
  const shown = routes.map(({ route, to }) => {
    const body = messages.answersOf(route)[0]?.body;
    const isList = to === "all" && route.method === "GET";
    return { isList, component: (isList ? manyOf(schemas, body) : oneOf(schemas, body))?.thing.component };
  });
  const known = shown.filter(({ component }) => component !== undefined);
  return (known.find(({ isList }) => !isList) ?? known[0])?.component;
}
