import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import { type SpecService, serveSpec } from "../spec/serving.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const stalls = `# Stalls

## Stall
- label: text, compared without case
- gone: yes/no, default no
- Unique together: label where not gone (409 \`taken\`, with by: other.id)
`;

describe("a service", () => {
  let service: SpecService;
  let call: ReturnType<SpecService["as"]>;
  beforeAll(async () => {
    service = await serveSpec(stalls);
    call = service.as("ann");
  });
  beforeEach(() => service.fresh());
  afterAll(() => service?.stop());

  test("has one field unique among those for which a condition is true", async () => {
    const { id } = (await call("POST /stalls", { label: "a1" })).body;
    const second = await call("POST /stalls", { label: "A1" });
    expect([second.status, second.body]).toMatchObject([409, { by: id }]);
    expect((await call("POST /stalls", { label: "a1", gone: true })).status).toBe(201);
    expect((await call(`PATCH /stalls/${id}`, { gone: true })).status).toBe(200);
    expect((await call("POST /stalls", { label: "a1" })).status).toBe(201);
    expect((await call(`PATCH /stalls/${id}`, { gone: false })).status).toBe(409);
  });
});

const failures = async (blueprint: Blueprint) =>
  [...(await runSuite(testsOf(stalls).files, blueprint)).values()].filter((one) => one !== null);

test("it passes the tests of its statements", async () => {
  expect(await failures(readSpec(stalls).blueprint)).toEqual([]);
});

test.each<[string, (entity: Entity) => void]>([
  ["nothing is unique", (entity) => void entity.uniqueTogether.pop()],
  [
    "others count as well",
    ({ uniqueTogether: [one] }) => void Object.assign(one ?? {}, { where: { kind: "literal", value: true } }),
  ],
])("its tests find it when %s", async (_, spoil) => {
  const blueprint = Blueprint.parse(structuredClone(readSpec(stalls).blueprint));
  for (const entity of blueprint.entities) spoil(entity);
  expect(await failures(blueprint)).not.toEqual([]);
});
