import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Break } from "./breaks.ts";

export interface ReleaseNotesInput {
  /** Of the release that was live; null for a first release. */
  before: Blueprint | null;
  after: Blueprint;
  breaks: readonly Break[];
  /** What was decided on failures in the run, each in a sentence. */
  decisions: readonly string[];
}

/** What a release brings, in Markdown. */
export function releaseNotes({ before, after, breaks, decisions }: ReleaseNotesInput): string {
  const names = (blueprint: Blueprint) => blueprint.entities.map(({ plural }) => plural);
  const former = new Set(before === null ? [] : names(before));
  const added = names(after).filter((name) => !former.has(name));
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines.map((line) => `- ${line}`)];
  return [
    before === null ? `The first release of ${after.service.title}.` : `A change of ${after.service.title}.`,
    ...list("New", added),
    ...list(
      "Breaks",
      breaks.map(({ route, what }) => `\`${route}\`: ${what}`),
    ),
    ...list("Decided on the way", decisions),
    "",
  ].join("\n");
}
