import { findEntities } from "./entities.ts";
import { Understanding } from "./facts/understanding.ts";
import { readClause } from "./read-clause.ts";
import { type Context, Reader } from "./reader.ts";
import { isPageClause } from "./rules/pages.ts";
import { exampleKeysIn } from "./text/example-keys.ts";
import { isGherkin } from "./text/gherkin.ts";
import type { Segment } from "./text/segments.ts";
import { type Token, tokenize } from "./text/tokens.ts";

export type Reading = { readonly known: Understanding; readonly readers: readonly Reader[] };

/**
 * Reads a whole text, twice: the first time finds the names that it uses, the second understands each clause with
 * all of them known, so that a clause may speak of what a later one introduces.
 */
export function understand(segments: readonly Segment[]): Reading {
  const tokens = segments.map((segment) => tokenize(segment.text));
  const names = read(segments, tokens, start(segments, tokens));
  const known = start(segments, tokens);
  for (const entity of names.known.entities) {
    const same = known.byName(entity.name) ?? known.addEntity([entity.name]);
    same.weight = entity.weight;
    for (const field of new Set(entity.fields.values())) {
      if (!field.touched) continue;
      const copy = same.addField(field.words, field.written ? field.name : undefined);
      copy.touched = false;
      const choices = field.get("choices");
      if (choices !== undefined && !choices.some((choice) => entity.field(choice) !== undefined))
        copy.imply("choices", choices, 0);
      const references = field.get("references");
      if (references !== undefined) copy.imply("references", references, 0);
      const source = field.get("source");
      if (source !== undefined) copy.imply("source", source, 0);
    }
  }
  for (const entity of names.known.entities) {
    const same = known.byName(entity.name);
    for (const [key, field] of entity.fields) {
      const copy = same?.field(field.name);
      if (field.touched && copy !== undefined && same?.fields.has(key) === false) same.fields.set(key, copy);
    }
  }
  return read(segments, tokens, known);
}

function start(segments: readonly Segment[], tokens: readonly (readonly Token[])[]): Understanding {
  const known = new Understanding();
  known.gherkin = isGherkin(segments.map((segment) => segment.text).join("\n"));
  for (const key of exampleKeysIn(segments)) known.exampleKeys.add(key);
  findEntities(segments, tokens, known);
  return known;
}

function read(
  segments: readonly Segment[],
  tokens: readonly (readonly Token[])[],
  known: Understanding,
): Reading {
  const readers: Reader[] = [];
  let context: Context = {
    entity: known.entities[0],
    subjects: [],
    listed: [],
    spoken: [],
    operations: [],
    items: "anything",
    given: [],
  };
  segments.forEach((segment, index) => {
    if (
      segment.kind !== "item" &&
      segment.kind !== "row" &&
      segment.kind !== "heading" &&
      !(segment.kind === "code" && segments[index - 1]?.kind === "code")
    ) {
      context = { ...context, items: "anything", given: [] };
    }
    if (segment.kind !== "code" && segments[index - 1]?.kind === "code")
      context = { ...context, items: "anything", given: [] };
    const reader = new Reader(tokens[index] ?? [], index, segment, known, { ...context });
    readClause(reader);
    readers.push(reader);
    const within =
      context.items === "fields" &&
      reader.context.items === "fields" &&
      (segment.kind === "item" || segment.kind === "row");
    context = {
      entity: within ? context.entity : reader.entity,
      subjects: reader.subjects.length > 0 ? reader.subjects : context.subjects,
      listed: reader.listed.length > 0 ? reader.listed : context.listed,
      spoken: reader.spoken.length > 0 ? reader.spoken : context.spoken,
      operations: reader.operations.length > 0 ? reader.operations : [],
      pages: segment.kind !== "heading" && isPageClause(reader),
      items: reader.context.items,
      given: reader.context.given,
    };
  });
  return { known, readers };
}
