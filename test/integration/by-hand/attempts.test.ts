import { afterAll, beforeAll, expect, test } from "vitest";
import { formatSource } from "../../../lambdas/runtime/format-source.ts";
import { type Served, serve } from "../compiler/serving.ts";
import { blueprintOf } from "../spec/serving.ts";

const spec = `# Boat house

Refusals answer {error: code}. Statuses: invalid 422 \`bad_input\`.

## Boat
- name: text, required, 1 to 9 characters
- seats: whole number, required
- low: whole number, default 0
- Must hold: seats > low (409 \`low\`)
- Changes need the header \`If-Match\`

### Try: \`POST /boats/{id}/try\`
- how: one of attempt, refuse, code or way, required
- By hand changes tried (text) (422 \`no\`): tries what is asked for
- Answers {tried}
`;

const tried = `import type { TriedContext, TriedInput, TriedResult } from "./contracts.ts";

export function tried({ thing: { id }, given: { how } }: TriedInput, context: TriedContext): TriedResult {
  const { boats } = context.things;
  switch (how) {
    case "attempt": {
      const first = context.attempt(() => boats.change(id, { seats: 2, low: 5 }));
      boats.change(id, { name: "changed" });
      return first.isDone ? "done" : first.code;
    }
    case "refuse":
      context.attempt(() => context.refuse("no"));
      return "went on";
    case "code": {
      const first = context.attempt(() => boats.change(id, { name: "far too long a name" }));
      return first.isDone ? "done" : first.code;
    }
    case "way": {
      boats.change(id, { low: 7 });
      boats.change(id, { seats: 8 });
      return "mended";
    }
  }
}
`;

let service: Served;
beforeAll(async () => {
  const hand = await formatSource([{ path: "src/hand/tried.ts", content: tried }]);
  service = await serve(blueprintOf(spec), hand);
});
afterAll(() => service.stop());

async function boat() {
  const made = await service.call("POST", "/boats", { name: "Heron", seats: 3 });
  const path = `/boats/${made.body.id}`;
  const tag = () => service.call("GET", path).then(({ headers }) => headers.get("etag") ?? "");
  return {
    tag,
    read: () => service.call("GET", path),
    tries: async (how: string) => {
      const { status, body } = await service.call(
        "POST",
        `${path}/try`,
        { how },
        { "If-Match": await tag() },
      );
      return [status, body.tried ?? body.error];
    },
  };
}

test("a change after an attempt that was undone counts as a new version", async () => {
  const { tag, read, tries } = await boat();
  const before = await tag();
  expect(await tries("attempt")).toEqual([200, "low"]);
  expect((await read()).body).toMatchObject({ name: "changed", seats: 3, low: 0 });
  expect(await tag()).not.toBe(before);
});

test("who refuses in an attempt refuses all", async () => {
  expect(await (await boat()).tries("refuse")).toEqual([422, "no"]);
});

test("an attempt tells the code that callers would be told", async () => {
  expect(await (await boat()).tries("code")).toEqual([200, "bad_input"]);
});

test("a rule may be broken on the way, of one function as of several effects", async () => {
  const { read, tries } = await boat();
  expect(await tries("way")).toEqual([200, "mended"]);
  expect((await read()).body).toMatchObject({ seats: 8, low: 7 });
});
