/** A service that keeps lists of every kind that has an order in ascending order. */
export const sortedLists = `# Notes

Statuses: invalid 422.

## Note
- tags: list of text (trimmed, in lower case), doubles dropped, sorted, at most 4 elements
- words: list of text, sorted, default ["A", "b"]
- scores: list of number, sorted, no doubles
- days: list of date, sorted
- calls: list of moment, sorted
- \`POST /notes\` creates one
- \`GET /notes/{id}\` shows one
- \`PATCH /notes/{id}\` changes one
- \`PUT /notes/{id}\` replaces one

### Tag: \`POST /notes/{id}/tags\`
- tags: list of text, required
- days: list of date, sorted
- Sets tags to tags
- Answers {tags: its tags, days}

### Copy: \`POST /notes/{id}/copy\`
- words: list of text, required
- Creates a note with tags = tags, words = words
- Answers note (201)
`;
