import { anyOf, times, type Workload } from "./workload.ts";

const indexes = [{ entity: "entry", by: [{ field: "account" }] }];

export const harmfulCache: Workload = {
  name: "harmful cache",
  about: "Each entry is added to a sum that is kept with its account, and nobody looks at accounts.",
  mendable: true,
  spec: `# Ledger

## Account
- name: text, required
- turnover = sum of cents of its entries

## Entry (entries)
- account: account, required
- cents: whole number, required
- \`?account\` is account
`,
  planted: { indexes, stored: [{ entity: "account", value: "sum of cents of its entries" }] },
  handTuned: { indexes },
  async fill(make, random) {
    const accounts = await make(
      "/accounts",
      times(50, (number) => ({ name: `Account ${number}` })),
    );
    const entries = times(600, () => ({ account: random.pick(accounts), cents: random.below(10_000) }));
    return { accounts, entries: await make("/entries", entries) };
  },
  next: (known, random) => {
    const account = anyOf(known, "accounts", random);
    return random.chance(0.3)
      ? { method: "GET", path: `/entries?account=${account}` }
      : { method: "POST", path: "/entries", body: { account, cents: 1_000 } };
  },
};
