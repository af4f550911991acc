/** The local cloud can't do what it was asked; the message says what, and what to do about it. */
export class LocalCloudError extends Error {
  override readonly name: string = "LocalCloudError";
}

/** A template says something that is wrong, or that the local cloud does not know. */
export class TemplateError extends LocalCloudError {
  override readonly name = "TemplateError";
}

/** Another process already runs a local cloud on the same directory. */
export class AlreadyRunningError extends LocalCloudError {
  override readonly name = "AlreadyRunningError";
}

/** An AWS service's own refusal: `code` is the service's name for it. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The text of whatever was thrown. */
export function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
