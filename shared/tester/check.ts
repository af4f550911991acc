import type { Subject } from "./subject.ts";

/** One test: a title in words, the statements of its body, and the parts of the reading that it shows. */
export interface Check {
  title: string;
  lines: string[];
  /** Paths as in a clause's trace, e.g. `entities/book/fields/title/required`. */
  shows: string[];
  /** What it is beside a test of statements. */
  kind?: "race";
}

/** Derives tests of one topic from what is known of one kind of thing. */
export type Topic = (subject: Subject) => Check[];

/** Paths of the parts of a subject, as traces name them. */
export function pathTo(subject: Subject, ...parts: string[]): string {
  return ["entities", subject.entity.name, ...parts].join("/");
}
