import { expect, test } from "vitest";
import { Recording } from "../../../objects/trace/recording.ts";
import { partsOf, type RecordedRequest, type Trace } from "../../../objects/trace/trace.ts";
import { readTraceparent } from "../../../shared/telemetry/trace-context.ts";

/** A recording that keeps what it writes, on a clock that stands still. */
function recording({ requests = 100, seconds = 60 } = {}) {
  const trace: Trace = {
    trace: "t1",
    release: "r1",
    digest: "0".repeat(64),
    startedAt: 0,
    requests,
    seconds,
    recorded: 0,
    bytes: 0,
    dropped: 0,
    isWhole: false,
  };
  const written: RecordedRequest[] = [];
  const notes: boolean[] = [];
  const clock = { time: 0 };
  const made = new Recording(trace, {
    write: (_trace, more) => void written.push(...more),
    note: (isUnwritten) => void notes.push(isUnwritten),
    now: () => clock.time,
  });
  const paths = () => written.map(({ request }) => new URL(request.url).pathname);
  return { made, trace, written, notes, clock, paths };
}

const get = (path: string) => new Request(`http://service.test${path}`);
const post = (path: string, body: string) =>
  new Request(`http://service.test${path}`, { method: "POST", body });
const plain = async () => ({ answer: new Response("yes"), isOwn: false });

test("requests are written as the release got them, with what it said", async () => {
  const { made, written } = recording();
  const seen: string[] = [];
  const answer = await made.record(post("/words", "word"), async (asked) => {
    seen.push(await asked.text());
    return { answer: new Response("made", { status: 201 }), isOwn: false };
  });
  await made.record(get("/words"), async () => ({
    answer: new Response("broken", { status: 500 }),
    isOwn: true,
  }));
  expect([seen, await answer.answer.text()]).toEqual([["word"], "made"]);
  made.write();
  expect(written).toMatchObject([
    { request: { method: "POST", body: new TextEncoder().encode("word") }, status: 201 },
    { request: { method: "GET", body: null }, status: null },
  ]);
});

test("a request is kept in its caller's trace and not as what the caller asked, which the release sees", async () => {
  const { made, written } = recording();
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const headers = { traceparent, tracestate: "vendor=1", "x-user": "ada" };
  await made.record(new Request("http://service.test/", { headers }), async (asked) => {
    expect(asked.headers.get("traceparent")).toBe(traceparent);
    return plain();
  });
  made.write();
  const kept = new Headers(written[0]?.request.headers);
  expect(readTraceparent(kept.get("traceparent"))).toMatchObject({ traceId, flags: 0 });
  expect(kept.get("traceparent")).not.toContain("00f067aa0ba902b7");
  expect([kept.get("x-user"), kept.get("tracestate")]).toEqual(["ada", null]);
});

test("nothing is written before what came before it, so that a crash leaves the beginning of a trace", async () => {
  const { made, notes, paths } = recording();
  const slow = Promise.withResolvers<void>();
  const first = made.record(get("/slow"), async () => {
    await slow.promise;
    return plain();
  });
  await made.record(get("/quick"), plain);
  made.write();
  expect(paths()).toEqual([]);
  expect(notes).toEqual([true]);
  slow.resolve();
  await first;
  made.write();
  expect(paths()).toEqual(["/slow", "/quick"]);
  expect(notes).toEqual([true, false]);
});

test("it is whole when as many have come as were asked for, and the last of them is answered", async () => {
  const { made, trace, paths } = recording({ requests: 2 });
  const slow = Promise.withResolvers<void>();
  await made.record(get("/1"), plain);
  const second = made.record(get("/2"), async () => {
    await slow.promise;
    return plain();
  });
  await made.record(get("/3"), plain);
  made.write();
  expect(trace).toMatchObject({ recorded: 1, isWhole: false });
  slow.resolve();
  await second;
  made.write();
  expect(trace).toMatchObject({ recorded: 2, isWhole: true });
  expect(paths()).toEqual(["/1", "/2"]);
});

test("it is whole when its time is over, also when nobody calls", async () => {
  const { made, trace, clock } = recording({ seconds: 5 });
  await made.record(get("/1"), plain);
  clock.time = 4_999;
  made.write();
  expect(trace.isWhole).toBe(false);
  clock.time = 5_000;
  made.write();
  expect([made.isOpen, trace.isWhole, trace.recorded]).toEqual([false, true, 1]);
});

test("what is too large to be kept ends it, since what follows may hang on it", async () => {
  const { made, trace, paths } = recording();
  await made.record(get("/1"), plain);
  await made.record(post("/large", "x".repeat(300 * 1024)), plain);
  await made.record(get("/2"), plain);
  made.write();
  expect(paths()).toEqual(["/1"]);
  expect(trace).toMatchObject({ dropped: 1, isWhole: true });
});

test("a stream that reads is left out, one that may write ends it", async () => {
  const stream = async () => ({
    answer: new Response("data: 1\n\n", { headers: { "content-type": "text/event-stream" } }),
    isOwn: false,
  });
  const { made, trace, paths } = recording();
  await made.record(get("/events"), stream);
  await made.record(get("/1"), plain);
  made.write();
  expect([paths(), trace.dropped, trace.isWhole]).toEqual([["/1"], 1, false]);
  await made.record(post("/events", ""), stream);
  await made.record(get("/2"), plain);
  made.write();
  expect([paths(), trace.dropped, trace.isWhole]).toEqual([["/1"], 2, true]);
});

test("ended at once it has what came before the first that is not answered", async () => {
  const { made, trace, paths } = recording();
  await made.record(get("/1"), plain);
  void made.record(get("/slow"), () => new Promise(() => undefined));
  await made.record(get("/2"), plain);
  made.end();
  expect([paths(), trace.isWhole]).toEqual([["/1"], true]);
});

test.each([
  [0, 0, 0],
  [1, 1, 0],
  [2, 1, 1],
  [3, 1, 2],
  [10, 6, 4],
  [5_000, 3_000, 2_000],
])("of %i requests %i are for the search and %i are held out", (recorded, search, heldOut) => {
  expect(partsOf(recorded)).toEqual({ search, heldOut });
});
