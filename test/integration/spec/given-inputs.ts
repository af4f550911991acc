/** A service whose actions tell what was left out from what was sent as null or as a default. */
export const shelves = `# Books

Statuses: invalid 422. Refusals answer {code: code}.

## Shelf
- label: text, required
- \`POST /shelves\` creates one

## Book
- title: text, required
- note: text
- shelf: shelf
- \`POST /books\` creates one
- \`GET /books/{id}\` shows one

### Edit: \`PATCH /books/{id}\`
- title: text, at least 1 character
- note: text, may be null
- shelf: shelf, may be null
- Only if title is given or note is given or shelf is given (422 \`nothing\`)
- Sets title to title if title is given
- Sets note to note if note is given
- Sets shelf to shelf if shelf is given
- Answers it

### Page: \`GET /page\`
- limit: whole number, 1 to 9, default 5
- tag: list of text
- wish: text, from the header \`X-Role\`
- size = limit * 2 if limit is given, else 20
- Answers {size, limit, tagged: tag is given, wished: wish is given, plain: wish is not given and tag is not given}

### Drop: \`DELETE /books/{id}\`
- why: text, from the query
- Only if why is given (409 \`why\`)
- Deletes it
- Answers nothing (204)

### Label all: \`POST /labels\`
- mark: text, may be null
- on: date, may be null, default now
- Sets note to mark for each of all books where mark is given and note is empty
- Answers {changed: count of all books where note is mark, dated: on is not empty, on: on is given}
`;
