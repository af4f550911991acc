import type { Entity } from "../../blueprint/entity.ts";
import { inEntity } from "../change.ts";
import { type PermissionPhrase, permissionText, settlePermission } from "../phrases/permission.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const uniqueTogether: Statement = {
  rule: "UniqueTogether",
  about: "unique twice duplicate same",
  places: ["entity"],
  title: "Fields that are unique together",
  meaning:
    "No two things agree in all of these fields. A text with the option `compared without case` is compared so.",
  ways: ["- Unique together: FIELD, FIELD"],
  grammar: '\n  UniqueTogether = "unique" "together" ":" NonemptyListOf<name, ",">\n',
  meanings: {
    UniqueTogether: (names): Change => {
      const said: string[] = names.value();
      return inEntity((draft, entity) => {
        if (said.length < 2)
          draft.fail("One field alone is unique by its own option: `- NAME: TYPE, unique`.");
        entity.uniqueTogether.push(said);
        draft.made(said);
        draft.later("values", () => {
          draft.membersNamed(entity, said);
        });
      });
    },
  },
  print: {
    entity: ({ uniqueTogether: all }) =>
      all.map((names) => ({ text: `Unique together: ${names.join(", ")}`, of: names })),
  },
  examples: ["- day: date\n- Unique together: name, day"],
};

export const nestedUnder: Statement = {
  rule: "NestedUnder",
  places: ["entity"],
  title: "Routes below another thing's",
  meaning:
    "The things' routes go through the thing that a reference names, as in `/books/{bookId}/reviews`: a create takes the reference from the path, a list shows only those of that thing, and an unknown one is not found. The second name is the path's parameter where it is not the reference's own name.",
  ways: ["- Nested under REFERENCE", "- Nested under REFERENCE as PARAMETER"],
  grammar: `
  NestedUnder = "nested" "under" name NestedAs?
  NestedAs = "as" name
`,
  meanings: {
    NestedUnder: (name, as): Change => {
      const field: string = name.value();
      const [parameter = field]: string[] = as.value();
      return inEntity((draft, entity) => {
        const made = { entity: "", field, parameter };
        entity.parent = made;
        draft.made(made);
        draft.later("values", () => {
          const reference = draft.fieldNamed(entity, field);
          if (reference !== undefined && reference.references === undefined)
            draft.fail(`\`${field}\` is no reference to a thing.`, field);
          made.entity = reference?.references ?? "";
        });
      });
    },
    NestedAs: (name) => name.value(),
  },
  print: {
    entity: ({ parent }) =>
      parent === undefined
        ? []
        : [
            {
              text: `Nested under ${parent.field}${parent.parameter === parent.field ? "" : ` as ${parent.parameter}`}`,
              of: parent,
            },
          ],
  },
  examples: [
    "- parent: thing, deleted with it\n- Nested under parent\n- `POST /things` creates one\n- `GET /things/{parent}/things` lists them",
  ],
};

export const seenBy: Statement = {
  rule: "SeenBy",
  about: "own private only theirs see visible",
  places: ["entity"],
  title: "Who sees a thing",
  meaning:
    "For other callers the thing is not there: lists leave it out, and its routes answer 404 or the status given.",
  ways: ["- Seen only by its FIELD", "- Seen only by its FIELD or ROLE (404)"],
  grammar: '\n  SeenBy = "seen" "only"? Permission\n',
  meanings: {
    SeenBy: (_only, permission): Change => {
      const said: PermissionPhrase = permission.value();
      return inEntity((draft, entity, scope) => {
        const refusal = said.refusal ?? { status: 404 };
        entity.seenBy = settlePermission({ ...said, refusal }, { draft, scope });
        draft.made(entity.seenBy);
      });
    },
  },
  print: {
    entity: (entity, blueprint) =>
      entity.seenBy === undefined
        ? []
        : [
            {
              text: `Seen only ${permissionText(entity.seenBy, entityScope(blueprint, entity))}`,
              of: entity.seenBy,
            },
          ],
  },
  examples: ["- owner: the caller\n- Seen only by its owner (404)"],
};

export const unknownProperties: Statement = {
  rule: "UnknownProperties",
  places: ["entity"],
  title: "Unknown properties",
  meaning: "Without this statement, properties of a body that no field names are ignored.",
  ways: ["- Unknown properties are refused"],
  grammar: '\n  UnknownProperties = "unknown" "properties" "are" "refused"\n',
  meanings: {
    UnknownProperties: (): Change => (draft) => {
      if (draft.entity === undefined) return;
      draft.entity.unknownProperties = "refuse" satisfies Entity["unknownProperties"];
      draft.made(`entities/${draft.entity.name}/unknownProperties`);
    },
  },
  print: {
    entity: (entity) =>
      entity.unknownProperties === "refuse"
        ? [{ text: "Unknown properties are refused", of: `entities/${entity.name}/unknownProperties` }]
        : [],
  },
  examples: ["- Unknown properties are refused"],
};
