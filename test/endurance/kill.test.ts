import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start } from "../../scripts/aidevos/session.ts";
import { finalStatuses, ReleaseRecord, Run, Service } from "../../shared/runs/run.ts";
import { aidevos } from "../e2e/command.ts";
import { specOf } from "../e2e/spec-of.ts";

const spec = specOf("Tool", "name: text, unique", "weight: number, at least 0");

/** How many kills: `KILLS=50 npx vitest run test/endurance/kill.test.ts` by hand. */
const kills = Number(process.env.KILLS ?? 6);

/** Moments of the kill, in milliseconds after the build began: from its first state to after its last. */
const moments = Array.from({ length: kills }, (_, index) =>
  Math.round(((index + Math.random()) / kills) * 2400),
);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "aidevos-kill-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("a local cloud that is killed during a build", () => {
  test.each(moments)(
    "%i ms in: starts again, ends the run, and has released once",
    { timeout: 120_000 },
    async (moment) => {
      const name = `shed-${moment}`;
      const build = aidevos(["build", "--directory", directory, "--name", name, spec]);
      await build.printed("Ready in");
      await pause(moment);
      build.child.kill("SIGKILL");
      await build.ended;

      const session = await start({ directory, onProgress: () => {} });
      try {
        const { controlPlane, workerUrl } = session;
        for (const execution of session.redriven) {
          await expect
            .poll(async () => (await controlPlane.execution(execution)).status, { timeout: 60_000 })
            .not.toBe("RUNNING");
        }
        for (const { id } of await controlPlane.list("run", Run)) {
          await expect
            .poll(async () => finalStatuses.includes((await controlPlane.run(id))?.status ?? "developing"), {
              timeout: 60_000,
            })
            .toBe(true);
          const { status, failure } = (await controlPlane.run(id)) ?? {};
          expect({ status, failure }).toEqual({ status: "live", failure: undefined });
        }
        const runs = (await controlPlane.list("run", Run)).filter((run) => run.service === name);
        const releases = (await controlPlane.list("release", ReleaseRecord)).filter(
          ({ service }) => service === name,
        );
        const services = (await controlPlane.list("service", Service)).filter(
          (service) => service.name === name,
        );
        expect(releases).toHaveLength(runs.length);
        expect(services.map(({ live }) => live)).toEqual(releases.map(({ id }) => id));

        const answer = await fetch(`${workerUrl}/services/${name}/tools`);
        expect(answer.status).toBe(runs.length === 0 ? 404 : 200);
      } finally {
        await session.stop();
      }
    },
  );
});
