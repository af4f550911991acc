/** Why a request was refused. Which status code each kind gets is the service's choice. */
export type RefusalKind =
  /** The body is not a JSON object. */
  | "malformed"
  /** A page of another origin sends what its browser asks no leave for. */
  | "foreignPage"
  /** More than the service takes, keeps in one record or lists at once. */
  | "tooLarge"
  /** A value breaks a rule. */
  | "invalid"
  | "notFound"
  /** Something else already has the value. */
  | "conflict"
  /** A reference names nothing. */
  | "unknownReference"
  /** Others still refer to what was to be deleted. */
  | "stillReferenced"
  /** The path is there, and not with this method. */
  | "methodNotAllowed"
  /** A rule of the service's own, which says its status itself. */
  | "ruled";

/** What is wrong with one field, or one query parameter. */
export interface FieldError {
  field: string;
  message: string;
}

/**
 * Why a value is wrong, where that has a word of its own: `unknown` is a property that is not known, `dangling` a reference to
 * nothing.
 */
export type Reason = "missing" | "null" | "unknown" | "range" | "dangling";

/** An error with what programs want to know of it. */
export interface Fault extends FieldError {
  reason?: Reason | undefined;
  /** Keys and positions on the way to it in a body, where its name does not tell them apart. */
  path?: readonly PropertyKey[] | undefined;
  /** What stands for it in place of a pointer: it does not come from where the others do. */
  place?: string | undefined;
}

/** How a rule of the service's own refuses. */
export interface RefusalOptions {
  status: number;
  /** For programs; without one, the status's own. */
  code?: string;
  message: string;
  /** The field that it tells of, as of one with a wrong value. */
  field?: string;
  /** Values that the answer carries beside them. */
  with?: Record<string, unknown>;
  /** Headers that the answer has beside the usual ones. */
  headers?: Record<string, string | undefined>;
}

/** How something usual refuses in a way of its own; without a message, in the usual words. */
export type OwnRefusal = Omit<RefusalOptions, "message"> & { message?: string };

/** A request that the service will not do, in words for the caller. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly kind: RefusalKind;
  readonly errors: readonly Fault[];
  /** What a rule says of its own refusal. */
  readonly options: RefusalOptions | undefined;

  constructor(kind: RefusalKind, detail: string, errors: readonly Fault[] = [], options?: RefusalOptions) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
    this.options = options;
  }
}

/** The refusal of a rule of the service's own. */
export function refusalOf(options: RefusalOptions): Refusal {
  const { field, message } = options;
  const errors: Fault[] = field === undefined ? [] : [{ field, message, reason: "range" }];
  return new Refusal("ruled", message, errors, options);
}

/** The refusal of what is not there: in its own way, where it has one. */
export function notFound(message: string, own?: OwnRefusal): Refusal {
  return new Refusal("notFound", own?.message ?? message, [], own && { message, ...own });
}

/** @throws Refusal (ruled) unless it is allowed */
export function permit(isAllowed: boolean, options: RefusalOptions): void {
  if (!isAllowed) throw refusalOf(options);
}

/** The refusal of one field's value. */
export function invalid(field: string, message: string, reason?: Reason): Refusal {
  return new Refusal("invalid", `${field}: ${message}.`, [{ field, message, ...(reason && { reason }) }]);
}

/** @throws Refusal (invalid, or as its own says) of a change that gives no field */
export function requireSome(change: object, own?: RefusalOptions): void {
  if (Object.keys(change).length > 0) return;
  throw own === undefined ? new Refusal("invalid", "Give at least one field to change.") : refusalOf(own);
}

/**
 * Refuses a change of fields that stay as they were created. To repeat their value is no change.
 *
 * @throws Refusal (invalid)
 */
export function refuseChange<Entity extends object>(
  current: Entity,
  change: Partial<Entity>,
  fields: readonly (keyof Entity & string)[],
): void {
  for (const field of fields) {
    // A field may be named like something that every object inherits.
    const value = Object.hasOwn(change, field) ? change[field] : undefined;
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(current[field])) {
      throw invalid(field, "cannot be changed");
    }
  }
}
