/** Callers who sign in, with roles, a block, and things of their own. */
export const expenses = `# Expenses

Callers are users who sign in where not blocked (401 \`unauthorized\`).
Role admin: users where role is admin.
Refusals answer {error: code}.

## User
- email: email, required, in lower case, unique (409 \`taken\`)
- password: password, required, at least 8 characters
- role: one of admin or member, default member
- blocked: yes/no, default no
- spent = sum of amount of its expenses
- \`POST /users\` creates one, by anyone
- \`GET /users\` lists them, by admin (403)
- \`PATCH /users/{id}\` changes one, by admin (403)
- \`DELETE /users/{id}\` deletes one, by admin (403)

### Join: \`POST /join\`
- By anyone
- email: email, required
- password: text, required, at least 8 characters
- Creates a user with email = email, password = password
- Signs in user
- Answers {token, user} (201)

### Log in: \`POST /login\`
- By anyone
- email: text, required
- password: text, required
- hours: whole number, 1 to 48, default 24
- Finds known among all users where email is lower(its email)
- Only if known.password is password (401 \`bad_credentials\`)
- Only if not known.blocked (403 \`blocked\`)
- Signs in known for hours hours
- Answers {token, user: known} (200)

### Log out: \`POST /logout\`
- Signs out
- Answers nothing (204)

### Me: \`GET /me\`
- Finds me among all users where id is the caller
- Answers me

### Change password: \`POST /me/password\`
- old: text, required
- new: password, required, at least 8 characters
- Finds me among all users where it is the caller
- Only if me.password is old and new is not old (403 \`wrong\`)
- Sets me.password to new
- Signs out me
- Answers nothing (204)

## Expense
- owner: the caller, deleted with it
- amount: number, required, more than 0
- note: text
- by = owner.email
- Seen by its owner or admin (404)
- \`POST /expenses\` creates one
- \`GET /expenses\` lists them
- \`GET /expenses/{id}\` shows one
- \`DELETE /expenses/{id}\` deletes one, by its owner (403)
`;
