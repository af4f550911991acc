/** A service that this function needs does not answer. The same call may succeed later: the state machine retries it. */
export class ServiceUnavailableError extends Error {
  override readonly name = "ServiceUnavailableError";
}

/** The data plane refused a call. Repeating it changes nothing. */
export class DataPlaneRefusedError extends Error {
  override readonly name = "DataPlaneRefusedError";
  readonly status: number;

  constructor(call: string, status: number, detail: string) {
    super(`The data plane refused ${call} with ${status}: ${detail}`);
    this.status = status;
  }
}

/** The requirement cannot become a service. The message says why, for the person who wrote it. */
export class RequirementRefusedError extends Error {
  override readonly name = "RequirementRefusedError";
}

/** What a state was given does not fit its schema: the state machine and its functions disagree, or the input was made by hand. */
export class InvalidInputError extends Error {
  override readonly name = "InvalidInputError";
}

/** Something that the run says it has made is not there. */
export class MissingRecordError extends Error {
  override readonly name = "MissingRecordError";
}

/** The run has ended in another way already, or another execution works on it. Nothing is changed. */
export class RunClosedError extends Error {
  override readonly name = "RunClosedError";
}

/** Another release went live since the run began. */
export class OutdatedRunError extends Error {
  override readonly name = "OutdatedRunError";
}

/** The service's repository holds commits of a person that no run has adopted, or has gone on while a run was at work. */
export class HandEditsError extends Error {
  override readonly name = "HandEditsError";
}

/** A person's push can't be a release. The message says why, and how to go on. */
export class PushRefusedError extends Error {
  override readonly name = "PushRefusedError";
}

/** What is generated and what stands in the repository change the same lines. */
export class MergeConflictError extends Error {
  override readonly name = "MergeConflictError";
}

/** A repository holds what no service's repository may: links, submodules, what is no text, too much. */
export class RepositoryContentError extends Error {
  override readonly name = "RepositoryContentError";
}

/** Functions that the spec asks for are not written, or do not fit. The message says which, and what to do. */
export class FunctionsByHandError extends Error {
  override readonly name = "FunctionsByHandError";
}

/** The blueprint is not consistent in itself. */
export class InconsistentBlueprintError extends Error {
  override readonly name = "InconsistentBlueprintError";
}

/** A run has no more of what it may spend on models. Nothing was released. */
export class BudgetExceededError extends Error {
  override readonly name = "BudgetExceededError";
}

/** A run's dollars are limited, and what a model costs is unknown. */
export class UnknownPriceError extends Error {
  override readonly name = "UnknownPriceError";
}
