/** The service of the demonstration. Callers mostly ask for the open tickets of a team: for both together it has no index. */
export const helpDesk = `# Help desk (\`help-desk\`)

> Tickets that teams work on, and the hours that each of them has cost.

## Ticket
- title: text, required, 1 to 120 characters
- team: text, required, 1 to 40 characters
- state: one of open, waiting or closed, default open
- hours: number, at least 0, default 0
- createdAt: moment of creation
- Listed by -createdAt
- \`?team\` is team
- \`?state\` is state
- \`POST /tickets\` creates one
- \`GET /tickets\` lists them
- \`GET /tickets/{id}\` shows one
- \`PATCH /tickets/{id}\` changes one
`;

/** Another one, of another trade, whose callers may ask alike. */
export const warehouse = `# Warehouse

## Parcel
- label: text, required, 1 to 80 characters
- aisle: text, required, 1 to 20 characters
- status: one of stored, picked or shipped, default stored
- Listed by label
- \`?aisle\` is aisle
- \`?status\` is status
- \`POST /parcels\` creates one
- \`GET /parcels\` lists them
`;
