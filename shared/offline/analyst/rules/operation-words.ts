import type { OperationKind } from "../facts/entity-facts.ts";
import { inflections } from "../grammar/inflect.ts";

const verbs: Readonly<Record<OperationKind, readonly string[]>> = {
  create: ["create", "add", "register", "insert", "submit", "enter", "upload", "publish-new", "post"],
  list: ["list", "browse", "enumerate", "lookup-all"],
  read: ["read", "get", "view", "see", "show", "fetch", "retrieve", "inspect", "display", "look"],
  update: [
    "update",
    "edit",
    "change",
    "modify",
    "patch",
    "rename",
    "amend",
    "alter",
    "adjust",
    "correct",
    "revise",
  ],
  replace: ["replace", "overwrite"],
  delete: ["delete", "remove", "destroy", "discard", "erase"],
  clear: ["clear", "empty", "purge", "wipe"],
};

const nouns: Readonly<Record<string, OperationKind>> = {
  creation: "create",
  addition: "create",
  creations: "create",
  listing: "list",
  retrieval: "read",
  reads: "read",
  modification: "update",
  updates: "update",
  edits: "update",
  changes: "update",
  replacement: "replace",
  deletion: "delete",
  deletions: "delete",
  removal: "delete",
  deletes: "delete",
};

const kinds = new Map<string, OperationKind>(Object.entries(nouns));
for (const kind of ["create", "list", "read", "update", "replace", "delete", "clear"] as const) {
  for (const verb of verbs[kind])
    for (const form of inflections(verb)) if (!kinds.has(form)) kinds.set(form, kind);
}
for (const odd of [
  "look",
  "looks",
  "looking",
  "empty",
  "lists",
  "list",
  "posted",
  "posts",
  "post",
  "entered",
  "clear",
  "put",
  "showing",
]) {
  if (odd === "lists" || odd === "list") continue;
  if (odd === "posts" || odd === "post" || odd === "empty" || odd === "clear") kinds.delete(odd);
}

/** The operation that a verb or noun speaks of; undefined for any other word. */
export function operationOf(word: string): OperationKind | undefined {
  return kinds.get(word);
}

export const everyOperation: readonly OperationKind[] = ["create", "list", "read", "update", "delete"];
