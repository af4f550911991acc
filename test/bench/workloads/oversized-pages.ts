import { anyOf, times, type Workload } from "./workload.ts";

export const oversizedPages: Workload = {
  name: "oversized pages",
  about: "A list without pages answers with all products at once. Only the spec could give it pages.",
  mendable: false,
  spec: `# Catalogue

## Product
- name: text, required
- cents: whole number, required
`,
  planted: {},
  handTuned: {},
  async fill(make, random) {
    const products = times(400, (number) => ({ name: `Product ${number}`, cents: random.below(10_000) }));
    return { products: await make("/products", products) };
  },
  next: (known, random) => {
    if (random.chance(0.1)) return { method: "POST", path: "/products", body: { name: "New", cents: 100 } };
    const product = anyOf(known, "products", random);
    return { method: "GET", path: random.chance(0.5) ? "/products" : `/products/${product}` };
  },
};
