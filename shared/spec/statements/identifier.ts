import type { Entity } from "../../blueprint/entity.ts";
import { inEntity } from "../change.ts";
import type { Change, Statement } from "../statement.ts";

const kinds: Record<Entity["identifier"]["type"], string> = {
  uuid: ", a uuid",
  sequence: ", counted from 1",
  given: "",
};

export const identifier: Statement = {
  rule: "IdentifiedBy",
  places: ["entity"],
  title: "What identifies a thing",
  meaning:
    "Without this statement a thing has an `id`, a UUID that the service makes. `counted from 1` numbers things in order of creation. Without either, it is the caller's own value of the field of that name.",
  ways: ["- Identified by NAME, a uuid", "- Identified by NAME, counted from 1", "- Identified by FIELD"],
  grammar: `
  IdentifiedBy = "identified" "by" name IdentifierKind?
  IdentifierKind = "," "a" "uuid"  -- uuid
                 | "," "counted" "from" '1'  -- sequence
`,
  meanings: {
    IdentifiedBy: (name, kind): Change => {
      const said: string = name.value();
      const [type = "given"]: Entity["identifier"]["type"][] = kind.value();
      return inEntity((draft, entity) => {
        entity.identifier = { name: said, type };
        draft.made(entity.identifier);
        if (type === "given") draft.later("names", () => draft.fieldNamed(entity, said));
      });
    },
    IdentifierKind_uuid: () => "uuid",
    IdentifierKind_sequence: () => "sequence",
  },
  print: {
    entity: ({ identifier: one }) =>
      one.name === "id" && one.type === "uuid"
        ? []
        : [{ text: `Identified by ${one.name}${kinds[one.type]}`, of: one }],
  },
  examples: ["- Identified by name", "- Identified by no, counted from 1", "- Identified by key, a uuid"],
};
