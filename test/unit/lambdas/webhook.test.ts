import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changeRecord, createRecord, getRecord } from "../../../lambdas/runtime/records.ts";
import { startRun } from "../../../lambdas/runtime/runs.ts";
import { handler } from "../../../lambdas/webhook/handler.ts";
import { RunTrace, recordKeys } from "../../../shared/runs/run.ts";
import { type Answering, answering } from "../models/wire.ts";
import { startTables } from "./tables.ts";

const secret = "a-secret-that-is-long-enough";
const commit = "c".repeat(40);

let tables: Awaited<ReturnType<typeof startTables>>;
let secrets: Answering;
let bus: Answering;
const events: { service: string; commit: string; by: string; run: string }[] = [];
beforeAll(async () => {
  tables = await startTables();
  const headers = { "content-type": "application/x-amz-json-1.1" };
  secrets = await answering(() => ({ headers, body: JSON.stringify({ SecretString: secret }) }));
  bus = await answering(({ body }) => {
    const { Entries } = body as { Entries: { DetailType: string; Detail: string }[] };
    for (const { DetailType, Detail } of Entries) {
      expect(DetailType).toBe("repository.push");
      events.push(JSON.parse(Detail));
    }
    return { headers, body: JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] }) };
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    WEBHOOK_SECRET_ID: "webhook",
    EVENT_BUS: "bus",
  });
  await createRecord(recordKeys.service("books"), {
    name: "books",
    reservedBy: "run-1",
    requirement: "a".repeat(64),
    live: null,
    newest: null,
  });
});
beforeEach(() => {
  events.length = 0;
});
afterAll(async () => {
  await Promise.all([tables.stop(), secrets.stop(), bus.stop()]);
});

const gitHub = (changes: object = {}) => ({
  ref: "refs/heads/main",
  after: commit,
  repository: { name: "books" },
  pusher: { name: "ada" },
  head_commit: { id: commit, message: "Sort the books\n" },
  ...changes,
});

function call(body: string, headers: Record<string, string>, method = "POST") {
  return handler({
    requestContext: { http: { method } },
    headers,
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
  });
}

const signature = (body: string, key = secret) =>
  `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;

function signed(payload: object, { event = "push", key = secret } = {}) {
  const body = JSON.stringify(payload);
  return call(body, { "x-github-event": event, "x-hub-signature-256": signature(body, key) });
}

describe("a call is refused", () => {
  test.each([
    ["without a signature", () => call(JSON.stringify(gitHub()), { "x-github-event": "push" }), 401],
    ["with another secret's signature", () => signed(gitHub(), { key: "another" }), 401],
    [
      "with another body's signature",
      () =>
        call(JSON.stringify(gitHub()), { "x-github-event": "push", "x-hub-signature-256": signature("{}") }),
      401,
    ],
    [
      "with a wrong token",
      () => call("{}", { "x-gitlab-event": "Push Hook", "x-gitlab-token": "wrong" }),
      401,
    ],
    ["that is no POST", () => call("{}", {}, "GET"), 405],
    ["whose signed body is no push", () => signed({ hello: "world" }), 400],
  ])("%s", async (_name, make, status) => {
    expect(await make()).toMatchObject({ statusCode: status });
    expect(events).toEqual([]);
  });

  test("that is huge, by its length alone, though it is signed", async () => {
    const body = JSON.stringify(gitHub({ padding: "x".repeat(1024 * 1024) }));
    const headers = { "x-github-event": "push", "x-hub-signature-256": signature(body) };
    expect(await call(body, headers)).toMatchObject({ statusCode: 413 });
    expect(events).toEqual([]);
  });
});

test("the run that tries a push is in the trace of the call that told of it", async () => {
  const traced = "1".repeat(40);
  const body = JSON.stringify(gitHub({ after: traced, head_commit: { id: traced, message: "Sort\n" } }));
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  await call(body, { "x-github-event": "push", "x-hub-signature-256": signature(body), traceparent });
  const [{ run } = { run: "" }] = events;
  expect(await getRecord(recordKeys.trace(run), RunTrace)).toEqual({ traceparent });
});

describe("a signed call changes nothing", () => {
  test.each([
    ["of another event", () => signed(gitHub(), { event: "ping" })],
    ["of another branch", () => signed(gitHub({ ref: "refs/heads/idea" }))],
    ["of a tag", () => signed(gitHub({ ref: "refs/tags/release/1" }))],
    [
      "of a deleted branch",
      () => signed(gitHub({ deleted: true, after: "0".repeat(40), head_commit: null })),
    ],
    ["of a repository that is no service's", () => signed(gitHub({ repository: { name: "website" } }))],
    ["of a repository whose name is none", () => signed(gitHub({ repository: { name: "../books" } }))],
  ])("%s", async (_name, make) => {
    expect(await make()).toMatchObject({ statusCode: 200 });
    expect(events).toEqual([]);
  });

  test("of what a run has made; a run's name in somebody else's message does not help", async () => {
    const [made, pretended] = ["d".repeat(40), "e".repeat(40)];
    await startRun("run-1", "run-1", { requirement: "a".repeat(64) });
    await changeRecord(recordKeys.run("run-1"), { release: made });
    const message = "Build Books\n\nRun: run-1\n";
    await signed(gitHub({ after: made, head_commit: { id: made, message } }));
    expect(events).toEqual([]);
    await signed(gitHub({ after: pretended, head_commit: { id: pretended, message } }));
    expect(events.map((event) => event.commit)).toEqual([pretended]);
  });
});

test("a push is put on the bus once, however often its call comes", async () => {
  expect(await signed(gitHub())).toMatchObject({ statusCode: 202 });
  expect(await signed(gitHub())).toMatchObject({ statusCode: 200 });
  expect(events).toEqual([{ service: "books", commit, by: "ada", run: `push-books-${commit.slice(0, 12)}` }]);
});

test("GitLab's push is read by its token", async () => {
  const after = "f".repeat(40);
  const payload = {
    ref: "refs/heads/main",
    after,
    project: { path_with_namespace: "team/services/books" },
    user_username: "grace",
    commits: [{ id: after, message: "Sort the books" }],
  };
  const headers = { "x-gitlab-event": "Push Hook", "x-gitlab-token": secret };
  expect(await call(JSON.stringify(payload), headers)).toMatchObject({ statusCode: 202 });
  expect(events).toEqual([
    { service: "books", commit: after, by: "grace", run: `push-books-${after.slice(0, 12)}` },
  ]);
});
