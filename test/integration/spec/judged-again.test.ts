import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Shop

The first of 409, 404, 403, 400 is given.
Callers are named by the header \`X-User\`.

## Item
- stock: whole number, required
- room: text
- least: whole number, required
- most: whole number, required
- most must be at least least
- by: the caller
- \`POST /items\` creates one, only if count of all items is at most 2 (409 \`full\`)
- \`GET /items/{id}\` shows one
- \`PATCH /items/{id}\` changes one, by its by (403), only if stock is at least 1 (409 \`none\`)

### Buy: \`POST /items/{id}/buy\`
- room: text, required
- Only if stock is at least 1 (409 \`none\`)
- Sets stock to stock - 1
- Sets room to room
`;

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(spec);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

const item = { stock: 1, least: 1, most: 5 };

/** How many of twenty calls at once come through, at most, in ten rounds. */
async function most(begin: () => Promise<string>, body: object): Promise<number> {
  let through = 0;
  for (let round = 0; round < 10; round += 1) {
    await service.fresh();
    const route = await begin();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(route, body)));
    through = Math.max(through, answers.filter(({ status }) => status < 400).length);
  }
  return through;
}
const made = async () => (await call("POST /items", item)).body.id;

test("what is judged before the body is judged again when it has come", async () => {
  expect(await most(async () => `POST /items/${await made()}/buy`, { room: "a" })).toBe(1);
  expect(await most(async () => `PATCH /items/${await made()}`, { stock: 0 })).toBe(1);
  expect(await most(async () => "POST /items", item)).toBe(3);
});

test("what fits together is judged by what stands when the body has come", async () => {
  for (let round = 0; round < 10; round += 1) {
    const id = await made();
    await Promise.all([
      ...Array.from({ length: 5 }, () => call(`PATCH /items/${id}`, { least: 5 })),
      ...Array.from({ length: 5 }, () => call(`PATCH /items/${id}`, { most: 2 })),
    ]);
    const { least, most: greatest } = (await call(`GET /items/${id}`)).body;
    expect(greatest).toBeGreaterThanOrEqual(least);
    await service.fresh();
  }
});
