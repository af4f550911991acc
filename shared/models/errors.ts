import type { Usage } from "./model.ts";

/** What went wrong, by what is to be done about it. */
export type ModelErrorKind =
  /** The key or the account may not use the model. */
  | "access"
  /** Too many requests, or no quota left for now. */
  | "throttled"
  /** The model's service failed, or is overloaded. */
  | "service"
  /** Nothing answers at the address, or the connection was lost, in the middle of an answer too. */
  | "connection"
  /** There is no such model at the address. */
  | "not-found"
  /** The request does not fit into the model's context. */
  | "too-long"
  /** The service refuses the request as it is. */
  | "invalid"
  /** What came back is in no shape that the protocol knows. */
  | "unreadable"
  /** The time that the caller gave is over. */
  | "time";

const passing: readonly ModelErrorKind[] = ["throttled", "service", "connection", "unreadable"];

export interface ModelErrorOptions {
  /** By default "service" for what is retryable, else "invalid". */
  kind?: ModelErrorKind;
  /** Whether the same request may succeed later; by default what its kind says. */
  retryable?: boolean;
  /** What the call has cost although no whole answer came, as far as is known. */
  spent?: Usage;
  cause?: unknown;
}

/** A model could not be asked, or its service failed. `retryable` says whether the same request may succeed later. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly kind: ModelErrorKind;
  readonly retryable: boolean;
  readonly spent: Usage | undefined;

  constructor(message: string, { kind, retryable, spent, cause }: ModelErrorOptions) {
    super(message, { cause });
    this.kind = kind ?? (retryable ? "service" : "invalid");
    this.retryable = retryable ?? passing.includes(this.kind);
    this.spent = spent;
  }
}
