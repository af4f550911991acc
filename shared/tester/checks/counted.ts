import type { Expression } from "../../blueprint/expression.ts";
import { type Field, isCounted, isShownToAll } from "../../blueprint/field.ts";
import { type Check, pathTo } from "../check.ts";
import { fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { Relevance } from "../scenario/relevance.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** Numbers within what a thing refers to: from 1, and never given twice. */
export function counted(subject: Subject): Check[] {
  return subject.entity.fields
    .filter((field) => isCounted(field) && isShownToAll(field))
    .flatMap((field) => numbered(subject, field));
}

function numbered(subject: Subject, field: Field): Check[] {
  const { entity, blueprint } = subject;
  const { name, within = "" } = field;
  const relevance = new Relevance(blueprint);
  for (const each of [name, within]) relevance.addField(entity, each);
  const parent = blueprint.entities.find(({ name: each }) => each === subject.field(within)?.references);
  const path = pathTo(subject, "fields", name);
  const change = (work: (one: Field) => void) =>
    fieldMutant(entity, field, (one) => {
      delete one.within;
      work(one);
    });
  const inAll = change((one) => {
    one.source = "sequence";
  });
  const worked = naive(field, entity.name).map((expression) =>
    change((one) => Object.assign(one, { source: "set-at-creation", expression })),
  );
  const others = entity.fields.filter(
    (one) => one.type === "reference" && one.source === "input" && one.name !== within,
  );
  const isRead = subject.operation("read") !== undefined;
  const { changes = [], ...moves } = movesFor(
    relevance,
    entity,
    ...(parent === undefined || parent === entity ? [] : [parent]),
  );
  const focus = {
    mutants: others.map((other) =>
      fieldMutant(entity, field, (one) => {
        one.within = other.name;
      }),
    ),
    relevance,
    refusals: [],
    ...moves,
    ...(isRead ? { reads: [entity] } : { lists: [{ entity, query: [] }] }),
    watches: [name],
    repeats: 2,
    gathers: within,
  };
  const paths = [path, `${path}/source`, `${path}/within`];
  const counts = scenarioChecks(subject, {
    ...focus,
    title: `${words(name)} counts from 1 within each ${words(within)}, and no number is given twice`,
    claims: [inAll, ...worked].map((without) => ({ paths, without })),
    removes: subject.route("delete") === undefined ? [] : [entity],
    changes: changes.filter((one) => one.entity !== entity),
    most: 3,
  });
  const isChanged = changes.some((one) => one.entity === entity && one.fields.includes(within));
  // What stands in the path is not changed.
  if (!isChanged || entity.parent?.field === within) return counts;
  const moved = scenarioChecks(subject, {
    ...focus,
    title: `${words(name)} is the next one of another ${words(within)}`,
    claims: worked.map((without) => ({ paths, without })),
    changes: [{ entity, fields: [within] }],
    most: 1,
  });
  return [...counts, ...moved];
}

/** How others work such a number out: by how many there are, or by the greatest that there is. */
function naive({ name, within = "" }: Field, entity: string): Expression[] {
  const own = (field: string): Expression => ({ kind: "path", scope: "own", names: [field] });
  const where: Expression = {
    kind: "binary",
    operator: "=",
    left: own(within),
    right: { kind: "path", scope: "outer", names: [within] },
  };
  const literal = (value: number): Expression => ({ kind: "literal", value });
  const greatest: Expression = {
    kind: "aggregate",
    name: "greatest",
    value: own(name),
    things: { entity, where },
  };
  const next: Expression[] = [
    { kind: "aggregate", name: "count", things: { entity, where } },
    {
      kind: "binary",
      operator: "+",
      left: { kind: "binary", operator: "otherwise", left: greatest, right: literal(0) },
      right: literal(1),
    },
  ];
  const nothing: Expression = { kind: "literal", value: null };
  const when: Expression = { kind: "binary", operator: "=", left: own(within), right: nothing };
  return next.map((otherwise) => ({ kind: "cases", cases: [{ when, value: nothing }], otherwise }));
}
