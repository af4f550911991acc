import { withArticle } from "../../article.ts";
import type { Field } from "../../blueprint/field.ts";
import { type Check, pathTo } from "../check.ts";
import { accountOf } from "../model/sessions.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { everyAction } from "../scenario/found.ts";
import { entityOf, fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { Relevance } from "../scenario/relevance.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** Things that no route creates: those that actions make are listed, shown, and know when they were made. */
export function madeByActions(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  const isMade = everyAction(blueprint).some(({ action }) =>
    action.effects.some((effect) => effect.kind === "create" && effect.entity === entity.name),
  );
  if (subject.isMakeable() || !isMade) return [];
  return [
    ...shownInList(subject),
    ...shownAlone(subject),
    ...entity.fields.flatMap((field) =>
      field.source === "created-at" || field.source === "updated-at" ? moment(subject, field) : [],
    ),
    ...(accountOf(blueprint) === undefined ? [] : entity.fields).flatMap((field) =>
      field.source === "sequence" && field.hidden !== true ? numbered(subject, field) : [],
    ),
  ];
}

function focusOn(subject: Subject): Omit<Focus, "title" | "mutants"> {
  const { blueprint, entity } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  // What is made for each of several hangs on what these are.
  for (const { action, entity: own } of everyAction(blueprint))
    if (
      action.effects.some(
        (one) => one.kind === "create" && one.entity === entity.name && one.each !== undefined,
      )
    )
      relevance.addAction(action, own);
  return { relevance, refusals: [], ...movesFor(relevance, subject.entity), changes: [] };
}

/** Nobody sees the things. */
function hidden({ entity }: Subject): Mutant {
  return (copy) => {
    entityOf(copy, entity).seenBy = { roles: [], refusal: { status: 404 } };
  };
}

function shownInList(subject: Subject): Check[] {
  const { entity } = subject;
  const list = subject.operation("list");
  if (list === undefined || list.path.includes(":")) return [];
  const path = pathTo(subject, "operations");
  const listed = scenarioChecks(subject, {
    ...focusOn(subject),
    title: `${subject.nouns} are listed once they are made`,
    claims: [{ paths: [path, `${path}/list`], without: hidden(subject) }],
    mutants: [],
    lists: [{ entity, query: [] }],
    most: 1,
  });
  // Those who call by the way would be listed too.
  if (subject.operation("read") === undefined || accountOf(subject.blueprint) !== undefined) return listed;
  return listed.flatMap((check) => [
    check,
    {
      title: `${withArticle(subject.noun)} of the list is shown alone`,
      lines: [
        ...check.lines,
        `const [first = {}] = await list${subject.pascalPlural}();`,
        `expect(await read${subject.pascal}(first)).toEqual(first);`,
      ],
      shows: [path, `${path}/read`],
    },
  ]);
}

function shownAlone(subject: Subject): Check[] {
  const path = pathTo(subject, "operations");
  if (subject.route("read") === undefined) return [];
  return scenarioChecks(subject, {
    ...focusOn(subject),
    title: `${withArticle(subject.noun)} is shown once it is made`,
    claims: [{ paths: [path, `${path}/read`], without: hidden(subject) }],
    mutants: [],
    reads: [subject.entity],
    most: 1,
  });
}

/** Numbers that count up. */
function numbered(subject: Subject, field: Field): Check[] {
  const { entity } = subject;
  const path = pathTo(subject, "fields", field.name);
  const focus = focusOn(subject);
  focus.relevance.addField(entity, field.name);
  const always = (value: number) =>
    fieldMutant(entity, field, (one) => {
      one.source = "set-at-creation";
      one.expression = { kind: "literal", value };
    });
  return scenarioChecks(subject, {
    ...focus,
    title: `${words(field.name)} counts from 1`,
    claims: [{ paths: [path, `${path}/source`], without: always(1) }],
    mutants: [always(2)],
    reads: [entity],
    lists: [{ entity, query: [] }],
    answers: true,
    repeats: 2,
    most: 1,
  });
}

/** When a thing was made, or changed last: seen on it, or on what is worked out from it. */
function moment(subject: Subject, field: Field): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, field.name);
  const path = pathTo(subject, "fields", field.name);
  const seen = blueprint.entities.filter((one) => one === entity || dependsOn(subject, one.name, field.name));
  return scenarioChecks(subject, {
    title: `${field.name} is the moment of the ${field.source === "created-at" ? "creation" : "last change"}`,
    claims: [
      {
        paths: [path, `${path}/source`],
        without: fieldMutant(entity, field, (one) => {
          one.source = "set-at-creation";
          one.expression = { kind: "literal", value: "1999-01-01T00:00:00.000Z" };
        }),
      },
    ],
    relevance,
    mutants: [],
    refusals: [],
    ...movesFor(relevance, entity),
    reads: seen,
    lists: seen.map((one) => ({ entity: one, query: [] })),
    answers: true,
    most: 1,
  });
}

/** Whether something that is worked out of other things hangs on a field of this subject's. */
function dependsOn({ blueprint, entity }: Subject, other: string, name: string): boolean {
  const relevance = new Relevance(blueprint);
  const one = blueprint.entities.find((each) => each.name === other);
  for (const field of one?.fields ?? [])
    if (one !== undefined && field.expression !== undefined) relevance.addField(one, field.name);
  return relevance.fields.get(entity.name)?.has(name) === true;
}
