import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

const leads = /^(?:this|it|that|which|also|and|the|is|as|thus|so|then|being|our)$/;
const serves = /^(?:is|being|serves|serving|acts|acting|works|working|used|doubles|doubling|functions|=)$/;
const keys = /^(?:id|identifier|pk)$/;

/** What a text says when a field's value is what the thing is addressed by: the caller gives it. */
export function identifyBy(reader: Reader, field: FieldFacts): boolean {
  const entity = reader.known.byName(field.entity);
  if (entity === undefined || (field.get("source") ?? "input") !== "input") return false;
  if (field.get("references") !== undefined || field.get("type") === "list") return false;
  entity.set("identifierName", field.name, reader.clause);
  entity.set("identifierType", "given", reader.clause);
  reader.learn(field, { aspect: "required", value: true, implied: true });
  reader.met(`entities/${entity.name}/identifier`);
  return true;
}

/** "(this IS the id)", "(primary key)", "(serves as the identifier)": said in the brackets after a field's name. */
export function readKeySaid(reader: Reader, start: number, close: number, field: FieldFacts): number {
  let at = start;
  let verb = false;
  while (at < close && (leads.test(reader.word(at)) || serves.test(reader.word(at)))) {
    verb ||= serves.test(reader.word(at)) || reader.word(at) === "the";
    at += 1;
  }
  const primary = reader.word(at) === "primary" && reader.word(at + 1) === "key";
  if (!primary && !(verb && keys.test(reader.word(at)))) return start;
  const end = primary ? at + 2 : at + 1;
  if (end < close && !/^(?:,|;|-|in|of|\()$/.test(reader.word(end))) return start;
  if (!identifyBy(reader, field)) return start;
  reader.use(start, end);
  return end;
}

const serving =
  "(is|are|serves as|serve as|acts as|is used as|works as|doubles as|functions as|stands as) (also)? (the|its|our|their|an)? (own)? (unique)?";
const somewhere =
  "(in|of|for|within) (the|its|our|a|an|all|any)? (address|addresses|url|urls|path|paths|route|routes|api|link|links|<entity>)";

/** The same in a sentence of its own: "It serves as the id in the address". */
export const keySaidRules: readonly Rule[] = [
  rule(
    [
      `(it|this|that|which|this one|this value|this number|this code) (then|also)? ${serving} (id|identifier|primary key|key) (${somewhere})?`,
    ],
    (reader, match) => {
      const field = reader.subjects.at(-1) ?? reader.context.subjects.at(-1) ?? reader.context.spoken.at(-1);
      if (field === undefined || !identifyBy(reader, field)) return false;
      reader.subjects = [field];
      return slot(match, "entity").every((one) => one.entity.name === field.entity);
    },
  ),
  rule([somewhere], (reader) => [...reader.paths].some((path) => path.endsWith("/identifier"))),
];
