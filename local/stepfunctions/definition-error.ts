/** The service's codes for what is wrong with a definition. */
export type DefinitionErrorCode =
  | "SCHEMA_VALIDATION_FAILED"
  | "MISSING_TRANSITION_TARGET"
  | "MISSING_END_STATE"
  | "DUPLICATE_STATE_NAME"
  | "INVALID_JSONATA_EXPRESSION"
  | "UNSUPPORTED_JSONATA_EXPRESSION";

/** A definition that the service would refuse at creation; the message has the service's frame. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
  readonly code: DefinitionErrorCode;

  constructor(what: string, path: string, code: DefinitionErrorCode = "SCHEMA_VALIDATION_FAILED") {
    super(`Invalid State Machine Definition: '${code}: ${what} at ${path || "/"}'`);
    this.code = code;
  }
}
