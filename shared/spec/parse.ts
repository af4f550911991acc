import type { Blueprint } from "../blueprint/blueprint.ts";
import { Blueprint as BlueprintSchema } from "../blueprint/blueprint.ts";
import { findInconsistencies } from "../blueprint/consistency.ts";
import { usualStatuses } from "../blueprint/refusal.ts";
import { nameOfTitle } from "../blueprint/service-name.ts";
import { faultIn } from "./brackets.ts";
import { Draft } from "./draft.ts";
import { explain } from "./explain.ts";
import { readAt } from "./grammar.ts";
import { pathsOf } from "./paths.ts";
import type { Problem } from "./problem.ts";
import { namesIn, readSentences, type Sentence } from "./sentence.ts";
import type { Change, Part, Place } from "./statement.ts";

/** A statement of a spec, as it was read. */
export interface ReadStatement {
  text: string;
  /** Offset in the spec. */
  start: number;
  /** Clauses of the requirement that it cites. */
  clauses: string[];
  /** The parts of the blueprint that it makes, as a trace names them. */
  parts: string[];
}

/** A spec that could be read. */
export interface ReadSpec {
  outcome: "read";
  /** Its trace is empty: what a spec's clauses are depends on where it came from. */
  blueprint: Blueprint;
  statements: ReadStatement[];
  /** Clauses cited by the statement that made a part of the blueprint. */
  citations: ReadonlyMap<Part, string[]>;
}

export type Reading = ReadSpec | { outcome: "unread"; problems: Problem[] };

/** Longest spec, in UTF-16 units. */
export const longestSpec = 120_000;

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
  const reader = new Reader(draft);
  for (const sentence of sentences) {
    if (draft.isFull) break;
    reader.read(sentence);
  }
  if (draft.isFull) draft.fail("Reading stopped here: so many problems are no accident.");
  draft.sentence = sentences[0] ?? nothing;
  if (draft.blueprint.entities.length === 0 && draft.problems.length === 0) {
    draft.fail("The spec names nothing that the service keeps. Begin one with a heading, as in `## Book`.");
  }
  const { service } = draft.blueprint;
  if (service.title === "" && draft.impliedTitle !== undefined) {
    service.title = draft.impliedTitle;
    service.name = nameOfTitle(service.title);
  }
  if (service.title === "" && draft.problems.length === 0)
    draft.fail("The spec has no title. Begin it with a heading, as in `# Lending library`.");
  if (draft.problems.length === 0 || draft.blueprint.entities.length > 0) draft.finish();
  if (draft.problems.length === 0) {
    for (const { message, parts } of findInconsistencies(draft.blueprint)) {
      draft.sentence = draft.sentenceOf(parts) ?? sentences[0] ?? nothing;
      draft.fail(`${message}.`);
    }
  }
  if (draft.problems.length === 0) checkShape(draft);
  if (draft.problems.length > 0) {
    return { outcome: "unread", problems: draft.problems.sort((one, other) => one.start - other.start) };
  }
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
        parts: (draft.parts.get(sentence) ?? []).flatMap((part) =>
          typeof part === "string" ? part : (paths.get(part) ?? []),
        ),
      })),
    citations: draft.citations,
  };
}

/** What the blueprint's schema refuses, and no statement has told: a name that is too long, a strange header. */
function checkShape(draft: Draft): void {
  const result = BlueprintSchema.safeParse(draft.blueprint);
  for (const { path, message } of result.error?.issues ?? []) {
    const parts: object[] = [];
    let part: unknown = draft.blueprint;
    for (const key of path) {
      part = typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined;
      if (typeof part === "object" && part !== null) parts.unshift(part);
    }
    draft.sentence = draft.sentenceOf(parts) ?? draft.sentence;
    draft.fail(`\`${String(part)}\` can't be the ${String(path.at(-1))} of it: ${message}.`, String(part));
  }
}

/** Reads one sentence after the other, and knows below which heading each stands. */
class Reader {
  readonly #draft: Draft;
  #place: Place = "service";
  /** Below a heading that was not understood: what stands there is looked at, and changes nothing. */
  #isLost = false;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  read(sentence: Sentence): void {
    const draft = this.#draft;
    draft.sentence = sentence;
    if (sentence.kind === "remark") {
      if (!this.#isLost) draft.describe(sentence.text);
    } else if (sentence.kind === "heading") this.#heading(sentence);
    else this.#statement(sentence, this.#place);
  }

  #heading(sentence: Sentence): void {
    const { level } = sentence;
    const draft = this.#draft;
    const place = level === 1 ? "title" : level === 2 ? "entity heading" : "action heading";
    this.#isLost = false;
    if (place === "entity heading") draft.entity = undefined;
    draft.action = undefined;
    const isRead = level <= 3 && this.#statement(sentence, place);
    if (level > 3) draft.fail("A heading has one `#` for the service, two for a thing, three for an action.");
    this.#isLost = !isRead;
    if (place !== "title") this.#place = place === "entity heading" ? "entity" : "action";
  }

  /** Whether the sentence is a statement of the place. */
  #statement(sentence: Sentence, place: Place): boolean {
    const draft = this.#draft;
    const { start, text } = sentence;
    const fault = faultIn(text);
    if (fault !== undefined && place !== "title")
      draft.problems.push({ start: start + fault.at, end: start + text.length, message: fault.message });
    else {
      const result = readAt(place, text);
      if (!("failure" in result)) {
        const change = result.value as Change;
        if (!this.#isLost) change(draft);
        return true;
      }
      draft.problems.push(
        explain(sentence, place, { failure: result.failure, earlier: draft.problems.length }),
      );
    }
    draft.mayDefine(namesIn(sentence));
    return false;
  }
}

function emptyBlueprint(): Blueprint {
  return {
    version: 1,
    service: { name: "", title: "", description: "" },
    entities: [],
    actions: [],
    crossOrigin: "none",
    refusals: { ...usualStatuses },
    trace: [],
  };
}
