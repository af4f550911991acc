export { inTurn, type RowResult, readRows } from "./batches.ts";
export {
  anything,
  type Check,
  judgedFirst,
  parse,
  parseChecked,
  readObject,
  refusedFirst,
  refuseGiven,
  renamed,
  unwrapped,
  withKey,
} from "./body.ts";
export { anyCall, type Call, type CallerOptions, goesTo, readCall } from "./call.ts";
export { asJson } from "./columns.ts";
export {
  distinct,
  fold,
  instant,
  omitNull,
  only,
  sorted,
  today,
  without,
  withoutFraction,
} from "./compare.ts";
export { Database } from "./database.ts";
export type { HandDefinition, LiveDefinition, RowRule, TableDefinition } from "./definition.ts";
export type { Dependent } from "./dependents.ts";
export type { Filter } from "./filter.ts";
export { type Fragment, reading, sql } from "./fragment.ts";
export {
  type Attempt,
  type ChangingContext,
  changingContext,
  type HandContext,
  type HandReader,
  type HandWriter,
  handContext,
  handReader,
  handResult,
  handWriter,
} from "./hand.ts";
export { readBody } from "./json.ts";
export { lapsing } from "./lapses.ts";
export { type ListDefinition, type ListQuery, narrowed, readListQuery } from "./list.ts";
export { type Migration, migrate } from "./migrate.ts";
export { checkMoment } from "./moment.ts";
export { fromOutside } from "./outside.ts";
export { ownOriginOnly } from "./own-origin.ts";
export { nextLink, pageLinks } from "./pages.ts";
export { hashPassword, type Passwords, withPasswords } from "./passwords.ts";
export { placed } from "./places.ts";
export { answerProblems, type ProblemOptions } from "./problems.ts";
export { keyNumber, keyText, numberOf, truthOf } from "./query.ts";
export {
  type FieldError,
  invalid,
  permit,
  Refusal,
  type RefusalKind,
  type RefusalOptions,
  refusalOf,
  refuseChange,
  requireSome,
} from "./refusal.ts";
export { knowRepeats, type RepeatOptions } from "./repeats.ts";
export { baseUrl, failureHeader, hostHeaderPrefix, hostHeaders, newId, timestamp } from "./request.ts";
export { headerText, sentHeaders } from "./sent-headers.ts";
export {
  type AccountOptions,
  endSession,
  endSessions,
  knowCallers,
  knowSessions,
  type NewSession,
  openSession,
  type SessionOptions,
} from "./sessions.ts";
export type { Sql, SqlValue, Storage } from "./sql.ts";
export { inOneStep } from "./step.ts";
export { Table } from "./table.ts";
export { isKept, notKept } from "./text.ts";
export { requireVersion, tagged, type VersionOptions } from "./versions.ts";
