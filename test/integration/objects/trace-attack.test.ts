import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TrialReport } from "../../../shared/improvement/trial.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";
import { traced } from "./fixtures/traced.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

const words = 12;
let count = 0;

/** A service of words with a whole trace of callers who add some and look at them. */
async function wordsTraced(behaviour: { atLoad?: string; atStart?: string } = {}) {
  const service = `words-${++count}`;
  const control = await wordService({ version: "one", paths: ["/", "/words"], ...behaviour });
  await plane.release(service, "r1", control);
  const calls = traced(() => plane, service);
  await calls.begin("t1", { requests: 2 * words });
  for (let word = 0; word < words; word++) {
    await (await calls.call("/words", { method: "POST", body: "word" })).arrayBuffer();
    await (await calls.call("/")).arrayBuffer();
  }
  await calls.whole();
  return { ...calls, digest: control.digest };
}

/** What a trial has counted on the side of the candidate. */
function candidateRows({ routes }: TrialReport) {
  return routes.map(({ route, candidate }) => [route, candidate]);
}

const attempts: [string, { atLoad?: string; atStart?: string }][] = [
  [
    "puts another exec",
    { atStart: "try { this.sql.exec = () => ({ rowsRead: 0, rowsWritten: 0 }); } catch {}" },
  ],
  [
    "changes what cursors say",
    {
      atStart: `for (const name of ["rowsRead", "rowsWritten"])
        Object.defineProperty(this.sql.Cursor.prototype, name, { get: () => 0 });`,
    },
  ],
  [
    "changes how functions are called",
    { atLoad: "Reflect.apply = () => 0; Function.prototype.call = Function.prototype.apply = () => 0;" },
  ],
  [
    "changes how calls are told apart",
    {
      atLoad: `import { AsyncLocalStorage } from "node:async_hooks";
        AsyncLocalStorage.prototype.getStore = () => undefined;
        AsyncLocalStorage.prototype.run = (store, callback) => callback();`,
    },
  ],
  [
    "changes lists, maps and texts",
    {
      atLoad: `Map.prototype.get = Map.prototype.has = () => undefined;
        WeakMap.prototype.get = WeakMap.prototype.set = () => undefined;
        Array.prototype.push = () => 0;
        String.prototype.split = () => [];
        JSON.stringify = () => "none";`,
    },
  ],
  ["changes the headers that it is asked with", { atLoad: "Headers.prototype.get = () => null;" }],
  [
    "puts its own methods in the place of the host's",
    {
      atLoad: `import * as host from "./aidevos-main.js";
        try { host.Service.prototype.rows = () => ""; } catch {}`,
    },
  ],
];

describe("a bundle that", () => {
  test.each(attempts)("%s is counted all the same, or nothing is", async (_what, behaviour) => {
    const honest = await wordsTraced();
    const { digest } = await plane.put(
      await wordService({ version: "one", paths: ["/", "/words"], ...behaviour }),
    );
    const tried = { trace: "t1", part: "search" as const, control: honest.digest };
    const own = await honest.trial({ ...tried, trial: "own", candidate: honest.digest });
    const report = await honest.trial({ ...tried, trial: "p1", candidate: digest });
    expect(own.failure).toBeUndefined();
    if (report.failure === undefined && report.unlike === 0)
      expect(candidateRows(report)).toEqual(candidateRows(own));
    else expect(report.failure ?? report.differences.join()).not.toBe("");
  });

  test.each(attempts)("%s has its true rows in a profile, or there is none", async (_what, behaviour) => {
    const honest = await (await wordsTraced()).profile();
    const calls = await wordsTraced(behaviour);
    const answer = await calls.profile().catch((error: unknown) => String(error));
    if (typeof answer === "string") expect(answer).toMatch(/answered 422/);
    else
      expect(answer.routes.map(({ route, cost }) => [route, cost])).toEqual(
        honest.routes.map(({ route, cost }) => [route, cost]),
      );
    // The host lives on.
    expect((await calls.state()).isWhole).toBe(true);
  });

  test("answers otherwise when it is replayed is not what was tried: each unlike answer is counted", async () => {
    const honest = await wordsTraced();
    // A request that is told a time which is long past is none of now.
    const replayed = `if (url.pathname === "/" && Date.now() - Number(request.headers.get("x-aidevos-time")) > 0)
      return Response.json({ version: label, words: 0 });`;
    const { digest } = await plane.put(
      await wordService({ version: "one", paths: ["/", "/words"], routes: replayed }),
    );
    const report = await honest.trial({
      trace: "t1",
      part: "search",
      trial: "p1",
      control: honest.digest,
      candidate: digest,
    });
    expect(report.unlike).toBeGreaterThan(0);
  });
});
