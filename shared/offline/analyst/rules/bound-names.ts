import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";

const extreme =
  /^(?:minimum|maximum|minimal|maximal|min|max|smallest|largest|biggest|lowest|highest|least|greatest|cheapest|upper|lower|earliest|latest)$/;

/** "A minimum price and a maximum price", "a smallest and a largest size": the field whose ends are spoken of. */
export function boundAt(
  reader: Reader,
  entity: EntityFacts,
  start: number,
): { field: FieldFacts; end: number } | undefined {
  let at = start;
  let extremes = 0;
  while (/^(?:a|an|the|by|its|on|and|or|\/|,)$/.test(reader.word(at)) || extreme.test(reader.word(at))) {
    if (reader.tokens[at]?.code === true) return undefined;
    if (extreme.test(reader.word(at))) extremes += 1;
    else if (extremes === 0 && /^(?:and|or|\/|,)$/.test(reader.word(at))) return undefined;
    at += 1;
  }
  if (extremes === 0 || !/^(?:a|an|the)$|./.test(reader.word(at)) || !extreme.test(lastWord(reader, at)))
    return undefined;
  const found = reader.scope.fieldAt(reader.tokens, at);
  if (found !== undefined && found.field.entity === entity.name) return found;
  const token = reader.tokens[at];
  if (token?.kind !== "word") return undefined;
  const named = [...new Set(entity.fields.values())].filter((field) =>
    nameKey(field.name).split(" ").includes(nameKey(token.word)),
  );
  return named.length === 1 && named[0] !== undefined ? { field: named[0], end: at + 1 } : undefined;
}

/** The word before a position, without regard to articles. */
function lastWord(reader: Reader, at: number): string {
  return reader.word(/^(?:a|an|the|its)$/.test(reader.word(at - 1)) ? at - 2 : at - 1);
}

/** Where brackets that hold nothing but names end, as in "(minPrice, maxPrice)"; the start when there are none. */
export function namesInBrackets(reader: Reader, start: number): number {
  if (reader.word(start) !== "(") return start;
  for (let at = start + 1; at < reader.tokens.length; at += 1) {
    const token = reader.tokens[at];
    if (token?.word === ")") return at + 1;
    if (token === undefined || !(isName(token) || /^(?:,|and|or|\/|=|\?|&)$/.test(token.word))) return start;
  }
  return start;
}

/** The clause's own parameter for one end of a range: `minPrice` for the lower. */
export function boundName(reader: Reader, prefix: "min" | "max"): string | undefined {
  const names = reader.tokens.filter((token) => isName(token) && token.text.toLowerCase().startsWith(prefix));
  return names.length === 1 ? names[0]?.text : undefined;
}
