import { takesBody } from "../../blueprint/action.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import type { UniqueTogether } from "../../blueprint/rules.ts";
import { inEachEntity, inEntity } from "../change.ts";
import type { Draft } from "../draft.ts";
import { printCondition } from "../expressions/print.ts";
import { optional } from "../phrases/field-type.ts";
import { settleGuard } from "../phrases/guard.ts";
import { type PermissionPhrase, permissionText, settlePermission } from "../phrases/permission.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "../phrases/refusal.ts";
import { besideScope, entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const uniqueTogether: Statement = {
  rule: "UniqueTogether",
  about: "unique twice duplicate same",
  places: ["entity"],
  title: "Fields that are unique together",
  meaning:
    "No two things agree in all of these fields, or none of those for which a condition is true. A text with the option `compared without case` is compared so. In the refusal, `other` is the thing in the way, the first made of several.",
  ways: [
    "- Unique together: FIELD, FIELD",
    "- Unique together: FIELD, FIELD where CONDITION (STATUS `code`, with NAME: other.FIELD)",
    "- Unique together: FIELD where CONDITION",
  ],
  grammar: '\n  UniqueTogether = "unique" "together" ":" NonemptyListOf<name, ","> Where? Refusal?\n',
  meanings: {
    UniqueTogether: (names, where, refusal): Change => {
      const fields: string[] = names.value();
      const condition = optional<Expression>(where);
      const said = optional<RefusalPhrase>(refusal);
      return inEntity((draft, entity, scope) => {
        const beside = () => besideScope(draft.blueprint, entity);
        const made: UniqueTogether = {
          fields,
          ...(condition !== undefined && { where: condition }),
          ...(said !== undefined && {
            refusal: settleRefusal(said, () => said.status, { draft, scope: beside }),
          }),
        };
        entity.uniqueTogether.push(made);
        draft.made(made);
        draft.later("values", () => {
          draft.membersNamed(entity, fields);
        });
        if (condition !== undefined) {
          draft.expression(condition, scope, "truth", (resolved) => {
            made.where = resolved;
          });
        }
      });
    },
  },
  print: {
    entity: (entity, blueprint) =>
      entity.uniqueTogether.map((one) => {
        const { fields, where, refusal } = one;
        const scope = besideScope(blueprint, entity);
        const condition =
          where === undefined ? "" : ` where ${printCondition(where, entityScope(blueprint, entity))}`;
        const refused = refusal === undefined ? "" : ` ${refusalText(refusal, scope)}`;
        return { text: `Unique together: ${fields.join(", ")}${condition}${refused}`, of: one };
      }),
  },
  examples: [
    "- day: date\n- Unique together: name, day",
    "- gone: yes/no\n- Unique together: name where gone is not true",
    '- day: date\n- Unique together: name, day where name is not "any" (409 `taken`, with taken: other.id)',
  ],
};

export const nestedUnder: Statement = {
  rule: "NestedUnder",
  places: ["entity"],
  title: "Routes below another thing's",
  meaning:
    "The things' routes go through the thing that a reference names, as in `/books/{bookId}/reviews`: a create takes the reference from the path, a list shows only those of that thing, and an unknown one is not found. The second name is the path's parameter where it is not the reference's own name; as `id`, it is that in `/books/{id}/reviews`, and not in `/reviews/{id}`.",
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
    "- parent: thing, required\n- Nested under parent as id\n- `POST /things/{id}/things` creates one\n- `GET /things/{id}` shows one",
  ],
};

/** What is not seen is refused with the status of what is not there, wherever that is said. */
function asAbsent(draft: Draft, entity: Entity, refusal: Refusal): void {
  draft.later("names", () => {
    refusal.status = entity.notFound?.status ?? refusal.status;
  });
}

export const seenBy: Statement = {
  rule: "SeenBy",
  about: "own private only theirs see visible",
  places: ["entity"],
  title: "Who sees a thing",
  meaning:
    "For other callers the thing is not there: lists and their totals leave it out, its routes and actions answer 404 or the status given, and a reference to it names nothing. A condition may speak of the thing's fields and of the caller.",
  ways: [
    "- Seen only by its FIELD",
    "- Seen only by its FIELD or ROLE (404)",
    "- Seen only where CONDITION (404)",
  ],
  grammar: `
  SeenBy = "seen" "only"? Permission  -- by
         | "seen" "only" Where Refusal?  -- where
`,
  meanings: {
    SeenBy_where: (where, refusal): Change => {
      const condition: Expression = where.value();
      const given = optional<RefusalPhrase>(refusal);
      const said = given ?? { status: 404 };
      return inEntity((draft, entity, scope) => {
        const made = settleGuard({ condition, refusal: said }, { draft, scope });
        entity.seenWhere = made;
        if (given === undefined) asAbsent(draft, entity, made.refusal);
        draft.made(made);
      });
    },
    SeenBy_by: (_only, permission): Change => {
      const said: PermissionPhrase = permission.value();
      return inEntity((draft, entity, scope) => {
        const refusal = said.refusal ?? { status: 404 };
        const made = settlePermission({ ...said, refusal }, { draft, scope });
        entity.seenBy = made;
        if (said.refusal === undefined) asAbsent(draft, entity, made.refusal);
        draft.made(made);
      });
    },
  },
  print: {
    entity: (entity, blueprint) => {
      const { seenBy: by, seenWhere: where } = entity;
      const scope = entityScope(blueprint, entity);
      return [
        ...(by === undefined ? [] : [{ text: `Seen only ${permissionText(by, scope)}`, of: by }]),
        ...(where === undefined
          ? []
          : [
              {
                text: `Seen only where ${printCondition(where.condition, scope)} ${refusalText(where.refusal, scope)}`,
                of: where,
              },
            ]),
      ];
    },
  },
  examples: [
    "- owner: the caller\n- Seen only by its owner (404)",
    '- owner: the caller\n- Seen only where owner is the caller or name is "all" (404)',
  ],
};

export const notFound: Statement = {
  rule: "NotFound",
  about: "missing unknown exist absent 404",
  places: ["entity"],
  title: "What is not there",
  meaning:
    "How its routes and actions, and routes below it, refuse one that is not there or not seen; without a code by the service's. `known` says it of references in bodies.",
  ways: ['- Not found (STATUS `code`, "TEXT")', "- Not found: STATUS `code`"],
  grammar: `
  NotFound = "not" "found" (AbsenceSaid | Refusal)
  AbsenceSaid = ":" status code?
`,
  meanings: {
    NotFound: (refusal): Change => {
      const said: RefusalPhrase = refusal.value();
      return inEntity((draft, entity, scope) => {
        if ("with" in said) draft.fail("Of what is not there are no values to carry.", "with");
        if (entity.notFound !== undefined)
          draft.fail("It is said twice how what is not found is refused: say it once.", "found");
        const made = settleRefusal(said, () => said.status, { draft, scope });
        entity.notFound = made;
        draft.made(made);
      });
    },
    AbsenceSaid: (status, code): RefusalPhrase => {
      const [said]: string[] = code.value();
      return { status: status.value(), ...(said !== undefined && { code: said }) };
    },
  },
  print: {
    entity: (entity, blueprint) =>
      entity.notFound === undefined
        ? []
        : [
            {
              text: `Not found ${refusalText(entity.notFound, entityScope(blueprint, entity))}`,
              of: entity.notFound,
            },
          ],
  },
  examples: [
    "- Not found (404 `no_such_thing`)",
    '- owner: the caller\n- Not found (410, "It is gone.")\n- Seen only by its owner',
  ],
};

export const unknownProperties: Statement = {
  rule: "UnknownProperties",
  places: ["entity", "service", "action"],
  title: "Unknown properties",
  meaning:
    "Else properties of a body that no field and no input names are ignored. Below a thing it is said of its actions as well.",
  ways: ["- Unknown properties are refused"],
  grammar: '\n  UnknownProperties = "unknown" "properties" "are" "refused"\n',
  meanings: {
    UnknownProperties: (): Change => {
      const inEntities = inEachEntity(
        { isSaid: (entity) => entity.unknownProperties === "refuse" },
        (draft, entity) => {
          entity.unknownProperties = "refuse";
          draft.made(`entities/${entity.name}/unknownProperties`);
        },
      );
      return (draft) => {
        const { action, entity, blueprint } = draft;
        if (action !== undefined) {
          action.unknownProperties = "refuse";
          draft.made(action);
          return;
        }
        inEntities(draft);
        if (entity !== undefined) return;
        draft.later("named values", () => {
          for (const one of blueprint.actions) if (takesBody(one)) one.unknownProperties = "refuse";
        });
      };
    },
  },
  print: {
    action: ({ unknownProperties: said }) =>
      said === undefined ? [] : [{ text: "Unknown properties are refused", of: said }],
    entity: (entity) =>
      entity.unknownProperties === "refuse"
        ? [{ text: "Unknown properties are refused", of: `entities/${entity.name}/unknownProperties` }]
        : [],
  },
  examples: ["- Unknown properties are refused"],
};

export const setByService: Statement = {
  rule: "SetByService",
  about: "read-only readonly server set ignored forbidden refused",
  places: ["entity", "service"],
  title: "What the service sets",
  meaning:
    "A create or change that holds the identifier or a field that the service sets is refused as invalid, whatever it says; else that is ignored.",
  ways: ["- What the service sets is refused"],
  grammar: '\n  SetByService = "what" "the" "service" "sets" "is" "refused"\n',
  meanings: {
    SetByService: (): Change =>
      inEachEntity({ isSaid: (entity) => entity.setByService !== undefined }, (draft, entity) => {
        entity.setByService = "refuse";
        draft.made(`entities/${entity.name}/setByService`);
      }),
  },
  print: {
    entity: (entity) =>
      entity.setByService === undefined
        ? []
        : [{ text: "What the service sets is refused", of: `entities/${entity.name}/setByService` }],
  },
  examples: ["- state: state of open or done\n- What the service sets is refused"],
};
