import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Archive

## Box
- tags: list of text, default []
- size: {width: whole number, height: whole number}
- weight: whole number, default 0
- lines: list of {name: text, required; count: whole number}

### Label: \`POST /boxes/{id}/label\`
- Sets tags to its tags in each of its papers
- Sets parts to its lines in each of its papers
- Sets area to its size in each of its papers
- Sets heavy to its weight > 5 in each of its papers
- Sets loose to not loose in each of its papers
- Sets name to name + "!" in each of its papers
- Answers list of {name, tags, heavy, loose, area, parts} of its papers by name

## Paper
- box: box, required
- name: text
- tags: list of text
- heavy: yes/no
- loose: yes/no, default no
- area: {width: whole number, height: whole number}
- parts: list of {name: text, required; count: whole number}
`);
});
afterAll(() => service.stop());

test("what is set in each of several things may be a list, an object, or true or false", async () => {
  const call = service.as("ann");
  const size = { width: 2, height: 3 };
  const lines = [{ name: "a", count: 1 }];
  const box = (await call("POST /boxes", { size, lines, weight: 9, tags: ["x", "y"] })).body.id;
  await call("POST /papers", { box, name: "one" });
  await call("POST /papers", { box, name: "two", loose: true });
  const set = { tags: ["x", "y"], heavy: true, area: size, parts: lines };
  expect(await call(`POST /boxes/${box}/label`)).toMatchObject({
    status: 200,
    body: [
      { name: "one!", loose: true, ...set },
      { name: "two!", loose: false, ...set },
    ],
  });
});
