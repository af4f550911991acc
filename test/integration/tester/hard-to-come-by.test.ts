import { expect, test } from "vitest";
import { writeTestsOfStatements } from "../../../shared/tester/write-tests.ts";

/** Nearly everything needs what is seldom allowed: two members of one area, with hours that suffice. */
const spec = `# Time bank

Callers are members named by the header \`X-Member\` (401 \`who_are_you\`).
Refusals answer {error: code}.
The first of 401, 404, 403, 400, 409 is given.

## Member
- No routes
- name: text, required
- area: text, required

### Join: \`POST /members\`
- By anyone
- name: text, required
- area: text, required
- Creates a member with name = name, area = area
- Creates a lot with member = member, rest = 5, lastDay = "9999-12-31"
- Answers member (201)

## Request
- No routes
- title: text, required
- hours: whole number, required, 1 to 8
- state: state of open, accepted, cancelled or done
- askerId: the caller
- helperId: member, set by actions
- onlyFor: member

### Ask: \`POST /requests\`
- title: text, required
- hours: whole number, required, 1 to 8
- date: date, required
- onlyFor: member
- Finds me among all members where it is the caller
- Only if onlyFor is empty or onlyFor.area is me.area (409 \`elsewhere\`)
- asOf = "" + date
- available = sum of rest of all lots where member is the caller and lastDay >= its asOf
- Only if hours <= available (409 \`not_enough_hours\`)
- Creates a request with title = title, hours = hours, onlyFor = onlyFor
- Creates a piece with request = request, lot = it, hours = smaller(rest, its hours) for each of all lots where member is the caller and lastDay >= its asOf and rest > 0 and restBefore < its hours
- Answers request (201)

### Accept: \`POST /requests/{id}/accept\`
- Finds me among all members where it is the caller
- Only if askerId.area is me.area and askerId is not the caller (403 \`not_allowed\`)
- Moves state from open to accepted (409 \`wrong_state\`)
- Sets helperId to me
- Answers it (200)

### Done: \`POST /requests/{id}/done\`
- By its askerId (403 \`not_allowed\`)
- date: date, required
- Moves state from accepted to done (409 \`wrong_state\`)
- Creates a lot with member = helperId, rest = hours, lastDay = "" + (date + 90 days)
- Answers it (200)

## Tool
- name: text, required
- hours: whole number, required, 1 to 8
- ownerId: the caller
- onLoan = any of its loans where not returned
- \`POST /tools\` creates one

### Borrow: \`POST /tools/{id}/loans\`
- date: date, required
- due: date, required
- Finds me among all members where it is the caller
- Only if ownerId.area is me.area and ownerId is not the caller (403 \`not_allowed\`)
- Only if not onLoan (409 \`on_loan\`)
- asOf = "" + date
- available = sum of rest of all lots where member is the caller and lastDay >= its asOf
- Only if hours <= available (409 \`not_enough_hours\`)
- Creates a loan with toolId = it, ownerId = ownerId, due = due
- Creates a lot with member = ownerId, rest = hours, lastDay = "" + (date + 90 days)
- Answers loan (201)

## Loan
- No routes
- toolId: tool, required, outlives it
- borrowerId: the caller
- ownerId: member, required, hidden
- due: date, required
- returned: yes/no, default no

### Give back: \`POST /loans/{id}/return\`
- Only if borrowerId is the caller or ownerId is the caller (403 \`not_allowed\`)
- Sets returned to true
- Answers it (200)

## Lot
- No routes
- number: counted from 1
- member: member, required
- rest: whole number, required, at least 0
- lastDay: text, required
- restBefore = sum of rest of all lots where member is its member and (lastDay < its lastDay or (lastDay is its lastDay and number < its number))

## Piece
- No routes
- request: request, required
- lot: lot, required
- hours: whole number, required, at least 1
`;

test("tests of what is hard to come by are written in the end", () => {
  const { files } = writeTestsOfStatements(spec);
  expect(files.map(({ content }) => content).join("\n")).toContain("POST");
}, 240_000);
