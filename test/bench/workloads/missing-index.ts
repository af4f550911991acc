import { times, type Workload } from "./workload.ts";

const customer = (number: number) => `customer-${number}`;
const ticket = (number: number) => ({ customer: customer(number), subject: `Ticket of ${number}` });

export const missingIndex: Workload = {
  name: "missing index",
  about: "Tickets are listed by customer, and no index finds them.",
  mendable: true,
  spec: `# Help desk

## Ticket
- customer: text, required
- subject: text, required
- createdAt: moment of creation
- Listed by -createdAt
- \`?customer\` is customer
`,
  planted: {},
  handTuned: { indexes: [{ entity: "ticket", by: [{ field: "customer" }] }] },
  async fill(make, random) {
    return {
      tickets: await make(
        "/tickets",
        times(1_200, () => ticket(random.below(150))),
      ),
    };
  },
  next: (_, random) =>
    random.chance(0.85)
      ? { method: "GET", path: `/tickets?customer=${customer(random.below(150))}` }
      : { method: "POST", path: "/tickets", body: ticket(random.below(150)) },
};
