import { alike } from "./alike.ts";
import type { Break } from "./break.ts";
import type { ApiDocument, Schema } from "./document.ts";

type Found = Pick<Break, "kind" | "subject" | "what">;

interface Pair {
  documents: readonly [before: ApiDocument, after: ApiDocument];
  /** `of its answers`, `of what it takes`. */
  place: string;
  /** The field's name with those around it, `lines.pieces`; empty: the whole. */
  path: string;
}

/** Deepest that fields are compared in each other. */
const deepest = 12;

/**
 * What readers of answers lose: fields, or what they could rely on of them. A new value of a choice is a break: a
 * reader that tells all values apart meets one that it does not know. New fields and wider limits of numbers and texts are none.
 */
export function breaksOfAnswer(one: unknown, other: unknown, pair: Pair, depth = 0): Found[] {
  const [before, after] = [pair.documents[0].schemaOf(one), pair.documents[1].schemaOf(other)];
  if (depth > deepest || saysNothing(before)) return [];
  const alternatives = [before, after].map(({ anyOf, oneOf }) => anyOf ?? oneOf);
  if (alternatives.some((list) => list !== undefined)) return alike(before, after) ? [] : variantBreaks(pair);
  const [old, fresh] = [typesOf(before), typesOf(after)];
  const news = fresh.filter((type) => !old.includes(type) && !(type === "integer" && old.includes("number")));
  if (old.length > 0 && (news.length > 0 || fresh.length === 0))
    return [answerFound(pair, `is ${typeWords(after)}, no longer ${typeWords(before)}`)];
  const found: Found[] = [];
  const values = choices(after).filter((value) => !choices(before).includes(value));
  if (choices(before).length > 0 && (values.length > 0 || choices(after).length === 0))
    found.push({
      kind: "choice",
      subject: pair.path,
      what: `${named(pair)} may be ${values.map(String).join(", ") || "anything"}, which it never was`,
    });
  if (before.format !== undefined && before.format !== after.format)
    found.push(answerFound(pair, `is no longer ${String(before.format)}`));
  const [oldFields, freshFields] = [propertiesOf(before), propertiesOf(after)];
  const [always, stillAlways] = [requiredOf(before), requiredOf(after)];
  for (const [name, schema] of oldFields) {
    const inner = { ...pair, path: pair.path === "" ? name : `${pair.path}.${name}` };
    const now = freshFields.get(name);
    if (now === undefined) found.push(answerFound(inner, "is gone"));
    else {
      if (always.includes(name) && !stillAlways.includes(name))
        found.push(answerFound(inner, "may be missing"));
      found.push(...breaksOfAnswer(schema, now, inner, depth + 1));
    }
  }
  if (before.items !== undefined) found.push(...breaksOfAnswer(before.items, after.items, pair, depth + 1));
  return found;
}

/** What callers may no longer send: a field that is needed now, a limit that is narrower, a value or type that is gone. */
export function breaksOfInput(one: unknown, other: unknown, pair: Pair, depth = 0): Found[] {
  const [before, after] = [pair.documents[0].schemaOf(one), pair.documents[1].schemaOf(other)];
  if (depth > deepest || saysNothing(after)) return [];
  const found: Found[] = [];
  const [old, fresh] = [typesOf(before), typesOf(after)];
  const lost = old.filter(
    (type) => !fresh.includes(type) && !(type === "integer" && fresh.includes("number")),
  );
  if (fresh.length > 0 && lost.length > 0)
    return [
      {
        kind: "input",
        subject: pair.path,
        what: `${named(pair)} must be ${typeWords(after)}, no longer ${typeWords(before)}`,
      },
    ];
  if (choices(after).length > 0) {
    const gone = choices(before).filter((value) => !choices(after).includes(value));
    if (gone.length > 0 || choices(before).length === 0)
      found.push({
        kind: "choice",
        subject: pair.path,
        what: `${named(pair)} can be ${gone.length > 0 ? `no longer ${gone.map(String).join(", ")}` : `only ${choices(after).map(String).join(", ")}`}`,
      });
  }
  found.push(...limitBreaks(before, after, pair));
  const [needed, neededNow] = [requiredOf(before), requiredOf(after)];
  const [oldFields, freshFields] = [propertiesOf(before), propertiesOf(after)];
  for (const [name, schema] of freshFields) {
    const inner = { ...pair, path: pair.path === "" ? name : `${pair.path}.${name}` };
    if (neededNow.includes(name) && !needed.includes(name))
      found.push({ kind: "input", subject: inner.path, what: `${named(inner)} is required now` });
    const known = oldFields.get(name);
    if (known !== undefined) found.push(...breaksOfInput(known, schema, inner, depth + 1));
  }
  if (after.additionalProperties === false && before.additionalProperties !== false)
    found.push({
      kind: "input",
      subject: pair.path,
      what: `${named(pair)} may hold no unknown fields any more`,
    });
  if (before.items !== undefined) found.push(...breaksOfInput(before.items, after.items, pair, depth + 1));
  return found;
}

/** Limits of JSON Schema, which way they are narrower, and in words. */
const limits: readonly [name: string, narrower: "greater" | "less", words: string][] = [
  ["minimum", "greater", "must be at least"],
  ["exclusiveMinimum", "greater", "must be greater than"],
  ["maximum", "less", "must be at most"],
  ["exclusiveMaximum", "less", "must be less than"],
  ["minLength", "greater", "must have a length of at least"],
  ["maxLength", "less", "must have a length of at most"],
  ["minItems", "greater", "must have elements, at least"],
  ["maxItems", "less", "must have elements, at most"],
  ["minProperties", "greater", "must hold fields, at least"],
];

function limitBreaks(before: Schema, after: Schema, pair: Pair): Found[] {
  const found = limits.flatMap(([name, narrower, words]): Found[] => {
    const [old, fresh] = [before[name], after[name]];
    if (typeof fresh !== "number") return [];
    const isTrivial = narrower === "greater" && name.startsWith("min") && name !== "minimum" && fresh <= 0;
    if (typeof old !== "number" ? isTrivial : narrower === "greater" ? fresh <= old : fresh >= old) return [];
    const was = typeof old === "number" ? `, before ${old}` : "";
    return [{ kind: "limit", subject: pair.path, what: `${named(pair)} ${words} ${fresh}${was}` }];
  });
  for (const name of ["pattern", "format", "multipleOf", "const"])
    if (after[name] !== undefined && !alike(before[name], after[name]))
      found.push({
        kind: "limit",
        subject: pair.path,
        what: `${named(pair)} must fit ${name} ${String(after[name])}`,
      });
  if (after.uniqueItems === true && before.uniqueItems !== true)
    found.push({ kind: "limit", subject: pair.path, what: `${named(pair)} may hold nothing twice` });
  return found;
}

function answerFound(pair: Pair, words: string): Found {
  return { kind: "answer", subject: pair.path, what: `${named(pair)} ${words}` };
}

function variantBreaks(pair: Pair): Found[] {
  return [answerFound(pair, "is one of other things than before")];
}

function named({ path, place }: Pair): string {
  if (!place.startsWith("of ")) return place;
  return path === "" ? `the body ${place}` : `the field ${path} ${place}`;
}

function saysNothing(schema: Schema): boolean {
  return Object.keys(schema).every((key) => key === "description" || key === "title");
}

function typesOf({ type }: Schema): string[] {
  return (Array.isArray(type) ? type : [type]).filter((one) => typeof one === "string");
}

function typeWords(schema: Schema): string {
  return typesOf(schema).join(" or ") || "of a known type";
}

function choices(schema: Schema): unknown[] {
  return Array.isArray(schema.enum) ? schema.enum : [];
}

function requiredOf({ required }: Schema): unknown[] {
  return Array.isArray(required) ? required : [];
}

function propertiesOf({ properties }: Schema): Map<string, unknown> {
  return new Map(typeof properties === "object" && properties !== null ? Object.entries(properties) : []);
}
