import type { Blueprint } from "../blueprint/blueprint.ts";
import { Namer } from "../code/namer.ts";
import type { Design, Index, IndexPart } from "./design.ts";

/** The table that keeps an entity's things, by the entity's name. */
export function tableNames({ entities }: Blueprint): Map<string, string> {
  const names = new Namer(["applied_migrations", "kept_values", "kept_answers"]);
  return new Map(entities.map(({ name, plural }) => [name, names.name(plural, "_entity")]));
}

/** An index of a design, as SQL knows it. */
export interface NamedIndex {
  name: string;
  table: string;
  index: Index;
}

/** The indexes of a design by entity, each with the name that it has in the data and in query plans. */
export function namedIndexes(blueprint: Blueprint, design: Design): NamedIndex[] {
  const names = new Namer();
  return [...tableNames(blueprint)].flatMap(([entity, table]) =>
    design.indexes
      .filter((index) => index.entity === entity)
      .map((index) => ({
        name: names.name([table, "by", ...index.by.flatMap(words)].join("-"), "-"),
        table,
        index,
      })),
  );
}

function words({ field, as, descending }: IndexPart): string[] {
  return [field, ...(as === undefined ? [] : [as]), ...(descending === true ? ["down"] : [])];
}
