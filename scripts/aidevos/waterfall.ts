import { shortened } from "../../shared/shortened.ts";
import type { Span } from "./spans.ts";
import { table } from "./terminal.ts";

/** Characters of a bar that is as long as all of it. */
const width = 40;

/** Most characters of a name. */
const nameLimit = 48;

/** The spans as a tree, one a line: when each began and how long it took, in seconds, and that as a bar. */
export function describeSpans(spans: readonly Span[]): string {
  const [first] = spans;
  if (first === undefined) return "Nothing was done yet.";
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  const scale = width / Math.max(end - start, 1);
  const rows = spans.map((span) => {
    const from = Math.min(Math.floor((span.start - start) * scale), width - 1);
    const length = Math.min(Math.max(Math.round((span.end - span.start) * scale), 1), width - from);
    return [
      `${"  ".repeat(depths[span.kind])}${shortened(span.name, nameLimit)}`,
      seconds(span.start - start),
      seconds(span.end - span.start),
      `|${`${" ".repeat(from)}${"#".repeat(length)}`.padEnd(width)}|`,
      shortened(span.error ?? "", nameLimit),
    ];
  });
  return [`trace ${first.traceId}`, table([["SPAN", "AT", "SECONDS", "", ""], ...rows])].join("\n");
}

const depths: Record<Span["kind"], number> = { run: 0, state: 1, model: 2, call: 2 };

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3).padStart(8);
}
