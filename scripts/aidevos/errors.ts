/** The command line is wrong. Exit status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A release waits for a person's answer, and nobody was there to give it. Exit status 4. */
export class WaitingError extends Error {
  override readonly name = "WaitingError";
}

/** What was asked could not be done. Exit status 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
