/** Slugs: of which equal ones are numbered, refused, or may be equal. */
export const posts = `# Posts

Refusals answer {error: code}.

## Author
- name: text, required, at most 60 characters
- handle: made of name, fixed, unique (409 \`taken\`)

## Post
- title: text, required
- note: text
- slug: made of title, unique
- anchor: made of note
- \`POST /posts\` creates one
- \`GET /posts\` lists them
- \`GET /posts/{id}\` shows one
- \`PATCH /posts/{id}\` changes one
- \`DELETE /posts/{id}\` deletes one
- \`?slug\` is slug
- Listed by slug

### Again: \`POST /posts/{id}/again\`
- Creates a post with title = title
- Sets note to title
- Answers post (201)

### Read: \`GET /read/{word}\`
- word: text
- Finds found among all posts where slug is word (404)
- Answers found
`;
