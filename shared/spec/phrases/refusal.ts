import type { Expression } from "../../blueprint/expression.ts";
import { HeaderName } from "../../blueprint/header-name.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import { reservedFor } from "../../blueprint/sent-header-consistency.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printItem } from "../expressions/print.ts";
import type { Meanings } from "../grammar.ts";

/** A refusal as it is read; its values are not resolved yet. */
export type RefusalPhrase = Refusal;

export const refusalGrammar = `
  Refusal = "(" status code? RefusalText? RefusalField? RefusalSends* RefusalWith? ")"
  RefusalField = "," "of" name
  RefusalSends = "," "sends" "the" "header" code ":" text
  RefusalText = "," text
  RefusalWith = "," "with" NonemptyListOf<Property, ",">
`;

export const refusalMeanings: Meanings = {
  Refusal: (status, code, message, field, headers, carried): RefusalPhrase => {
    const [codeText] = code.value();
    const [messageText] = message.value();
    const [fieldName] = field.value();
    const sent = headers.value();
    const [values] = carried.value();
    return {
      status: status.value(),
      ...(codeText !== undefined && { code: codeText }),
      ...(messageText !== undefined && { message: messageText }),
      ...(fieldName !== undefined && { field: fieldName }),
      ...(sent.length > 0 && { headers: sent }),
      ...(values !== undefined && { with: values }),
    };
  },
  RefusalText: (message) => message.value(),
  RefusalField: (name) => name.value(),
  RefusalSends: (name, value) => ({ name: name.value(), value: value.value() }),
  RefusalWith: (values) => values.value(),
};

/** A phrase with its values resolved where the draft is finished; without a phrase, only the status. */
export function settleRefusal(
  phrase: RefusalPhrase | undefined,
  usual: () => number,
  { draft, scope }: { draft: Draft; scope: () => Scope },
): Refusal {
  const refusal: Refusal = { ...phrase, status: phrase?.status ?? usual() };
  for (const { name } of phrase?.headers ?? []) {
    const problem = HeaderName.safeParse(name).success ? reservedFor(name) : "is no header's name";
    if (problem !== undefined) draft.fail(`\`${name}\` can't be sent with a refusal: it ${problem}.`, name);
  }
  const { field } = refusal;
  if (field !== undefined) draft.later("names", () => checkField(draft, field, scope()));
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

function checkField(draft: Draft, field: string, { own, inputs = [] }: Scope): void {
  const known = [...inputs, ...(own?.fields ?? [])].map(({ name }) => name);
  if (!known.includes(field))
    draft.fail(`\`${field}\` is no input and no field here, so a refusal can't be of it.`, field);
}

/** A refusal as a spec writes it. */
export function refusalText(refusal: Refusal, scope: Scope): string {
  const { status, code, message, field, headers = [], with: carried } = refusal;
  const values = carried?.map(({ name, value }) => {
    const text = printItem(value, scope);
    return text === name ? text : `${name}: ${text}`;
  });
  const parts = [
    `${status}${code === undefined ? "" : ` \`${code}\``}`,
    ...(message === undefined ? [] : [JSON.stringify(message)]),
    ...(field === undefined ? [] : [`of ${field}`]),
    ...headers.map(({ name, value }) => `sends the header \`${name}\`: ${JSON.stringify(value)}`),
    ...(values === undefined ? [] : [`with ${values.join(", ")}`]),
  ];
  return `(${parts.join(", ")})`;
}
