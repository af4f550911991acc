import type * as z from "zod";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { RefusalBody } from "../blueprint/refusal-body.ts";
import type { ReadEntity } from "./entity.ts";
import { MediaType, Message } from "./shapes.ts";
import { partOf, pointer, type Source } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";

type Refusals = NonNullable<z.input<typeof Blueprint>["refusals"]>;

interface Reading {
  source: Source;
  schemas: Schemas;
}

const writes = new Set(["create", "update", "replace"]);

/** Statuses and body of refusals, as the routes of the entities name them; what no rule of the spec answers is named. */
export function refusalsOf(entities: readonly ReadEntity[], isSecured: boolean, reading: Reading): Refusals {
  const declared = declaredOf(entities);
  const ofWrites = new Set(declared.filter(({ kind }) => writes.has(kind)).map(({ status }) => status));
  const malformed = ofWrites.has("400") || !ofWrites.has("422") ? 400 : 422;
  const invalid = ofWrites.has("422") ? 422 : 400;
  for (const one of declared) {
    const why = unexplained(one, { malformed, invalid, isSecured });
    if (why !== undefined) reading.source.leaveOutAlike(one.at, why);
  }
  const body = bodyOfRefusals(declared, reading);
  return { malformed, invalid, unknownReference: invalid, ...(body !== undefined && { body }) };
}

/** A refusal that a route names. */
interface Declared {
  status: string;
  at: string;
  value: unknown;
  kind: string;
  isOfOne: boolean;
  hasOwnKey: boolean;
  hasQuery: boolean;
  isReferredTo: boolean;
}

function declaredOf(entities: readonly ReadEntity[]): Declared[] {
  return entities.flatMap(({ entity, operations }) =>
    operations.flatMap(({ kind, route, to, isNested }) => {
      const { operation, parameters } = route;
      return Object.entries(operation.value.responses)
        .filter(([status]) => /^4\d\d$/.test(status) || status === "default")
        .map(([status, value]) => ({
          status,
          at: pointer(operation.at, "responses", status),
          value,
          kind,
          isOfOne: to === "one" || isNested,
          hasOwnKey: entity.identifier.type === "given",
          hasQuery: parameters.some((parameter) => parameter.value.in === "query"),
          isReferredTo: entities.some((other) =>
            other.entity.fields.some(({ references }) => references === entity.name),
          ),
        }));
    }),
  );
}

interface Statuses {
  malformed: number;
  invalid: number;
  /** Whether callers are known somehow, which says when they are refused, or is named as left out. */
  isSecured: boolean;
}

/** Why the spec has no such refusal; undefined when it has. */
function unexplained(one: Declared, { malformed, invalid, isSecured }: Statuses): string | undefined {
  const status = Number(one.status);
  if (one.status === "default" || (isSecured && (status === 401 || status === 403))) return undefined;
  if (status === malformed || status === invalid) {
    if (writes.has(one.kind) || (one.kind === "list" && one.hasQuery)) return undefined;
    return `here nothing is refused with ${status}: a malformed identifier names nothing, and is not found`;
  }
  if (status === 404 && one.isOfOne) return undefined;
  if (status === 409 && writes.has(one.kind))
    return one.hasOwnKey && one.kind === "create"
      ? undefined
      : "which values must be unique, or what else conflicts, no document says: left out";
  if (status === 409 && one.isReferredTo && (one.kind === "delete" || one.kind === "clear")) return undefined;
  return `when ${status} is answered no document says: left out`;
}

/** The body that most refusals have, when it is no problem document (RFC 9457). */
function bodyOfRefusals(
  declared: readonly Declared[],
  { source, schemas }: Reading,
): RefusalBody | undefined {
  const bodies = new Map<ValueShape, number>();
  for (const { value, at } of declared) {
    const message = source.read({ value, at }, Message);
    const [type] = Object.keys(message?.value.content ?? {});
    if (message === undefined || type === undefined || /problem\+json/i.test(type)) continue;
    const media = source.read(
      { value: message.value.content?.[type], at: pointer(message.at, "content", type) },
      MediaType,
    );
    const shape = media && schemas.shapeOf(partOf(media, "schema"));
    if (shape !== undefined && !isProblem(shape)) bodies.set(shape, (bodies.get(shape) ?? 0) + 1);
  }
  const [most, ...others] = [...bodies].sort(([, left], [, right]) => right - left).map(([shape]) => shape);
  for (const { at } of others) source.leaveOut(at, "all refusals have one body, which is another: left out");
  return most && refusalBody(most, { source, schemas });
}

function isProblem({ properties }: ValueShape): boolean {
  return ["title", "status", "detail"].every((name) => properties?.has(name) === true);
}

const messages = /^(message|msg|detail|details|description|error_?(description|message)|title|reason)$/i;
const codes = /^(code|error_?code|error|type|key)$/i;
const fields = /^(field|name|property|param|parameter|path)(_?name)?$/i;
const statuses = /^(code|error|status|(status|error)_?code|http_?status)$/i;

function refusalBody(
  shape: ValueShape,
  reading: Reading,
  around: readonly string[] = [],
): RefusalBody | undefined {
  const { source, schemas } = reading;
  if (around.includes(shape.at)) return undefined;
  const properties: { name: string; value: RefusalBody }[] = [];
  const known = [...(shape.properties ?? [])].flatMap(([name, part]) => {
    const inner = schemas.shapeOf(part);
    return inner === undefined || name.length > 60 ? [] : [{ name, inner }];
  });
  const hasMessage = known.some(({ name, inner }) => messages.test(name) && inner.types?.[0] === "string");
  for (const { name, inner } of known) {
    const value = partOfBody(name, inner, { hasMessage, reading, around: [...around, shape.at] });
    if (value !== undefined) properties.push({ name, value });
    else source.leaveOut(inner.at, `what refusals tell in \`${name}\` can't be said: left out`);
  }
  if (properties.length > 0 && properties.length <= 8) return { properties };
  if (around.length === 0)
    source.leaveOut(shape.at, "the body of refusals can't be said: it is a problem document (RFC 9457)");
  return undefined;
}

function partOfBody(
  name: string,
  inner: ValueShape,
  { hasMessage, reading, around }: { hasMessage: boolean; reading: Reading; around: readonly string[] },
): RefusalBody | undefined {
  const [type] = inner.types ?? [];
  const [only, ...more] = inner.values ?? [];
  if (typeof only === "string" && only.length <= 200 && more.length === 0) return { text: only };
  if (type === "string" && messages.test(name)) return { is: "message" };
  // Where one text is all there is, it is for people.
  if (type === "string" && codes.test(name)) return { is: hasMessage ? "code" : "message" };
  if ((type === "integer" || type === "number") && statuses.test(name)) return { is: "status" };
  if (type === "array") {
    const names = [...(reading.schemas.shapeOf(inner.items)?.properties?.keys() ?? [])];
    if (names.includes("field") && names.includes("message")) return { is: "errors" };
    const each = names.map((one) => {
      const isMessage = messages.test(one) || /^problem$/i.test(one);
      return { name: one, is: isMessage ? ("message" as const) : ("field" as const) };
    });
    const isSaid = each.every(({ name: one, is }) => is === "message" || fields.test(one));
    return isSaid && new Set(each.map(({ is }) => is)).size === 2 ? { each } : undefined;
  }
  if (type !== "object") return undefined;
  if (inner.properties === undefined || inner.properties.size === 0)
    return inner.others ? { is: "fields" } : undefined;
  return inner.properties.size > 8 ? undefined : refusalBody(inner, reading, around);
}
