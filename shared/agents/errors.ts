/** A model did not give a valid answer to a task within the tries allowed. `problems` are the last answer's. */
export class InvalidAnswerError extends Error {
  override readonly name = "InvalidAnswerError";
  readonly problems: string;

  constructor(taskName: string, why: string, problems: string) {
    super(
      `The model gave no valid answer to ${taskName} ${why}. The last one's problems: ${problems}. ` +
        "Use a stronger model for this role, or make the requirement simpler.",
    );
    this.problems = problems;
  }
}

/** A model, or what its service filters answers with, has refused a task. */
export class AnswerRefusedError extends Error {
  override readonly name = "AnswerRefusedError";

  constructor(taskName: string, reason: string, words: string) {
    super(
      `The model refused ${taskName} (${reason})${words === "" ? "" : `: "${words.slice(0, 500)}"`}. ` +
        "Take what it objects to out of the requirement, or use another model for this role.",
    );
  }
}
