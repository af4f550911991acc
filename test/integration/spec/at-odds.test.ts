import { expect, test } from "vitest";
import { serveSpec } from "./serving.ts";

test("values of what an action makes that are at odds are told before what is taken, as invalid ones are", async () => {
  const service = await serveSpec(`# Cupboard

Statuses: invalid 422 \`bad_input\`.
Refusals answer {trouble: code, details: [{at: field}]}.

## Instrument
- tag: text, required, unique (409 \`tag_taken\`)
- value: whole number, required
- deposit: whole number
- deposit must be at most value

### Add: \`POST /instruments/add\`
- tag: text, required
- value: whole number, required
- deposit: whole number
- Creates an instrument with tag = tag, value = value, deposit = deposit if value > 0
- Answers instrument (201) if instrument is not empty
- Answers nothing (204)

### Plan: \`POST /plan\`
- from: date, required
- to: date, required
- to must be after from
- Answers {planned: true}
`);
  const call = service.as("");
  const add = async (body: object) => {
    const answer = await call("POST /instruments/add", body);
    return [answer.status, answer.body?.trouble, answer.body?.details?.[0]?.at];
  };
  expect(await add({ tag: "A", value: 5, deposit: 5 })).toEqual([201, undefined, undefined]);
  expect(await add({ tag: "A", value: 5, deposit: 6 })).toEqual([422, "bad_input", "deposit"]);
  expect(await add({ tag: "A", value: 5 })).toEqual([409, "tag_taken", "tag"]);
  expect(await add({ tag: "A", value: 0, deposit: 6 })).toEqual([204, undefined, undefined]);
  const plan = await call("POST /plan", { from: "2026-01-02", to: "2026-01-01" });
  expect([plan.status, plan.body.trouble]).toEqual([422, "bad_input"]);
  await service.stop();
});
