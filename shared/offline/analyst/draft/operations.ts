import type * as z from "zod";
import type { Operation } from "../../../blueprint/entity.ts";
import type { EntityFacts, OperationKind } from "../facts/entity-facts.ts";
import type { Understanding } from "../facts/understanding.ts";
import { wordsOf } from "../text/names.ts";

type OperationDraft = z.input<typeof Operation>;

const usual: readonly OperationKind[] = ["create", "list", "read", "update", "delete"];
const all: readonly OperationKind[] = ["create", "list", "read", "update", "replace", "delete", "clear"];
const methods: Readonly<Record<OperationKind, OperationDraft["method"]>> = {
  create: "POST",
  list: "GET",
  read: "GET",
  update: "PATCH",
  replace: "PUT",
  delete: "DELETE",
  clear: "DELETE",
};

/** The routes of an entity: those that the text fixes, and the usual ones where it leaves them open. */
export function draftOperations(entity: EntityFacts, known: Understanding): OperationDraft[] {
  const collection = collectionOf(entity, known);
  const given = all.filter((kind) => isThere(entity, kind));
  const kinds = given.length > 0 ? given : (["list", "read"] as const);
  const drafts = kinds.map((kind) => draft(entity, kind, collection));
  for (const extra of entity.extraRoutes) {
    if (!drafts.some((one) => one.method === extra.method && one.path === extra.path))
      drafts.push({ ...extra });
  }
  return withUpsert(entity, drafts).filter(
    (one, index, every) =>
      every.findIndex(
        (other) =>
          (one.kind === "create") === (other.kind === "create") &&
          other.method === one.method &&
          shapeOf(other.path) === shapeOf(one.path),
      ) === index,
  );
}

/** A replace that creates what is not there yet is a create too: the only one, unless the text names another. */
function withUpsert(entity: EntityFacts, drafts: readonly OperationDraft[]): OperationDraft[] {
  const replace = drafts.find((one) => one.kind === "replace");
  if (replace === undefined || entity.operation("replace").get("creates") !== true) return [...drafts];
  const posted = drafts.filter(
    (one) =>
      one.kind === "create" && entity.named("create") && entity.operation("create").get("method") === "POST",
  );
  const status = posted.length > 0 ? 201 : (entity.operation("create").get("status") ?? 201);
  return [
    ...posted,
    { ...replace, kind: "create", status },
    ...drafts.filter((one) => one.kind !== "create"),
  ];
}

/** Two paths that differ only in their parameters' names are one route. */
function shapeOf(path: string): string {
  return path.replace(/:[^/]+/g, ":");
}

function isThere(entity: EntityFacts, kind: OperationKind): boolean {
  const allowed = entity.operation(kind).get("allowed");
  if (allowed !== undefined) return allowed;
  const documented =
    entity.routeLines >= 3 && entity.named("create") && (entity.named("list") || entity.named("read"));
  if (documented || entity.onlyNamed || !usual.includes(kind)) return false;
  const putOnly =
    kind === "update" &&
    entity.operation("replace").get("allowed") === true &&
    entity.operation("replace").get("method") === "PUT";
  return !putOnly;
}

/** The path of an entity's collection. */
export function collectionOf(entity: EntityFacts, known: Understanding): string {
  const told = entity.get("path");
  if (told !== undefined) return told === "" ? "/" : told;
  const plural = `/${wordsOf(entity.plural).join("-")}`;
  const prefix = known.entities
    .map((other) => other.get("path"))
    .find((path) => path !== undefined && /^\/(?:api|v\d)/.test(path));
  return prefix === undefined ? plural : prefix.replace(/\/[^/]+$/, plural);
}

function draft(entity: EntityFacts, kind: OperationKind, collection: string): OperationDraft {
  const facts = entity.operation(kind);
  const item = collection === "/" ? "/:id" : `${collection}/:id`;
  const ofAll = kind === "create" || kind === "list" || kind === "clear";
  const told = facts.get("path")?.replace(/:[A-Za-z_]\w*$/, ofAll ? "$&" : ":id");
  const status =
    facts.get("status") ?? (kind === "create" ? 201 : kind === "delete" || kind === "clear" ? 204 : 200);
  const answer = answerOf(kind, facts.get("answer"), status);
  const wrapper = facts.get("wrapper") ?? entity.get("wrapper");
  return {
    kind,
    method: facts.get("method") ?? methods[kind],
    path: told ?? (ofAll ? collection : item),
    status:
      answer !== "nothing" && status === 204 && facts.said("answer") && !facts.said("status") ? 200 : status,
    answer,
    ...(entity.get("bodyWrapper") !== undefined && /^(?:create|update|replace)$/.test(kind)
      ? { bodyWrapper: entity.get("bodyWrapper") }
      : {}),
    ...(kind === "delete" && answer === "nothing" && facts.get("absent") !== undefined
      ? { absent: "succeed" as const }
      : {}),
    ...(wrapper === undefined || answer !== "entity" ? {} : { wrapper }),
  };
}

function answerOf(
  kind: OperationKind,
  told: OperationDraft["answer"] | undefined,
  status: number,
): OperationDraft["answer"] {
  if (told !== undefined) return told;
  if (kind === "list") return "list";
  if (kind === "delete" || kind === "clear") return "nothing";
  return status === 204 ? "nothing" : "entity";
}
