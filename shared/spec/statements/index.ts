import type { Statement } from "../statement.ts";
import { callerAccount, callerThing, signIn, signOut } from "./accounts.ts";
import { actionBy, actionGuard, actionHeading, actionMove } from "./action.ts";
import { actionAnswer } from "./answer.ts";
import { batchLine } from "./batches.ts";
import { handChanges, handRule, handValue } from "./by-hand.ts";
import { callerKey, callerName, callerRole, callerRoles } from "./callers.ts";
import { comparison, inputComparison } from "./comparison.ts";
import { computed } from "./computed.ts";
import { effectCreate } from "./effect-create.ts";
import { effectDelete } from "./effect-delete.ts";
import { effectSet } from "./effect-set.ts";
import { entity } from "./entity.ts";
import { field } from "./field.ts";
import { fieldSeen } from "./field-seen.ts";
import { filter } from "./filter.ts";
import { finds } from "./finds.ts";
import { identifier } from "./identifier.ts";
import { deletedByItself, movesByItself } from "./lapses.ts";
import { laterStatements } from "./later.ts";
import { limit, noOverlap } from "./limits.ts";
import { listFrame, pages } from "./listing.ts";
import { noRoutes } from "./no-routes.ts";
import { oneLine } from "./one-line.ts";
import { listOrder, listSort } from "./order.ts";
import { refusalBody } from "./refusal-body.ts";
import { anyOrigin, refusalOrder, statuses } from "./refusals.ts";
import { repeatsKnown } from "./repeats.ts";
import { routes } from "./routes.ts";
import { rule } from "./rules.ts";
import { actionHeader } from "./sent-header.ts";
import { title } from "./title.ts";
import { changesNeed } from "./versions.ts";
import {
  nestedUnder,
  notFound,
  seenBy,
  setByService,
  uniqueTogether,
  unknownProperties,
} from "./whole-entity.ts";

/** Every statement of the language, in the order in which a spec prints them. */
export const statements: readonly Statement[] = [
  title,
  anyOrigin,
  callerName,
  callerAccount,
  callerThing,
  callerKey,
  callerRole,
  callerRoles,
  repeatsKnown,
  statuses,
  refusalOrder,
  refusalBody,
  batchLine,
  oneLine,
  entity,
  identifier,
  field,
  computed,
  handValue,
  uniqueTogether,
  comparison,
  rule,
  handRule,
  limit,
  noOverlap,
  movesByItself,
  deletedByItself,
  notFound,
  seenBy,
  fieldSeen,
  changesNeed,
  unknownProperties,
  setByService,
  nestedUnder,
  noRoutes,
  routes,
  listOrder,
  listSort,
  pages,
  listFrame,
  filter,
  actionHeading,
  actionBy,
  finds,
  actionMove,
  actionGuard,
  inputComparison,
  effectSet,
  effectCreate,
  effectDelete,
  signIn,
  signOut,
  handChanges,
  actionHeader,
  actionAnswer,
  ...laterStatements,
];
