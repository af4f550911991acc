import type { Outcome, TrialResult } from "./trial.ts";

/** A case of which nothing could be said. */
export interface FailedTrial {
  name: string;
  error: string;
}

const columns = ["case", "the mistake", "s", "wrong", "the wanted change", "s", "wrong"];

/** The results as a Markdown table. */
export function tableOf(results: readonly (TrialResult | FailedTrial)[]): string {
  const rows = results.map((result) =>
    "error" in result
      ? [result.name, `not tried: ${result.error.split("\n")[0]}`, "", "", "", "", ""]
      : [
          result.name,
          wayOf(result.regression),
          String(result.regression.seconds),
          shareOf(result.regression),
          wayOf(result.wanted),
          String(result.wanted.seconds),
          shareOf(result.wanted),
        ],
  );
  const table = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...table.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  return [
    line(columns),
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...rows.map(line),
    "",
  ].join("\n");
}

function wayOf({ shipped, by, asked, takenBackAfter }: Outcome): string {
  if (!shipped) return `stopped by ${by}`;
  const live = asked === null ? "went live" : "went live, a person asked";
  return takenBackAfter === null ? live : `went live, taken back after ${takenBackAfter} s by ${by}`;
}

function shareOf({ wrong, answers }: Outcome): string {
  return `${wrong} of ${answers}`;
}
