import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { adopt } from "../../../lambdas/adopt/adopt.ts";
import { commitRelease } from "../../../lambdas/commit/commit-release.ts";
import { merge } from "../../../lambdas/merge/merge.ts";
import { putArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { changeRecord, getRecord } from "../../../lambdas/runtime/records.ts";
import { startRun } from "../../../lambdas/runtime/runs.ts";
import { joinService } from "../../../lambdas/runtime/services.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { runOfPush } from "../../../shared/delivery/push.ts";
import { GateReport, ReleaseRecord, Run, recordKeys } from "../../../shared/runs/run.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { startTables } from "../../unit/lambdas/tables.ts";
import { answering } from "../../unit/models/wire.ts";
import { type Clone, startGitHost } from "../develop/git-host.ts";

vi.mock("../../../lambdas/runtime/toolbox.ts", () => ({
  // What every repository holds, so far as this is about it.
  readToolbox: async () => ({
    modules: {},
    declarations: {},
    repository: {
      "package.json": '{ "name": "service-name" }\n',
      "kit/package.json": '{ "version": "2.0.0" }\n',
    },
  }),
}));

// Each step is a dozen calls of Git.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const token = "a-token";
const service = "tools";
const digest = "a".repeat(64);
const spec = (...more: string[]) =>
  ["# Tools", "", "## Tool", "- name: text, required", ...more, ""].join("\n");
const routes = "src/tools-routes.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
let secrets: Awaited<ReturnType<typeof answering>>;
let host: Awaited<ReturnType<typeof startGitHost>>;
let ada: Clone;
beforeAll(async () => {
  tables = await startTables();
  const headers = { "content-type": "application/x-amz-json-1.1" };
  secrets = await answering(() => ({ headers, body: JSON.stringify({ SecretString: token }) }));
  host = await startGitHost(token);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    REPOSITORY_REMOTE: host.url,
    REPOSITORY_TOKEN_SECRET_ID: "token",
  });
  await joinService({ run: "run-1", service, requirement: digest });
  await build("run-1", spec());
  ada = await host.clone(service, "ada");
});
afterAll(async () => {
  await host.stop();
  await Promise.all([secrets.stop(), tables.stop()]);
});

/** What the states between do, with the compiler alone: the gates are no part of this. */
async function generated(text: string) {
  const reading = parseSpec(text);
  if (reading.outcome === "unread") throw new Error("no spec");
  const { blueprint } = reading;
  const made = implementService({ blueprint, requirement: text });
  return {
    blueprint: await putArtifact(blueprint),
    source: await putArtifact({ ...made, files: [...made.files, { path: "spec.md", content: text }] }),
    tests: await putArtifact({
      files: [{ path: "test/tools.test.ts", content: `// ${blueprint.entities.length}\n` }],
      covers: [],
    }),
  };
}

/** Merge and Commit of a run. `between` happens after the one and before the other. */
async function deliver(run: string, text: string, pushed: string | null, between = async () => {}) {
  const { blueprint, source, tests } = await generated(text);
  const { result } = await merge({ run, service, pushed, previous: null, source, tests });
  await between();
  const committed = await commitRelease({
    run,
    service,
    requirement: digest,
    blueprint,
    source: result.source,
    tests: result.tests,
    merge: result.merge,
    report: await putArtifact(GateReport.parse({ gates: [], clauses: [] })),
    bundle: digest,
    previous: null,
    pushed,
  });
  return committed.result.release;
}

async function build(run: string, text: string, between?: () => Promise<void>): Promise<string> {
  await startRun(run, run, { requirement: digest });
  return deliver(run, text, null, between);
}

let executions = 0;
async function adopted(commit: string): Promise<boolean> {
  const run = runOfPush({ service, commit });
  const { result } = await adopt({
    run,
    execution: `execution-${++executions}`,
    push: { service, commit, by: "ada" },
    redriven: false,
  });
  return result.adopted;
}

async function adoptAndCommit(commit: string): Promise<string> {
  expect(await adopted(commit)).toBe(true);
  const text = await ada.git("show", `${commit}:spec.md`);
  const release = await deliver(runOfPush({ service, commit }), `${text}\n`, commit);
  await ada.git("pull", "--quiet", "--tags");
  return release;
}

const read = (path: string) => readFile(join(ada.directory, path), "utf8");
const write = (path: string, text: string) => writeFile(join(ada.directory, path), text);
async function push(subject: string): Promise<string> {
  const commit = await ada.commit(subject);
  await ada.git("push", "--quiet", "origin", "HEAD:main");
  return commit;
}
async function takeBack(before: string): Promise<void> {
  await ada.git("reset", "--quiet", "--hard", before);
  await ada.git("push", "--quiet", "--force", "origin", "HEAD:main");
}

test("a release is committed by its role, with its run, and tagged with its number", async () => {
  expect(await ada.git("log", "-1", "--format=%an %cn")).toBe("AIDevOS developer AIDevOS operator");
  expect(await ada.git("log", "-1", "--format=%(trailers:key=Run,valueonly)")).toBe("run-1");
  expect(await ada.git("cat-file", "-t", "release/1")).toBe("tag");
  expect(await ada.git("cat-file", "tag", "release/1")).toMatch(
    /, release 1\n\nThe first release\.\n\n## What there is\n\n- \*\*[\s\S]*\n\nRun: /,
  );
  expect(await ada.git("rev-parse", "release/1^{}")).toBe(await ada.git("rev-parse", "HEAD"));
});

test("a release that a repeat finds done is not made again", async () => {
  const head = await ada.git("rev-parse", "HEAD");
  expect(await deliver("run-1", spec(), null)).toBe(head);
  expect(await build("run-same", spec())).toBe(head);
  expect(await ada.git("ls-remote", "--tags", "origin", "release/2")).toBe("");
});

test("a push is adopted on top of itself, once, and its changes outlive the next releases", async () => {
  await write(routes, `// Ada was here.\n${await read(routes)}`);
  await write("test/ada.test.ts", "// Ada's.\n");
  await write("package.json", '{ "name": "tools", "private": true }\n');
  const pushed = await push("Say who was here");
  const release = await adoptAndCommit(pushed);
  const base = await ada.git("rev-parse", "release/1^{}");
  expect(await ada.git("log", "-1", "--format=%P")).toBe(`${pushed} ${base}`);
  expect(await ada.git("diff", "--stat", pushed, release)).toBe("");
  expect(await ada.git("log", "-1", "--format=%(trailers:key=Adopts,valueonly)")).toBe(pushed);
  expect(await ada.git("rev-parse", "release/2^{}")).toBe(release);
  // A doubled event, and the release's own push.
  expect(await adopted(pushed)).toBe(false);
  expect(await adopted(release)).toBe(false);

  const next = await build("run-2", spec("- weight: whole number"));
  await ada.git("pull", "--quiet");
  expect(await read(routes)).toMatch(/^\/\/ Ada was here\.\n/);
  expect(await read("src/tools.ts")).toContain("weight");
  expect(await read("test/ada.test.ts")).toBe("// Ada's.\n");
  expect(await read("package.json")).toContain("private");
  const made = await ada.git("rev-parse", `${next}^2`);
  expect(await ada.git("show", `${made}:${routes}`)).not.toContain("Ada");
  expect(await ada.git("rev-parse", `${made}^`)).toBe(base);
});

test("what is pushed in spec.md is compiled, and no requirement that lacks it is built over it", async () => {
  await write("spec.md", `${await read("spec.md")}- colour: text, up to 20 characters\n`);
  await adoptAndCommit(await push("Tools have colours"));
  expect(await read("src/tools.ts")).toContain("colour");
  expect(await read("spec.md")).toContain("- colour: text, up to 20 characters\n");
  expect(await read(routes)).toMatch(/^\/\/ Ada was here\.\n/);
  await expect(build("run-3", spec("- weight: whole number"))).rejects.toMatchObject({
    name: "HandEditsError",
    message: expect.stringMatching(/Tool: colour: text, at most 20 characters/),
  });
  await build(
    "run-4",
    spec("- weight: whole number", "- colour: text, at most 20 characters", "- size: text"),
  );
  await ada.git("pull", "--quiet");
  expect(await read("src/tools.ts")).toContain("size");
});

test("nothing is built over a push that did not pass, and the refusal says how to go on", async () => {
  const before = await ada.git("rev-parse", "HEAD");
  await write("docs/ada.md", "Not yet.\n");
  const commit = await push("Not yet");
  await expect(build("run-5", spec())).rejects.toThrow(
    /1 commit .*Ada: Not yet.*docs\/ada\.md.*push once more/s,
  );
  expect(await adopted(commit)).toBe(true);
  await expect(build("run-6", spec())).rejects.toThrow(/tries them: build again/);
  const failure = { error: "GatesFailed", message: "no tool has no name." };
  await changeRecord(recordKeys.run(runOfPush({ service, commit })), { status: "failed", failure });
  await expect(build("run-7", spec())).rejects.toThrow(
    /did not pass their gates in the run push-tools-.*no tool has no name.*push again.*git revert/s,
  );
  expect(await ada.git("ls-remote", "origin", "refs/heads/main")).toContain(commit);
  await takeBack(before);
});

test("a conflict is named by file and lines, and goes on from a merge by hand", async () => {
  await write("README.md", (await read("README.md")).replace("# Tools", "# Ada's tools"));
  await adoptAndCommit(await push("Name them mine"));
  const text = (await read("spec.md")).replace("# Tools", "# Old tools");
  await expect(build("run-8", text)).rejects.toMatchObject({
    name: "MergeConflictError",
    message: expect.stringMatching(/README\.md: line 1 \(generated: line 1\)/),
  });
  await ada.git("fetch", "--quiet");
  await expect(ada.git("merge", "origin/generated/run-8")).rejects.toThrow();
  const both = (await read("README.md")).replace(/<<<<<<<.*>>>>>>>[^\n]*/s, "# Ada's old tools");
  await write("README.md", both);
  const release = await adoptAndCommit(await push("Bring both together"));
  expect(await read("README.md")).toBe(both);
  expect(await read("spec.md")).toContain("# Old tools");
  expect(await ada.git("rev-parse", `${release}^2`)).toBe(
    await ada.git("rev-parse", "origin/generated/run-8"),
  );
});

describe("while a release is built", () => {
  test("a push comes first: nothing is committed over it", async () => {
    const text = await read("spec.md");
    let pushed = "";
    const late = build("run-9", `${text}- price: whole number\n`, async () => {
      await write("docs/ada.md", "In between.\n");
      pushed = await push("Come in between");
    });
    await expect(late).rejects.toThrow(/went on to .* by Ada: Come in between/);
    expect(await ada.git("ls-remote", "origin", "refs/heads/main")).toContain(pushed);
    await adoptAndCommit(pushed);
  });
});

test("of two clones that push at once one is first, and the other's is adopted after a merge", async () => {
  const bob = await host.clone(service, "bob");
  await writeFile(join(bob.directory, "docs/bob.md"), "Bob.\n");
  await write("docs/ada.md", "Ada.\n");
  const commits = [await ada.commit("By Ada"), await bob.commit("By Bob")];
  const outcomes = await Promise.allSettled(
    [ada, bob].map((clone) => clone.git("push", "--quiet", "origin", "HEAD:main")),
  );
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const late = outcomes[0]?.status === "rejected" ? ada : bob;
  await late.git("-c", "pull.rebase=false", "pull", "--quiet", "--no-edit");
  await late.git("push", "--quiet", "origin", "HEAD:main");
  // Of the first one's event, nothing is left to do but to say so.
  const first = commits[late === ada ? 1 : 0] ?? "";
  await expect(adopted(first)).rejects.toThrow(/has a run of its own/);
  const merged = await late.git("rev-parse", "HEAD");
  await ada.git("pull", "--quiet");
  await adoptAndCommit(merged);
  expect([await read("docs/ada.md"), await read("docs/bob.md")]).toEqual(["Ada.\n", "Bob.\n"]);
});

describe("a push is refused", () => {
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    [
      "with a changed kit",
      () => write("kit/package.json", "{}\n"),
      /kit\/package\.json: the kit is AIDevOS's own/,
    ],
    [
      "with a changed test of a statement",
      () => write("test/tools.test.ts", ""),
      /test\/tools\.test\.ts: .*statements/,
    ],
    [
      "with a link",
      () => ada.git("config", "core.symlinks", "true").then(() => link()),
      /docs\/users\.md is a link/,
    ],
    ["with a submodule", () => submodule(), /vendor is a link or a submodule/],
    [
      "with bytes",
      () => writeFile(join(ada.directory, "docs/x.md"), Buffer.from([0xff, 0xfe])),
      /docs\/x\.md is no text/,
    ],
    ["with what is too large", () => write("docs/x.md", "x".repeat(1_000_001)), /docs\/x\.md is too large/],
    ["with a folder of its own", () => ada.git("mv", "docs", "lib"), /no place for lib\/ada\.md/],
    ["without a spec", () => ada.git("rm", "--quiet", "spec.md"), /has no spec\.md/],
    ["with a spec that can't be read", () => write("spec.md", "# Tools\n\n## Tool\n- name: tezt\n"), /tezt/],
    ["with a design that is none", () => write("design.json", "[]\n"), /design\.json .*no JSON object/],
  ];
  const link = async () => {
    const { symlink } = await import("node:fs/promises");
    await symlink("/etc/passwd", join(ada.directory, "docs/users.md"));
  };
  const submodule = async () => {
    const head = await ada.git("rev-parse", "HEAD");
    await ada.git("update-index", "--add", "--cacheinfo", `160000,${head},vendor`);
    await ada.git("commit", "--quiet", "-m", "Vendor");
  };

  test.each(cases)("%s, by name", async (_name, change, reason) => {
    const before = await ada.git("rev-parse", "HEAD");
    await change();
    await ada.git("add", "--all", "--", ":!vendor");
    await ada.git("commit", "--quiet", "--allow-empty", "-m", "Try it");
    const commit = await ada.git("rev-parse", "HEAD");
    await ada.git("push", "--quiet", "origin", "HEAD:main");
    await expect(adoptAndCommit(commit)).rejects.toThrow(reason);
    await takeBack(before);
  });

  test("whose history holds no release, and taken while one is in it", async () => {
    const before = await ada.git("rev-parse", "HEAD");
    await ada.git("checkout", "--quiet", "--orphan", "anew");
    const anew = await ada.commit("Begin anew");
    await ada.git("push", "--quiet", "--force", "origin", "HEAD:main");
    await expect(adoptAndCommit(anew)).rejects.toThrow(/holds no release of tools/);

    await ada.git("checkout", "--quiet", "main");
    await ada.git("reset", "--quiet", "--hard", `${before}~1`);
    await write("docs/later.md", "Later.\n");
    const rewritten = await ada.commit("Write history anew");
    await ada.git("push", "--quiet", "--force", "origin", "HEAD:main");
    await adoptAndCommit(rewritten);
  });

  test("of a service that there is none of", async () => {
    const push = { service: "nothing", commit: "a".repeat(40), by: "ada" };
    await expect(adopt({ run: "r", execution: "e", push, redriven: false })).rejects.toThrow(
      /no service nothing/,
    );
  });
});

test("a push's run says who pushed, and its release is recorded", async () => {
  await write("docs/last.md", "Last.\n");
  const commit = await push("Last");
  const release = await adoptAndCommit(commit);
  const run = runOfPush({ service, commit });
  expect(await getRecord(recordKeys.run(run), Run)).toMatchObject({ service, release, push: { by: "ada" } });
  expect(await getRecord(recordKeys.release(service, release), ReleaseRecord)).toMatchObject({ run });
});
