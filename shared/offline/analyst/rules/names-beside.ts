import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { wordsOf } from "../text/names.ts";

/** "My name and my e-mail address (`name` and `email`, …)": names in brackets for the fields before, one each. */
export function namesBeside(
  reader: Reader,
  open: number,
  close: number,
  fields: readonly FieldFacts[],
): { names: Map<FieldFacts, string>; end: number } | undefined {
  const written: string[] = [];
  let at = open + 1;
  while (at < close) {
    const token = reader.tokens[at];
    if (token?.code === true && isName(token)) written.push(token.text);
    else if (!/^(?:,|and|or|\/)$/.test(reader.word(at))) break;
    at += 1;
  }
  const named = fields.slice(-written.length);
  if (written.length < 2 || named.length < written.length || named.some((field) => field.written))
    return undefined;
  const alike = named.filter((field, index) =>
    wordsOf(written[index] ?? "").some((word) => field.words.includes(word)),
  );
  if (alike.length === 0) return undefined;
  return { names: new Map(named.map((field, index) => [field, written[index] ?? field.name])), end: at };
}
