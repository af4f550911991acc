import type { Blueprint } from "../blueprint/blueprint.ts";
import { exposedHeaders } from "../blueprint/exposed-headers.ts";
import type { RefusalBody } from "../blueprint/refusal-body.ts";
import { documentPath } from "../compiler/service-module.ts";
import { type Meant, MeantRoute } from "../delivery/meant.ts";
import { absencesOf } from "./absences.ts";
import { affectedBy } from "./affected-by.ts";
import { alike, meaningOf } from "./alike.ts";
import { changedConstraints } from "./constraints.ts";
import { Differing, type Sides } from "./differing.ts";
import { addActionDifference } from "./meant-of-action.ts";
import { addOperationDifference } from "./meant-of-operation.ts";
import { isRepeatedOtherwise, repeatsOfRoute } from "./repeats.ts";
import { type Route, routesIn } from "./routes.ts";
import { callerSource } from "./sources.ts";
import { writesOfRoute } from "./writes.ts";

/**
 * Which routes may answer otherwise because of what changed from one spec to the next, and in what; whatever is not named
 * must be the same.
 *
 * Promised is that it is wide enough: two services that do what the two specs say differ in nothing else, while their data is
 * brought together again after each request that only one of them accepted. It follows names: from a changed value to
 * those worked out from it, the lists, rules and guards that use it, what actions make of it, and things that are shown in
 * others. And that it is narrow: a route is named only for what it shows, judges or writes itself. Where a dependency
 * can't be told (a function by hand), it is wide for the entities that the function's sentence names. A new field that callers
 * give also lets `status` differ where it is given, since what was ignored is judged now.
 *
 * Titles, descriptions and clauses mean nothing; only the OpenAPI document, which repeats them, may then differ.
 */
export function meantBy(before: Blueprint, after: Blueprint): Meant {
  const [old, fresh] = [routesIn(before), routesIn(after)];
  const affected = affectedBy(before, after);
  const sides: Sides = { before, after, affected, constraints: changedConstraints(before, after, affected) };
  const everywhere = new Differing();
  addRefusalDifference(sides, everywhere);
  const isOfAccounts = [before, after].some(({ callers }) => callers?.name?.account !== undefined);
  if (isOfAccounts && affected.has(callerSource)) everywhere.addStatus();
  const routes: MeantRoute[] = [];
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const [one, other] = [old.get(key), fresh.get(key)];
    const { method, path } = other ?? one ?? { method: "", path: "" };
    const differing =
      one === undefined || other === undefined ? Differing.wholly() : differingRoute(one, other, sides);
    differing.addAll(everywhere);
    if (one !== undefined && other !== undefined) addRefusalKinds(sides, other, differing);
    if (!differing.isEmpty) routes.push(differing.route({ method, path }));
  }
  const paths = ({ batches = [] }: Blueprint) => batches.map(({ path }) => path).toSorted();
  routes.push(...batchesMeant(before, after, routes));
  const isOtherSet =
    !alike(paths(before), paths(after)) ||
    [...old.keys()].some((key) => !fresh.has(key)) ||
    [...fresh.keys()].some((key) => !old.has(key));
  const others = new Differing();
  others.addAll(everywhere);
  if (isOtherSet) others.addStatus().addHeaders("allow");
  const { notFound, methodNotAllowed } = after.refusals;
  if (!alike([notFound, methodNotAllowed, after.refusals.codes], otherKinds(before))) others.addStatus();
  if (!others.isEmpty) routes.push(others.route({ method: "*", path: "*" }));
  const isDocumentOwn = old.has(`GET ${documentPath}`) || fresh.has(`GET ${documentPath}`);
  const isOtherSpec = JSON.stringify({ ...before, trace: [] }) !== JSON.stringify({ ...after, trace: [] });
  if (isOtherSpec && !isDocumentOwn)
    routes.push(MeantRoute.parse({ method: "GET", path: documentPath, anything: true }));
  return { routes };
}

/** Routes of rows that answer otherwise: they do otherwise what is done for each, or are themselves other ones. */
function batchesMeant(before: Blueprint, after: Blueprint, routes: readonly MeantRoute[]): MeantRoute[] {
  const all = [...(before.batches ?? []), ...(after.batches ?? [])];
  return [...new Set(all.map(({ path }) => path))].flatMap((path) => {
    const [one, other] = [before, after].map(({ batches }) => batches?.find((batch) => batch.path === path));
    const isOther = !alike(one, other);
    const isDone = routes.some(({ method, path: done }) =>
      [one, other].some((batch) => batch?.does.method === method && batch.does.path === done),
    );
    return isOther || isDone ? [Differing.wholly().route({ method: "POST", path })] : [];
  });
}

function otherKinds({ refusals: { notFound, methodNotAllowed, codes } }: Blueprint) {
  return [notFound, methodNotAllowed, codes];
}

function differingRoute(before: Route, after: Route, sides: Sides): Differing {
  const differing = new Differing();
  const kinds = ({ operations, actions }: Route) => [
    operations.map(({ entity, operation }) => [entity.name, operation.kind]),
    actions.length,
  ];
  if (!alike(kinds(before), kinds(after))) return Differing.wholly();
  for (const [index, operation] of before.operations.entries())
    addOperationDifference(operation, after.operations[index], { sides, differing });
  for (const [index, action] of before.actions.entries())
    addActionDifference(action, after.actions[index], { sides, differing });
  const [old, fresh] = [repeatsOfRoute(sides.before, before), repeatsOfRoute(sides.after, after)];
  if (isRepeatedOtherwise(old, fresh)) return Differing.wholly();
  if (!alike(old, fresh)) differing.addStatus();
  if (!alike(absencesOf(sides.before, before), absencesOf(sides.after, after))) differing.addStatus();
  const writes = [writesOfRoute(sides.before, before), writesOfRoute(sides.after, after)];
  const isJudged = sides.constraints.some(({ judges }) =>
    writes.some((written) => [...written].some((source) => judges.has(source))),
  );
  return isJudged ? differing.addStatus() : differing;
}

/** How callers are known, which refusal comes first, and what refusals say, which is so on all routes. */
function addRefusalDifference({ before, after }: Sides, everywhere: Differing): void {
  const { name: oldName, key: oldKey, oneRole: oldRole } = before.callers ?? {};
  const { name, key, oneRole } = after.callers ?? {};
  if (!alike([oldName, oldKey, oldRole], [name, key, oneRole])) everywhere.addStatus();
  if (!alike(before.refusals.order, after.refusals.order)) everywhere.addStatus();
  const bodies = ({ refusals: { body, bodies: some, mediaType } }: Blueprint) => [body, some, mediaType];
  if (!alike(bodies(before), bodies(after))) {
    everywhere.addHeaders("content-type");
    for (const { refusals } of [before, after])
      for (const body of [refusals.body, ...(refusals.bodies ?? []).map((one) => one.body)])
        everywhere.addFields(...namesInBody(body));
  }
  if (!alike(exposedHeaders(before), exposedHeaders(after)))
    everywhere.addHeaders(corsHeader("expose-headers"));
  if (before.crossOrigin !== after.crossOrigin)
    everywhere
      .addStatus()
      .addHeaders("vary", ...["allow-origin", "allow-methods", "allow-headers"].map(corsHeader));
}

function corsHeader(name: string): string {
  return `access-control-${name}`;
}

/** What a refusal's body says; without one it is a problem document. */
function namesInBody(body: RefusalBody | undefined): string[] {
  if (body === undefined) return ["type", "title", "status", "detail", "code", "errors"];
  if ("properties" in body) return body.properties.map(({ name }) => name);
  return [""];
}

/** Statuses and codes of refusals by their kinds, on the routes that know the kind. */
function addRefusalKinds({ before, after }: Sides, route: Route, differing: Differing): void {
  const kinds = (
    ["malformed", "invalid", "notFound", "conflict", "unknownReference", "stillReferenced"] as const
  ).filter(
    (kind) =>
      meaningOf([before.refusals[kind], before.refusals.codes?.[kind]]) !==
      meaningOf([after.refusals[kind], after.refusals.codes?.[kind]]),
  );
  if (kinds.length === 0) return;
  const operations = route.operations.map(({ operation }) => operation.kind);
  const writes = operations.some((kind) => kind === "create" || kind === "update" || kind === "replace");
  const isAction = route.actions.length > 0;
  const known = {
    malformed: writes || isAction,
    invalid: writes || isAction || operations.includes("list"),
    notFound: isAction || route.path.includes("{"),
    conflict: writes || isAction,
    unknownReference: writes || isAction,
    stillReferenced: isAction || operations.some((kind) => kind === "delete" || kind === "clear"),
  };
  if (kinds.some((kind) => known[kind])) differing.addStatus();
}
