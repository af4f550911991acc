/** The document refers to itself so often that reading it would take too long. */
export class TooIntricateError extends Error {
  override readonly name = "TooIntricateError";
}
