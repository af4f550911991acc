import type * as z from "zod";
import { parse } from "./body.ts";
import type { Call } from "./call.ts";
import { codeOf, type ProblemOptions } from "./problems.ts";
import { type FieldError, type Reason, Refusal, type RefusalOptions, refusalOf } from "./refusal.ts";
import type { Storage } from "./sql.ts";
import { inOneStep } from "./step.ts";

/** What a function written by hand may use besides its input. Nothing else: no clock, no chance, no network. */
export interface HandContext<Things, Code extends string = never> {
  /** The moment of the call, RFC 3339 in UTC, and its day. */
  readonly now: string;
  readonly today: string;
  /** The caller's name; null without one. */
  readonly caller: string | null;
  /** Whether the caller has the role. */
  is(role: string): boolean;
  /** A new UUID. */
  newId(): string;
  /** All things of the service by their plural. */
  readonly things: Things;
  /** Refuses the whole request, which then changes nothing. `carried` stands beside the code in the answer's body. */
  refuse(code: Code, message?: string, carried?: Record<string, unknown>): never;
}

/** What a function that changes things may use as well. */
export interface ChangingContext<Things, Code extends string = never> extends HandContext<Things, Code> {
  /**
   * Does the work as a step of its own: its rules are judged at its end, and where it is refused, what it changed is undone
   * and the call goes on. `refuse` ends the whole request here as well.
   */
  attempt<Result>(work: () => Result): Attempt<Result>;
}

/** What became of an attempt. */
export type Attempt<Result> =
  | { isDone: true; result: Result }
  | {
      isDone: false;
      /** As callers would be told. */
      code: string;
      message: string;
      /** What is wrong with which field; empty where it is none's. */
      errors: readonly (FieldError & { reason?: Reason | undefined })[];
    };

/** The things of one kind, as they are at this point of the call. */
export interface HandReader<Row> {
  /** In order of creation. */
  all(): Row[];
  /** The one with the identifier; null without one. */
  find(id: string | number | null): Row | null;
  /** Those with these values, in order of creation. */
  where(values: Partial<Row>): Row[];
}

/** The things of one kind, which may be changed as well: under their rules, in the call's own transaction. */
export interface HandWriter<Row, New, Change> extends HandReader<Row> {
  /** What is left out gets its default, as in a create. */
  create(values: New): Row;
  change(id: string | number, values: Change): Row;
  delete(id: string | number): void;
}

/** A table, as far as functions written by hand reach it. */
interface Rows<Row> {
  readonly definition: { columns: object };
  all(within?: Partial<Row>): Row[];
  find(id: string | number | null): Row | null;
}

interface ChangingRows<Row> extends Rows<Row> {
  insert(row: never, given: never): Row;
  update(id: string | number, change: never): Row;
  delete(id: string | number): Row;
}

/** What becomes of values that a function gives for a thing. */
export interface HandWriting<Row> {
  /** Rules of what callers may give, for a new thing and for a change. */
  creating: z.ZodType<object>;
  changing: z.ZodType<object>;
  /** Fields that only the service sets, and a function may set as well. */
  own: readonly string[];
  /** What a new thing has before, and what each change sets. */
  fresh: () => object;
  touched?: () => object;
  /** @throws Refusal when fields do not fit together */
  check?: (row: Row) => void;
}

export function handReader<Row extends object>(rows: Rows<Row>): HandReader<Row> {
  return {
    all: () => rows.all(),
    find: (id) => rows.find(id),
    where(values) {
      const fields = Object.entries(values);
      const isStored = ([field, value]: [string, unknown]) =>
        value !== null && field in rows.definition.columns;
      const within = Object.fromEntries(fields.filter(isStored)) as Partial<Row>;
      const others = fields.filter((one) => !isStored(one));
      return rows
        .all(within)
        .filter((row) => others.every(([field, value]) => Reflect.get(row, field) === value));
    },
  };
}

export function handWriter<Row extends object, New extends object, Change extends object>(
  rows: ChangingRows<Row>,
  { creating, changing, own, fresh, touched, check }: HandWriting<Row>,
): HandWriter<Row, New, Change> {
  const parts = (values: object, isOwn: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => own.includes(name) === isOwn));
  const checked = (row: Row) => {
    check?.(row);
    return row;
  };
  return {
    ...handReader(rows),
    create(values) {
      const given = parse(creating, parts(values, false));
      return checked(rows.insert({ ...fresh(), ...given } as never, parts(values, true) as never));
    },
    change(id, values) {
      const given = parse(changing, parts(values, false));
      return checked(rows.update(id, { ...given, ...parts(values, true), ...touched?.() } as never));
    },
    delete(id) {
      rows.delete(id);
    },
  };
}

/** Refusals of the whole request, which no attempt keeps to itself. */
const ofWhole = new WeakSet<Refusal>();

/** What a function sees of a call. `refusals` are those that its statement allows, by their codes. */
export function handContext<Things, Code extends string>(
  call: Call,
  things: Things,
  refusals: Record<Code, RefusalOptions>,
): HandContext<Things, Code> {
  const { now, today, caller } = call;
  return {
    now,
    today,
    caller,
    is: (role) => call.is(role),
    newId: () => call.newId(),
    things,
    refuse(code, message, carried) {
      const usual = refusals[code];
      const refusal = refusalOf({
        ...usual,
        message: message ?? usual.message,
        ...(carried !== undefined && { with: carried }),
      });
      ofWhole.add(refusal);
      throw refusal;
    },
  };
}

/** What a function sees of a call that changes things. `codes` are the service's own, by the kind of a refusal. */
export function changingContext<Things, Code extends string>(
  call: Call,
  storage: Storage,
  things: Things,
  refusals: Record<Code, RefusalOptions>,
  codes: ProblemOptions["codes"] = {},
): ChangingContext<Things, Code> {
  return {
    ...handContext(call, things, refusals),
    attempt(work) {
      try {
        return { isDone: true, result: inOneStep(call, storage, work) };
      } catch (error) {
        if (!(error instanceof Refusal) || ofWhole.has(error)) throw error;
        const { message } = error;
        const errors = error.errors.map(({ field, message: said, reason }) => ({
          field,
          message: said,
          reason,
        }));
        return { isDone: false, code: codeOf(error, codes), message, errors };
      }
    },
  };
}

/**
 * What a function written by hand gave, as its statement allows it.
 *
 * @throws Error when it is anything else: the service is at fault then, and not its caller
 */
export function handResult<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new Error(`What ${name}, written by hand, gives is not as its statement says: ${issues.join("; ")}.`);
}
