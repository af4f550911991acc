import { expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const spec = (limit: string) => `# Yard

## Member
- name: text, required
- seats: whole number

## Book
- copies: whole number
- held: whole number
- spare: whole number, hidden
- loans = count of its loans

## Loan
- member: member
- book: book
- lender: member
- state: state of open, lost or back
- isDear: yes/no
- at: moment
- dueOn: date
- fee: number
- rank: number, hidden
- ${limit} (409 \`limit\`)
`;

/** What is told of a limit where a thing, and where the thing that it is for, goes beyond it. */
function messages(limit: string): string[] {
  const { files } = implementService({ blueprint: blueprintOf(spec(limit)), requirement: "" });
  const told = files.flatMap(({ path, content }) =>
    path.endsWith(".ts") ? [...content.matchAll(/code: "limit", message: "([^"]*)"/g)] : [],
  );
  return [...new Set(told.map(([, message = ""]) => message))].sort(
    (one, other) => one.length - other.length,
  );
}

test.each([
  ["At most 3 for each member", "A member can have at most 3 loans."],
  ["At most 1 for each member", "A member can have at most 1 loan."],
  ["At most 3 for each member where state is open", "A member can have at most 3 loans with state open."],
  ["At most 3 for each lender", "There can be at most 3 loans of the same lender."],
  ["At most 5 in all", "There can be at most 5 loans in all."],
  ["At most 5 in all where isDear", "There can be at most 5 loans in all with isDear true."],
  [
    "At most 2 for each member each day by at where state is not back",
    "A member can have at most 2 loans with state other than back on one day (by at).",
  ],
  ["At most 2 in all each month by at", "There can be at most 2 loans in one month (by at)."],
  [
    "At most 4 for each book where dueOn is empty and fee >= 2",
    "A book can have at most 4 loans without dueOn and with fee at least 2.",
  ],
  ["At most 4 for each book where dueOn < today", "A book can have at most 4 loans with dueOn before today."],
  [
    "At most 4 for each book where state is one of (open, lost)",
    "A book can have at most 4 loans with state open or lost.",
  ],
  ["At most 4 for each book where not isDear", "A book can have at most 4 loans with isDear not true."],
  // More than a few words say, or nothing that callers are to know.
  ["At most 4 for each book where length(member.name) > 3", "A book can have at most 4 such loans."],
  ["At most 4 for each book where rank > 3", "A book can have at most 4 such loans."],
])("%s", (limit, message) => {
  expect(messages(limit)).toEqual([message]);
});

test.each([
  ["At most copies for each book", "A book can have no more loans than its copies"],
  [
    "At most copies - held for each book where state is open or state is lost",
    "A book can have no more loans with state open or with state lost than its copies minus its held",
  ],
  ["At most spare for each book", "A book can have no more loans than allowed"],
])("%s", (limit, message) => {
  expect(messages(limit)).toEqual([`${message}.`, `${message}, and this book has more already.`]);
});

test("a limit by a reference of another name says whose", () => {
  const message = "There can be no more loans of the same lender than the lender's seats";
  expect(messages("At most seats for each lender")).toEqual([
    `${message}.`,
    `${message}, and this member has more already.`,
  ]);
});
