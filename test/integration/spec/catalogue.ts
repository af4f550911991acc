/** A service whose lists have elements of every kind, with every option that elements can have. */
export const catalogue = `# Catalogue

Statuses: unknown reference 404.

## Author
- Identified by code
- code: text, required, 3 characters
- name: text, required, not blank
- papers = count of all papers where any of its authors where it is the author

## Paper
- title: text, required, not blank, at most 20 characters
- email: email, trimmed, in lower case, at most 16 characters
- tags: list of text (trimmed, in lower case, matches \`[a-z-]+\`), doubles dropped, at most 3 elements, default []
- watchers: list of email (in lower case), no doubles
- marks: list of number (more than 0, less than 6, in steps of 0.5)
- links: list of url
- runs: list of uuid
- times: list of time
- days: list of date (in the future)
- kinds: list of one of plain, fixed or open, no doubles
- rows: list of {no: whole number; word: text}, no doubles
- parts: list of {no: whole number; word: text}, doubles dropped
- authors: list of author, no doubles
- seen: list of author (outlives it)
- tagged = any of its tags where it is "new"
- \`?tag\` element of tags
- \`?author\` element of authors

### Retag: \`POST /papers/{id}/retag\`
- tags: list of text (in upper case, 2 to 4 characters), doubles dropped, 1 to 2 elements
- Answers {tags, count: count of tags}
`;
