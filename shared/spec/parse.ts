import type { Blueprint } from "../blueprint/blueprint.ts";
import { Blueprint as BlueprintSchema } from "../blueprint/blueprint.ts";
import { checkConsistency } from "../blueprint/consistency.ts";
import { Draft } from "./draft.ts";
import { explain } from "./explain.ts";
import { read } from "./grammar.ts";
import { pathsOf } from "./paths.ts";
import type { Problem } from "./problem.ts";
import { longestStatement, readSentences, type Sentence } from "./sentence.ts";
import { type Change, type Place, placeRule } from "./statement.ts";

/** A statement of a spec, as it was read. */
export interface ReadStatement {
  text: string;
  /** Offset in the spec. */
  start: number;
  /** Clauses of the requirement that it cites. */
  clauses: string[];
  /** The parts of the blueprint that it makes, as a trace names them; none where it is about the whole service. */
  parts: string[];
}

/** A spec that could be read. */
export interface ReadSpec {
  outcome: "read";
  /** Its trace is empty: what a spec's clauses are depends on where it came from. */
  blueprint: Blueprint;
  statements: ReadStatement[];
  /** Clauses cited by the statement that made a part of the blueprint. */
  citations: ReadonlyMap<object, string[]>;
}

export type Reading = ReadSpec | { outcome: "unread"; problems: Problem[] };

/** Longest spec, in UTF-16 units. */
export const longestSpec = 120_000;

/** Deepest brackets in one statement. */
const deepestBrackets = 40;

/**
 * Reads a spec. Every statement must be one of the language, every name defined and every type fit; otherwise nothing is
 * made of it, and all that is wrong is told at once, in the order of the text.
 */
export function parseSpec(text: string): Reading {
  if (text.length > longestSpec) {
    const message = `The spec is ${text.length} characters long, and at most ${longestSpec} are read. Split it into several services.`;
    return { outcome: "unread", problems: [{ start: 0, end: 0, message }] };
  }
  const sentences = readSentences(text);
  const nothing: Sentence = { kind: "statement", level: 0, text: "", start: 0, clauses: [] };
  const draft = new Draft(emptyBlueprint(), sentences[0] ?? nothing);
  let isLost = false;
  for (const sentence of sentences) {
    // What stands below a heading that can't be read belongs to nothing that is known.
    if (isLost && sentence.kind !== "heading") continue;
    draft.sentence = sentence;
    if (sentence.kind === "remark") draft.describe(sentence.text);
    else isLost = !readSentence(sentence, draft) && sentence.kind === "heading";
  }
  draft.sentence = sentences[0] ?? nothing;
  if (draft.blueprint.entities.length === 0 && draft.problems.length === 0) {
    draft.fail("The spec names nothing that the service keeps. Begin one with a heading, as in `## Book`.");
  }
  if (draft.problems.length === 0 || draft.blueprint.entities.length > 0) draft.finish();
  if (draft.problems.length === 0) {
    for (const message of checkConsistency(draft.blueprint))
      draft.problems.push({ start: 0, end: 0, message });
  }
  if (draft.problems.length > 0) {
    return { outcome: "unread", problems: draft.problems.sort((one, other) => one.start - other.start) };
  }
  BlueprintSchema.parse(draft.blueprint);
  const paths = pathsOf(draft.blueprint);
  return {
    outcome: "read",
    blueprint: draft.blueprint,
    statements: sentences
      .filter(({ kind }) => kind !== "remark")
      .map((sentence) => ({
        text: sentence.text,
        start: sentence.start,
        clauses: sentence.clauses,
        parts: (draft.parts.get(sentence) ?? []).flatMap((part) => paths.get(part) ?? []),
      })),
    citations: draft.citations,
  };
}

/** Whether the sentence was one of the language. */
function readSentence(sentence: Sentence, draft: Draft): boolean {
  const { text } = sentence;
  if (text.length > longestStatement) {
    draft.fail(
      `A statement has at most ${longestStatement} characters, and this one has ${text.length}. Split it.`,
    );
    return false;
  }
  if (depthOf(text) > deepestBrackets) {
    draft.fail(`Brackets go at most ${deepestBrackets} deep. Name a part of it as a field of its own.`);
    return false;
  }
  const place = placeOf(sentence, draft);
  const result = read(placeRule(place), text);
  if ("failure" in result) {
    draft.problems.push(explain(sentence, place, result.failure, draft.problems.length));
    return false;
  }
  const change = result.value as Change;
  change(draft);
  return true;
}

function placeOf({ kind, level }: Sentence, draft: Draft): Place {
  if (kind === "heading") return level === 1 ? "title" : level === 2 ? "entity heading" : "action heading";
  if (draft.action !== undefined) return "action";
  return draft.entity === undefined ? "service" : "entity";
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if ("({[".includes(character)) deepest = Math.max(deepest, ++depth);
    else if (")}]".includes(character)) depth--;
  }
  return deepest;
}

function emptyBlueprint(): Blueprint {
  return {
    version: 1,
    service: { name: "", title: "", description: "" },
    entities: [],
    actions: [],
    crossOrigin: "none",
    refusals: {
      malformed: 400,
      invalid: 400,
      notFound: 404,
      conflict: 409,
      unknownReference: 400,
      stillReferenced: 409,
    },
    trace: [],
  };
}
