/** The service of the demonstration. Callers mostly ask for the open tickets of a team: for both together it has no index. */
export const helpDesk = `# Help desk (\`help-desk\`)

> Tickets that teams work on, and the hours that each of them has cost.

## Ticket
- title: text, required, 1 to 120 characters
- team: text, required, 1 to 40 characters
- state: one of open, waiting or closed, default open
- hours: number, at least 0, default 0
- cost by hand (number): hours at 80 each, of which the first half hour is free
- createdAt: moment of creation
- Listed by -createdAt
- \`?team\` is team
- \`?state\` is state
- \`POST /tickets\` creates one
- \`GET /tickets\` lists them
- \`GET /tickets/{id}\` shows one
- \`PATCH /tickets/{id}\` changes one
`;

const head = `import type { CostInput, CostResult } from "./contracts.ts";

`;

/** What the spec asks for by hand. */
export const cost = [
  {
    path: "src/hand/cost.ts",
    content: `${head}/** Hours at 80 each, of which the first half hour is free. */
export function cost({ thing: { hours } }: CostInput): CostResult {
  return Math.max(0, hours - 0.5) * 80;
}
`,
  },
];

/** The same as somebody means to tidy it up: what is long is rounded, which no test of the spec's statements shows. */
export const roundedCost = [
  {
    path: "src/hand/cost.ts",
    content: `${head}/** Hours at 80 each, of which the first half hour is free. */
export function cost({ thing: { hours } }: CostInput): CostResult {
  const paid = Math.max(0, hours - 0.5);
  return (paid > 40 ? Math.round(paid) : paid) * 80;
}
`,
  },
];

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
