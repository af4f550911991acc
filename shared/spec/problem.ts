/** What is wrong at one place of a spec, as a good compiler says it. */
export interface Problem {
  /** Offsets in the spec's text, end exclusive. */
  start: number;
  end: number;
  /** What is wrong, in one sentence. */
  message: string;
  /** What could have stood there, in the language's words. */
  expected?: string[];
  /** The likeliest word that was meant. */
  suggestion?: string;
  /** The nearest example of a statement. */
  example?: string;
}

/** Line and column of an offset, both from 1. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
