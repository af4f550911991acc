import type { Verdict } from "../agents/finding.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { shownPath } from "../blueprint/route.ts";
import type { Break } from "./break.ts";
import { breakText } from "./breaks.ts";
import { differenceOf, type StatementChange } from "./difference-of.ts";
import { routesIn } from "./routes.ts";

export interface Release {
  /** What is live; null of a first release. */
  before: Blueprint | null;
  after: Blueprint;
  breaks: readonly Break[];
  /** What was decided on the way, of a run's report. */
  decisions: readonly Verdict[];
  /** Files whose content changed, of a release by hand. */
  files?: readonly string[];
}

/**
 * A release's notes in Markdown, for those who call the service and those who own it: what breaks first, then what is
 * new, changed and gone in the spec's own words, the files changed by hand, and what was decided. Of a first release what
 * there is.
 */
export function releaseNotes({ before, after, breaks, decisions, files = [] }: Release): string {
  const { title, description } = after.service;
  const blocks = [`# ${title}`];
  if (before === null) {
    if (description !== "") blocks.push(description);
    blocks.push("The first release.", section("What there is", summaryOf(after)));
  } else {
    const changes = differenceOf(before, after);
    if (changes.length === 0)
      blocks.push(
        files.length === 0
          ? "The spec is the same, and so is the code: only how it does it has changed."
          : "The spec is the same. The code was changed by hand.",
      );
    blocks.push(section("What breaks", breaks.map(breakText)));
    const kinds = { added: "New", changed: "Changed", removed: "Gone" } as const;
    for (const kind of ["added", "changed", "removed"] as const)
      blocks.push(section(kinds[kind], changes.filter(({ change }) => change === kind).map(changeText)));
  }
  blocks.push(
    section(
      "Files changed by hand",
      files.map((file) => `\`${file}\``),
    ),
  );
  blocks.push(section("What was decided", decisions.map(decisionText)));
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function section(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `## ${heading}\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

function summaryOf(blueprint: Blueprint): string[] {
  const routes = [...routesIn(blueprint).values()];
  const own = routes.filter(({ operations }) => operations.length === 0);
  return [
    ...blueprint.entities.map(({ name, plural, fields, operations }) => {
      const known = operations.map(({ method, path }) => `\`${method} ${shownPath(path)}\``);
      const shown = fields.filter(({ hidden }) => hidden !== true).map((field) => field.name);
      return `**${plural}**: each ${name} has ${shown.join(", ") || "an identifier"}; ${known.join(", ") || "no routes"}`;
    }),
    ...own.map(({ method, path, actions }) => `**${actions[0]?.action.name}**: \`${method} ${path}\``),
  ];
}

function changeText({ part, before, after }: StatementChange): string {
  const where = part === null || part === before || part === after ? "" : `${part}: `;
  if (before === undefined || after === undefined) return `${where}${before ?? after}`;
  return `${where}${after}, before: ${before}`;
}

function decisionText({ at, clause, reason, round }: Verdict): string {
  const about = clause === undefined ? "" : ` on ${clause}`;
  return `Round ${round}, the ${at}${about} was at fault: ${reason.replaceAll(/\s+/g, " ")}`;
}
