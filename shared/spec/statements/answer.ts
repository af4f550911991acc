import type { Answer, EarlyAnswer, Effect } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import { inAction } from "../change.ts";
import type { Draft } from "../draft.ts";
import { type AnswerPhrase, answerText, resolvedAnswer } from "../phrases/answer.ts";
import { optional } from "../phrases/field-type.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { usualAnswer } from "./action.ts";

/** Actions whose last answer has been read. */
const answered = new WeakSet<object>();

export const actionAnswer: Statement = {
  rule: "ActionAnswer",
  about: "idempotent repeat again already duplicate retry same",
  places: ["action"],
  title: "What an action answers",
  meaning:
    "A thing as its kind is shown, JSON that is worked out after the changes (an object, or a list alone), plain text, a redirect, or nothing. A thing that is a property of an object is shown whole, as in `{loan: it, book}`; its identifier is `id`, or `book.id`. In a list it stands by its identifier. Without a status: 200, for a redirect 302, for nothing 204. With `if`, at its place: where the condition is true, nothing after it is judged or changed.",
  ways: [
    "- Answers REFERENCE (STATUS)",
    "- Answers {NAME: EXPRESSION} (STATUS)",
    "- Answers list of {NAME: EXPRESSION} of all THINGS by FIELD (STATUS)",
    "- Answers list for each FIELD of all THINGS where CONDITION {FIELD, NAME: sum of FIELD of them} by -NAME (STATUS)",
    "- Answers text EXPRESSION (STATUS)",
    "- Redirects to EXPRESSION (STATUS)",
    "- Answers nothing (STATUS)",
    "- Answers REFERENCE (STATUS) if CONDITION",
  ],
  grammar: "\n  ActionAnswer = AnswerPhrase OnlyWhen?\n",
  meanings: {
    ActionAnswer: (phrase, when): Change => {
      const said: AnswerPhrase = phrase.value();
      const condition = optional<Expression>(when);
      return inAction((draft, action, scope) => {
        if (condition !== undefined) {
          if (answered.has(action))
            draft.fail("An answer with a condition stands above the one without, which is the last.");
          const isAfterChanges = action.effects.length > 0 || action.move !== undefined;
          const before = action.effects.slice();
          const early: EarlyAnswer = { condition, answer: said };
          if (!isAfterChanges) {
            action.guards.push(early);
            settleEarly(draft, early, said, scope);
            draft.made(early);
            return;
          }
          const effect: Effect = { kind: "answer", ...early };
          action.effects.push(effect);
          settleEarly(draft, effect, said, () => afterEffects(scope(), before));
          draft.made(effect);
          return;
        }
        answered.add(action);
        action.answer = said;
        draft.made(said);
        draft.later("values", () => {
          const answer = resolvedAnswer(draft, said, afterEffects(scope(), action.effects));
          if (answer === undefined) return;
          action.answer = answer;
          draft.replaced(said, answer);
        });
      });
    },
  },
  print: {
    action: (action, entity, blueprint) => {
      const { answer } = action;
      const usual = usualAnswer(action, entity);
      if (JSON.stringify(answer) === JSON.stringify(usual)) return [];
      const scope = afterEffects(actionScope(blueprint, action, entity), action.effects);
      return [{ text: answerText(answer, scope), of: answer }];
    },
  },
  examples: [
    "### Health: `GET /health`\n- Answers {ok: true}",
    "### Report: `GET /report`\n- Answers list for each name, long: length(name) > 9 of all things {name, long, number: count of them} by -number, name (200)",
    "### Whole: `GET /things/{id}/whole`\n- Answers {thing: it, name}",
    '### Shout: `GET /things/{id}/shout`\n- Answers text name + "!"',
    '### Look up: `GET /things/{id}/look`\n- Redirects to "https://example.com/" + name',
    "### Rename: `POST /things/{id}/rename`\n- to: text, required\n- Answers it (200) if name is to\n- Sets name to to\n- Answers it (201)",
  ],
};

function settleEarly(
  draft: Draft,
  early: { condition: Expression; answer: Answer },
  said: AnswerPhrase,
  scope: () => Scope,
): void {
  const { condition } = early;
  draft.later("values", () => {
    const around = scope();
    early.condition = draft.resolve(condition, around, "truth") ?? condition;
    early.answer = resolvedAnswer(draft, said, around) ?? said;
  });
}
