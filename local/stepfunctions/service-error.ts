import { ServiceError as AwsServiceError } from "../errors.ts";

/** The errors that the service's calls answer with, by the names of its API. */
export type ServiceErrorCode =
  | "ExecutionAlreadyExists"
  | "ExecutionDoesNotExist"
  | "ExecutionNotRedrivable"
  | "InvalidArn"
  | "InvalidDefinition"
  | "InvalidExecutionInput"
  | "InvalidName"
  | "InvalidOutput"
  | "InvalidToken"
  | "StateMachineDoesNotExist"
  | "TaskTimedOut"
  | "UnknownOperationException"
  | "ValidationException";

/** A call that cannot be done as asked; the fault is the caller's. */
export class ServiceError extends AwsServiceError {
  declare readonly code: ServiceErrorCode;

  constructor(code: ServiceErrorCode, message: string) {
    super(code, message);
  }
}
