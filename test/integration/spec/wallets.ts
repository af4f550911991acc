/** A spec of things of which changes say the version. */
export const wallets = `# Wallets

Any origin may call.
Callers may be named by the header \`X-User\`. Role staff: the header \`X-Role\` is \`staff\`.
Refusals answer {error: code}.

## Wallet
- owner: text, required
- balance: whole number, default 0, at least 0
- notes = count of its notes
- Changes need the header \`If-Match\` (428 \`no_version\`), of the last version (412 \`stale\`)
- \`POST /wallets\` creates one
- \`GET /wallets\` lists them
- \`GET /wallets/{id}\` shows one
- \`PATCH /wallets/{id}\` changes one
- \`PUT /wallets/{id}\` replaces one, answers nothing (204)
- \`DELETE /wallets/{id}\` deletes one, by staff (403)

### Top up: \`POST /wallets/{id}/top-up\`
- amount: whole number, required, 1 to 1000
- Only if balance < 5000 (409 \`full\`)
- Sets balance to balance + amount
- Sets owner to owner + "!"

### Look: \`GET /wallets/{id}/look\`
- Answers {balance}

## Note
- wallet: wallet, required, deleted with it
- text: text, required
- \`POST /notes\` creates one
- \`GET /notes/{id}\` shows one
- \`PATCH /notes/{id}\` changes one
`;
