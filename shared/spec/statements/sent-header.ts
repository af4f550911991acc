import { afterEffects } from "../../blueprint/named-values.ts";
import type { SentHeader } from "../../blueprint/sent-header.ts";
import { inAction } from "../change.ts";
import { sendsText, settleHeader } from "../phrases/sent-header.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const actionHeader: Statement = {
  rule: "ActionHeader",
  about: "header location cache",
  places: ["action"],
  title: "A header of the answer",
  meaning:
    "Sent with each answer, as of a route; one that speaks of what the action makes, with answers after that.",
  ways: ["- Sends the header `NAME`: EXPRESSION"],
  grammar: "\n  ActionHeader = SendsPhrase\n",
  meanings: {
    ActionHeader: (phrase): Change => {
      const said: SentHeader = phrase.value();
      return inAction((draft, action, scope) => {
        action.headers = [...(action.headers ?? []), said];
        draft.made(said);
        settleHeader(draft, said, () => afterEffects(scope(), action.effects));
      });
    },
  },
  print: {
    action: (action, entity, blueprint) => {
      const scope = afterEffects(actionScope(blueprint, action, entity), action.effects);
      return (action.headers ?? []).map((header) => {
        const text = sendsText(header, scope, false);
        return { text: `S${text.slice(1)}`, of: header };
      });
    },
  },
  examples: [
    '### Copy: `POST /things/{id}/copy`\n- Creates a thing with name = name\n- Sends the header `Location`: "/things/" + thing.id\n- Answers thing (201)',
  ],
};
