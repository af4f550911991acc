import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { nameKey, wordsOf } from "../text/names.ts";

/** Words for what two or more properties make up together. */
const holder =
  /^(?:period|position|coordinates?|range|dates|times|names|location|bounds|limits|dimensions|interval|span|timestamps|place)$/;

/** The names that brackets open with, one per field of the pair or list before them; and where they end. */
export function namesInBrackets(
  reader: Reader,
  open: number,
  field: FieldFacts,
  before: readonly FieldFacts[],
): { names: string[]; end: number } | undefined {
  const names: string[] = [];
  let at = open + 1;
  for (;;) {
    const token = reader.tokens[at];
    if (token === undefined || !isName(token) || token.kind === "string") return undefined;
    names.push(token.text);
    at += 1;
    const joined = /^(?:,|and|\/|or|&)$/.test(reader.word(at));
    const next =
      reader.tokens[
        joined ? (reader.word(at) === "," && reader.word(at + 1) === "and" ? at + 2 : at + 1) : at
      ];
    if (!joined || next === undefined || !isName(next)) break;
    at = reader.tokens.indexOf(next);
  }
  const latest = [...before.slice(1 - names.length), field];
  const meant =
    holder.test(field.words.at(-1) ?? "") || names.every((name) => latest.some((one) => fits(name, one)));
  return names.length > 1 && meant && /^(?:\)|,|;|:|-)$/.test(reader.word(at))
    ? { names, end: at }
    : undefined;
}

/** Whether a name can be the one of a field: they share a word, or the start of one (`salaryMin` and "minimum"). */
function fits(name: string, field: FieldFacts): boolean {
  const words = wordsOf(name);
  return field.words
    .flatMap(wordsOf)
    .some((word) =>
      words.some((other) => word.startsWith(other.slice(0, 3)) && (other.length >= 3 || other === word)),
    );
}

/**
 * Gives the last fields the names that the brackets after them tell, as in "a minimum and a maximum salary
 * (`salaryMin`, `salaryMax`)"; a name that none of them fits makes a field of its own. Returns the fields in order.
 */
export function nameFields(
  reader: Reader,
  names: readonly string[],
  field: FieldFacts,
  before: readonly FieldFacts[],
): FieldFacts[] {
  const entity = reader.known.byName(field.entity);
  if (entity === undefined) return [field];
  const latest = [...before.filter((one) => one !== field), field].slice(-names.length);
  const free = new Set(latest.filter((one) => !holder.test(one.words.at(-1) ?? "")));
  const named = names.map((name) => {
    const known =
      [...free].find((one) => nameKey(one.name) === nameKey(name)) ??
      [...free].filter((one) => fits(name, one)).sort((a, b) => score(name, b) - score(name, a))[0];
    if (known === undefined) return entity.addField([name], name);
    free.delete(known);
    if (known.name !== name) {
      reader.paths.delete(`entities/${known.entity}/fields/${known.name}`);
      const [first] = known.words;
      entity.renameField(known, name);
      if (
        first !== undefined &&
        entity.field(first) === undefined &&
        /^(?:minimum|maximum|first|last|start|end|lowest|highest|earliest|latest)$/.test(first)
      )
        entity.fields.set(nameKey(first), known);
    }
    return known;
  });
  if (!named.includes(field)) drop(reader, field);
  for (const one of named) reader.metField(one);
  return named;
}

/** How many of a name's words a field's words begin like. */
function score(name: string, field: FieldFacts): number {
  return wordsOf(name).filter((other) =>
    field.words.flatMap(wordsOf).some((word) => word.startsWith(other.slice(0, 3))),
  ).length;
}

/** The phrase before the brackets only introduced the names: it is no field itself. */
function drop(reader: Reader, field: FieldFacts): void {
  const entity = reader.known.byName(field.entity);
  if (entity === undefined) return;
  for (const [key, one] of entity.fields) if (one === field) entity.fields.delete(key);
  reader.paths.delete(`entities/${field.entity}/fields/${field.name}`);
}
