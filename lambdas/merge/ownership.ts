import type { ServiceTests } from "../../shared/agents/source.ts";
import { isByHand } from "../runtime/mending.ts";

/** A file with tests, as the Bench runs them. */
export function isTest(path: string): boolean {
  return /^test\/[\w.-]+\.test\.ts$/.test(path);
}

/** Files of a push that are taken as they stand: what the service is compiled from. */
export function isSourceOfPush(path: string): boolean {
  return path === "spec.md" || path === "requirement.md" || isByHand(path);
}

/**
 * Why a person can't change a file, if it is one that only says what others do: the kit, what `spec.md` means, the
 * contracts of functions, the tests of statements.
 */
export function whyMade(
  path: string,
  statementTests: Pick<ServiceTests, "files">["files"],
): string | undefined {
  if (path.startsWith("kit/")) return "the kit is AIDevOS's own: put what you need beside it, in src/";
  if (path === "blueprint.json") return "it says what spec.md means: change spec.md";
  if (path === "src/hand/contracts.ts") return "it is made of spec.md: change the statement";
  if (statementTests.some((file) => file.path === path))
    return "it is made of spec.md's statements: put your tests into a file of their own beside it";
  return undefined;
}
