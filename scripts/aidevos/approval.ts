import { createInterface } from "node:readline/promises";
import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from "@aws-sdk/client-sfn";
import { type Answer, Approval } from "../../shared/runs/rollout.ts";
import { type Run, recordKeys } from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";
import type { Terminal } from "./terminal.ts";
import type { Asking } from "./unmet.ts";

/** What a person says to a release that waits; undefined leaves it waiting. */
export type Approver = (approval: Approval) => Promise<Answer | undefined>;

/**
 * The question that a run's release waits with.
 *
 * @throws CommandError when nothing is asked about it
 */
export async function approvalOf(controlPlane: ControlPlane, run: Run): Promise<Approval> {
  const { id, status, delivery } = run;
  const approval =
    delivery === undefined
      ? undefined
      : await controlPlane.record(recordKeys.approval(id, delivery), Approval);
  if (approval === undefined) throw new CommandError(`Nobody is asked about the run ${id}: it is ${status}.`);
  if (run.question === undefined) throw answeredBefore(run);
  return approval;
}

/**
 * Sends a person's answer to the state machine that waits for it.
 *
 * @throws CommandError when it was answered before, or its time was up
 */
export async function sendAnswer(
  controlPlane: ControlPlane,
  run: Run,
  { token, answer }: { token: string; answer: Answer },
): Promise<void> {
  try {
    await controlPlane.answer(token, answer);
  } catch (error) {
    const isOver =
      error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
    if (!isOver) throw error;
    throw answeredBefore((await controlPlane.run(run.id)) ?? run);
  }
}

function answeredBefore({ id, status, failure }: Run): CommandError {
  const end = failure === undefined ? "" : `: ${failure.message}`;
  return new CommandError(
    `The question about ${id} was answered before, or its time was up. The run is ${status}${end}.`,
  );
}

/** Question, reasons, and until when it stands, for a person. */
export function describeApproval({ question, reasons, until }: Approval): string {
  return [
    question,
    ...reasons.map((reason) => `  ${reason}`),
    `An answer is waited for until ${until}.`,
  ].join("\n");
}

/** What `--approve` answers ahead; else a person who waits at a terminal is asked, and where none does nothing is answered. */
export function approverOf(
  approve: boolean,
  terminal: Terminal,
  { input, output }: Asking = { input: process.stdin, output: process.stderr },
): Approver {
  if (approve) return async () => ({ approved: true, by: "the command line", reason: "--approve" });
  if (input.isTTY !== true || output.isTTY !== true) return async () => undefined;
  return async (approval) => {
    terminal.progress(describeApproval(approval));
    const question = createInterface({ input, output });
    try {
      // Closed without an answer, nothing was said either way.
      const closed = new Promise<string>((resolve) => question.once("close", () => resolve("later")));
      const answer = await Promise.race([question.question("Approve? [y/n/later] "), closed]);
      const by = "the command line";
      if (/^y(es)?$/i.test(answer.trim())) return { approved: true, by, reason: "approved at the terminal" };
      if (/^no?$/i.test(answer.trim())) return { approved: false, by, reason: "rejected at the terminal" };
      return undefined;
    } finally {
      question.close();
    }
  };
}
