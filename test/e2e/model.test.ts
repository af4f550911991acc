import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";
import { type Answering, answering, events } from "../unit/models/wire.ts";
import { aidevos } from "./command.ts";
import { post } from "./post.ts";

const key = "key-of-the-test-4711";

/** What the endpoint's model says, by the tool that it is to call. */
const answers: Record<string, unknown> = {
  read_requirement: {
    outcome: "understood",
    name: "lamps",
    title: "Lamps",
    clauses: [{ id: "c1", text: "a lamp without a name is refused" }],
  },
  draft_spec: { spec: "# Lamps\n\n## Lamp\n- name: text, required [c1]\n" },
  write_tests: {
    content: `import { expect, test } from "vitest";
import { call } from "./service.ts";

test("a lamp without a name is refused [c1]", async () => {
  expect((await call("POST", "/lamps", {})).status).toBeGreaterThanOrEqual(400);
  expect((await call("POST", "/lamps", { name: "Anglepoise" })).status).toBe(201);
});
`,
  },
};

const Chat = z.object({
  tool_choice: z.object({ function: z.object({ name: z.string() }) }),
});

let endpoint: Answering;
let directory: string;
let url: string;
const asked: { task: string; authorization: string | undefined }[] = [];

/** An endpoint of OpenAI's protocol. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "aidevos-model-"));
  endpoint = await answering(({ headers, body }) => {
    const { tool_choice } = Chat.parse(body);
    const { name } = tool_choice.function;
    asked.push({ task: name, authorization: headers.authorization });
    const call = {
      index: 0,
      id: "call_1",
      type: "function",
      function: { name, arguments: JSON.stringify(answers[name]) },
    };
    return events(
      { choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: "tool_calls" }] },
      { choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } },
    );
  });
  url = `${endpoint.url}/v1`;
  vi.stubEnv("AIDEVOS_MODEL_KEY", key);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
  await rm(directory, { recursive: true, force: true });
});

test("a build asks the model that the command names, and its key stands in no file and no output", {
  timeout: 300_000,
}, async () => {
  const options = ["--model", `openai:rules@${url}`, "--directory", directory, "--port", "0"];
  const building = aidevos([
    "build",
    "Dear Sirs, a lamp without a name is refused. Yours, Ada",
    "--json",
    ...options,
  ]);
  await building.printed("Serving");
  const built = z
    .object({ url: z.string(), clauses: z.object({ met: z.array(z.unknown()) }), tokens: z.number() })
    .parse(JSON.parse(building.stdout()));
  expect(built).toMatchObject({ clauses: { met: [{ id: "c1" }] }, tokens: 360 });
  expect((await post(`${built.url}/lamps`, { name: "Anglepoise" })).status).toBe(201);

  expect(asked.map(({ task }) => task)).toEqual(["read_requirement", "draft_spec", "write_tests"]);
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${key}`]));

  const other = await aidevos([
    "build",
    "Lamps: each has a name",
    "--model",
    "offline",
    "--directory",
    directory,
  ]).ended;
  expect(other.status).toBe(1);
  expect(other.stderr).toContain("has other models");

  building.child.kill("SIGTERM");
  const { stdout, stderr } = await building.ended;
  expect(stdout + stderr).not.toContain(key);
  for (const file of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    expect((await readFile(path)).includes(key), path).toBe(false);
  }
});

test("what is not met is told in lines of their own and without bodies, and the report has it whole", {
  timeout: 300_000,
}, async () => {
  Object.assign(answers, {
    read_requirement: {
      outcome: "understood",
      name: "headed-lamps",
      title: "Lamps",
      clauses: [
        { id: "c1", text: "a lamp has a name" },
        { id: "c2", text: "lamps are shown with their wishes" },
        { id: "c3", text: "lamps are loved" },
      ],
    },
    draft_spec: { spec: "# Lamps\n\n## Lamp [c2]\n- name: text, required [c1]\n\nUnmet c3: who knows\n" },
    write_tests: {
      content: `import { expect, test } from "vitest";
import { call, otherId, pause } from "./service.ts";

type Row = Record<string, any>;

test("a lamp has a name, and goes on having it [c1]", async () => {
  const { body } = await call("POST", "/lamps", { name: "Anglepoise" });
  await pause(300);
  expect((await call("GET", "/lamps/" + (body as Row).id)).body).toMatchObject({ name: "Anglepoise" });
  expect((await call("GET", "/lamps/" + otherId((body as Row).id))).status).toBe(404);
});
test("a lamp has wishes [c2]", async () => {
  const { body } = await call("POST", "/lamps", { name: "Anglepoise ".repeat(300) });
  expect(body).toEqual({ wishes: [] });
});
`,
    },
    arbitrate: { verdicts: [{ test: 1, at: "compiler", reason: "No wishes are shown." }] },
  });
  const options = ["--directory", directory, "--port", "0"];
  const model = ["--model", `openai:rules@${url}`, "--exit"];
  const { status, stderr } = await aidevos(["build", "Lamps with wishes, please", ...model, ...options])
    .ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^The run run-\S+ made nothing live:\n {2}c2 "lamps .*" is not met: a fault of AIDevOS, .*: No wishes are shown\.\n {2}c3 "lamps are loved" is not met: the architect says: who knows\n/m,
  );
  expect(stderr).toMatch(/Abandon .*No wishes are shown\. \(and 1 line more\)$/m);
  const lines = stderr.split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(320);

  const [, run = ""] = /npx aidevos runs (run-\S+) --report/.exec(stderr) ?? [];
  const { stdout } = await aidevos(["runs", run, "--report", ...options]).ended;
  expect(stdout).toMatch(/^c2 is not met: lamps are shown with their wishes$/m);
  expect(stdout).toMatch(/^ {4}POST \/lamps \{"name":"Anglepoise .*… -> 201 \{.*…$/m);
  expect(stdout).toContain("round 1, compiler: a lamp has wishes [c2]: No wishes are shown.");
});

test("a model that can't be reached ends the run with what to do", { timeout: 300_000 }, async () => {
  await endpoint.stop();
  const options = ["--model", `openai:rules@${url}`, "--directory", directory, "--port", "0", "--exit"];
  const { status, stderr } = await aidevos(["build", "A shop that sells lamps", ...options]).ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/made nothing live: The model rules at http:.*can't be reached.*ECONNREFUSED/);
});
