import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { policies } from "../../../shared/delivery/policy.ts";
import { parseDesign } from "../../../shared/design/text.ts";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { blueprintOf } from "../spec/serving.ts";
import { DataPlane } from "./fixtures/data-plane.ts";

/** A list that no index makes cheap. */
const spec = (longest: number) => `# Board

## Post
- title: text, required, 1 to ${longest} characters
- rating = average of points of its votes
- Listed by -rating

## Vote
- post: post, required, deleted with it
- points: whole number, required
`;

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

function madeWithCache(blueprint: Blueprint, previous?: Parameters<typeof implementService>[0]["previous"]) {
  const design = parseDesign('{ "caches": [{ "entity": "post" }] }', blueprint);
  return implementService({ blueprint, requirement: "", design, ...(previous && { previous }) });
}

const bundled = async (files: ReturnType<typeof madeWithCache>["files"]) => {
  const bundle = makeBundle({ files, toolbox: await loadToolbox() });
  return { bundle, digest: await bundleDigest(bundle) };
};

test("a candidate that takes what was refused is not charged with the cache that it begins without", async () => {
  const [before, after] = [blueprintOf(spec(10)), blueprintOf(spec(60))];
  const live = madeWithCache(before);
  const candidate = madeWithCache(after, { blueprint: before, migrations: live.migrations });
  await plane.release("board", "r1", await bundled(live.files));
  const post = (title: string) =>
    plane.service("board", "/posts", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title }),
    });
  for (let index = 0; index < 30; index++) await post(`p${index}`);
  await plane.register("board", "r2", await bundled(candidate.files));

  const path = "/control/services/board";
  const { slow, rows } = policies.production;
  const meant = meantBy(before, after);
  await plane.done("POST", `${path}/shadow`, { release: "r2", meant, generated: 0, seed: 1, slow, rows });
  for (let index = 0; index < 4; index++) {
    for (let reads = 0; reads < 3; reads++) await (await plane.service("board", "/posts")).text();
    expect((await post("longer than it was allowed")).status).toBe(400);
  }
  const { mirrored } = await vi.waitFor(
    async () => {
      const evidence = Evidence.parse(await plane.done("GET", `${path}/evidence?release=r2`));
      expect(evidence.mirrored.compared).toBe(16);
      return evidence;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(mirrored).toMatchObject({ meant: 4, rows: { candidate: 0, control: 0 } });
}, 60_000);
