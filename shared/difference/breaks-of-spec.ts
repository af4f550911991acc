import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Permission, RefusalKind } from "../blueprint/refusal.ts";
import { usualStatuses } from "../blueprint/refusal.ts";
import type { Limit } from "../blueprint/rules.ts";
import { type Versions, versionsOf } from "../blueprint/versions.ts";
import { statements } from "../spec/statements/index.ts";
import { alike, meaningOf } from "./alike.ts";
import type { Break } from "./break.ts";
import { entityNamed } from "./changed-sources.ts";
import { implies } from "./implies.ts";
import { routesIn } from "./routes.ts";

/**
 * What a spec refuses from now on and its OpenAPI document does not tell: rules, limits on how many, uniqueness, guards, who
 * may call and who sees what. A rule that is other is a break, since whether it refuses more can't be told in general;
 * of a limit and of roles it can.
 */
export function breaksOfSpec(before: Blueprint, after: Blueprint): Break[] {
  return [
    ...callerBreaks(before, after),
    ...refusalBreaks(before, after),
    ...after.entities.flatMap((entity) => {
      const old = entityNamed(before, entity.name);
      return old === undefined ? [] : entityBreaks(old, entity, after);
    }),
    ...routeBreaks(before, after),
  ];
}

function callerBreaks({ callers: before }: Blueprint, { callers: after }: Blueprint): Break[] {
  const found: Break[] = [];
  const add = (subject: string, what: string) => found.push({ route: null, kind: "security", subject, what });
  const [name, oldName] = [after?.name, before?.name];
  if (oldName !== undefined && name?.header !== oldName.header)
    add(oldName.header, `callers are no longer named by the header ${oldName.header}`);
  if (name?.refusal !== undefined && (oldName?.refusal === undefined || name.header !== oldName.header))
    add(name.header, `callers must be named by the header ${name.header}`);
  if (after?.key !== undefined && !alike(keyOf(before?.key), keyOf(after.key)))
    add(
      after.key.header,
      `calls need ${before?.key === undefined ? "a" : "another"} key in the header ${after.key.header}`,
    );
  const [oldRole, role] = [before?.oneRole, after?.oneRole];
  if (
    role !== undefined &&
    (oldRole?.header !== role.header || (oldRole.usual !== undefined && role.usual === undefined))
  )
    add(role.header, `calls must say a role in the header ${role.header}`);
  if (name !== undefined && oldName !== undefined && !alike(oldName.account, name.account))
    add(name.header, `callers are known by the header ${name.header} in another way`);
  for (const one of before?.roles ?? []) {
    const other = after?.roles.find((each) => each.name === one.name);
    if (alike(one, other)) continue;
    if ("header" in one) add(one.header, `${one.header}: ${one.value} makes nobody ${one.name} any more`);
    else add(one.name, `whoever was ${one.name} need not be any more`);
  }
  return found;
}

function keyOf(key: { header: string; value: string } | undefined) {
  return [key?.header, key?.value];
}

function refusalBreaks({ refusals: before }: Blueprint, { refusals: after }: Blueprint): Break[] {
  const kinds = Object.keys(usualStatuses) as RefusalKind[];
  return kinds.flatMap((kind): Break[] => {
    const [old, fresh] = [before, after].map((one) => `${one[kind]} ${one.codes?.[kind] ?? ""}`.trim());
    if (old === fresh) return [];
    const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return [
      {
        route: null,
        kind: "status",
        subject: kind,
        what: `what is ${words} is refused with ${fresh}, before ${old}`,
      },
    ];
  });
}

function entityBreaks(before: Entity, after: Entity, blueprint: Blueprint): Break[] {
  const found: Break[] = [];
  const things = after.plural;
  const add = (part: object, other?: object) => {
    const words = other === undefined ? "" : `, before: ${statementOf(other, before, blueprint)}`;
    const what = `a new rule on ${things} refuses what was accepted: ${statementOf(part, after, blueprint)}${words}`;
    found.push({ route: null, kind: "rule", subject: after.name, what });
  };
  const known = new Set([...rulesOf(before), ...before.limits].map((part) => meaningOf(part)));
  for (const rule of rulesOf(after)) if (!known.has(meaningOf(rule))) add(rule);
  for (const limit of after.limits) {
    if (known.has(meaningOf(limit))) continue;
    const old = before.limits.find((other) => alike(countedBy(limit), countedBy(other)));
    if (old === undefined || !isWider(limit, old)) add(limit, old);
  }
  for (const lapse of after.lapses ?? []) {
    if ((before.lapses ?? []).some((other) => alike(lapse, other))) continue;
    const what = `${things} change in a new way without a call: ${statementOf(lapse, after, blueprint)}`;
    found.push({ route: null, kind: "rule", subject: after.name, what });
  }
  for (const field of after.fields) {
    const old = before.fields.find(({ name }) => name === field.name);
    if (old === undefined || field.source !== "input") continue;
    const say = (words: string) =>
      found.push({
        route: null,
        kind: "rule",
        subject: field.name,
        what: `the field ${field.name} of ${things} ${words}`,
      });
    if (field.unique !== undefined && field.unique !== old.unique && old.unique !== "ignore-case")
      say("must be unique now");
    if (field.immutable && !old.immutable) say("can't be changed any more");
    if (field.refusedInChanges === true && old.refusedInChanges !== true)
      say("may not be sent in changes any more");
    if (field.mustBe !== undefined && field.mustBe !== old.mustBe)
      say(`must be in the ${field.mustBe.replaceAll("-", " ")}`);
    const [onDelete, oldOnDelete] = [field, old].map((one) => one.onReferencedDelete ?? "refuse");
    if (field.references !== undefined && onDelete !== oldOnDelete && onDelete === "refuse")
      say("keeps what it refers to from being deleted now");
  }
  if (!alike(before.notFound, after.notFound)) {
    const [old, fresh] = [before, after].map(({ notFound: said }) =>
      said === undefined ? "as all that is not found" : `with ${said.status} ${said.code ?? ""}`.trim(),
    );
    found.push({
      route: null,
      kind: "status",
      subject: after.name,
      what: `what is not there of ${things} is refused ${fresh}, before ${old}`,
    });
  }
  if (!isSeenByAsMany(before, after))
    found.push({
      route: null,
      kind: "rule",
      subject: after.name,
      what: `not everybody who saw ${things} sees them now`,
    });
  if (after.setByService !== undefined && before.setByService === undefined)
    found.push({
      route: null,
      kind: "input",
      subject: after.name,
      what: `what the service sets of ${things} may not be sent any more`,
    });
  return found;
}

function isSeenByAsMany(before: Entity, after: Entity): boolean {
  const isBy = after.seenBy === undefined || alike(before.seenBy, after.seenBy);
  const { seenWhere } = after;
  const isWhere =
    seenWhere === undefined ||
    (before.seenWhere !== undefined && implies(before.seenWhere.condition, seenWhere.condition));
  return isBy && isWhere;
}

function rulesOf({ rules, handRules = [], noOverlaps, uniqueTogether, comparisons }: Entity): object[] {
  return [...rules, ...handRules, ...noOverlaps, ...uniqueTogether, ...comparisons];
}

/** Which things a limit counts. */
function countedBy({ per, where, period }: Limit) {
  return { per, where, period };
}

/** Whether a limit that counts the same lets through all that another does. */
function isWider({ most }: Limit, { most: old }: Limit): boolean {
  if (alike(most, old)) return true;
  const isKnown = most.kind === "literal" && old.kind === "literal";
  return isKnown && Number(most.value) >= Number(old.value);
}

/** A part of an entity as its spec says it. */
function statementOf(part: object, entity: Entity, blueprint: Blueprint): string {
  const lines = statements.flatMap(({ print }) => print.entity?.(entity, blueprint) ?? []);
  return lines.find(({ of }) => of === part)?.text ?? meaningOf(part);
}

function routeBreaks(before: Blueprint, after: Blueprint): Break[] {
  const old = routesIn(before);
  return [...routesIn(after)].flatMap(([key, fresh]) => {
    const known = old.get(key);
    if (known === undefined) return [];
    const route = `${known.method} ${known.path}`;
    const found: Break[] = [];
    const add = (what: string) => found.push({ route, kind: "rule", subject: route, what });
    const compare = (one: Judged | undefined, other: Judged) => {
      if (one === undefined) return;
      if (isNarrower(one.by, other.by)) add("fewer callers may use it than before");
      if (one.byAnyone === true && other.byAnyone !== true) add("it is no longer open to anyone");
      const known = one.guards ?? [];
      if ((other.guards ?? []).some((guard) => !known.some((old) => isKept(old, guard))))
        add("it is refused under a condition that is new");
    };
    fresh.operations.forEach(({ entity, operation }, index) => {
      const { entity: owner, operation: route } = known.operations[index] ?? {};
      const had = route && versionsOf({ entity: owner, route });
      const versions = versionsOf({ entity, route: operation });
      // The document does not tell where a call may also be about what is not there.
      if (versions !== undefined && route !== undefined && !isSameHeader(versions, had))
        add(`the header parameter ${versions.header} is required now`);
      compare(known.operations[index]?.operation, operation);
      if (operation.atLeastOne !== undefined && known.operations[index]?.operation.atLeastOne === undefined)
        add("a change must hold a field now");
      if (known.operations[index]?.operation.absent !== undefined && operation.absent === undefined)
        add("what is not there is refused now");
    });
    fresh.actions.forEach(({ action }, index) => {
      const other = known.actions[index]?.action;
      compare(other, action);
      const lost = other?.move?.from.filter((state) => action.move?.from.includes(state) === false) ?? [];
      if (action.move !== undefined && (other?.move === undefined || lost.length > 0))
        add(
          `it is refused ${lost.length > 0 ? `while ${action.move.field} is ${lost.join(" or ")}` : "in some states now"}`,
        );
    });
    return found;
  });
}

function isSameHeader(one: Versions, other: Versions | undefined): boolean {
  return one.header.toLowerCase() === other?.header.toLowerCase();
}

type JudgedBy = Action["guards"][number];

/** Whether a guard lets through all that the old one did. How it refuses is documented: here only counts whether it does. */
function isKept(old: JudgedBy, guard: JudgedBy): boolean {
  if ("answer" in old || "answer" in guard) return alike(old, guard);
  return implies(old.condition, guard.condition);
}

interface Judged {
  by?: Permission | undefined;
  byAnyone?: true | undefined;
  guards?: Action["guards"] | undefined;
}

function isNarrower(before: Permission | undefined, after: Permission | undefined): boolean {
  if (after === undefined) return false;
  if (before === undefined) return true;
  const isLost = before.roles.some((role) => !after.roles.includes(role));
  const keepsOwner = before.owner === undefined || before.owner === after.owner;
  return (
    (isLost || !keepsOwner || (before.caller === true && after.caller !== true)) && after.caller !== true
  );
}
