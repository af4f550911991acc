import type { Entity, Operation, OperationKind } from "../../blueprint/entity.ts";
import type { Guard, Permission } from "../../blueprint/refusal.ts";
import type { SentHeader } from "../../blueprint/sent-header.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { fixedWords } from "../fixed-words.ts";
import { optional } from "../phrases/field-type.ts";
import { type GuardPhrase, guardText, isUsualConflict, onlyIfText, settleGuard } from "../phrases/guard.ts";
import { type PermissionPhrase, permissionText, settlePermission } from "../phrases/permission.ts";
import { type RefusalPhrase, refusalText } from "../phrases/refusal.ts";
import { type RoutePhrase, routeText } from "../phrases/route.ts";
import { sendsText, settleHeader } from "../phrases/sent-header.ts";
import { entityScope, routeScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { usualOperation, usualOperations } from "../usual-routes.ts";

interface Tail {
  set?: Partial<Operation>;
  by?: PermissionPhrase;
  guard?: GuardPhrase;
  header?: SentHeader;
}

const verbs: Record<string, OperationKind[]> = {
  creates: ["create"],
  shows: ["read"],
  changes: ["update"],
  replaces: ["replace"],
  deletes: ["delete"],
  "creates or replaces": ["create", "replace"],
};
const verbWords = fixedWords("VerbOfOne", verbs);

export const routes: Statement = {
  rule: "RouteLine",
  about: "endpoint list create update delete show view get post put patch read crud retrieve",
  places: ["entity"],
  title: "A route",
  meaning:
    "`changes one` takes some of the fields, `replaces one` all of them; `creates or replaces one` takes the identifier from the path. A segment in braces that is last is the thing's identifier, one before names the thing that it is nested under. Each may say who may, what must be true of the thing (a list shows those of which it is), the status of success, and what is shown; `answers it`: a deletion shows what is gone. `wrapped in` puts the answer into a property, `taken from` takes the body from one; `also when absent`: what is not there counts as deleted; `at least one field REFUSAL`: a change of none is invalid, or refused so. `by a caller (401)`: by a named one, where callers `may be named`; `by anyone`: without the key, name and role that other calls need. `sends the header`: with the answer, no refusal, worked out of the thing as it then is (deleted: as it was). A create sends the thing's `Location` unless it says another.",
  ways: [
    "- `POST /things` creates one",
    "- `GET /things` lists them",
    "- `GET /things/{id}` shows one",
    "- `PATCH /things/{id}` changes one, by ROLE (403), only if CONDITION (409 `code`)",
    "- `PUT /things/{id}` replaces one",
    "- `PUT /things/{id}` creates or replaces one",
    "- `DELETE /things/{id}` deletes one",
    "- `DELETE /things` deletes all",
    "- ROUTE ..., answers STATUS",
    "- ROUTE ..., answers nothing (204)",
    "- ROUTE ..., answers it (200)",
    "- ROUTE ..., shows only NAME, NAME",
    "- ROUTE ..., answers the list (200)",
    "- ROUTE ..., wrapped in NAME",
    "- ROUTE ..., taken from NAME",
    "- `DELETE /things/{id}` deletes one, also when absent",
    "- `PATCH /things/{id}` changes one, at least one field",
    "- ROUTE ..., sends the header `NAME`: EXPRESSION",
  ],
  grammar: `
  RouteLine = route Verb Tail*
  Verb = VerbOfOne One  -- one
       | "lists" Them  -- list
       | "deletes" "all"  -- clear
${verbWords.grammar}  One = "one" | "it"
  Them = "them" | "all"
  Tail = ","? TailPart
  TailPart = TailAnyone | TailBy | TailGuard | TailNothing | TailThing | TailList | TailStatus | TailShows | TailWrapped | TailTaken | TailAbsent | TailAtLeast | TailSends
  TailAnyone = "by" "anyone"
  TailBy = Permission
  TailGuard = Guard
  TailNothing = "answers" "nothing" Status?
  TailThing = "answers" One Status?
  TailList = "answers" "the" "list" Status?
  TailStatus = "answers" status
  Status = "(" status ")"
  TailShows = "shows" "only" NonemptyListOf<ShownName, ",">
  ShownName = ~TailPart name
  TailWrapped = "wrapped" "in" name
  TailTaken = "taken" "from" name
  TailAbsent = "also" "when" "absent"
  TailAtLeast = "at" "least" "one" "field" Refusal?
  TailSends = SendsPhrase
`,
  meanings: {
    RouteLine: (route, verb, tails): Change => {
      const said: RoutePhrase = route.value();
      const kinds: OperationKind[] = verb.value();
      const parts: Tail[] = tails.value();
      return (draft) => {
        const { entity } = draft;
        if (entity !== undefined)
          for (const kind of kinds) addOperation(draft, entity, operationOf(kind, said), parts);
      };
    },
    Verb_one: (verb) => verb.value(),
    Verb_list: () => ["list"],
    Verb_clear: () => ["clear"],
    ...verbWords.meanings,
    Tail: (_comma, part) => part.value(),
    TailAnyone: (): Tail => ({ set: { byAnyone: true } }),
    TailBy: (by): Tail => ({ by: by.value() }),
    TailGuard: (guard): Tail => ({ guard: guard.value() }),
    TailNothing: (status): Tail => ({
      set: { answer: "nothing", status: optional<number>(status) ?? 204 },
    }),
    TailThing: (_one, status): Tail => ({
      set: { answer: "entity", status: optional<number>(status) ?? 200 },
    }),
    TailList: (status): Tail => ({
      set: { answer: "list", status: optional<number>(status) ?? 200 },
    }),
    TailStatus: (status): Tail => ({ set: { status: status.value() } }),
    Status: (status) => status.value(),
    TailShows: (names): Tail => ({ set: { shows: names.value() } }),
    ShownName: (name) => name.value(),
    TailWrapped: (name): Tail => ({ set: { wrapper: name.value() } }),
    TailTaken: (name): Tail => ({ set: { bodyWrapper: name.value() } }),
    TailAbsent: (): Tail => ({ set: { absent: "succeed" } }),
    TailAtLeast: (refusal): Tail => ({ set: { atLeastOne: optional<RefusalPhrase>(refusal) ?? true } }),
    TailSends: (header): Tail => ({ header: header.value() }),
  },
  print: {
    entity: (entity, blueprint, isCited = () => false) => {
      const isUsual = same(entity.operations, usualOperations(entity));
      if (isUsual && !entity.operations.some(isCited)) return [];
      if (entity.operations.length === 0) return [];
      const scope = entityScope(blueprint, entity);
      const lines: { text: string; of: object }[] = [];
      for (const [index, operation] of entity.operations.entries()) {
        const before = entity.operations[index - 1];
        if (isUpsert(before, operation)) continue;
        const upserts = isUpsert(operation, entity.operations[index + 1]);
        const verb = upserts ? "creates or replaces one" : verbText(operation.kind);
        const sameStatus = upserts && operation.status === entity.operations[index + 1]?.status;
        const tails = [
          ...(operation.byAnyone === undefined ? [] : ["by anyone"]),
          ...(operation.by === undefined ? [] : [permissionText(operation.by, scope)]),
          ...(operation.guards ?? []).map((guard) =>
            operation.kind === "list" && isUsualConflict(guard.refusal, blueprint)
              ? onlyIfText(guard, scope)
              : guardText(guard, scope),
          ),
          ...answerTexts(operation, sameStatus),
          ...(operation.shows === undefined ? [] : [`shows only ${operation.shows.join(", ")}`]),
          ...(operation.wrapper === undefined ? [] : [`wrapped in ${operation.wrapper}`]),
          ...(operation.bodyWrapper === undefined ? [] : [`taken from ${operation.bodyWrapper}`]),
          ...(operation.absent === undefined ? [] : ["also when absent"]),
          ...(operation.atLeastOne === undefined ? [] : [atLeastText(operation.atLeastOne, scope)]),
          ...(operation.headers ?? []).map((header) =>
            sendsText(header, routeScope(blueprint, entity, operation), true),
          ),
        ];
        lines.push({ text: [`${routeText(operation)} ${verb}`, ...tails].join(", "), of: operation });
      }
      return lines;
    },
  },
  examples: [
    "- `POST /things` creates one",
    "- `GET /things` lists them",
    "- `PATCH /things/{id}` changes one, only if length(name) > 0 (409 `unnamed`)",
    "- `PUT /things/{id}` replaces one, answers nothing (204)",
    "- `DELETE /things` deletes all, answers the list (200)",
    "- `GET /things/{id}` shows one, wrapped in thing",
    '- `POST /things` creates one, sends the header `Location`: "https://example.com/" + id',
    "- `GET /things` lists them, sends the header `X-Kept`: count of all things",
  ],
};

function operationOf(kind: OperationKind, { method, path }: RoutePhrase): Operation {
  return usualOperation(kind, method, path);
}

/** Why nobody is told twice who may. */
export const twoPermissions =
  "It is said already who may: say the rest as a condition, as in `by a caller (401), only if owner is the caller (403)`.";

function addOperation(draft: Draft, entity: Entity, operation: Operation, tails: readonly Tail[]): void {
  const scope = () => entityScope(draft.blueprint, entity);
  const guards: Guard[] = [];
  let by: Permission | undefined;
  const headers: SentHeader[] = [];
  for (const { set, by: permission, guard, header } of tails) {
    Object.assign(operation, set);
    if (permission !== undefined) {
      if (by !== undefined) draft.fail(twoPermissions, "by");
      by = settlePermission(permission, { draft, scope });
    }
    if (guard !== undefined) guards.push(settleGuard(guard, { draft, scope }));
    if (header !== undefined) {
      const own = { ...header };
      headers.push(own);
      draft.made(own);
      settleHeader(draft, own, () => routeScope(draft.blueprint, entity, operation));
    }
  }
  if (operation.atLeastOne && operation.kind !== "update")
    draft.fail(
      "`at least one field` is said of a route that `changes one`: others need the fields that are required.",
      "at least one field",
    );
  if (typeof operation.atLeastOne === "object" && "with" in operation.atLeastOne)
    draft.fail("What is refused for want of a field has no values to carry.", "with");
  if (headers.length > 0 && operation.kind === "clear")
    draft.fail("A route that deletes all sends no headers of its own.", "sends");
  if (by !== undefined) operation.by = by;
  if (guards.length > 0) operation.guards = guards;
  if (headers.length > 0) operation.headers = headers;
  const { shows } = operation;
  if (shows !== undefined) draft.later("values", () => draft.membersNamed(entity, shows));
  entity.operations.push(operation);
  draft.made(operation);
}

function atLeastText(refusal: NonNullable<Operation["atLeastOne"]>, scope: Scope): string {
  return refusal === true ? "at least one field" : `at least one field ${refusalText(refusal, scope)}`;
}

/** Statuses and bodies that are not the usual ones; `says` the status also when it is. */
function answerTexts(operation: Operation, says: boolean): string[] {
  const usual = usualOperation(operation.kind, operation.method, operation.path);
  const { answer, status } = operation;
  if (answer === usual.answer) return status === usual.status && !says ? [] : [`answers ${status}`];
  const words = { nothing: "nothing", entity: "it", list: "the list" }[answer];
  return [`answers ${words} (${status})`];
}

function isUpsert(one: Operation | undefined, other: Operation | undefined): boolean {
  // A tail that says what is answered would say one status for both.
  if (one?.kind !== "create" || other?.kind !== "replace" || one.answer !== "entity") return false;
  const { kind: _one, ...first } = one;
  const { kind: _other, ...second } = other;
  const isUsual = one.answer === "entity" && one.status === 201 && other.status === 200;
  return same({ ...first, status: 0 }, { ...second, status: 0 }) && (isUsual || one.status === other.status);
}

/** Whether two parts of a blueprint say the same. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function verbText(kind: OperationKind): string {
  if (kind === "list") return "lists them";
  if (kind === "clear") return "deletes all";
  const verb = Object.entries(verbs).find(([, kinds]) => kinds.length === 1 && kinds[0] === kind);
  return `${verb?.[0] ?? kind} one`;
}
