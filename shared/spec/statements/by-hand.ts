import type { Effect, NamedValue } from "../../blueprint/action.ts";
import type { ByHand } from "../../blueprint/by-hand.ts";
import type { Field } from "../../blueprint/field.ts";
import type { HandRule } from "../../blueprint/rules.ts";
import { inAction, inEntity } from "../change.ts";
import type { Draft } from "../draft.ts";
import { handRuleText } from "../phrases/by-hand.ts";
import { newField, optional } from "../phrases/field-type.ts";
import type { Change, Statement } from "../statement.ts";
import { addField, settleField } from "./fields.ts";

/** What a function gives, as a field; only what a caller could give can be given by a function. */
function givenField(draft: Draft, name: string, type: Partial<Field>[], byHand: ByHand): Field {
  const field = newField(name, type);
  if (field.source !== "input")
    draft.fail("What a function gives has the type of an input: the service sets this one itself.");
  return { ...field, byHand };
}

export const handValue: Statement = {
  rule: "HandValue",
  about: "algorithm compute score hash parse encode decode calculate schedule plan optimal formula",
  places: ["entity", "action"],
  title: "A value by hand",
  meaning:
    "The last resort, for a value that no other statement can say: steps that need the last one, a hash, parsing, a layout. A developer writes it as a function of the thing, inputs, named values before it, all things, caller and moment. The sentence is all that is gone by: say every limit, rounding and tie. `may be null` where it may be empty; the second bracket are refusals that it may give, values with them. Below a thing it is only shown, unless `set at creation` or `set at each change`, and then kept.",
  ways: [
    "- NAME by hand (TYPE, OPTION) (STATUS `code`, STATUS `code`): SENTENCE",
    "- NAME by hand (TYPE), set at each change: SENTENCE",
  ],
  grammar: `
  HandValue = HandName HandType SetMoment? HandRefusals? ":" handSentence
  HandName = name "by" "hand"  -- after
           | "by" "hand" ~"changes" name  -- before
`,
  meanings: {
    HandName_after: (name) => name.value(),
    HandName_before: (name) => name.value(),
    HandValue: (name, type, moment, refusals, sentence): Change => {
      const said: string = name.value();
      const given: Partial<Field>[] = type.value();
      const when = optional<Field["source"]>(moment);
      const byHand: ByHand = { sentence: sentence.value(), refusals: optional(refusals) ?? [] };
      return (draft) => {
        const { action, entity } = draft;
        const field = givenField(draft, said, given, byHand);
        if (action !== undefined) {
          if (when !== undefined) draft.fail("A value of an action is worked out at each call.", "set at");
          if (action.values.some((one) => one.name === said))
            draft.fail(`\`${said}\` is there already.`, said);
          const named: NamedValue = { name: said, gives: field };
          action.values.push(named);
          draft.made(named);
          settleField(draft, field);
        } else if (entity !== undefined)
          addField(draft, entity.fields, { ...field, source: when ?? "computed" });
      };
    },
  },
  print: {},
  examples: [
    "- slug by hand (text), set at each change: name in lower case, each run of other signs than a-z and 0-9 as one hyphen, none at the ends",
    "- initials by hand (text, 1 to 5 characters): the first letter of each word of name, at most five",
    "### Split: `POST /things/{id}/split`\n- people: whole number, required, at least 1\n- shares by hand (list of {no: whole number, required; cents: whole number, required}) (409 `too_many`): the length of name in cents among people, each share whole, the first ones a cent more, too_many where one would get none\n- Answers {shares, total: sum of cents of shares}",
  ],
};

export const handRule: Statement = {
  rule: "HandRuleLine",
  places: ["entity"],
  title: "A rule by hand",
  meaning: "As `Must hold`, judged by a function on the thing as it will be.",
  ways: ["- Must hold by hand NAME (STATUS `code`): SENTENCE"],
  grammar: '\n  HandRuleLine = "must" "hold" "by" "hand" name HandRefusals ":" handSentence\n',
  meanings: {
    HandRuleLine: (name, refusals, sentence): Change => {
      const made: HandRule = {
        name: name.value(),
        byHand: { sentence: sentence.value(), refusals: refusals.value() },
      };
      return inEntity((draft, entity) => {
        entity.handRules = [...(entity.handRules ?? []), made];
        draft.made(made);
      });
    },
  },
  print: {
    entity: (entity) => (entity.handRules ?? []).map((one) => ({ text: handRuleText(one), of: one })),
  },
  examples: [
    "- Must hold by hand palindrome (422 `no_palindrome`): name read backwards is the same, without regard to case and blanks",
  ],
};

export const handChanges: Statement = {
  rule: "HandChanges",
  places: ["action"],
  title: "Changes by hand",
  meaning:
    "An effect: a function that may create, change and delete things, whose rules hold as ever; it may try rows one by one, of which refused ones change nothing. With a type it also gives a value. For what no statement can read or show, take and give `anything`.",
  ways: ["- By hand changes NAME (TYPE) (STATUS `code`): SENTENCE"],
  grammar: '\n  HandChanges = "by" "hand" "changes" name HandType? HandRefusals? ":" handSentence\n',
  meanings: {
    HandChanges: (name, type, refusals, sentence): Change => {
      const said: string = name.value();
      const given = optional<Partial<Field>[]>(type);
      const byHand: ByHand = { sentence: sentence.value(), refusals: optional(refusals) ?? [] };
      return inAction((draft, action) => {
        const gives = given && givenField(draft, said, given, byHand);
        delete gives?.byHand;
        const effect: Effect = { kind: "by-hand", name: said, byHand, ...(gives && { gives }) };
        action.effects.push(effect);
        draft.made(effect);
        if (gives !== undefined) settleField(draft, gives);
      });
    },
  },
  print: {},
  examples: [
    "### Deal: `POST /deal`\n- most: whole number, required, 1 to 10\n- By hand changes dealt (whole number) (409 `none`): names all things 1, 2, ... most, 1, 2, ... in order of creation; gives how many, none where there are no things\n- Answers {dealt}",
  ],
};
