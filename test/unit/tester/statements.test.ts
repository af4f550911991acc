import { expect, test } from "vitest";
import type { Clause } from "../../../shared/blueprint/clause.ts";
import { runSuite } from "./run-suite.ts";
import {
  accounts,
  bank,
  bookings,
  clinic,
  desk,
  harbour,
  readSpec,
  rooms,
  shop,
  todo,
  wall,
} from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const sameAccount = "- Only if from is not to (409 `same_account`)\n";
const unguarded = accounts.replace(sameAccount, "");
const noDifference = accounts.replace("- to must be other than from\n", "");

/** A service that misses one statement: its spec with some words in place of others. */
const mistakes: [what: string, spec: string, words: string, others: string][] = [
  ["no other origin may call", todo, "Any origin may call.", ""],
  ["a thing has no url of its own", todo, "- url: its own url", ""],
  ["a default is another", todo, "default no", "default yes"],
  ["a route is missing", todo, "- `DELETE /` deletes all\n", ""],
  ["no key is needed", bank, "Every call needs the header `X-Api-Key` to be `s3cret` (401 `key`).", ""],
  ["the key is another", bank, "`s3cret`", "`s3cret2`"],
  [
    "a refusal has another body",
    bank,
    "{error: {code: code, details: fields}}",
    "{error: {code: code, fields: fields}}",
  ],
  ["a change is not ignored", bank, ", ignored in changes", ""],
  ["a sum is over the other reference", bank, "its transfers through from", "its transfers through to"],
  ["a condition is not strict", bank, "balance > 100", "balance >= 100"],
  ["a filter by a condition is the other way round", bank, "only where rich", "only where not rich"],
  ["a guard of a route is missing", bank, ", only if balance = 0 (409 `not_empty`, with balance)", ""],
  ["a refusal carries another value", bank, "with left: from.balance", "with left: to.balance"],
  ["a guard is missing", bank, "- Only if from is not to (422 `same`)\n", ""],
  ["a guard has another code", bank, "(422 `same`)", "(422 `equal`)"],
  ["an action's input has no least value", bank, "number, required, at least 1", "number, required"],
  ["an action's input may be left out", desk, "- to: text, required", "- to: text"],
  [
    "what an action's input names need not be as the statuses say",
    accounts,
    "Statuses: invalid 422, unknown reference 422.",
    "Statuses: invalid 422.",
  ],
  ["a moment is not of the creation", bank, "- at: moment of creation", "- at: moment"],
  ["things without routes are listed", bank, "- No routes\n", "- `GET /transfers` lists them\n"],
  ["what an action sets may be the same", unguarded, "- to must be other than from\n", ""],
  ["what a guard refuses first is refused by nothing", noDifference, sameAccount, ""],
  ["what actions make is not listed", accounts, "- `GET /transfers` lists them\n", ""],
  ["what actions make is not shown", accounts, "- `GET /transfers/{id}` shows one\n", ""],
  ["what actions make is in another order", accounts, "- Listed by -createdAt", "- Listed by createdAt"],
  ["the moment of creation is given", accounts, "- createdAt: moment of creation", "- createdAt: moment"],
  ["a guard is strict", bank, "from.balance >= amount", "from.balance > amount"],
  ["an effect is missing", bank, "- Sets to.balance to to.balance + amount\n", ""],
  ["nothing is created", bank, "- Creates a transfer with from = from, to = to, amount = amount\n", ""],
  ["an action answers another value", bank, "left: from.balance, t", "left: to.balance, t"],
  ["an action answers another status", bank, "transfers} (201)", "transfers} (200)"],
  [
    "callers may be nameless",
    rooms,
    "Callers are named by the header `X-User` (401 `who`)",
    "Callers may be named by the header `X-User`",
  ],
  ["the caller's name is in another header", rooms, "`X-User`", "`X-Caller`"],
  ["a role is known by another value", rooms, "is `keeper`.", "is `owner`."],
  ["anybody may create", rooms, ", by keeper (403 `forbidden`)", ""],
  ["a count counts all", rooms, "count of its bookings where state is booked", "count of its bookings"],
  ["the order is the other way round", rooms, "- Listed by name", "- Listed by -name"],
  [
    "a rule is missing",
    rooms,
    "- Must hold: people <= room.seats (422 `too_many`, with seats: room.seats)\n",
    "",
  ],
  ["a rule is strict", rooms, "people <= room.seats", "people < room.seats"],
  [
    "periods overlap",
    rooms,
    "- Never overlap from startsAt to endsAt for the same room where state is booked (409 `overlap`)\n",
    "",
  ],
  ["periods of different rooms may not overlap", rooms, " for the same room where", " where"],
  [
    "what is cancelled still takes its time",
    rooms,
    "for the same room where state is booked (409 `overlap`)",
    "for the same room (409 `overlap`)",
  ],
  ["a limit is one higher", rooms, "At most 3 for each room", "At most 4 for each room"],
  ["a limit counts all", rooms, "At most 3 for each room where state is booked", "At most 3 for each room"],
  [
    "a second limit for each room is missing",
    rooms,
    "- At most 1 for each room where people > 20 (409 `crowds`)\n",
    "",
  ],
  ["a limit for each day is one higher", bookings, "At most 5 for each room", "At most 6 for each room"],
  ["a limit for each day holds at all times", bookings, " each day by from", ""],
  ["a limit for each day is for each hour", bookings, "each day by from", "each hour by from"],
  ["a fixed reference can be changed", bookings, "fixed, deleted with it", "deleted with it"],
  ["everybody sees it", rooms, "- Seen only by its owner or keeper (404)\n", ""],
  ["a role sees nothing", rooms, "its owner or keeper (404)", "its owner (404)"],
  ["anybody may act", rooms, "- by its owner (403)\n", ""],
  ["a state begins otherwise", rooms, "state of booked or cancelled", "state of cancelled or booked"],
  ["a state moves from anywhere", rooms, "from booked to cancelled", "from booked or cancelled to cancelled"],
  ["an owner can be given", rooms, "- owner: the caller", '- owner: text, default "ann"'],
  [
    "a state can be given",
    desk,
    "state: state of open, assigned, solved or closed",
    "state: one of open, assigned, solved or closed, default open",
  ],
  ["a moment of creation moves", desk, "moment of creation", "moment of last change"],
  ["a case has another value", desk, "2 if priority is normal", "3 if priority is normal"],
  ["a day is another", desk, "today + 14 days", "today + 15 days"],
  ["a text is put together otherwise", desk, '" (" + priority', '" [" + priority'],
  ["related things are in another order", desk, "its comments by text", "its comments by -text"],
  ["only agents may close", desk, "- by its author or agent (403)", "- by agent (403)"],
  ["a change needs no author", desk, ", by its author (403)", ""],
  ["what is closed can be changed", desk, ", only if state is not closed (409 `closed`)", ""],
  ["a filter is strict", desk, "`?score` at least score", "`?score` more than score"],
  ["the order by request is the other way round", desk, "sorts by -score", "sorts by score"],
  ["an action sets nothing", desk, "- Sets assignee to to\n", ""],
  ["an action answers the thing", desk, "- Answers nothing (204)\n", ""],
  ["an action answers JSON", desk, "- Answers text label", "- Answers {label}"],
  ["a status is another", shop, "invalid 422", "invalid 400"],
  ["a conflict has another status", shop, "conflict 410", "conflict 409"],
  ["a moment of last change stays", shop, "moment of last change", "moment of creation"],
  ["a high limit is one higher", shop, "At most 40 in all", "At most 41 in all"],
  ["letters keep their case", shop, "email, required, in lower case", "email, required"],
  ["a hidden field is shown", shop, "4 digits, hidden", "4 digits"],
  ["an inner field may be left out", shop, "{street: text, required, ", "{street: text, "],
  ["an element is held to nothing", shop, "whole number, required, at least 1}", "whole number, required}"],
  ["an element comes twice", shop, ", no sku twice", ""],
  ["a list shows all", shop, ", shows only id, email", ""],
  ["a list has no total", shop, ", total the total", ""],
  ["no header has the total", shop, "- Lists give the total in the header `X-Total`\n", ""],
  ["a value set at creation changes", shop, "customer.email, set at creation", "customer.email"],
  ["a value set at each change stays", shop, "set at each change", "set at creation"],
  [
    "a limit holds at all times",
    shop,
    "At most 2 for each customer each month by placedOn",
    "At most 2 for each customer",
  ],
  ["a limit is each year", shop, "each month by", "each year by"],
  ["an unknown reference has another code", harbour, "422 `no_such_boat`", "422 `no_boat`"],
  ["an unknown reference carries nothing", harbour, "`no_such_boat`, with boat", "`no_such_boat`"],
  [
    "an action refuses what it does not know as all do",
    harbour,
    ", known (404 `no_boat`, with sent: to)",
    "",
  ],
  ["a taken name does not say by what", harbour, "`taken`, with boat: other.id", "`taken`"],
  ["names are told apart by case", harbour, "unique without case", "unique"],
  ["a pair has another code", harbour, "409 `slot_taken`", "409 `taken`"],
  ["a pair says something else", harbour, "with meal: other.id", "with meal: other.cook"],
  ["a pair counts always", harbour, "slot where slot is not snack", "slot"],
  ["an overlap says something else", harbour, "until: other.to", "until: other.from"],
  [
    "drafts are seen by all",
    harbour,
    "- Seen only where state is published or cook",
    "- Seen only where state is draft or state is published or cook",
  ],
  ["a cook does not see drafts", harbour, "published or cook is the caller or", "published or"],
  ["the chair does not see drafts", harbour, " or the caller is chair", ""],
  ["what is hidden has another status", harbour, "(403 `not_yours`)", "(404)"],
  ["a refusal names only one at fault", harbour, "names: names", "names: name"],
  ["a refusal says its code where it names what is at fault", harbour, "first: name", "first: code"],
  ["a caller's name may be anything", harbour, ": text, 3 to 40 characters, in lower case", ""],
  ["a caller's name keeps its case", harbour, "40 characters, in lower case", "40 characters"],
  ["no role is usual", clinic, ", nurse without it", ""],
  ["another role is usual", clinic, "nurse without it", "doctor without it"],
  ["what is no role has another refusal", clinic, "(401 `role`)", "(401)"],
  ["the nameless may create", wall, ", by a caller (401 `who`)", ""],
  ["the nameless may act", wall, "- By a caller (401)\n", ""],
  ["a list needs the key", wall, ", by anyone", ""],
  ["an action needs the key", wall, "- By anyone\n", ""],
  ["a filter of a worked-out value is missing", shop, "- `?year` is year\n", ""],
];

test.each(mistakes)("a test of the statement finds it when %s", async (_, spec, words, others) => {
  expect(spec).toContain(words);
  const { clauses } = readSpec(spec);
  const wrong = readSpec(spec.replaceAll(words, others));
  const { files, covers } = testsOf(spec);
  const kept = wrong.clauses.map(({ text }) => text);
  const missed = clauses.filter(
    ({ text }) => count(clauses, text) > kept.filter((one) => one === text).length,
  );
  const shown = covers.filter(({ clause }) => missed.some(({ id }) => id === clause));
  const tests = new Set(shown.flatMap((cover) => cover.tests));
  const results = await runSuite(
    files,
    wrong.blueprint,
    (failure, name) => failure === null || !tests.has(name),
  );
  expect([...results].filter(([name, failure]) => failure !== null && tests.has(name))).not.toEqual([]);
});

function count(clauses: readonly Clause[], text: string): number {
  return clauses.filter((clause) => clause.text === text).length;
}
