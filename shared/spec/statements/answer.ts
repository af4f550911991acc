import type { Answer } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import { type Scope, typeOf } from "../../blueprint/value-type.ts";
import { inAction } from "../change.ts";
import { printExpression } from "../expressions/print.ts";
import { targetText } from "../phrases/effect.ts";
import { optional } from "../phrases/field-type.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { usualAnswer } from "./action.ts";

export const actionAnswer: Statement = {
  rule: "ActionAnswer",
  places: ["action"],
  title: "What an action answers",
  meaning:
    "A thing as its kind is shown, JSON that is worked out after the changes (an object, or a list alone), plain text, a redirect, or nothing. A thing that is a property of an object is shown whole, as in `{loan: it, book}`; its identifier is `id`, or `book.id`. In a list it stands by its identifier. Without a status: 200, for a redirect 302, for nothing 204.",
  ways: [
    "- Answers REFERENCE (STATUS)",
    "- Answers {NAME: EXPRESSION} (STATUS)",
    "- Answers list of {NAME: EXPRESSION} of all THINGS by FIELD (STATUS)",
    "- Answers list for each FIELD of all THINGS where CONDITION {FIELD, NAME: sum of FIELD of them} by -NAME (STATUS)",
    "- Answers text EXPRESSION (STATUS)",
    "- Redirects to EXPRESSION (STATUS)",
    "- Answers nothing (STATUS)",
  ],
  grammar: `
  ActionAnswer = "answers" "nothing" Status?  -- nothing
               | "answers" "text" Expression Status?  -- text
               | "redirects" "to" Expression Status?  -- redirect
               | "answers" Expression Status?  -- value
`,
  meanings: {
    ActionAnswer_nothing: (status): Change => {
      const said = optional<number>(status) ?? 204;
      return inAction((draft, action) => {
        action.answer = { kind: "nothing", status: said };
        draft.made(action.answer);
      });
    },
    ActionAnswer_text: (value, status) => answerWith("text", value.value(), optional<number>(status) ?? 200),
    ActionAnswer_redirect: (value, status) =>
      answerWith("redirect", value.value(), optional<number>(status) ?? 302),
    ActionAnswer_value: (value, status) =>
      answerWith("value", value.value(), optional<number>(status) ?? 200),
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
  ],
};

function answerWith(kind: "value" | "text" | "redirect", raw: Expression, status: number): Change {
  return inAction((draft, action, scope) => {
    const answer: Answer & { value: Expression } = { kind, status, value: raw };
    action.answer = answer;
    draft.made(answer);
    draft.later("values", () => {
      const around = afterEffects(scope(), action.effects);
      const resolved = draft.resolve(raw, around, kind === "value" ? undefined : "text");
      if (resolved === undefined) return;
      const type = typeOf(resolved, around);
      const isThing = kind === "value" && resolved.kind === "path" && type.kind === "thing";
      if (
        isThing &&
        (resolved.scope === "own" || resolved.scope === "input" || resolved.scope === "created")
      ) {
        action.answer = { kind: "thing", status, target: { scope: resolved.scope, names: resolved.names } };
        draft.replaced(answer, action.answer);
      } else answer.value = resolved;
    });
  });
}

function answerText(answer: Answer, scope: Scope): string {
  const { status } = answer;
  switch (answer.kind) {
    case "nothing":
      return `Answers nothing (${status})`;
    case "thing":
      return `Answers ${targetText(answer.target, scope)} (${status})`;
    case "text":
      return `Answers text ${printExpression(answer.value, scope)} (${status})`;
    case "redirect":
      return `Redirects to ${printExpression(answer.value, scope)} (${status})`;
    case "value":
      return `Answers ${printExpression(answer.value, scope)} (${status})`;
  }
}
