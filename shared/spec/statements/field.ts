import { isSetByActions } from "../phrases/field-option.ts";
import { fieldText } from "../phrases/field-print.ts";
import { type FieldPhrase, newField } from "../phrases/field-type.ts";
import { actionScope, entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { addField } from "./fields.ts";

export const field: Statement = {
  rule: "FieldLine",
  about: "has have with name title email description date number text attribute property field",
  places: ["entity", "action"],
  title: "A field",
  meaning:
    "A value that callers give. Below a thing it is kept; below an action it is what the action takes. Without `required` and without a default it may be left out, and is null then; a field may also be given as null, an input only with `may be null`. Limits include their ends. A type that is the name of a thing refers to one by its identifier.",
  ways: ["- NAME: TYPE", "- NAME: TYPE, OPTION, OPTION"],
  grammar: "\n  FieldLine = FieldPhrase\n",
  meanings: {
    FieldLine: (phrase): Change => {
      const { name, given }: FieldPhrase = phrase.value();
      return (draft) => {
        const made = newField(name, given);
        const { action, entity } = draft;
        if (action !== undefined && isSetByActions(made))
          draft.fail(
            "What an action takes is given by its caller: it can't be `set by actions`.",
            "set by actions",
          );
        if (isSetByActions(made) && made.default !== undefined)
          draft.fail(
            `What is \`set by actions\` is empty at first and has no default. With a first value: \`${made.name} = VALUE, set at creation\`.`,
            "default",
          );
        if (action !== undefined) addField(draft, action.inputs, made);
        else if (entity !== undefined) addField(draft, entity.fields, made);
      };
    },
  },
  print: {
    entity: (entity, blueprint) =>
      entity.fields.map((one) => {
        const scope = entityScope(blueprint, entity);
        return { text: fieldText(one, scope), of: one };
      }),
    action: (action, entity, blueprint) =>
      action.inputs.map((one) => ({ text: fieldText(one, actionScope(blueprint, action, entity)), of: one })),
  },
  examples: [
    "- title: text, required, 1 to 80 characters",
    "- isbn: text, required, 13 digits, unique (409 `taken`)",
    "- priority: one of low, normal or high, default normal",
    "- price: number, at least 0, in steps of 0.01",
    "- done: yes/no, default no",
    "- due: date, in the future",
    "- tags: list of text (1 to 20 characters), at most 5 elements, no doubles",
    "- tags: list of text (trimmed, in lower case, matches `[a-z0-9-]+`), at most 3 elements, doubles dropped, default []",
    "- watchers: list of email (in lower case, at most 60 characters), no doubles",
    "- marks: list of number (more than 0, less than 6, in steps of 0.5), 1 to 4 elements",
    "- days: list of date (in the future), at least 1 element",
    "- times: list of time",
    "- note: text, required, not blank, at most 80 characters",
    "- near: list of thing, no doubles",
    "- seen: list of thing (outlives it), at most 3 elements",
    "- address: {street: text, required; zip: text, 5 digits}",
    "- lines: list of {sku: text, required; quantity: whole number, required, at least 1}, 1 to 20 elements, no sku twice",
    "- parts: list of {part: thing, required; count: whole number, default 1}, no part twice",
    "- lines: list of {part: thing, required; size: whole number, required; label = part.name, set at creation; double = size * 2}",
    "- seen: list of {thing: thing, required, outlives it}",
    "- email: email, required, in lower case, unique",
    "- owner: the caller",
    "- createdAt: moment of creation",
    "- parent: thing, known (404 `no_such_thing`, with parent)",
    "- parent: thing\n- no: counted from 1 within parent",
    "- slug: made of name, unique",
    "- slug: made of name, fixed, unique (409 `taken`)",
    "- state: state of open, paid or sent",
    "- decidedAt: moment, set by actions",
    "### Look: `GET /look`\n- most: whole number, default 5, from the header `X-Most`\n- Answers {most} (200)",
  ],
};
