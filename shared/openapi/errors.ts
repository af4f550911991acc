/** The document has so many parts, or refers to them so often, that reading it would take too long. */
export class TooIntricateError extends Error {
  override readonly name = "TooIntricateError";
}
