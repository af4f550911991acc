import { createInterface } from "node:readline/promises";
import { counted } from "../../shared/counted.ts";
import { type Consent, describeUnmet } from "./build.ts";
import { UsageError } from "./errors.ts";
import type { Terminal } from "./terminal.ts";

/** Where a person is asked. Defaults are the process's own. */
export interface Asking {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * What `--unmet` says about clauses that are not met: `deliver` and `refuse` answer ahead, `ask` asks where a person waits
 * at a terminal, and refuses where none does.
 *
 * @throws UsageError for any other word
 */
export function consentOf(
  policy: string,
  terminal: Terminal,
  { input, output }: Asking = { input: process.stdin, output: process.stderr },
): Consent | undefined {
  if (policy === "deliver" || policy === "refuse") return undefined;
  if (policy !== "ask") throw new UsageError(`--unmet is ask, deliver or refuse, and not "${policy}".`);
  if (input.isTTY !== true || output.isTTY !== true) return undefined;
  return async (unmet) => {
    terminal.progress(`${counted(unmet.length, "clause")} not met; everything else is built and tested:`);
    for (const clause of unmet) terminal.progress(`  ${describeUnmet(clause)}`);
    const question = createInterface({ input, output });
    try {
      // Closed without an answer, nothing was agreed to.
      const closed = new Promise<string>((resolve) => question.once("close", () => resolve("")));
      const answer = await Promise.race([question.question("Deliver it all the same? [y/N] "), closed]);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      question.close();
    }
  };
}
