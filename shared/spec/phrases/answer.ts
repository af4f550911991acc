import type { Answer } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { type Scope, typeOf } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printCondition, printExpression } from "../expressions/print.ts";
import type { Meanings } from "../grammar.ts";
import { optional } from "./field-type.ts";

export const answerGrammar = `
  AnswerPhrase = "answers" "nothing" Status?  -- nothing
               | "answers" "text" Expression Status?  -- text
               | "redirects" "to" Expression Status?  -- redirect
               | "answers" Expression Status?  -- value
  OnlyWhen = "if" Or
`;

/** An answer as it is read: which thing it is of is not known yet. */
export type AnswerPhrase = Exclude<Answer, { kind: "thing" }>;

export const answerMeanings: Meanings = {
  AnswerPhrase_nothing: (status): AnswerPhrase => ({ kind: "nothing", status: optional(status) ?? 204 }),
  AnswerPhrase_text: (value, status): AnswerPhrase => ({
    kind: "text",
    status: optional(status) ?? 200,
    value: value.value(),
  }),
  AnswerPhrase_redirect: (value, status): AnswerPhrase => ({
    kind: "redirect",
    status: optional(status) ?? 302,
    value: value.value(),
  }),
  AnswerPhrase_value: (value, status): AnswerPhrase => ({
    kind: "value",
    status: optional(status) ?? 200,
    value: value.value(),
  }),
  OnlyWhen: (condition): Expression => condition.value(),
};

/** The answer with its names resolved: of a thing, where it is one. Undefined when that told a problem. */
export function resolvedAnswer(draft: Draft, said: AnswerPhrase, scope: Scope): Answer | undefined {
  if (said.kind === "nothing") return said;
  const value = draft.resolve(said.value, scope, said.kind === "value" ? undefined : "text");
  if (value === undefined) return undefined;
  if (said.kind === "value" && value.kind === "path" && typeOf(value, scope).kind === "thing") {
    const { scope: of, names } = value;
    if (of === "own" || of === "input" || of === "value" || of === "created")
      return { kind: "thing", status: said.status, target: { scope: of, names } };
  }
  return { ...said, value };
}

/** An answer as a spec writes it. */
export function answerText(answer: Answer, scope: Scope): string {
  const { status } = answer;
  switch (answer.kind) {
    case "nothing":
      return `Answers nothing (${status})`;
    case "thing":
      return `Answers ${printExpression({ kind: "path", ...answer.target }, scope)} (${status})`;
    case "text":
      return `Answers text ${printExpression(answer.value, scope)} (${status})`;
    case "redirect":
      return `Redirects to ${printExpression(answer.value, scope)} (${status})`;
    case "value":
      return `Answers ${printExpression(answer.value, scope)} (${status})`;
  }
}

/** An answer that ends an action early, as a spec writes it. */
export function earlyAnswerText(
  { condition, answer }: { condition: Expression; answer: Answer },
  scope: Scope,
): string {
  return `${answerText(answer, scope)} if ${printCondition(condition, scope)}`;
}
