import { expect, test } from "vitest";
import { WholeEvidence } from "../../../objects/registry/whole-evidence.ts";
import type { HostEvidence } from "../../../objects/service-host/host-evidence.ts";
import { Evidence, latencyBounds, noPairs } from "../../../shared/delivery/evidence.ts";

const counts = { requests: 3, failures: 1, slow: 0, rowsRead: 7 };
const side = { status: 200, text: "", rowsRead: 1, milliseconds: 1 };

function known(canary: boolean): HostEvidence {
  return {
    generating: false,
    generated: noPairs,
    mirrored: { ...noPairs, compared: 2, unlike: { candidate: 1, control: 0 }, dropped: 1 },
    differences: [
      {
        kind: "unlike",
        route: "GET /",
        request: { method: "GET", path: "/", body: null },
        control: side,
        candidate: side,
        what: "status",
        confirmed: true,
      },
    ],
    canary,
    before: counts,
    during: counts,
    meters: [
      {
        release: canary ? "r2" : "r1",
        route: "GET /",
        requests: 3,
        refusals: 0,
        failures: 1,
        latency: Array.from({ length: latencyBounds.length + 1 }, () => 1),
        rowsRead: 7,
        rowsWritten: 0,
      },
    ],
  };
}

async function wholeOf(objects: number) {
  const whole = new WholeEvidence();
  for (let object = 0; object < objects; object++) await whole.add(`o${object}`, known(object % 10 === 0));
  return Evidence.parse(whole.value);
}

test("the evidence of a few objects lists them all by name", async () => {
  const { objects, unlisted } = await wholeOf(9);
  expect(objects.map(({ object }) => object)).toEqual(Array.from({ length: 9 }, (_, index) => `o${index}`));
  expect(unlisted).toBeUndefined();
});

test("the evidence of ten thousand objects sums all of them up, and lists some of either side", async () => {
  const { objects, unlisted, mirrored, meters, differences } = await wholeOf(10_000);
  expect(mirrored).toMatchObject({ compared: 20_000, unlike: { candidate: 10_000 }, dropped: 10_000 });
  expect(meters).toMatchObject([{ requests: 3_000 }, { requests: 27_000 }]);
  expect(differences).toHaveLength(20);
  expect(unlisted).toEqual({ canary: 500, others: 8_500 });
  expect(objects.filter(({ canary }) => canary)).toHaveLength(500);
  expect(objects).toHaveLength(1_000);
});

test("the same objects are listed each time", async () => {
  expect((await wholeOf(2_500)).objects).toEqual((await wholeOf(2_500)).objects);
});
