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

/** How a rule of the service's own refuses. */
export interface RefusalOptions {
  status: number;
  /** For programs; without one, the status's own. */
  code?: string;
  message: string;
  /** Values that the answer carries beside them. */
  with?: Record<string, unknown>;
}

/** A request that the service will not do, in words for the caller. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly kind: RefusalKind;
  readonly errors: readonly FieldError[];
  /** What a rule says of its own refusal. */
  readonly options: RefusalOptions | undefined;

  constructor(
    kind: RefusalKind,
    detail: string,
    errors: readonly FieldError[] = [],
    options?: RefusalOptions,
  ) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
    this.options = options;
  }
}

/** The refusal of a rule of the service's own. */
export function refusalOf(options: RefusalOptions): Refusal {
  return new Refusal("ruled", options.message, [], options);
}

/** @throws Refusal (ruled) unless it is allowed */
export function permit(isAllowed: boolean, options: RefusalOptions): void {
  if (!isAllowed) throw refusalOf(options);
}

/** The refusal of one field's value. */
export function invalid(field: string, message: string): Refusal {
  return new Refusal("invalid", `${field}: ${message}.`, [{ field, message }]);
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
