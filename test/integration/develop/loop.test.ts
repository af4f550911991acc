import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type * as z from "zod";
import { getArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { readDesignedRelease } from "../../../lambdas/runtime/designed-release.ts";
import { recordStanding } from "../../../lambdas/runtime/live-release.ts";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import { InvalidAnswerError } from "../../../shared/agents/errors.ts";
import { ServiceTests } from "../../../shared/agents/source.ts";
import type { Task } from "../../../shared/agents/task.ts";
import { arbitrate } from "../../../shared/agents/tasks/arbitrate.ts";
import { draftSpec } from "../../../shared/agents/tasks/draft-spec.ts";
import { writeTests } from "../../../shared/agents/tasks/write-tests.ts";
import { GateReport, ReleaseRecord, Run, recordKeys } from "../../../shared/runs/run.ts";
import { Answers, startPipeline } from "./pipeline.ts";

const { answers } = vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
  return { answers: { current: undefined as Answers | undefined } };
});

// The model is what can't run here; what goes to it and comes from it passes the tasks' own schemas.
vi.mock("../../../lambdas/runtime/agent.ts", () => ({
  async performFor(task: Task<z.ZodType, z.ZodType>, input: unknown) {
    const asked = task.input.parse(input);
    return task.output.parse(answers.current?.next(task.name, asked));
  },
}));
vi.mock("../../../lambdas/runtime/toolbox.ts", async () => {
  const { loadToolbox } = await import("../compiler/serving.ts");
  return { readToolbox: loadToolbox };
});

const script = new Answers();
answers.current = script;
let pipeline: Awaited<ReturnType<typeof startPipeline>>;
beforeAll(async () => {
  pipeline = await startPipeline();
}, 120_000);
beforeEach(() => {
  pipeline.calls.length = 0;
});
afterAll(() => pipeline.stop());

const requirement = `Dear all, we need something for our notes. A note has a title, which must be there, and no two notes
may have the same title. Oh, and rank the notes by how much we love them. Thanks, Ada`;

const reading = {
  outcome: "understood",
  name: "notes",
  title: "Notes",
  clauses: [
    { id: "c1", text: "A note has a title, which must be there" },
    { id: "c2", text: "no two notes may have the same title" },
    { id: "c3", text: "rank the notes by how much we love them" },
    { id: "c4", text: "Thanks, Ada", kind: "remark" },
  ],
};

const spec = (title: string) => `# Notes

## Note
- title: text, required${title}
- \`POST /notes\` creates one
- \`GET /notes\` lists them

Unmet c3: nothing says what love is
`;
const loose = spec(" [c1 c2]");
const strict = spec(", unique (409) [c1 c2]");

const suite = (...tests: string[]) => ({
  content: `import { describe, expect, test } from "vitest";
import { call } from "./service.ts";

describe("notes", () => {
${tests.join("\n")}
});
`,
});
const needsTitle = `  test("need a title [c1]", async () => {
    const unused = 1;
    expect((await call("POST", "/notes", {})).status).toBeGreaterThanOrEqual(400);
    expect((await call("POST", "/notes", { title: "One" })).status).toBe(201);
  });`;
const apart = (status: number) => `  test("have titles of their own [c2]", async () => {
    expect((await call("POST", "/notes", { title: "One" })).status).toBe(201);
    expect((await call("POST", "/notes", { title: "One" })).status).toBe(${status});
  });`;
const wrong = `  test("are made by PUT [c1]", async () => {
    expect((await call("PUT", "/notes", { title: "One" })).status).toBe(200);
  });`;
const untyped = `  test("are counted [c1]", async () => {
    expect((await call("GET", "/notes")).count).toBe(0);
  });`;

const verdicts = (input: { failures: { test: number; title: string }[] }) => ({
  verdicts: input.failures.map(({ test, title }) => ({
    test,
    at: title.includes("PUT") ? "test" : "spec",
    reason: title.includes("PUT") ? "No clause speaks of PUT." : "Titles are not unique.",
  })),
});

async function runOf(run: string) {
  const record = await getRecord(recordKeys.run(run), Run);
  const report = record?.report === undefined ? undefined : await getArtifact(record.report, GateReport);
  return { record, report };
}

const outcomes = (report: GateReport | undefined) =>
  report?.clauses.map(({ id, trace }) => `${id} ${trace.outcome}`);
const called = (state: string) =>
  pipeline.calls.filter((call) => call.state === state).map(({ step }) => step);

describe("a requirement in free words", { timeout: 180_000 }, () => {
  test("is mended where it is found wrong: the spec by its architect, the test by its tester", async () => {
    script.set({
      read_requirement: [() => reading],
      draft_spec: [() => ({ spec: loose }), () => ({ spec: strict })],
      write_tests: [
        () => suite(needsTitle, apart(409), wrong, untyped),
        () => suite(needsTitle, apart(409), wrong),
        () => suite(needsTitle),
      ],
      arbitrate: [verdicts],
    });
    const outcome = await pipeline.develop("run-1", { requirement, unmetClauses: "deliver" });
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: { service: "notes" } });

    // The unused name was no fault; the type was, and went back with its line.
    const [, mended, again] = script.inputs(writeTests);
    expect(mended?.former?.problems).toEqual([expect.stringMatching(/^line \d+: .*'count'/)]);
    expect(again).toMatchObject({
      test: ["c1"],
      wrong: [{ test: "notes > are made by PUT [c1]", reason: "No clause speaks of PUT." }],
    });
    expect(again?.wrong?.[0]?.source).toContain('call("PUT"');
    // Who writes tests sees no word of the spec.
    expect(JSON.stringify(script.inputs(writeTests))).not.toContain("Unmet c3");

    const [failing] = script.inputs(arbitrate);
    expect(failing?.failures.map(({ title }) => title).toSorted()).toEqual([
      "notes > are made by PUT [c1]",
      "notes > have titles of their own [c2]",
    ]);
    const twice = failing?.failures.find(({ title }) => title.includes("their own"));
    expect(twice?.statements).toEqual(["title: text, required"]);
    expect(twice?.exchanges.map(({ method, body, status }) => [method, body, status])).toEqual([
      ["POST", '{"title":"One"}', 201],
      ["POST", '{"title":"One"}', 201],
    ]);
    const [, redrafted] = script.inputs(draftSpec);
    expect(redrafted?.former).toContain("Unmet c3: nothing says what love is");
    expect(redrafted?.findings?.map(({ at, clause }) => [at, clause])).toEqual([["spec", "c2"]]);

    const { report } = await runOf("run-1");
    expect(outcomes(report)).toEqual(["c1 met", "c2 met", "c3 unmet", "c4 remark"]);
    expect(report?.verdicts.map(({ round, at }) => [round, at]).toSorted()).toEqual([
      [1, "spec"],
      [1, "test"],
    ]);
    expect(called("Arbitrate")).toEqual(["Arbitrate-0"]);
    expect(called("Verify")).toEqual(["Verify-0", "Verify-1"]);
  });

  test("that has an unmet clause is withheld, and the same run goes on when it is let through", async () => {
    script.set({
      read_requirement: [() => ({ ...reading, name: "other-notes" })],
      draft_spec: [() => ({ spec: strict })],
      // The tester holds on to a test that demands what nobody asked for.
      write_tests: [() => suite(needsTitle, apart(200)), () => suite(needsTitle)],
      arbitrate: [() => ({ verdicts: [{ test: 1, at: "test", reason: "409 would do as well." }] })],
    });
    const other = { requirement: `${requirement}!` };
    const withheld = await pipeline.develop("run-2", other);
    expect(withheld).toMatchObject({ status: "FAILED", error: "UnmetClauses" });
    expect(withheld.cause).toMatch(/c2 .*no sound test shows it: 409 would do as well/);
    const { record, report } = await runOf("run-2");
    expect(record).toMatchObject({ status: "failed", failure: { error: "UnmetClauses" } });
    expect(outcomes(report)).toEqual(["c1 met", "c2 unmet", "c3 unmet", "c4 remark"]);
    expect(called("Commit")).toEqual([]);

    // Nobody is asked anything again.
    script.set({});
    const delivered = await pipeline.develop("run-2-deliver", {
      ...other,
      run: "run-2",
      unmetClauses: "deliver",
    });
    expect(delivered).toMatchObject({ status: "SUCCEEDED", output: { run: "run-2" } });
    const { release } = delivered.output as { release: string };
    const committed = await getRecord(recordKeys.release("other-notes", release), ReleaseRecord);
    const tests = await getArtifact(committed?.tests ?? "", ServiceTests);
    const text = tests.files.map(({ content }) => content).join("\n");
    expect(text).toContain('test.fails("have titles of their own [c2]"');
    expect(text).toContain('test("need a title [c1]"');
  });

  test("whose clauses are neither cited nor said to be unmet goes back once to its architect", async () => {
    const uncited = spec(", unique (409) [c1]").replace(/Unmet.*/, "");
    script.set({
      read_requirement: [() => ({ ...reading, name: "third-notes" })],
      draft_spec: [() => ({ spec: uncited }), () => ({ spec: strict })],
      write_tests: [() => suite(needsTitle, apart(409))],
    });
    await pipeline.develop("run-3", { requirement: `${requirement}!!`, unmetClauses: "deliver" });
    const [, again] = script.inputs(draftSpec);
    expect(again?.findings?.map(({ clause }) => clause)).toEqual(["c2", "c3"]);
    expect(outcomes((await runOf("run-3")).report)).toEqual(["c1 met", "c2 met", "c3 unmet", "c4 remark"]);
  });

  test("loses only those tests that can't be brought into order, and says so", async () => {
    const broken = () => suite(needsTitle, apart(409), untyped);
    script.set({
      read_requirement: [() => ({ ...reading, name: "fourth-notes" })],
      draft_spec: [() => ({ spec: strict })],
      write_tests: [broken, broken, broken],
    });
    const { status } = await pipeline.develop("run-4", {
      requirement: `${requirement}!!!`,
      unmetClauses: "deliver",
    });
    expect(status).toBe("SUCCEEDED");
    const { report } = await runOf("run-4");
    expect(report?.lostTests).toEqual([
      { test: "notes > are counted [c1]", reason: expect.stringContaining("'count'") },
    ]);
    expect(outcomes(report)).toEqual(["c1 met", "c2 met", "c3 unmet", "c4 remark"]);
  });
});

describe("a new design of a service that was made from free words", { timeout: 180_000 }, () => {
  test("keeps its acceptance tests, and is not withheld for what was unmet before", async () => {
    script.set({
      read_requirement: [() => ({ ...reading, name: "designed-notes" })],
      draft_spec: [() => ({ spec: strict })],
      write_tests: [() => suite(needsTitle, apart(409))],
    });
    const first = await pipeline.develop("run-6", {
      requirement: `${requirement} (designed)`,
      unmetClauses: "deliver",
    });
    const { release } = first.output as { release: string };
    await recordStanding("designed-notes", { live: release, newest: release, exchange: 1 });

    script.set({});
    const { requirement: text } = await readDesignedRelease("designed-notes", release);
    const outcome = await pipeline.develop("run-7", {
      requirement: text,
      name: "designed-notes",
      design: { indexes: [{ entity: "note", by: [{ field: "title", descending: true }] }] },
      author: "engine",
      upon: release,
    });
    expect(outcome).toEqual({ status: "SUCCEEDED", output: expect.anything() });
    const { release: next } = outcome.output as { release: string };
    const record = await getRecord(recordKeys.release("designed-notes", next), ReleaseRecord);
    const tests = await getArtifact(record?.tests ?? "", ServiceTests);
    expect(tests.acceptance).toEqual(["test/acceptance.1.test.ts"]);
    const kept = tests.files.find(({ path }) => path === tests.acceptance[0])?.content;
    expect(kept).toContain('test("have titles of their own [c2]"');
    const { report } = await runOf("run-7");
    expect(report?.gates.find(({ gate }) => gate === "acceptance")).toMatchObject({ passed: true });
  });
});

describe("a fault of AIDevOS's own", { timeout: 120_000 }, () => {
  const counted = `  test("are counted [c1]", async () => {
    expect((await call("GET", "/notes")).headers["x-count"]).toBe("0");
  });`;

  test("goes back to nobody, is judged once, and is the reason of its clause with what was seen", async () => {
    script.set({
      read_requirement: [() => ({ ...reading, name: "faulty-notes" })],
      draft_spec: [() => ({ spec: loose }), () => ({ spec: strict })],
      write_tests: [() => suite(needsTitle, apart(409), counted)],
      arbitrate: [
        (input: { failures: { test: number; title: string }[] }) => ({
          verdicts: input.failures.map(({ test, title }) => ({
            test,
            // Nothing is written by hand: code that is at fault can only be AIDevOS's.
            at: title.includes("counted") ? "code" : "spec",
            reason: title.includes("counted") ? "X-Count is missing." : "Titles are not unique.",
          })),
        }),
      ],
    });
    const outcome = await pipeline.develop("run-own", { requirement: `${requirement} (own)` });
    expect(outcome).toMatchObject({ status: "FAILED", error: "UnmetClauses" });
    expect(outcome.cause).toContain("a fault of AIDevOS, please report it: X-Count is missing.");

    const [judged] = script.inputs(arbitrate);
    expect(judged?.spec).toContain("Unmet c3: nothing says what love is");
    expect(judged?.guide).toContain("What holds when nothing is said");
    expect(judged).toMatchObject({ byHand: [], functions: [] });
    expect(script.inputs(draftSpec)[1]?.findings?.map(({ reason }) => reason)).toEqual([
      "Titles are not unique.",
    ]);
    const { report } = await runOf("run-own");
    expect(outcomes(report)).toEqual(["c1 unmet", "c2 met", "c3 unmet", "c4 remark"]);
    expect(report?.verdicts.find(({ at }) => at === "compiler")).toMatchObject({
      clause: "c1",
      evidence: expect.stringMatching(/GET \/notes\n.*-> 200 \[\]/s),
    });
    expect(called("Arbitrate")).toEqual(["Arbitrate-0"]);
  });
});

describe("a round of mending that comes to nothing", { timeout: 120_000 }, () => {
  const giveUp = () => {
    throw new InvalidAnswerError("draft_spec", "in 5 tries", "no statement can be read");
  };

  test.each(["arbitrate", "draft_spec"])("in %s ends the run with what it has", async (task) => {
    script.set({
      read_requirement: [() => ({ ...reading, name: "given-up" })],
      draft_spec: [() => ({ spec: loose }), giveUp],
      write_tests: [() => suite(needsTitle, apart(409))],
      arbitrate: [task === "arbitrate" ? giveUp : verdicts],
    });
    const { status, error, cause } = await pipeline.develop(`run-${task}`, {
      requirement: `${requirement} (${task})`,
    });
    expect({ status, error }).toEqual({ status: "FAILED", error: "UnmetClauses" });
    expect(cause).toContain("its acceptance test fails: notes > have titles of their own [c2]");
    // The round has changed nothing, so there is no other.
    expect(called("Verify")).toEqual(["Verify-0", "Verify-1"]);
    const { report } = await runOf(`run-${task}`);
    expect(report?.verdicts.map(({ at }) => at)).toEqual(task === "arbitrate" ? [] : ["spec"]);
  });
});

describe("a requirement that is a spec", { timeout: 120_000 }, () => {
  test("is taken as it is, with no model at all", async () => {
    script.set({});
    const text = "# Tools\n\n## Tool\n- name: text, required\n";
    const outcome = await pipeline.develop("run-5", { requirement: text });
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: { service: "tools" } });
    expect(script.asked).toEqual([]);
    const { report } = await runOf("run-5");
    expect(new Set(report?.clauses.map(({ trace }) => trace.outcome))).toEqual(new Set(["met"]));
    expect(report?.gates.map(({ gate }) => gate)).toEqual(["types", "lint", "statements", "cost", "clauses"]);
  });
});
