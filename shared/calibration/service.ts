/**
 * The service that the judges are tried on: small, with what generated services are made of, so that each mistake that is
 * seeded has a place in its code, whatever the compiler makes of it.
 */
export const calibrationSpec = `# Calibration

Callers are named by the header \`X-User\` (401).
Refusals answer {error: code, message: message}. The first of 401, 404, 403, 422, 409 is given.

## Member

- label: text, required, 1 to 20 characters
- amount: whole number, 0 to 9, default 1
- \`POST /members\` creates one
- \`GET /members\` lists them
- \`GET /members/{id}\` shows one
- \`PATCH /members/{id}\` changes one

## Book

- title: text, required, 1 to 60 characters
- label: text, 1 to 20 characters
- amount: whole number, 0 to 9, default 1
- copies: whole number, at least 1, default 1
- available = copies - count of its loans where state is open
- \`POST /books\` creates one
- \`GET /books\` lists them
- \`GET /books/{id}\` shows one
- \`PATCH /books/{id}\` changes one
- \`DELETE /books/{id}\` deletes one
- Listed by title
- \`?q\` part of title
- \`?available=true\` only where available > 0
- Pages of 10 by page \`?page\`, size \`?pageSize\` up to 20

## Loan

- book: book, required
- member: member, required
- label: text, 1 to 20 characters
- amount: whole number, 0 to 9, default 1
- createdAt: moment of creation
- dueOn = date(createdAt) + 14 days
- state: state of open or returned
- late = state is open and today > dueOn
- At most copies for each book where state is open (409 \`none_left\`)
- \`POST /loans\` creates one
- \`GET /loans\` lists them
- \`GET /loans/{id}\` shows one
- \`?member\` is member
- \`?late=true\` only where late

### Return: \`POST /loans/{id}/return\`

- Moves state from open to returned (409 \`not_open\`)
`;
