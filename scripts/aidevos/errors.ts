/** The command line is wrong. Exit status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What was asked could not be done. Exit status 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
