import type { Field } from "../../blueprint/field.ts";
import { camelCase, singularOf } from "../entity-name.ts";
import { fixedWords } from "../fixed-words.ts";
import { newField, type TypePhrase } from "../phrases/field-type.ts";
import type { Change, Statement } from "../statement.ts";
import { addEntity } from "./entity.ts";
import { addField } from "./fields.ts";

type Said = Partial<Field>;

/** A field that has a least or greatest value, and no other type, is a number. */
function typeOf(said: Said): Said {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = said;
  const limits = [minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf];
  return type === undefined && limits.some((limit) => limit !== undefined) ? { type: "number" } : {};
}

/** Words that make more than a name of what they stand in: an option without brackets, or a sentence. */
const clauseWords =
  "required optional unique default at up more less between with which that is are be must may can not or but from by as for if when".split(
    " ",
  );

const adjectives = fixedWords("OptionAdjective", { required: { required: true }, optional: {} });

export const oneLine: Statement = {
  rule: "OneLine",
  places: ["service"],
  isShorthand: true,
  isForPeople: true,
  title: "A thing in one line",
  meaning:
    "Short for a heading and its fields. Fields are text, or numbers where they have a least or greatest value; in brackets stand a type and options. A name of several words becomes one: `date of birth` is `dateOfBirth`. Without a title, the service is called as its first thing.",
  ways: ["THINGS: each has a FIELD (TYPE, OPTION), an optional FIELD and a FIELD of at least NUMBER"],
  grammar: `
  OneLine = thingsName ":" "each" ("has" | "have") NonemptyListOf<BriefField, BriefEnd>
  thingsName (the name of things) = entityWord ((" " | "-")+ entityWord)* &(":" " "* "each")
  BriefEnd = BriefAnd | ","
  BriefAnd = ","? "and"
  BriefField = Article? Adjective* briefName BriefLimit? BriefDetails?
  Adjective = (OptionAdjective | OptionUnique) &briefName
${adjectives.grammar}  briefName (the name of a field) = briefWord (" "+ briefWord)*
  briefWord = ~"and" ~briefLimit ~clauseWord bareName
  clauseWord = ${clauseWords.map((word) => `"${word}"`).join(" | ")}
  briefLimit = "of" " "+ (digit | "at" | "up" | "more" | "less")
  BriefLimit = "of" (OptionCharacters | OptionDigits | OptionElements | OptionRange)
  BriefDetails = "(" NonemptyListOf<BriefDetail, ","> ")"
  BriefDetail = Option | Type
`,
  meanings: {
    OneLine: (name, fields): Change => {
      const title: string = name.sourceString;
      const plural = camelCase(title);
      const said: { name: string; given: Said[] }[] = fields.value();
      return (draft) => {
        draft.impliedTitle ??= title;
        draft.entity = addEntity(draft, singularOf(plural), plural);
        for (const { name: field, given } of said)
          addField(draft, draft.entity.fields, newField(field, given));
        draft.entity = undefined;
      };
    },
    BriefField: (_article, adjectives, name, limit, details): { name: string; given: Said[] } => {
      const given: Said[] = [...adjectives.value(), ...limit.value(), ...details.value().flat()];
      return { name: name.value(), given: [typeOf(Object.assign({}, ...given)), ...given] };
    },
    Adjective: (option) => option.value(),
    ...adjectives.meanings,
    briefName() {
      return camelCase(this.sourceString);
    },
    BriefLimit: (option) => option.value(),
    BriefDetails: (details): (Said | TypePhrase)[] => details.value(),
  },
  print: {},
  examples: [
    "Books: each has a title (required), an isbn (unique) and a price of at least 0",
    "Menu items: each has a name of 1 to 80 characters (required), an optional date of birth (date), and a course (one of starter, main or dessert)",
  ],
};
