import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type BuildResult, build } from "../../scripts/aidevos/build.ts";
import { redriveRun } from "../../scripts/aidevos/redrive.ts";
import { Run } from "../../shared/runs/run.ts";
import { specOf } from "../e2e/spec-of.ts";
import { type FaultyCloud, startFaultyCloud } from "./faulty-cloud.ts";

let cloud: FaultyCloud;
beforeAll(async () => {
  cloud = await startFaultyCloud();
}, 120_000);
afterAll(() => cloud.stop());
afterEach(() => cloud.setFaults({}));

/** Verify says so once: a service that is sound, but for a clause. */
const withheld = {
  Verify: { gives: { passed: false, sound: true, mendable: false, summary: "c1 is not met" }, times: 1 },
};
let count = 0;
const requestOf = (name: string) => ({
  requirement: specOf("Tool", "name: text, required", `label: text, at most ${++count + 20} characters`),
  name,
});

describe("a service with a clause that is not met", { timeout: 120_000 }, () => {
  const lines: string[] = [];
  const terminal = { progress: (line: string) => void lines.push(line), status: () => {} };
  const started = (name: string, consent?: () => Promise<boolean>): Promise<BuildResult> =>
    build(cloud.controlPlane, terminal, requestOf(name), { consent });

  test("goes live by the same run when somebody agrees, and does nothing again", async () => {
    cloud.setFaults(withheld);
    lines.length = 0;
    const { run, url } = await started("agreed", async () => {
      lines.push("asked");
      return true;
    });
    expect((await fetch(`${url}/tools`)).status).toBe(200);
    expect((await cloud.controlPlane.run(run))?.status).toBe("live");
    const states = lines.flatMap((line) => /^ *[\d.]+ s +\w+ +(\w+)/.exec(line)?.[1] ?? line);
    const asked = states.indexOf("asked");
    expect(states.slice(0, asked)).toContain("Verify");
    expect(states.slice(asked)).toContain("Commit");
    for (const state of ["Architect", "Implement", "WriteTests", "Verify"])
      expect(states.slice(asked)).not.toContain(state);
  });

  test.each([
    ["nobody is asked", undefined],
    ["somebody disagrees", async () => false],
  ])("is withheld when %s, and its run can still be let through", async (_, consent) => {
    const name = `withheld-${count}`;
    cloud.setFaults(withheld);
    await expect(started(name, consent)).rejects.toThrow(
      /c1 is not met\n.*runs run-\S+ --report\n.*redrive run-\S+ --unmet deliver$/,
    );
    expect((await fetch(cloud.url(name, "/tools"))).status).toBe(404);
    const runs = await cloud.controlPlane.list("run", Run);
    const run = runs.find(({ failure, status }) => status === "failed" && failure?.error === "UnmetClauses");
    await redriveRun(cloud.controlPlane, run?.id ?? "", { unmetClauses: "deliver" });
    await expect
      .poll(async () => (await cloud.controlPlane.run(run?.id ?? ""))?.status, { timeout: 60_000 })
      .toBe("live");
    expect((await fetch(cloud.url(name, "/tools"))).status).toBe(200);
  });
});
