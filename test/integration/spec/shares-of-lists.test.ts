import { expect, test } from "vitest";
import { serveSpec } from "./serving.ts";

test("an element's value may be worked out over all elements of its list, and be added up again", async () => {
  const service = await serveSpec(`# Estates

## Estate
- name: text
- parts: list of {amount: number; share = amount / sum of amount of the estate.parts}
- whole = sum of share of its parts
`);
  try {
    const call = service.as("ann");
    const { body } = await call("POST /estates", { name: "one", parts: [{ amount: 1 }, { amount: 3 }] });
    expect(body).toMatchObject({
      parts: [
        { amount: 1, share: 0.25 },
        { amount: 3, share: 0.75 },
      ],
      whole: 1,
    });
  } finally {
    await service.stop();
  }
});
