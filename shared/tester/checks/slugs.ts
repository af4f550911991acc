import type { Expression } from "../../blueprint/expression.ts";
import { type Field, isShownToAll } from "../../blueprint/field.ts";
import { type Check, pathTo } from "../check.ts";
import { fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { Relevance } from "../scenario/relevance.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** Texts of which some have one slug, one has accents and other signs, and of one nothing is left. */
const telling = ["Élan & Co", "elan  co!", "Elan-Co", "Zoë's Ø", "¡…!"];

/** Slugs: of what they are made, and how equal ones are told apart or refused. */
export function slugs(subject: Subject): Check[] {
  return subject.entity.fields
    .filter((field) => field.source === "slug" && isShownToAll(field))
    .flatMap((field) => slugged(subject, field));
}

function slugged(subject: Subject, field: Field): Check[] {
  const { entity, blueprint } = subject;
  const { name, of = "" } = field;
  const relevance = new Relevance(blueprint);
  for (const each of [name, of]) relevance.addField(entity, each);
  for (const text of telling) relevance.texts.add(text);
  const path = pathTo(subject, "fields", name);
  const change = (work: (one: Field) => void) => fieldMutant(entity, field, work);
  const naive = workedOut(of).map((expression) =>
    change((one) => {
      delete one.of;
      Object.assign(one, { source: "set-at-change", expression });
    }),
  );
  const others = entity.fields.filter(
    (one) => one.type === "string" && one.source === "input" && one.name !== of,
  );
  const isRead = subject.operation("read") !== undefined;
  return scenarioChecks(subject, {
    title: `${words(name)} is made of ${words(of)}`,
    claims: [
      ...naive.map((without) => ({ paths: [path, `${path}/source`, `${path}/of`], without })),
      {
        paths: [`${path}/unique`],
        without: change((one) => {
          delete one.unique;
          delete one.refusal;
        }),
      },
      {
        paths: [`${path}/immutable`],
        without: change((one) => {
          one.immutable = !one.immutable;
        }),
      },
    ],
    mutants: others.map((other) =>
      change((one) => {
        one.of = other.name;
      }),
    ),
    relevance,
    refusals: [`${path}/unique`],
    ...movesFor(relevance, entity),
    ...(isRead ? { reads: [entity] } : { lists: [{ entity, query: [] }] }),
    watches: [name],
    repeats: 2,
    most: 3,
  });
}

/** What others make of a text: the text as it is, or with hyphens for blanks. */
function workedOut(of: string): Expression[] {
  const text: Expression = { kind: "path", scope: "own", names: [of] };
  const signs = [" ", "-"].map((value): Expression => ({ kind: "literal", value }));
  const hyphened: Expression = { kind: "call", name: "replace", arguments: [text, ...signs] };
  return [text, { kind: "call", name: "lower", arguments: [hyphened] }];
}
