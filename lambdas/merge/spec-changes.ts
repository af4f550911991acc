import { parseSpec } from "../../shared/spec/parse.ts";
import { printSpec } from "../../shared/spec/print.ts";
import { HandEditsError } from "../runtime/errors.ts";
import { generatedFromRequirement, type Standing } from "../runtime/history.ts";
import type { Repository } from "../runtime/repository.ts";
import type { Tree } from "./merge-trees.ts";

/** Most statements that are named. */
const mostNamed = 20;

/**
 * Refuses a release of a requirement that does not know what people have changed in `spec.md`.
 *
 * @throws HandEditsError that names the statements, and how to go on
 */
export async function refuseLostChanges(
  repository: Repository,
  {
    service,
    standing,
    theirs,
    generated,
  }: { service: string; standing: Standing; theirs: Tree; generated: Tree },
): Promise<void> {
  const made = await generatedFromRequirement(repository, service, standing);
  if (made === standing.generated) return;
  const lost = lostChanges({
    base: (made && (await repository.read(made, "spec.md"))) ?? "",
    theirs: theirs.get("spec.md") ?? "",
    spec: generated.get("spec.md") ?? "",
  });
  if (lost.length === 0) return;
  const more = lost.length > mostNamed ? `\nand ${lost.length - mostNamed} more` : "";
  throw new HandEditsError(
    `The requirement of ${service} does not have what was changed by hand in its spec.md:\n${lost.slice(0, mostNamed).join("\n")}${more}\n` +
      "Nothing is overwritten. Say it in the requirement too, or change spec.md in the repository and push it.",
  );
}

/**
 * Statements that a person has added to a spec or taken out of it since it was made, and that another spec does not
 * have, or has again. Specs are compared in their normal form; a statement is told with its heading.
 */
export function lostChanges({
  base,
  theirs,
  spec,
}: {
  base: string;
  theirs: string;
  spec: string;
}): string[] {
  const [before, stands, now] = [statementsOf(base), statementsOf(theirs), statementsOf(spec)];
  const added = [...stands].filter((line) => !before.has(line) && !now.has(line));
  const taken = [...before].filter((line) => !stands.has(line) && now.has(line));
  return [...added, ...taken.map((line) => `${line} (taken out by hand)`)];
}

function statementsOf(text: string): Set<string> {
  const reading = parseSpec(text);
  const normal = reading.outcome === "unread" ? text : printSpec(reading.blueprint);
  const statements = new Set<string>();
  let heading = "";
  for (const line of normal.split("\n")) {
    if (line.startsWith("#")) heading = line.replace(/^#+ /, "");
    if (line.trim() !== "")
      statements.add(line.startsWith("#") ? line : `${heading}: ${line.replace(/^- /, "")}`);
  }
  return statements;
}
