import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Tides

Refusals answer {error: code}.

## Tide
- createdAt: moment of creation, in whole seconds
- changedAt: moment of last change, in whole seconds
- at: moment, default now, in whole seconds, unique (409 \`taken\`)
- until: moment, in whole seconds
- seenAt: moment, set by actions, in whole seconds
- due = at + 90 seconds, set at creation, in whole seconds
- isFresh = createdAt is changedAt
- wait = seconds(at, due)
- until must be after at
- createdAt must be at most changedAt
- \`?at\` is at
- \`?since\` at least createdAt

### See: \`POST /tides/{id}/see\`
- on: moment
- Sets seenAt to on otherwise now
- Sets until to at + 1 hour
`);
});
afterAll(() => service.stop());

const whole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

test("moments in whole seconds are cut down, whoever sets them", async () => {
  const call = service.as("ann");
  const { status, body: made } = await call("POST /tides", {});
  expect(status).toBe(201);
  expect(made).toMatchObject({ wait: 90, seenAt: null, until: null, isFresh: true });
  for (const name of ["createdAt", "changedAt", "at", "due"]) expect(made[name]).toMatch(whole);
  const seen = (await call(`POST /tides/${made.id}/see`)).body;
  expect(seen).toMatchObject({
    until: expect.stringMatching(whole),
    seenAt: expect.stringMatching(whole),
  });
  const dated = await call(`POST /tides/${made.id}/see`, { on: "2030-01-02T03:04:05.678+02:00" });
  expect(dated.body.seenAt).toBe("2030-01-02T03:04:05+02:00");
  const changed = (await call(`PATCH /tides/${made.id}`, { at: "2025-01-01T00:00:00.999Z" })).body;
  expect(changed).toMatchObject({ at: "2025-01-01T00:00:00Z", changedAt: expect.stringMatching(whole) });
});

test("what is kept is what is compared", async () => {
  const call = service.as("ann");
  const at = "2032-01-01T00:00:00.250Z";
  const made = await call("POST /tides", { at });
  expect(made.body).toMatchObject({ at: "2032-01-01T00:00:00Z", due: "2032-01-01T00:01:30Z" });
  const twice = await call("POST /tides", { at: "2032-01-01T00:00:00.750Z" });
  expect([twice.status, twice.body.error]).toEqual([409, "taken"]);
  const late = { at: "2033-01-01T00:00:00.250Z", until: "2033-01-01T00:00:00.750Z" };
  expect((await call("POST /tides", late)).status).not.toBe(201);
  expect((await call("GET /tides?at=2032-01-01T00:00:00.000Z")).body).toHaveLength(1);
  const { createdAt } = made.body;
  const since = (await call(`GET /tides?since=${createdAt.replace("Z", ".000Z")}`)).body;
  expect(since.map(({ id }: { id: string }) => id)).toContain(made.body.id);
});
