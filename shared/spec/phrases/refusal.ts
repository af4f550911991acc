import type { Expression } from "../../blueprint/expression.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printItem } from "../expressions/print.ts";
import type { Meanings } from "../grammar.ts";

/** A refusal as it is read; its values are not resolved yet. */
export type RefusalPhrase = Refusal;

export const refusalGrammar = `
  Refusal = "(" status code? RefusalText? RefusalWith? ")"
  RefusalText = "," text
  RefusalWith = "," "with" NonemptyListOf<Property, ",">
`;

export const refusalMeanings: Meanings = {
  Refusal: (status, code, message, carried): RefusalPhrase => {
    const [codeText] = code.value();
    const [messageText] = message.value();
    const [values] = carried.value();
    return {
      status: status.value(),
      ...(codeText !== undefined && { code: codeText }),
      ...(messageText !== undefined && { message: messageText }),
      ...(values !== undefined && { with: values }),
    };
  },
  RefusalText: (message) => message.value(),
  RefusalWith: (values) => values.value(),
};

/** A phrase with its values resolved where the draft is finished; without a phrase, only the status. */
export function settleRefusal(
  phrase: RefusalPhrase | undefined,
  usual: () => number,
  { draft, scope }: { draft: Draft; scope: () => Scope },
): Refusal {
  const refusal: Refusal = { ...phrase, status: phrase?.status ?? usual() };
  if (phrase === undefined)
    draft.later("names", () => {
      refusal.status = usual();
    });
  refusal.with = phrase?.with?.map(({ name, value }) => {
    const settled: { name: string; value: Expression } = { name, value };
    draft.expression(value, scope, undefined, (resolved) => {
      settled.value = resolved;
    });
    return settled;
  });
  if (refusal.with === undefined) delete refusal.with;
  return refusal;
}

/** A refusal as a spec writes it. */
export function refusalText({ status, code, message, with: carried }: Refusal, scope: Scope): string {
  const values = carried?.map(({ name, value }) => {
    const text = printItem(value, scope);
    return text === name ? text : `${name}: ${text}`;
  });
  const parts = [
    `${status}${code === undefined ? "" : ` \`${code}\``}`,
    ...(message === undefined ? [] : [JSON.stringify(message)]),
    ...(values === undefined ? [] : [`with ${values.join(", ")}`]),
  ];
  return `(${parts.join(", ")})`;
}
