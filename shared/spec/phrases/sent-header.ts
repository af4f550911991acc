import type { Expression } from "../../blueprint/expression.ts";
import { HeaderName } from "../../blueprint/header-name.ts";
import type { SentHeader } from "../../blueprint/sent-header.ts";
import { type Scope, typeOf } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printExpression, printItem } from "../expressions/print.ts";
import type { Meanings } from "../grammar.ts";

export const sentHeaderGrammar = `
  SendsPhrase = "sends" "the" "header" code ":" Expression
`;

export const sentHeaderMeanings: Meanings = {
  SendsPhrase: (name, value): SentHeader => ({ name: name.value(), value: value.value() }),
};

/** A header's value has its names looked up once all is read. */
export function settleHeader(draft: Draft, header: SentHeader, scope: () => Scope): void {
  const { name, value } = header;
  if (!HeaderName.safeParse(name).success)
    draft.fail(`\`${name}\` is no header's name: letters, digits and hyphens.`, name);
  draft.later("values", () => {
    const around = scope();
    const resolved = draft.resolve(value, around, undefined);
    if (resolved === undefined) return;
    if (isText(resolved, around)) header.value = resolved;
    else
      draft.fail("A header holds one text, number, day or the like: no list and no object.", undefined, {
        within: value,
      });
  });
}

function isText(value: Expression, scope: Scope): boolean {
  const { kind } = typeOf(value, scope);
  return kind !== "list" && kind !== "object" && kind !== "duration";
}

/** A header as a spec writes it; where `goesOn`, a comma may come after it. */
export function sendsText({ name, value }: SentHeader, scope: Scope, goesOn: boolean): string {
  const print = goesOn ? printItem : printExpression;
  return `sends the header \`${name}\`: ${print(value, scope)}`;
}
