import { quantile } from "../load.ts";
import type { Delivered, Year } from "./year.ts";

/** What a year came to, in Markdown. */
export function reportOf(year: Year): string {
  const { delivered, refused, seed, seconds, calls, failed, failedByExchange, kept, lost } = year;
  const good = delivered.filter(({ fault }) => fault === null);
  const bad = delivered.filter(({ fault }) => fault !== null);
  const equivalent = bad.filter(({ regression }) => regression?.hits === 0);
  const missed = bad.filter(({ regression }) => (regression?.hits ?? 0) > 0);
  const exposed = bad.flatMap((one) => one.exposed ?? []);
  const allLost = [...delivered.flatMap((one) => one.lost), ...lost];
  return `# A year of releases

${delivered.length} releases of one service (seed ${seed}) in ${(seconds / 60).toFixed(1)} minutes, ${calls} calls of users meanwhile.

${table(
  ["releases", "made", "live", "held back", "taken back", "ready to live, median", "p95"],
  [...groupsOf(delivered)].map(([kind, of]) => row(kind, of)),
)}

- Good releases held back: ${good.filter(({ ending }) => ending.outcome !== "live").length} of ${good.length}.
- Bad releases that reached users: ${missed.length + bad.filter(({ ending }) => ending.outcome === "taken back").length} of ${bad.length - equivalent.length}, of these taken back in the watch: ${bad.filter(({ ending }) => ending.outcome === "taken back").length}. Besides, ${equivalent.length} that nothing could tell from the good release, as far as tried.
- Wrong answers that users saw: ${sum(exposed.map(({ wrong }) => wrong))} counted, in ${sum(exposed.map((one) => one.calls))} calls to bad releases.
- Things read back in the end as acknowledged: ${kept}; lost or changed over the year: ${allLost.length}.
- Failed calls (5xx or none): ${failed.length}, while what is live was exchanged: ${failedByExchange}.
- Changes that the data does not allow, not counted: ${refused.length}.

## Bad releases by kind

${table(
  ["kind", "made", "held back", "taken back", "reached users", "equivalent as far as tried"],
  [...Map.groupBy(bad, ({ fault }) => fault?.kind ?? "")]
    .toSorted()
    .map(([kind, of]) => [
      kind,
      String(of.length),
      count(of, ({ ending }) => ending.outcome === "held back"),
      count(of, ({ ending }) => ending.outcome === "taken back"),
      count(of, ({ regression }) => (regression?.hits ?? 0) > 0),
      count(of, ({ regression }) => regression?.hits === 0),
    ]),
)}

## Stopped by

${table(
  ["what", "good", "bad"],
  [...Map.groupBy(delivered, ({ ending }) => (ending.outcome === "live" ? "" : ending.by))]
    .filter(([by]) => by !== "")
    .toSorted()
    .map(([by, of]) => [
      by,
      count(of, ({ fault }) => fault === null),
      count(of, ({ fault }) => fault !== null),
    ]),
)}
${listed("Good releases held back", good.filter(({ ending }) => ending.outcome !== "live").map(stoppedText))}${listed(
  "Bad releases that reached users",
  missed.map(
    ({ number, fault, regression }) => `${number}: ${fault?.kind} (${fault?.what}): ${regression?.what}`,
  ),
)}${listed("Lost or changed", allLost)}`;
}

function stoppedText({ number, change, ending }: Delivered): string {
  return ending.outcome === "live" ? "" : `${number}: ${change}: ${ending.by}: ${ending.text}`;
}

function groupsOf(delivered: readonly Delivered[]): Map<string, Delivered[]> {
  return Map.groupBy(delivered, ({ kind }) => kind);
}

function row(kind: string, of: readonly Delivered[]): string[] {
  const times = of
    .flatMap(({ ending }) => (ending.outcome === "live" ? ending.milliseconds : []))
    .sort((one, other) => one - other);
  const seconds = (share: number) =>
    times.length === 0 ? "" : `${(quantile(times, share) / 1_000).toFixed(1)} s`;
  return [
    kind,
    String(of.length),
    count(of, ({ ending }) => ending.outcome === "live"),
    count(of, ({ ending }) => ending.outcome === "held back"),
    count(of, ({ ending }) => ending.outcome === "taken back"),
    seconds(0.5),
    seconds(0.95),
  ];
}

function count(of: readonly Delivered[], which: (one: Delivered) => boolean): string {
  return String(of.filter(which).length);
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}

function listed(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n## ${title}\n\n${lines.map((line) => `- ${line}\n`).join("")}`;
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
