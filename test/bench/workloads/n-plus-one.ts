import { anyOf, times, type Workload } from "./workload.ts";

export const nPlusOne: Workload = {
  name: "N+1 access",
  about: "A list of orders shows the lines of each and their sum, and no index finds an order's lines.",
  mendable: true,
  spec: `# Shop

## Order
- customer: text, required
- lines = list of {product, pieces} of its lines by product
- pieces = sum of pieces of its lines
- Pages of 20 by cursor \`?after\`, size \`?size\` up to 100

## Line
- order: order, required
- product: text, required
- pieces: whole number, required
`,
  planted: {},
  handTuned: {
    indexes: [{ entity: "line", by: [{ field: "order" }, { field: "product" }] }],
    stored: [{ entity: "order", value: "sum of pieces of its lines" }],
  },
  async fill(make, random) {
    const orders = await make(
      "/orders",
      times(120, (number) => ({ customer: `Customer ${number}` })),
    );
    const lines = times(500, () => ({
      order: random.pick(orders),
      product: `Product ${random.below(50)}`,
      pieces: 1 + random.below(9),
    }));
    return { orders, lines: await make("/lines", lines) };
  },
  next: (known, random) => {
    const order = anyOf(known, "orders", random);
    if (random.chance(0.2))
      return { method: "POST", path: "/lines", body: { order, product: "Another", pieces: 2 } };
    return { method: "GET", path: random.chance(0.5) ? "/orders" : `/orders/${order}` };
  },
};
