/** Accounts made by a route, sessions for a time, a role that values give, things of one's own. */
export const expenses = `# Expenses

Callers are users who sign in where not blocked (401 \`unauthorized\`).
Role admin: users where role is admin.
Refusals answer {error: code}.

## User
- email: email, required, in lower case, unique (409 \`taken\`)
- password: password, required, at least 8 characters
- role: one of admin or member, default member
- blocked: yes/no, default no
- \`POST /users\` creates one, by anyone
- \`GET /users\` lists them, by admin (403)
- \`PATCH /users/{id}\` changes one, by admin (403)

### Log in: \`POST /login\`
- By anyone
- email: text, required
- password: text, required
- Finds known among all users where email is lower(its email)
- Only if known.password is password (401 \`bad_credentials\`)
- Only if not known.blocked (403 \`blocked\`)
- Signs in known for 24 hours
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
- Only if me.password is old (403 \`wrong\`)
- Sets me.password to new
- Signs out me
- Answers nothing (204)

## Expense
- owner: the caller
- amount: number, required, more than 0
- note: text
- by = owner.email
- Seen by its owner or admin (404)
- \`POST /expenses\` creates one
- \`GET /expenses\` lists them
- \`GET /expenses/{id}\` shows one
- \`DELETE /expenses/{id}\` deletes one, by its owner (403)
`;

/** Who has not signed in may read; who joins is signed in at once, and may leave for good. */
export const guestbook = `# Guest book

Callers may be guests who sign in.
Refusals answer {error: code}.

## Guest
- name: text, required, 2 to 20 characters, unique
- secret: password, required
- \`GET /guests/{id}\` shows one

### Join: \`POST /join\`
- name: text, required, 2 to 20 characters
- secret: password, required, 4 to 40 characters
- hours: whole number, 1 to 48, default 24
- Only if none of all guests where name is its name (409 \`taken\`)
- Creates a guest with name = name, secret = secret
- Signs in guest for hours hours
- Answers {guest, token} (201)

### Come back: \`POST /back\`
- name: text, required
- secret: text, required
- Finds known among all guests where name is its name
- Only if known.secret is secret (403 \`unknown\`)
- Signs in known
- Answers {token} (200)

### Who: \`GET /who\`
- Finds me among all guests where it is the caller
- Answers {name: me.name, isHere: me is not empty}

### Leave everywhere: \`POST /guests/{id}/leave\`
- By a caller (401 \`who\`)
- Only if it is the caller (403 \`not_you\`)
- Signs out it
- Answers nothing (204)

### Forget: \`POST /guests/{id}/forget\`
- By a caller (401 \`who\`)
- secret: text, required
- Only if secret is its secret (403 \`wrong\`)
- Deletes it
- Answers nothing (204)

## Entry
- text: text, required, 1 to 80 characters
- writer: the caller, outlives it
- \`POST /entries\` creates one, by a caller (401 \`who\`)
- \`GET /entries\` lists them
- \`DELETE /entries/{id}\` deletes one, by its writer (403)
`;

/** A token in a header of its own, after another scheme; those who sign in are made by a route and known by their name. */
export const fleet = `# Fleet

Callers are drivers who sign in, by the header \`X-Session: Token\` (401).
Role chief: drivers where level >= 3.
Refusals answer {error: message}.

## Driver
- Identified by name
- name: text, required, 3 to 12 characters, fixed
- pin: password, required, 4 digits
- level: whole number, 0 to 5, default 0
- \`POST /drivers\` creates one, by anyone
- \`GET /drivers/{name}\` shows one
- \`DELETE /drivers/{name}\` deletes one, by chief (403)

### Begin: \`POST /shifts\`
- By anyone
- driver: text, required
- pin: text, required
- Finds found among all drivers where name is driver (404)
- Only if found.pin is pin (422)
- Signs in found for 30 days
- Answers {session: {token, level: found.level}} (201)

### End: \`DELETE /shifts\`
- Signs out
- Answers nothing (204)

## Van
- plate: text, required, unique
- \`POST /vans\` creates one, by chief (403)
- \`GET /vans\` lists them
- \`GET /vans/{id}\` shows one
- \`PATCH /vans/{id}\` changes one, by chief (403)
- \`DELETE /vans/{id}\` deletes one, by chief (403)
`;

/** The first who registers is admin, and makes others so. */
export const club = `# Club

Callers are members who sign in where active, by the header \`X-Token\` (401 \`who\`).
Role admin: members where isAdmin.
Role trusted: members where isAdmin or points > 9.
Refusals answer {error: code}.

## Member
- name: text, required, unique
- password: password, required
- isAdmin: yes/no, set by actions
- active: yes/no, set by actions
- points: whole number, set by actions
- \`GET /members\` lists them, by admin (403)

### Register: \`POST /register\`
- By anyone
- name: text, required, 1 to 30 characters
- password: text, required, 6 to 60 characters
- again: text, required
- Only if again is password (422 \`differ\`)
- Only if none of all members where name is its name (409 \`taken\`)
- Creates a member with name = name, password = password, isAdmin = none of all members, active = true, points = 0
- Answers member (201)

### Log in: \`POST /sessions\`
- By anyone
- name: text, required
- password: text, required
- Finds known among all members where name is its name
- Only if known.password is password and known.active (401 \`who\`)
- Signs in known for 14 days
- Answers text token (201)

### Promote: \`POST /members/{id}/promote\`
- By admin (403)
- Sets isAdmin to true

### Reward: \`POST /members/{id}/reward\`
- By admin (403)
- points: whole number, required, 1 to 20
- Sets points to points + its points

### Suspend: \`POST /members/{id}/suspend\`
- By admin (403)
- Sets active to false

## Note
- author: the caller
- text: text, required
- \`POST /notes\` creates one, by trusted (403)
- \`GET /notes\` lists them
- \`PATCH /notes/{id}\` changes one, by its author or admin (403)
`;

/** Beside accounts, a key that every call needs and a role that a header says; a reference to an account is an owner. */
export const jobs = `# Jobs

Callers are users who sign in (401 \`who\`).
Every call needs the header \`X-Api-Key\` to be \`s3cret\` (401 \`key\`).
Role robot: the header \`X-Role\` is \`robot\`.
Role boss: users where boss.
Refusals answer {error: code}.

## User
- name: text, required, unique
- password: password, required
- boss: yes/no, default no
- \`POST /users\` creates one, by anyone
- \`GET /users\` lists them
- Pages of 5 by page \`?page\`, size \`?size\` up to 20
- Lists are framed: users holds the things, total the total, page the page
- Listed by name
- \`?name\` is name

### Log in: \`POST /login\`
- By anyone
- name: text, required
- password: text, required
- Finds known among all users where name is its name
- Only if known.password is password (401 \`wrong\`)
- Signs in known
- Answers {token}

## Job
- title: text, required
- owner: user, required
- \`POST /jobs\` creates one, by robot (403)
- \`GET /jobs\` lists them
- \`GET /jobs/{id}\` shows one
- \`PATCH /jobs/{id}\` changes one, by boss or its owner (403)
- \`DELETE /jobs/{id}\` deletes one, by robot (403)
`;
