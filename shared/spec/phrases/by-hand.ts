import type { Effect } from "../../blueprint/action.ts";
import type { ByHand } from "../../blueprint/by-hand.ts";
import type { Field } from "../../blueprint/field.ts";
import type { HandRule } from "../../blueprint/rules.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Meanings } from "../grammar.ts";
import { handEndText, handTypeText } from "./field-print.ts";
import { optional } from "./field-type.ts";

export const byHandGrammar = `
  HandBegin = "by" "hand" "changes"? name ("(" | ":")
  HandType = "(" Type Options ")"
  HandRefusals = "(" NonemptyListOf<HandRefusal, ","> ")"
  HandRefusal = status code? RefusalText?
  handSentence (what it does, in a sentence) = any+
`;

export const byHandMeanings: Meanings = {
  HandType: (type, options): Partial<Field>[] => [type.value(), ...options.value()],
  HandRefusals: (refusals) => refusals.value(),
  HandRefusal: (status, code, message): ByHand["refusals"][number] => {
    const [codeText, messageText] = [optional<string>(code), optional<string>(message)];
    return {
      status: status.value(),
      ...(codeText !== undefined && { code: codeText }),
      ...(messageText !== undefined && { message: messageText }),
    };
  },
  handSentence() {
    return this.sourceString.trim().replace(/\s+/g, " ").replace(/\.$/, "").trimEnd();
  },
};

/** Changes that a function makes, as a spec writes them. */
export function handChangesText(
  { name, byHand, gives }: Extract<Effect, { kind: "by-hand" }>,
  scope: Scope,
): string {
  const type = gives === undefined ? "" : ` ${handTypeText(gives, scope)}`;
  return `By hand changes ${name}${type}${handEndText(byHand)}`;
}

export function handRuleText({ name, byHand }: HandRule): string {
  return `Must hold by hand ${name}${handEndText(byHand)}`;
}
