/** A print shop whose actions take some of their inputs from headers. */
export const printing = `# Printing

Statuses: unknown reference 404.
Refusals answer {error: code, fields: names}.

## Tray
- size: one of a4 or a5, required

## Print
- key: text, required, unique
- title: text, required
- copies: whole number, required
- draft: yes/no, default no
- \`GET /prints\` lists them
- \`GET /prints/{id}\` shows one

### Print: \`POST /prints\`
- key: text, required, at most 20 characters, matches \`[a-z0-9]+\`, from the header \`Idempotency-Key\`
- copies: whole number, 1 to 9, default 1, from the header \`X-Copies\`
- draft: yes/no, default no, from the header \`X-Draft\`
- title: text, required
- Finds done among all prints where key is its key
- Only if done is empty or (done.title is title and done.copies is copies) (422 \`other\`)
- Answers done (200) if done is not empty
- Creates a print with key = key, title = title, copies = copies, draft = draft
- Answers print (201)

### Count: \`GET /print-counts\`
- title: text, required
- copies: whole number, default 0, from the header \`X-Copies\`
- Answers {count: count of all prints where title is its title and copies = its copies} (200)

### Cancel: \`POST /cancellations\`
- print: print, required, from the header \`X-Print\`
- Deletes print
- Answers nothing (204)
`;
