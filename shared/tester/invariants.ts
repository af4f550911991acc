import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { words } from "./source/phrases.ts";
import type { PlacedCheck } from "./suite.ts";

export interface Invariant {
  /** As the spec says it where it is a clause, else what it is about. */
  rule: string;
  /** Full names of the tests that try to break it; without any it is not tried. */
  tests: string[];
}

/** What must hold of the data at all times, and the tests that try to break each. */
export function invariantsOf(blueprint: Blueprint, checks: readonly PlacedCheck[]): Invariant[] {
  return blueprint.entities.flatMap((entity) =>
    pathsOf(entity).map(({ path, about }) => {
      const own = checks.filter(({ shows }) => shows.includes(path));
      const clause = own
        .flatMap(({ clauses }) => clauses)
        .find(({ id }) =>
          blueprint.trace.some((one) => one.outcome === "met" && one.clause === id && names(one.by, path)),
        );
      return { rule: clause?.text ?? about, tests: own.map(({ fullName }) => fullName) };
    }),
  );
}

function names(by: readonly string[], path: string): boolean {
  return by.some((one) => path === one || path.startsWith(`${one}/`) || path.endsWith(one));
}

function pathsOf(entity: Entity): { path: string; about: string }[] {
  const root = `entities/${entity.name}`;
  const nouns = words(entity.plural);
  const laws = (["rules", "limits", "noOverlaps", "uniqueTogether"] as const).flatMap((list) =>
    entity[list].map((_, index) => ({
      path: `${root}/${list}/${index}`,
      about: `${nouns}: ${words(list)}, the ${index + 1}. of them`,
    })),
  );
  const unique = entity.fields.flatMap(({ name, unique: rule }) =>
    rule === undefined
      ? []
      : [{ path: `${root}/fields/${name}/unique`, about: `${nouns}: ${name} is unique` }],
  );
  const states = entity.actions.flatMap(({ name, move }) =>
    move === undefined
      ? []
      : [
          {
            path: `${root}/actions/${name}/move`,
            about: `${nouns}: ${move.field} moves only from ${move.from.join(", ")} by ${words(name)}`,
          },
        ],
  );
  return [...laws, ...unique, ...states];
}
