import { afterAll, beforeAll, expect, test } from "vitest";
import { ranges } from "./ranges.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(ranges);
});
afterAll(() => service.stop());

test("two parameters that do not fit together are refused under the name of the first", async () => {
  const call = service.as("ann");
  await call("POST /stays", { name: "a", nights: 3, on: "2026-03-02", at: "10:00" });
  const refused: [query: string, ...names: string[]][] = [
    ["from=2026-03-02&to=2026-03-01", "from"],
    ["to=2026-03-01&from=2026-03-02", "from"],
    ["least=3&most=3", "least"],
    ["least=10.5&most=10", "least"],
    ["opens=10:00&closes=10:00:00", "opens"],
    ["opens=10:00:01&closes=10:00", "opens"],
    ["since=2026-01-01T00:00:00Z&until=2026-01-01T01:00:00%2B01:00", "since"],
    ["since=2026-01-01T00:00:00Z&other=2025-12-31T23:59:59Z", "other"],
    ["from=2026-03-02&to=2026-03-01&least=4&most=3", "from", "least"],
    ["from=2026-03-02&to=2026-03-01&nights=x&most=many", "from", "most"],
  ];
  for (const [query, ...names] of refused) {
    const answer = await call(`GET /stays?${query}`);
    expect([query, answer.status, answer.body.names.toSorted()]).toEqual([query, 422, names.toSorted()]);
  }
});

test("those that do, and one alone, are taken", async () => {
  const call = service.as("ann");
  for (const query of [
    "",
    "from=2026-03-02&to=2026-03-02",
    "from=2026-03-02",
    "to=2020-01-01",
    "least=9&most=10",
    "least=3",
    "opens=09:00&closes=10:00",
    "since=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00%2B01:00",
    "since=2026-01-01T00:00:00%2B01:00&other=2026-01-01T00:00:00Z",
  ])
    expect([query, (await call(`GET /stays?${query}`)).status]).toEqual([query, 200]);
  // A value that is none says nothing of the other.
  expect((await call("GET /stays?from=soon&to=2026-03-01")).body.names).toEqual(["from"]);
});
