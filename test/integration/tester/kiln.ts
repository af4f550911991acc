/** A pottery, in which things happen by themselves. */
export const kiln = `# Kiln

## Potter
- name: text, required
- drying = count of its pots where state is drying
- \`POST /potters\` creates one
- \`GET /potters/{id}\` shows one

## Pot
- potter: potter, required
- days: whole number, at least 1, default 2
- state: state of drying, cracked, dust or fired
- changedAt: moment of last change
- At most 2 for each potter where state is drying (409 \`full\`)
- Moves state from drying to cracked by itself after 45 minutes
- Moves state from cracked to dust by itself after days days
- Deleted by itself when state is dust
- \`POST /pots\` creates one
- \`GET /pots\` lists them
- \`GET /pots/{id}\` shows one
- \`PATCH /pots/{id}\` changes one
- \`?state\` is state

### Fire: \`POST /pots/{id}/fire\`
- Moves state from drying to fired (409 \`not_dry\`)

### Wet: \`POST /pots/{id}/wet\`
- Moves state from drying or cracked to drying (409 \`too_late\`)

## Order
- dueOn: date, required
- state: state of open, late or done
- Moves state from open to late by itself when dueOn < today
- \`POST /orders\` creates one
- \`GET /orders/{id}\` shows one

### Deliver: \`POST /orders/{id}/deliver\`
- Moves state from open or late to done (409)

## Visit
- name: text, required
- until: moment, required
- Deleted by itself when until < now - 1 hour
- \`POST /visits\` creates one
- \`GET /visits\` lists them

## Session
- name: text, required
- Deleted by itself after 30 minutes
- \`POST /sessions\` creates one
- \`GET /sessions/{id}\` shows one
- \`PATCH /sessions/{id}\` changes one
`;
