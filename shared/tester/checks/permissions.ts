import type { Blueprint } from "../../blueprint/blueprint.ts";
import { accountRolesOf, rolesOf } from "../../blueprint/callers.ts";
import type { Operation } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Guard, Permission } from "../../blueprint/refusal.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import { accountOf } from "../model/sessions.ts";
import { accountEntity } from "../scenario/enrolment.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken, otherRefusals } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import type { Subject } from "../subject.ts";

/** What callers do by each kind of route. */
export const verbs: Record<Operation["kind"], string> = {
  create: "make",
  list: "list",
  read: "see",
  update: "change",
  replace: "replace",
  delete: "delete",
  clear: "clear",
};

/** Who may do what, and when: on the usual routes. */
export function permissions(subject: Subject): Check[] {
  return [
    ...subject.entity.operations.flatMap((operation) => [
      ...permitted(subject, operation),
      ...open(subject, operation),
      ...guarded(subject, operation),
    ]),
    ...seen(subject),
    ...seenAbove(subject),
  ];
}

/** Most tests of who may, where each of those who call has to be made. */
export const MANY = 4;

/** Mistakes in who may. */
export function mistakes(by: Permission, change: (work: (by: Permission) => void) => Mutant): Mutant[] {
  return [
    change((one) => {
      delete one.caller;
    }),
    ...by.roles.map((_, index) => change((one) => void one.roles.splice(index, 1))),
    change((one) => {
      delete one.owner;
    }),
    ...otherRefusals(by.refusal).map((refusal) => change((one) => void Object.assign(one, { refusal }))),
  ];
}

/** Mistakes in who has the roles that a permission asks for. */
export function mistakenRoles({ callers }: Blueprint, { roles }: Permission): Mutant[] {
  return accountRolesOf(callers)
    .filter(({ name }) => roles.includes(name))
    .flatMap(({ name, where }) =>
      mistaken(where).map(
        (other): Mutant =>
          (copy) => {
            for (const role of accountRolesOf(copy.callers)) if (role.name === name) role.where = other;
          },
      ),
    );
}

/** Looks at what the roles hang on that a permission asks for. */
export function addRoles(relevance: Relevance, { roles }: Permission): void {
  const { blueprint } = relevance;
  for (const { name, where } of accountRolesOf(blueprint.callers))
    if (roles.includes(name)) relevance.add(where, scopeFor(blueprint, accountEntity(blueprint)));
}

/** How callers are known of whom the permission speaks. */
export function namesIn({ roles }: Permission): string[] {
  return ["callers/name", ...roles.map((role) => `callers/roles/${role}`)];
}

/** What is sent to reach an operation. */
export function reaching(
  subject: Subject,
  { kind }: Operation,
): Pick<Focus, "changes" | "removes" | "reads" | "lists"> {
  const { entity } = subject;
  const fields = entity.fields.filter(
    ({ source, immutable, refusedInChanges, references }) =>
      source === "input" && !immutable && refusedInChanges !== true && references === undefined,
  );
  const names = fields.slice(0, 1).map(({ name }) => name);
  switch (kind) {
    case "update":
      return { changes: [{ entity, fields: names }] };
    case "replace":
      return { changes: [{ entity, fields: names, kind: "replace" }] };
    case "delete":
      return { changes: [], removes: [entity] };
    case "read":
      return { changes: [], reads: [entity] };
    case "list":
      return { changes: [], lists: [{ entity, query: [] }] };
    default:
      return { changes: [] };
  }
}

function permitted(subject: Subject, operation: Operation): Check[] {
  const { by, kind } = operation;
  const { entity, blueprint } = subject;
  if (by === undefined) return [];
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  if (by.owner !== undefined) relevance.addField(entity, by.owner);
  addRoles(relevance, by);
  const path = pathTo(subject, "operations", kind);
  const change =
    (work: (operation: Operation) => void): Mutant =>
    (copy) => {
      for (const one of entityOf(copy, entity).operations) if (one.kind === kind) work(one);
    };
  return scenarioChecks(subject, {
    title: `only who may can ${verbs[kind]} ${subject.nouns}`,
    claims: [
      {
        paths: [path, `${path}/by`, ...namesIn(by)],
        without: change((one) => {
          delete one.by;
        }),
      },
    ],
    relevance,
    mutants: [
      ...mistakes(by, (work) => change((one) => void (one.by && work(one.by)))),
      ...mistakenRoles(blueprint, by),
    ],
    refusals: [`${path}/by`],
    ...movesFor(relevance, entity),
    ...reaching(subject, operation),
    callers: true,
    ...(accountOf(blueprint) !== undefined && { most: MANY }),
  });
}

/** A route that needs nothing of what every call needs. */
function open(subject: Subject, operation: Operation): Check[] {
  const { kind, byAnyone } = operation;
  const { entity, blueprint } = subject;
  if (byAnyone !== true) return [];
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  const path = pathTo(subject, "operations", kind);
  return scenarioChecks(subject, {
    title: `anyone can ${verbs[kind]} ${subject.nouns}`,
    claims: [
      {
        paths: [path, `${path}/byAnyone`],
        without: (copy) => {
          for (const one of entityOf(copy, entity).operations) if (one.kind === kind) delete one.byAnyone;
        },
      },
    ],
    relevance,
    mutants: [],
    refusals: [],
    makes: [entity],
    ...reaching(subject, operation),
    strangers: true,
  });
}

function guarded(subject: Subject, operation: Operation): Check[] {
  const { guards = [], kind } = operation;
  const { entity, blueprint } = subject;
  const path = pathTo(subject, "operations", kind);
  return guards.flatMap((guard, index) => {
    const relevance = new Relevance(blueprint);
    relevance.addEntity(entity);
    relevance.add(guard.condition, scopeFor(blueprint, entity));
    const change =
      (other: typeof guard | undefined): Mutant =>
      (copy) => {
        for (const one of entityOf(copy, entity).operations) {
          if (one.kind === kind) one.guards?.splice(index, 1, ...(other === undefined ? [] : [other]));
        }
      };
    const moves = movesFor(relevance, entity);
    const reach = reaching(subject, operation);
    return scenarioChecks(subject, {
      title: `${subject.nouns} can be ${kind === "read" ? "seen" : `${verbs[kind]}d`.replace("ee", "e")} only under condition ${index + 1}`,
      claims: [{ paths: [path, `${path}/guards/${index}`], without: change(undefined) }],
      relevance,
      mutants: [
        ...mistaken(guard.condition).map((condition) => change({ ...guard, condition })),
        ...otherRefusals(guard.refusal).map((refusal) => change({ ...guard, refusal })),
      ],
      refusals: [`${path}/guards/${index}`],
      ...moves,
      ...reach,
      changes: [...(moves.changes ?? []), ...(reach.changes ?? [])],
    });
  });
}

/** For others the thing is not there. */
function seen(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  const { seenBy, seenWhere } = entity;
  if (seenWhere !== undefined) return seenUnder(subject, seenWhere);
  if (seenBy === undefined) return [];
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  if (seenBy.owner !== undefined) relevance.addField(entity, seenBy.owner);
  addRoles(relevance, seenBy);
  const path = pathTo(subject, "seenBy");
  const change =
    (work: (by: Permission) => void): Mutant =>
    (copy) => {
      const one = entityOf(copy, entity).seenBy;
      if (one !== undefined) work(one);
    };
  return scenarioChecks(subject, {
    title: `${subject.nouns} are there only for who may see them`,
    claims: [
      {
        paths: [path, ...namesIn(seenBy)],
        without: (copy) => {
          delete entityOf(copy, entity).seenBy;
        },
      },
    ],
    relevance,
    mutants: [...mistakes(seenBy, change), ...mistakenRoles(blueprint, seenBy)],
    refusals: [path],
    ...movesFor(relevance, entity),
    reads: [entity],
    lists: [{ entity, query: [] }],
    watches: [subject.identifier],
    callers: true,
    ...(accountOf(blueprint) !== undefined && { most: MANY }),
  });
}

/** What a thing is not there for, the list of what is below it is not there for either. */
function seenAbove(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  const list = subject.operation("list");
  const parent = subject.other(subject.parentField(list)?.references);
  if (list === undefined || parent === undefined) return [];
  const { entity: above } = parent;
  const { seenBy, seenWhere } = above;
  if (seenBy === undefined && seenWhere === undefined) return [];
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  relevance.addEntity(above);
  if (seenBy?.owner !== undefined) relevance.addField(above, seenBy.owner);
  if (seenWhere !== undefined) relevance.add(seenWhere.condition, scopeFor(blueprint, above));
  const path = `entities/${above.name}/${seenWhere === undefined ? "seenBy" : "seenWhere"}`;
  return scenarioChecks(subject, {
    title: `${subject.nouns} are listed only for who may see their ${parent.noun}`,
    claims: [
      {
        paths: [path],
        without: (copy) => {
          const one = entityOf(copy, above);
          delete one.seenBy;
          delete one.seenWhere;
        },
      },
    ],
    relevance,
    mutants: [],
    refusals: [path],
    ...movesFor(relevance, entity, above),
    lists: [{ entity, query: [], below: above }],
    watches: [subject.identifier],
    callers: true,
    refused: "list",
    most: 1,
  });
}

/** For callers for whom a condition is not true, the thing is not there. */
function seenUnder(subject: Subject, { condition, refusal }: Guard): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  relevance.add(condition, scopeFor(blueprint, entity));
  const path = pathTo(subject, "seenWhere");
  const change =
    (other: Partial<Guard>): Mutant =>
    (copy) => {
      Object.assign(entityOf(copy, entity).seenWhere ?? {}, other);
    };
  return scenarioChecks(subject, {
    title: `${subject.nouns} are there only for those for whom the condition is true`,
    claims: [
      {
        paths: [path],
        without: (copy) => {
          delete entityOf(copy, entity).seenWhere;
        },
      },
      {
        paths: ["callers/name"],
        without: change({ condition: unknowing(condition, ({ kind }) => kind === "caller", null) }),
      },
      ...rolesOf(blueprint.callers).map(({ name }) => ({
        paths: [`callers/roles/${name}`],
        without: change({
          condition: unknowing(condition, (part) => part.kind === "role" && part.role === name, false),
        }),
      })),
    ],
    relevance,
    mutants: [
      ...mistaken(condition).map((other) => change({ condition: other })),
      ...otherRefusals(refusal).map((other) => change({ refusal: other })),
    ],
    refusals: [path],
    ...movesFor(relevance, entity),
    reads: [entity],
    lists: [{ entity, query: [] }],
    watches: [subject.identifier],
    callers: true,
    most: 3,
  });
}

/** The condition with what is not known of the caller. */
export function unknowing(
  condition: Expression,
  isUnknown: (part: Expression) => boolean,
  value: false | null,
): Expression {
  return JSON.parse(JSON.stringify(condition), (_, part) =>
    part !== null && typeof part === "object" && isUnknown(part) ? { kind: "literal", value } : part,
  );
}
