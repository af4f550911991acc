import type { Entity } from "../../blueprint/entity.ts";
import type { Draft } from "../draft.ts";
import { camelCase, headingWords, pluralOf } from "../entity-name.ts";
import type { Change, Statement } from "../statement.ts";
import { usualOperations } from "../usual-routes.ts";

/** The heading of an entity. */
export function entityHeading({ name, plural }: Entity): string {
  const words = headingWords(name);
  const shown = camelCase(words) === name ? words : `\`${name}\``;
  return `## ${shown}${pluralOf(name) === plural ? "" : ` (${plural})`}`;
}

/** An entity with no fields yet. */
export function newEntity(name: string, plural: string): Entity {
  return {
    name,
    plural,
    identifier: { name: "id", type: "uuid" },
    fields: [],
    operations: [],
    list: { filters: [] },
    uniqueTogether: [],
    rules: [],
    limits: [],
    noOverlaps: [],
    actions: [],
    comparisons: [],
    unknownProperties: "ignore",
  };
}

/** Adds an entity, which has the usual routes when no statement names another. */
export function addEntity(draft: Draft, name: string, plural: string): Entity {
  if (draft.thing(name) !== undefined)
    draft.fail(`There is a \`${name}\` already: say all of it in one place.`);
  const made = newEntity(name, plural);
  draft.addThing(made);
  draft.made(made);
  draft.later("names", () => {
    if (made.operations.length === 0 && !draft.withoutRoutes.has(made))
      made.operations = usualOperations(made);
  });
  return made;
}

export const entity: Statement = {
  rule: "EntityHeading",
  places: ["entity heading"],
  title: "A kind of thing",
  meaning:
    "A heading of two `##` names one kind of thing that the service keeps, in the singular. A plural that English does not make by rule goes behind it in brackets. Without any statement of a route it has the five usual ones.",
  ways: ["## THING", "## THING (PLURAL)"],
  grammar: `
  EntityHeading = entityName EntityPlural?
  entityName (the name of a thing) = "\`" bareName "\`"  -- quoted
                                  | entityWord ((" " | "-")+ entityWord)*  -- words
  entityWord = nameLetter (nameLetter | digit)*
  EntityPlural = "(" entityName ")"
`,
  meanings: {
    EntityHeading: (name, plural): Change => {
      const said: string = name.value();
      const [many = pluralOf(said)] = plural.value();
      return (draft) => {
        draft.entity = addEntity(draft, said, many);
      };
    },
    EntityPlural: (name) => name.value(),
    entityName_quoted: (name) => name.sourceString,
    entityName_words() {
      return camelCase(this.sourceString);
    },
  },
  print: {},
  examples: ["## Menu item\n- name: text", "## Staff member (staff)\n- name: text"],
};
