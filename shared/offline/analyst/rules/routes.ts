import type { Operation } from "../../../blueprint/entity.ts";
import type { EntityFacts, OperationKind } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { isExampleKey } from "../text/example-keys.ts";
import { nameKey, wordsOf } from "../text/names.ts";
import { denyMethods, isDenied } from "./denied-methods.ts";
import { operate } from "./operations.ts";
import { learnKey } from "./path-keys.ts";
import { refer } from "./reference-item.ts";

const methods = /^(?:GET|POST|PUT|PATCH|DELETE)$/;

export type Segment = { readonly name: string; readonly parameter: boolean };

/** The segments of a path, in any writing of its parameters; an example of an identifier stands for a parameter. */
export function segmentsOf(path: string, examples: ReadonlySet<string>): Segment[] {
  const parts = path.split("/").filter((part) => part !== "");
  return parts.map((part, index) => {
    if (index === 0 && parts.length === 1 && /^\d+$/.test(part)) return { name: "id", parameter: true };
    if (index > 0 && /^[A-Za-z]/.test(parts[index - 1] ?? "") && isExampleKey(part, examples))
      return { name: "id", parameter: true };
    const parameter = /^(?::(.+)|\{(.+)\}|<(.+)>|\[(.+)\])$/.exec(part);
    const name = parameter?.slice(1).find((inside) => inside !== undefined);
    return name === undefined
      ? { name: part, parameter: false }
      : { name: name.replace(/^(?:int|string|uuid):/, ""), parameter: true };
  });
}

/** Whether a token is a method of HTTP, written as one. */
export function methodAt(reader: Reader, at: number): Operation["method"] | undefined {
  const text = reader.tokens[at]?.text ?? "";
  if (!methods.test(text)) return undefined;
  return text === "GET" || text === "POST" || text === "PUT" || text === "PATCH" || text === "DELETE"
    ? text
    : undefined;
}

/** Reads a method and what it is applied to: `POST /books`, "DELETE of the root", "POSTed to the root". */
export function readRoute(reader: Reader, start: number): number | undefined {
  const method = methodAt(reader, start);
  if (method === undefined) return undefined;
  const list: Operation["method"][] = [method];
  let at = start + 1;
  for (;;) {
    let next = at;
    while (/^(?:,|and|or|\/|\|)$/.test(reader.word(next))) next += 1;
    const another = next > at ? methodAt(reader, next) : undefined;
    if (another === undefined) break;
    const follows = reader.tokens[next + 1]?.kind === "path";
    if (follows && reader.tokens[at]?.kind === "path") break;
    list.push(another);
    at = next + 1;
  }
  let target = at;
  while (
    /^(?:to|on|of|at|from|request|requests|the|a|an|its|own|:|-|service|all|one|\|)$/.test(
      reader.word(target),
    ) &&
    target < at + 4
  )
    target += 1;
  const token = reader.tokens[target];
  if (isDenied(reader, start, token?.kind === "path" ? target + 1 : at)) {
    const end = denyMethods(reader, list, target);
    reader.use(start, Math.max(at, end));
    return Math.max(at, end);
  }
  if (token?.kind === "path") {
    reader.use(start, target + 1);
    for (const one of list) applyRoute(reader, one, token.text);
    if (start === 0 && reader.entity !== undefined) reader.entity.routeLines += list.length;
    return target + 1;
  }
  if (reader.word(target) === "root" || reader.word(target + 1) === "root") {
    const end = reader.word(target) === "root" ? target + 1 : target + 2;
    reader.use(start, end);
    for (const one of list) applyRoute(reader, one, "/");
    return end;
  }
  const entity = reader.scope.entityAt(reader.tokens, target)?.entity ?? reader.entity;
  if (entity === undefined) return undefined;
  reader.use(start, at);
  for (const one of list) operate(reader, entity, [bareKind(reader, one)]);
  const put = list.includes("PUT");
  if (put) entity.operation(bareKind(reader, "PUT")).set("method", "PUT", reader.clause);
  return at;
}

function bareKind(reader: Reader, method: Operation["method"]): OperationKind {
  if (method === "POST") return "create";
  if (method === "PATCH") return "update";
  if (method === "PUT") return partial(reader) ? "update" : "replace";
  if (method === "GET")
    return reader.mentions(/^(?:list|lists|all|collection|array|filter|filtered)$/) ? "list" : "read";
  return reader.mentions(/^all$/) && !reader.mentions(/^(?:each|one|its)$/) ? "clear" : "delete";
}

function partial(reader: Reader): boolean {
  if (
    reader.tokens.some((token) => token.text === "PATCH") ||
    reader.mentions(/^(?:replaces?|replaced|replacing|whole|full|fully|entire|entirely|overwrites?)$/)
  )
    return false;
  return (
    reader.mentions(/^(?:partial|partially|any|only|some|subset)$/) ||
    (reader.mentions(/^(?:updates?|changes?|edits?)$/) && reader.mentions(/^(?:given|sent|provided)$/))
  );
}

/** What a route does, to which entity; its path becomes the entity's. */
export function applyRoute(reader: Reader, method: Operation["method"], path: string): void {
  const segments = segmentsOf(path, reader.known.exampleKeys);
  const target = targetOf(reader, segments);
  if (target === undefined) {
    reader.reasons.push(`no thing of this service is at ${method} ${path}`);
    return;
  }
  const { entity, item } = target;
  if (item) learnKey(reader, entity, segments.at(-1)?.name ?? "");
  const kind = kindOf(reader, method, item);
  if (kind === undefined) {
    reader.reasons.push(`${method} ${path} is no operation that this model knows`);
    return;
  }
  const collection = `/${segments
    .slice(0, item ? -1 : undefined)
    .map(written)
    .join("/")}`;
  const parent = segments
    .slice(0, -1)
    .findLast((segment) => segment.parameter && segment !== segments.at(-1));
  const nested =
    parent !== undefined && (!item || segments.filter((segment) => segment.parameter).length > 1);
  const outer = nested ? segments[segments.indexOf(parent) - 1] : undefined;
  const owner = outer === undefined ? undefined : reader.known.entity(wordsOf(outer.name).join(" "));
  reader.entity = entity;
  if (nested && owner === undefined) {
    reader.reasons.push(`${path} lies under something that the text does not describe`);
    return;
  }
  if (nested && owner !== undefined) {
    const field = refer(reader, entity, owner);
    if (field !== undefined && parent !== undefined) {
      const parameter =
        /^[A-Za-z_]\w*$/.test(parent.name) && parent.name !== "id" ? parent.name : `${owner.name}Id`;
      entity.imply("parent", { entity: owner.name, field: field.name, parameter }, reader.clause);
      const under = `/${segments.map((segment) => (segment === parent ? `:${parameter}` : segment === segments.at(-1) && item ? ":id" : written(segment))).join("/")}`;
      if (
        entity.operation(kind).get("path") !== undefined &&
        entity.operation(kind).get("path") !== under &&
        kind === "list"
      ) {
        entity.extraRoutes.push({ kind, method, path: under, status: 200, answer: "list" });
      } else entity.operation(kind).set("path", under, reader.clause);
    }
  } else {
    if (kind === "list" && entity.operation("list").get("path")?.includes("/:") === true) {
      const nestedPath = entity.operation("list").get("path") ?? "";
      entity.extraRoutes.push({ kind, method: "GET", path: nestedPath, status: 200, answer: "list" });
      entity.operation("list").refine("path", collection === "" ? "/" : collection, reader.clause);
    }
    entity.set("path", collection, reader.clause);
    if (item) entity.operation(kind).imply("path", join(collection), reader.clause);
    else entity.operation(kind).imply("path", collection, reader.clause);
  }
  operate(reader, entity, [kind]);
  entity.operation(kind).set("method", method, reader.clause);
  if (kind === "replace" && createsToo(reader)) {
    entity.operation("replace").set("creates", true, reader.clause);
    reader.operations = ["replace", "create"];
  }
}

/** Whether a clause about PUT says that it also makes what is not there: "creates or replaces", "upserts". */
export function createsToo(reader: Reader): boolean {
  const creates = reader.tokens.some(
    (token, at) =>
      /^(?:creates?|created|creating|adds?|upserts?|upsert)$/.test(token.word) &&
      !/^(?:not|never|cannot|no|without)$/.test(reader.word(at - 1)),
  );
  return (
    creates &&
    reader.mentions(
      /^(?:replaces?|replaced|replacing|updates?|overwrites?|overwritten|otherwise|exists?|existing|upserts?|new|unknown)$/,
    )
  );
}

/** A path without a method says where things are: "at /books and /books/:id". */
export function readPath(reader: Reader, at: number): number | undefined {
  const token = reader.tokens[at];
  if (token?.kind !== "path") return undefined;
  const segments = segmentsOf(token.text, reader.known.exampleKeys);
  const target = targetOf(reader, segments);
  if (target === undefined) return undefined;
  const { entity, item } = target;
  if (item) learnKey(reader, entity, segments.at(-1)?.name ?? "");
  const collection = item ? segments.slice(0, -1) : segments;
  const parent = collection.findLast((segment) => segment.parameter);
  const outer = parent === undefined ? undefined : collection[collection.indexOf(parent) - 1];
  const owner = outer === undefined ? undefined : reader.known.entity(wordsOf(outer.name).join(" "));
  let path = `/${collection.map(written).join("/")}`;
  if (parent !== undefined) {
    const field = owner === undefined ? undefined : refer(reader, entity, owner);
    if (owner === undefined || field === undefined) return undefined;
    const parameter = parent.name === "id" ? `${owner.name}Id` : parent.name;
    entity.imply("parent", { entity: owner.name, field: field.name, parameter }, reader.clause);
    path = path.replace(`:${parent.name}`, `:${parameter}`);
  }
  numbered(reader, token.text);
  entity.set("path", path, reader.clause);
  reader.entity = entity;
  reader.met(`entities/${entity.name}/operations`);
  reader.use(
    /^(?:address|location|uri|base|prefix|resource)$/.test(reader.word(at - 1)) ? at - 1 : at,
    at + 1,
  );
  return at + 1;
}

/** "/hives/5" shows that hives are numbered. */
function numbered(reader: Reader, path: string): void {
  const parts = path.split("/").filter((part) => part !== "");
  parts.forEach((part, index) => {
    if (!/^\d+$/.test(part)) return;
    const name = parts[index - 1];
    const entity =
      name === undefined
        ? parts.length === 1
          ? reader.entity
          : undefined
        : reader.known.entity(wordsOf(name).join(" "));
    entity?.imply("identifierType", "sequence", reader.clause);
  });
}

function join(collection: string): string {
  return collection === "/" ? "/:id" : `${collection}/:id`;
}

function written(segment: Segment): string {
  return segment.parameter ? `:${segment.name}` : segment.name;
}

function kindOf(reader: Reader, method: Operation["method"], item: boolean): OperationKind | undefined {
  if (method === "GET") return item ? "read" : "list";
  if (method === "POST") return item ? undefined : "create";
  if (method === "PATCH") return item ? "update" : undefined;
  if (method === "PUT") return item ? (partial(reader) ? "update" : "replace") : undefined;
  return item ? "delete" : "clear";
}

/** The entity that a path leads to, and whether to one or to all. */
export function targetOf(
  reader: Reader,
  segments: readonly Segment[],
): { entity: EntityFacts; item: boolean } | undefined {
  const last = segments.at(-1);
  if (last === undefined) {
    const main =
      reader.known.entities.find((entity) => entity.get("path") === "/") ??
      reader.known.entities.toSorted((a, b) => b.weight - a.weight)[0];
    return main === undefined ? undefined : { entity: main, item: false };
  }
  const named = last.parameter ? segments.at(-2) : last;
  if (named === undefined || named.parameter) {
    const only =
      reader.known.entities.find((entity) => entity.get("path") === "/") ?? reader.known.entities[0];
    return segments.length === 1 && only !== undefined ? { entity: only, item: true } : undefined;
  }
  const entity =
    reader.known.entity(wordsOf(named.name).join(" ")) ??
    reader.known.entities.find((one) => nameKey(one.plural) === nameKey(named.name));
  return entity === undefined ? undefined : { entity, item: last.parameter };
}
