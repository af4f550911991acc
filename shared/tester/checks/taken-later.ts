import type { Action } from "../../blueprint/action.ts";
import { isLeftAlone } from "../../blueprint/refused-properties.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import { sampleAt } from "../samples/sample.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { entityOf, fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { Relevance } from "../scenario/relevance.ts";
import { enumeration, words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** Fields that no two things may share. */
interface Unique {
  names: readonly string[];
  /** Path of the part that refuses, and of what it is a part of. */
  by: string;
  paths: readonly string[];
  without: Mutant;
  /** Only among things of which this is true. */
  where?: Parameters<Relevance["add"]>[0] | undefined;
}

/** What is refused when a thing is made like another is refused as well when a change or an action would make it so. */
export function takenLater(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  return uniquesOf(subject).flatMap((unique) => {
    const { entity } = subject;
    const actions = entity.actions.filter((action) => setsAny(action, unique.names));
    const changed = unique.names.filter((name) => isChanged(subject, name));
    return [
      ...actions.flatMap((action) =>
        taken(subject, unique, { by: words(action.name), acts: [{ entity, action }], refused: "act" }),
      ),
      ...(changed.length > 0 && unique.names.length > 1
        ? taken(subject, unique, {
            by: "a change",
            changes: [{ entity, fields: changed }],
            refused: "change",
          })
        : []),
    ];
  });
}

function uniquesOf(subject: Subject): Unique[] {
  const { entity } = subject;
  return [
    ...entity.fields
      .filter(({ unique }) => unique !== undefined)
      .map((field) => ({
        names: [field.name],
        by: pathTo(subject, "fields", field.name, "unique"),
        paths: [pathTo(subject, "fields", field.name)],
        without: fieldMutant(entity, field, (one) => void delete one.unique),
      })),
    ...entity.uniqueTogether.map(({ fields, where }, index) => ({
      names: fields,
      by: pathTo(subject, "uniqueTogether", String(index)),
      paths: [pathTo(subject, "uniqueTogether", fields.join("+"))],
      without: (copy: Parameters<Mutant>[0]) => void entityOf(copy, entity).uniqueTogether.splice(index, 1),
      where,
    })),
  ];
}

function setsAny({ effects }: Action, names: readonly string[]): boolean {
  return effects.some((effect) => effect.kind === "set" && names.includes(effect.field));
}

function isChanged(subject: Subject, name: string): boolean {
  const field = subject.field(name);
  if (subject.operation("update") === undefined || field === undefined) return false;
  return field.source === "input" && !field.immutable && !isLeftAlone(field);
}

function taken(
  subject: Subject,
  { names, by, paths, without, where }: Unique,
  { by: cause, ...tried }: Pick<Focus, "acts" | "changes" | "refused"> & { by: string },
): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  for (const name of names) {
    relevance.addField(entity, name);
    const field = subject.field(name);
    // What a thing has and what another is given are drawn from the same texts.
    if (field?.type === "string")
      for (const index of [1, 2]) relevance.texts.add(String(sampleAt(field, index)));
  }
  if (where !== undefined) relevance.add(where, scopeFor(blueprint, entity));
  const reference = names.find((name) => subject.field(name)?.references !== undefined);
  return scenarioChecks(subject, {
    title: `${cause} is refused that would give two ${subject.nouns} the same ${enumeration(names)}`,
    claims: [{ paths: [by, ...paths], without }],
    relevance,
    mutants: [],
    refusals: [by],
    ...movesFor(relevance, entity),
    ...tried,
    gathers: reference,
    repeats: 2,
    isEager: true,
    most: 1,
  });
}
