import { isDeepStrictEqual } from "node:util";
import type { Expression } from "../blueprint/expression.ts";
import type { Field } from "../blueprint/field.ts";
import type { Owner, Scope } from "../blueprint/value-type.ts";
import { type EntityModel, modelNamed } from "./model.ts";

/** What an expression is about; of an element, also the properties that are worked out of it instead of read. */
export type SqlOwner = Owner & {
  worksOut?: readonly Field["source"][];
  /** SQL of what the things of a group agree in, by its name. */
  keys?: ReadonlyMap<string, string>;
};

/**
 * Where an expression is worked out: whose names it may use, and what code gives them. SQL is the one engine that works
 * expressions out, so that a value, a filter by it and a rule on it can never disagree.
 */
export interface SqlScope extends Scope {
  models: readonly EntityModel[];
  /** What names the caller in the code of a call, where it is not the caller's name. */
  callerKey?: "callerNumber" | undefined;
  /** There are calls of nobody. */
  mayBeNobody?: true | undefined;
  own?: SqlOwner | undefined;
  /** SQL name of the own thing's row or of the element's, and of the one in the way. */
  ownRow?: string | undefined;
  around?: SqlScope | undefined;
  otherRow?: string | undefined;
  /** Lists of whose elements something is being worked out: there they stand as they are kept. */
  within?: readonly Field[] | undefined;
  /** Where the own group's things are added up: SQL over a group's rows becomes a column of it, which stands for it. */
  group?: { rows: SqlScope; column: (value: string) => string } | undefined;
  /** Code of the action's inputs, whether they were sent, named values and the identifiers of made things. */
  code?:
    | {
        inputs: (name: string) => string;
        isSent?: (name: string) => string;
        values: (name: string) => string;
        created: (entity: string) => string;
      }
    | undefined;
}

/** Code of who calls. */
export function callerCode({ callerKey }: Pick<SqlScope, "callerKey">): string {
  return `call.${callerKey ?? "caller"}`;
}

/** The column that keeps a count or sum of the own thing, where the design says so. */
export function keptColumn(
  value: Extract<Expression, { kind: "aggregate" }>,
  { own, models }: SqlScope,
): string | undefined {
  if (
    own === undefined ||
    own.element !== undefined ||
    "list" in value.things ||
    value.things.via === undefined
  )
    return undefined;
  const { stored } = modelNamed(models, own.name);
  return stored.find((one) => isDeepStrictEqual(one.value, value))?.column;
}
