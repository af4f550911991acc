/** A model did not give a valid answer to a task within the tries allowed. `problems` are the last answer's. */
export class InvalidAnswerError extends Error {
  override readonly name = "InvalidAnswerError";
  readonly problems: string;

  constructor(taskName: string, tries: number, problems: string) {
    super(
      `The model gave no valid answer to ${taskName} in ${tries} tries. The last one's problems: ${problems}. ` +
        "Use a stronger model for this role, or make the requirement simpler.",
    );
    this.problems = problems;
  }
}
