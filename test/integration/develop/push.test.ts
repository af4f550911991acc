import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { getArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { changeRecord, getRecord } from "../../../lambdas/runtime/records.ts";
import { GateReport, ReleaseRecord, Run, recordKeys } from "../../../shared/runs/run.ts";
import { secret } from "../objects/fixtures/data-plane.ts";
import { type Clone, startGitHost } from "./git-host.ts";
import { startPipeline } from "./pipeline.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});
vi.mock("../../../lambdas/runtime/toolbox.ts", async () => {
  const { loadToolbox } = await import("../compiler/serving.ts");
  return { readToolbox: loadToolbox };
});

const service = "tools";
const spec = (...more: string[]) =>
  ["# Tools", "", "## Tool", "- name: text, required", ...more, ""].join("\n");
const routes = "src/tools-routes.ts";

let pipeline: Awaited<ReturnType<typeof startPipeline>>;
let host: Awaited<ReturnType<typeof startGitHost>>;
let ada: Clone;
beforeAll(async () => {
  pipeline = await startPipeline();
  host = await startGitHost(secret);
  Object.assign(process.env, { REPOSITORY_REMOTE: host.url, REPOSITORY_TOKEN_SECRET_ID: "token" });
  const { release } = await build("run-1", spec());
  ada = await host.clone(service, "ada");
  expect(await ada.git("rev-parse", "HEAD")).toBe(release);
}, 300_000);
beforeEach(() => {
  pipeline.calls.length = 0;
});
afterAll(async () => {
  await host.stop();
  await pipeline.stop();
});

/** Builds from a spec, and makes the release live as far as the control plane knows. */
async function build(run: string, requirement: string): Promise<{ release: string }> {
  const outcome = await pipeline.develop(run, { requirement, name: service });
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: "SUCCEEDED" });
  const { release } = outcome.output as { release: string };
  await changeRecord(recordKeys.service(service), { live: release, newest: release });
  await changeRecord(recordKeys.run(run), { status: "live" });
  return { release };
}

let executions = 0;
const tried = (commit: string) =>
  pipeline.develop(`execution-${++executions}`, { push: { service, commit, by: "ada" } });

/** Tries what was pushed, and makes it live. */
async function adopt(commit: string): Promise<string> {
  const outcome = await tried(commit);
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: "SUCCEEDED" });
  const { release } = outcome.output as { release: string };
  await changeRecord(recordKeys.service(service), { live: release, newest: release });
  await ada.git("pull", "--quiet");
  return release;
}

async function refused(commit: string): Promise<{ error?: unknown; cause?: string }> {
  const outcome = await tried(commit);
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: "FAILED" });
  return outcome as { error?: unknown; cause?: string };
}

const read = (path: string) => readFile(join(ada.directory, path), "utf8");
const write = (path: string, text: string) => writeFile(join(ada.directory, path), text);
async function push(subject: string): Promise<string> {
  const commit = await ada.commit(subject);
  await ada.git("push", "--quiet", "origin", "HEAD:main");
  return commit;
}
const states = () => pipeline.calls.map(({ state }) => state);

const testOf = (status: number) => `import { expect, test } from "vitest";
import { call } from "./service.ts";

test("no tool has no name", async () => {
  expect((await call("POST", "/tools", {})).status).toBe(${status});
});
`;

test("a person's push goes through the gates, is adopted, and outlives the next releases", {
  timeout: 600_000,
}, async () => {
  expect(await ada.git("tag", "--list")).toBe("release/1");
  expect(await ada.git("cat-file", "-t", "release/1")).toBe("tag");

  const before = await read(routes);
  await write(routes, `// Ada was here.\n${before}`);
  await write("test/ada.test.ts", testOf(400));
  const pushed = await push("Say who was here");
  const release = await adopt(pushed);
  expect(states().toSorted()).toEqual(
    ["Adopt", "Architect", "Implement", "WriteTests", "Merge", "Verify", "Commit", "Announce"].toSorted(),
  );
  const [first, generated] = (await ada.git("log", "-1", "--format=%P")).split(" ");
  expect(first).toBe(pushed);
  expect(generated).toBe(await ada.git("rev-parse", "release/1^{}"));
  expect(await ada.git("diff", "--stat", pushed, release)).toBe("");
  expect(await ada.git("log", "-1", "--format=%B")).toContain(`Adopts: ${pushed}\n`);
  await ada.git("fetch", "--quiet", "--tags");
  expect(await ada.git("rev-parse", "release/2^{}")).toBe(release);
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  const report = await getArtifact(record?.report ?? "", GateReport);
  expect(report.gates.map(({ gate, summary }) => [gate, summary])).toContainEqual([
    "acceptance",
    "1 of 1 tests pass",
  ]);

  // The same event once more, and the release's own push, change nothing.
  pipeline.calls.length = 0;
  expect(await tried(pushed)).toMatchObject({ status: "SUCCEEDED" });
  expect(await tried(release)).toMatchObject({ status: "SUCCEEDED" });
  expect(states()).toEqual(["Adopt", "Adopt"]);

  await build("run-2", spec("- weight: whole number"));
  await ada.git("pull", "--quiet");
  expect(await read(routes)).toMatch(/^\/\/ Ada was here\.\n/);
  expect(await read("src/tools.ts")).toContain("weight");
  expect(await read("test/ada.test.ts")).toBe(testOf(400));
  const [onto, made] = (await ada.git("log", "-1", "--format=%P")).split(" ");
  expect(onto).toBe(release);
  expect(await ada.git("show", `${made}:${routes}`)).not.toContain("Ada");
  expect(await ada.git("log", "-1", "--format=%P", made ?? "")).toBe(generated);
});

test("a push that fails a gate stays in the repository, and nothing is built over it", {
  timeout: 600_000,
}, async () => {
  await write("test/ada.test.ts", testOf(200));
  const failing = await push("Expect too much");
  const outcome = await refused(failing);
  expect(outcome).toMatchObject({
    error: "GatesFailed",
    cause: expect.stringContaining("no tool has no name"),
  });
  expect(states()).not.toContain("Commit");
  expect(await ada.git("ls-remote", "origin", "refs/heads/main")).toContain(failing);
  const run = `push-${service}-${failing.slice(0, 12)}`;
  expect(await getRecord(recordKeys.run(run), Run)).toMatchObject({ status: "failed", push: { by: "ada" } });

  const over = await pipeline.develop("run-5", { requirement: spec(), name: service });
  expect(over).toMatchObject({ status: "FAILED", error: "HandEditsError" });
  expect(over.cause).toMatch(
    /1 commit .*Ada: Expect too much.*test\/ada\.test\.ts.*did not pass .*Mend them/s,
  );

  await write("test/ada.test.ts", testOf(400));
  await adopt(await push("Expect what is so"));
});
