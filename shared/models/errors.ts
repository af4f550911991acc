/** A model could not be asked, or its service failed. `retryable` says whether the same request may succeed later. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly retryable: boolean;

  constructor(message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable;
  }
}
