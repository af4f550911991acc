import type { TestSuite } from "../agents/source.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Clause } from "../blueprint/clause.ts";
import { uncertainThings } from "./by-hand.ts";
import { type Check, pathTo, type Topic } from "./check.ts";
import { accounts } from "./checks/accounts.ts";
import { actions, serviceActions } from "./checks/actions.ts";
import { batches } from "./checks/batches.ts";
import { callers } from "./checks/callers.ts";
import { changes, notOffered } from "./checks/changes.ts";
import { comparisons } from "./checks/comparisons.ts";
import { computed } from "./checks/computed.ts";
import { counted } from "./checks/counted.ts";
import { creation, unknownProperties } from "./checks/creation.ts";
import { identity } from "./checks/identity.ts";
import { innerReferences } from "./checks/inner-references.ts";
import { lapses } from "./checks/lapses.ts";
import { laws } from "./checks/laws.ts";
import { limits } from "./checks/limits.ts";
import { listComparisons } from "./checks/list-comparisons.ts";
import { listInputs } from "./checks/list-inputs.ts";
import { listing } from "./checks/listing.ts";
import { madeByActions } from "./checks/made-by-actions.ts";
import { manners } from "./checks/manners.ts";
import { noRoutes } from "./checks/no-routes.ts";
import { order } from "./checks/order.ts";
import { orders } from "./checks/orders.ts";
import { pages } from "./checks/pages.ts";
import { permissions } from "./checks/permissions.ts";
import { refusedGiven } from "./checks/refused-properties.ts";
import { relations } from "./checks/relations.ts";
import { removal, wrappers } from "./checks/removal.ts";
import { repeats, serviceRepeats } from "./checks/repeats.ts";
import { replacement } from "./checks/replacement.ts";
import { seenFields } from "./checks/seen-fields.ts";
import { sentHeaders } from "./checks/sent-headers.ts";
import { serviceWide } from "./checks/service-wide.ts";
import { setFields } from "./checks/set-fields.ts";
import { slugs } from "./checks/slugs.ts";
import { takenLater } from "./checks/taken-later.ts";
import { uniqueness } from "./checks/uniqueness.ts";
import { versions } from "./checks/versions.ts";
import { workedOutLists } from "./checks/worked-out-lists.ts";
import { checksFor } from "./coverage.ts";
import { invariantsOf } from "./invariants.ts";
import { accountOf } from "./model/sessions.ts";
import { saysAbsence } from "./refusals.ts";
import { capitalized } from "./source/phrases.ts";
import { Subject } from "./subject.ts";
import { neededFunctions, type PlacedCheck, testFile } from "./suite.ts";
import { callersIn, usualAccounts } from "./usual-accounts.ts";

const TOPICS: readonly Topic[] = [
  creation,
  unknownProperties,
  limits,
  uniqueness,
  takenLater,
  relations,
  innerReferences,
  comparisons,
  listing,
  order,
  pages,
  changes,
  refusedGiven,
  replacement,
  removal,
  identity,
  wrappers,
  notOffered,
  manners,
  computed,
  setFields,
  counted,
  slugs,
  laws,
  lapses,
  actions,
  madeByActions,
  noRoutes,
  permissions,
  seenFields,
  sentHeaders,
  workedOutLists,
  listInputs,
  listComparisons,
  orders,
  repeats,
  versions,
];

/** What is about the whole service, shown on its first kind of thing. */
const SERVICE_TOPICS: readonly Topic[] = [
  serviceWide,
  serviceActions,
  callers,
  accounts,
  serviceRepeats,
  batches,
];

/** Tests run in the sandbox one after another: more than these are cut down to what clauses ask for. */
const BUDGET = 60;

/** Tests in which many requests come at once: they are besides. */
const RACES = 20;

/**
 * The tests of a reading. The clauses are those that its trace names; one is covered when there is a test of each part of
 * the reading that meets it.
 */
export function writeTestsOfReading(reading: Blueprint, clauses: readonly Clause[]): TestSuite {
  const placed = placedChecks(reading);
  const shown = new Map<string, PlacedCheck[][]>();
  for (const entry of reading.trace) {
    const clause = clauses.find((each) => each.id === entry.clause);
    if (entry.outcome !== "met" || clause === undefined) continue;
    const parts = entry.by.map((path) => checksFor(path, placed, reading));
    for (const check of new Set(parts.flat())) check.clauses.push(clause);
    shown.set(clause.id, parts);
  }
  const kept = new Set(withinBudget(placed, [...shown.values()].flat()));
  const files = [...Map.groupBy(kept, (check) => check.subject)].map(([subject, checks]) => ({
    path: `test/${kebab(subject.entity.plural)}.test.ts`,
    content: testFile(subject, checks),
  }));
  const covers = [...shown].flatMap(([clause, parts]) => {
    const tests = parts.map((checks) => checks.filter((check) => kept.has(check)));
    if (tests.length === 0 || tests.some(({ length }) => length === 0)) return [];
    return [{ clause, tests: [...new Set(tests.flat().map(({ fullName }) => fullName))] }];
  });
  const races = [...kept].filter(({ kind }) => kind === "race").map(({ fullName }) => fullName);
  return { files, covers, races, invariants: invariantsOf(reading, [...kept]) };
}

function placedChecks(reading: Blueprint): PlacedCheck[] {
  const names = new Set<string>();
  const uncertain = [...uncertainThings(reading.entities)];
  return reading.entities.flatMap((entity, index) => {
    const subject = new Subject(reading, entity);
    const topics = index === 0 ? [...TOPICS, ...SERVICE_TOPICS] : TOPICS;
    const checks = topics.flatMap((topic) => topic(subject));
    return checks.flatMap((check) => {
      if (!hasRoom(subject, check) || uncertain.some((one) => makes(check, one))) return [];
      if (isShutOut(subject, check)) return [];
      const title = titleApart(check.title, (each) => names.has(`${subject.nouns} > ${each}`));
      const fullName = `${subject.nouns} > ${title}`;
      names.add(fullName);
      const shows = [...check.shows, ...bodiesShown(check, reading)];
      return [{ ...check, shows, title, subject, fullName, clauses: [] }];
    });
  });
}

/** The bodies said for some statuses of which a check sees one. */
function bodiesShown({ lines }: Check, { refusals: { bodies = [] } }: Blueprint): string[] {
  const code = lines.join("\n");
  return bodies.flatMap(({ statuses }, index) => {
    const isSeen = statuses.some((status) =>
      new RegExp(`\\brefused\\(${status},|toBe\\(${status}\\);\\s*expect\\(\\w+\\.body\\)`).test(code),
    );
    return isSeen ? [`refusals/bodies/${index}`] : [];
  });
}

/** Whether a check calls as somebody usual, and nobody can be signed in. */
function isShutOut(subject: Subject, { lines }: Check): boolean {
  const { blueprint } = subject;
  const isOpen = accountOf(blueprint) === undefined || blueprint.callers?.name?.refusal === undefined;
  if (isOpen || usualAccounts(blueprint) !== undefined) return false;
  const code = lines.join("\n");
  const functions = neededFunctions(subject, code);
  return /\bcall\(/.test([code, ...functions.flatMap((one) => one.lines)].join("\n"));
}

/** Whether a check makes a thing of the kind. */
function makes({ lines }: Check, kind: string): boolean {
  return new RegExp(`\\b(create|post)${capitalized(kind)}\\(`).test(lines.join("\n"));
}

/** The title, with a number behind it where it is taken. */
function titleApart(title: string, isTaken: (title: string) => boolean): string {
  let apart = title;
  for (let number = 2; isTaken(apart); number += 1) apart = `${title} (${number})`;
  return apart;
}

/** Whether as many things may be as the check makes; what shows the limit itself goes beyond it. */
function hasRoom(subject: Subject, { lines, shows }: Check): boolean {
  const { entity, pascal } = subject;
  if (shows.some((path) => path.startsWith(pathTo(subject, "limits")))) return true;
  const most = entity.limits.flatMap(({ per, most: limit }) =>
    per === undefined && limit.kind === "literal" && typeof limit.value === "number" ? [limit.value] : [],
  );
  if (most.length === 0) return true;
  const code = lines.join("\n");
  if (code.includes("for (let made")) return false;
  const made = code.split(`create${pascal}(`).length + code.split(`post${pascal}(`).length - 2;
  return made + callersIn(subject) <= Math.min(...most);
}

/** Checks that no clause asks for are dropped first, then those of parts that other checks show too. */
function withinBudget(placed: readonly PlacedCheck[], parts: readonly PlacedCheck[][]): PlacedCheck[] {
  const asked = placed.filter((check) => check.clauses.length > 0 || isUsual(check));
  const races = asked.filter(({ kind }) => kind === "race").slice(0, RACES);
  const kept = asked.filter(({ kind }) => kind !== "race");
  while (kept.length > BUDGET) {
    const spare = kept.findLastIndex((check) =>
      parts.every(
        (checks) => !checks.includes(check) || checks.some((each) => each !== check && kept.includes(each)),
      ),
    );
    if (spare === -1) break;
    kept.splice(spare, 1);
  }
  return asked.filter((check) => kept.includes(check) || races.includes(check));
}

/** What a service does without being told: things are created, listed, changed, deleted, and found or not. */
function isUsual({ subject, shows }: PlacedCheck): boolean {
  const routes = subject.entity.operations.map(({ kind }) => pathTo(subject, "operations", kind));
  const usual = [...routes, pathTo(subject, "list", "envelope"), saysAbsence(subject), "refusals/malformed"];
  return usual.some((path) => shows.includes(path));
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}
