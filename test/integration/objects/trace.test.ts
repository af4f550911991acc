import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DataPlane, signed } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";
import { libraryService, traced } from "./fixtures/traced.ts";

let plane: DataPlane;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "objects-"));
  plane = await DataPlane.start({ directory });
});
afterAll(async () => {
  await plane.stop();
  await rm(directory, { recursive: true });
});

const byBook = { indexes: [{ entity: "loan", by: [{ field: "book" }] }] };

/** A library without an index, with two books and some loans, a trace of whose callers is recorded. */
async function library(service: string) {
  const control = await plane.put(await libraryService({ indexes: [] }));
  await plane.release(service, "r1", control);
  const calls = traced(() => plane, service);
  const [own, other] = await Promise.all(
    ["Own", "Other"].map((title) => calls.create("/books", { title, genre: "novel" })),
  );
  for (let loan = 0; loan < 30; loan++) await calls.create("/loans", { book: other });
  await calls.begin("t1", { requests: 30 });
  return { ...calls, own: String(own), digest: control.digest };
}

type Library = Awaited<ReturnType<typeof library>>;

/** Ten times: lends a book, lists its loans, and reads that last loan by the id that the caller was given. */
async function use({ create, read, own }: Library): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const loan = await create("/loans", { book: own });
    await read(`/loans?book=${own}&secret-${round}=hidden`);
    await read(`/loans/${loan}`);
  }
}

/** A service of words, whose callers' trace is recorded. */
async function words(service: string, routes = "") {
  const made = await wordService({ version: "one", routes, paths: ["/", "/words"] });
  await plane.release(service, "r1", made);
  const calls = traced(() => plane, service);
  const add = (word: string) => calls.call("/words", { method: "POST", body: word });
  await calls.begin();
  return { ...calls, add, digest: made.digest };
}

/** Ends what is recorded, by another release. */
async function end(service: string): Promise<void> {
  await plane.release(service, "r2", await wordService({ version: "one", atLoad: "// r2" }));
}

const tried = { trace: "t1", part: "search", trial: "p1" };

describe("a trial", () => {
  let lib: Library;
  let candidate: string;
  beforeAll(async () => {
    lib = await library("trial");
    await use(lib);
    ({ digest: candidate } = await plane.put(await libraryService(byBook)));
  });

  test("of a candidate with an index that was missing finds it cheaper, and its answers the same", async () => {
    const report = await lib.trial({ ...tried, control: lib.digest, candidate });
    expect(report).toMatchObject({ unlike: 0, differences: [] });
    expect(report.failure).toBeUndefined();
    const [list] = report.routes.filter(({ route }) => route === "GET /loans");
    // Of 18 requests 6 list the book's own 1 to 6 loans, beside which there are 30.
    expect(list).toMatchObject({
      control: { requests: 6, rowsRead: 201, rowsWritten: 0 },
      candidate: { requests: 6, rowsWritten: 0 },
      cheaper: { control: 0, candidate: 6 },
    });
    // Those that are shown, and where the other book's come after them in the index, one more each time.
    expect([21, 27]).toContain(list?.candidate.rowsRead);
    expect(list?.times).toHaveLength(6);
    const [write] = report.routes.filter(({ route }) => route === "POST /loans");
    expect(write).toMatchObject({ cheaper: { control: 6, candidate: 0 } });
    expect(report.bytes.candidate).toBeGreaterThan(report.bytes.control);
  });

  test("of a release against itself finds no difference, as often as one likes", async () => {
    const same = { ...tried, control: lib.digest, candidate: lib.digest };
    for (const trial of ["a", "b"]) {
      const { routes, unlike } = await lib.trial({ ...same, trial });
      expect(unlike).toBe(0);
      expect(routes.map(({ cheaper }) => cheaper)).toEqual(routes.map(() => ({ control: 0, candidate: 0 })));
      for (const { control, candidate } of routes) expect(candidate).toEqual(control);
    }
  });

  test("may ask the held-out part once: the same one gets the same report, another one is refused", async () => {
    const heldOut = { ...tried, part: "held-out", control: lib.digest, candidate };
    const report = await lib.trial(heldOut);
    expect(report.routes.map(({ control }) => control.requests)).toEqual([4, 4, 4]);
    // On the data that the search part leaves: 30 loans, and the book's own 7 to 10.
    const [list] = report.routes.filter(({ route }) => route === "GET /loans");
    expect(list?.control.rowsRead).toBe(154);
    expect([34, 38]).toContain(list?.candidate.rowsRead);
    expect(await lib.trial(heldOut)).toEqual(report);
    const other = await plane.control("POST", "/control/services/trial/trial", {
      body: { ...heldOut, trial: "p2" },
    });
    expect([other.status, await other.json()]).toMatchObject([409, { title: "Answered already" }]);
    expect(await lib.state()).toMatchObject({ search: 18, heldOut: 12, heldOutTrial: "p1" });
    await lib.trial({ ...tried, trial: "p2", control: lib.digest, candidate });
  });

  test("asked for twice at once is run once", async () => {
    const request = { ...tried, trial: "twice", control: lib.digest, candidate };
    const [one, other] = await Promise.all([lib.trial(request), lib.trial(request)]);
    expect(one).toEqual(other);
  });

  test("whose asker has gone away ends, and the next is not kept waiting", async () => {
    const request = { ...tried, trial: "gone", control: lib.digest, candidate };
    const body = JSON.stringify(request);
    const target = "/control/services/trial/trial";
    const headers = await signed("POST", target, body);
    const leaving = new AbortController();
    const gone = fetch(plane.url + target, { method: "POST", headers, body, signal: leaving.signal });
    setTimeout(() => leaving.abort(), 20);
    await expect(gone).rejects.toThrow();
    expect((await lib.trial(request)).failure).toBeUndefined();
    expect((await lib.trial({ ...request, trial: "next" })).failure).toBeUndefined();
  });

  test("of a candidate that keeps what lists read counts what is spared, and nothing that is not", async () => {
    const browsed = await library("browsed");
    for (let round = 0; round < 6; round++) {
      await browsed.create("/loans", { book: browsed.own });
      for (let time = 0; time < 4; time++) await browsed.read(`/loans?book=${browsed.own}`);
    }
    const { digest } = await plane.put(await libraryService({ caches: [{ entity: "loan" }] }));
    const report = await browsed.trial({ ...tried, control: browsed.digest, candidate: digest });
    expect(report).toMatchObject({ unlike: 0, differences: [] });
    const [list] = report.routes.filter(({ route }) => route === "GET /loans");
    // Of four lists after each loan, the first one is read: 31, 32, 33, and in the fourth round 34 with one request more.
    expect(list).toMatchObject({
      control: { requests: 14, rowsRead: 4 * (31 + 32 + 33) + 2 * 34 },
      candidate: { requests: 14, rowsRead: 31 + 32 + 33 + 34 },
      cheaper: { control: 0, candidate: 10 },
    });
    const { routes } = await browsed.profile();
    expect(routes.find(({ route }) => route === "GET /loans")).toMatchObject({
      readAgain: 3 * (31 + 32 + 33) + 34,
    });
    expect(routes.find(({ route }) => route === "POST /loans")).toMatchObject({ readAgain: 0 });
  });

  test("of what is no bundle is refused", async () => {
    const answer = await plane.control("POST", "/control/services/trial/trial", {
      body: { ...tried, control: lib.digest, candidate: "0".repeat(64) },
    });
    expect([answer.status, await answer.json()]).toMatchObject([422, { title: "Unknown bundle" }]);
  });
});

describe("a profile", () => {
  test("shows which statements read far more rows than callers are shown, and tells no value of theirs", async () => {
    const lib = await library("profile");
    await use(lib);
    const profile = await lib.profile();
    const list = profile.routes.find(({ route }) => route === "GET /loans");
    const cost = { requests: 6, rowsRead: 201, rowsWritten: 0 };
    expect(list).toMatchObject({ cost, shown: 21, parameters: [{ names: ["book"], cost }] });
    expect(profile.routes.find(({ route }) => route === "GET /loans/{id}")).toMatchObject({ shown: null });
    expect(profile.statements.find(({ routes }) => routes.includes("GET /loans"))).toMatchObject({
      routes: ["GET /loans"],
      runs: 6,
      rowsRead: 201,
      rowsGiven: 21,
      plan: ["SCAN loans"],
    });
    expect(profile.rows).toMatchObject({ books: 2, loans: 36 });
    const text = JSON.stringify(profile);
    for (const value of [lib.own, "Own", "hidden", "secret"]) expect(text).not.toContain(value);
  });

  test("counts how often plans use an index", async () => {
    const lib = await library("indexed");
    const indexed = await libraryService({
      indexes: [...byBook.indexes, { entity: "book", by: [{ field: "genre" }] }],
    });
    await plane.release("indexed", "r2", indexed);
    await lib.begin("t2", { requests: 30 });
    await use(lib);
    const { indexes, statements } = await lib.profile("t2");
    expect(indexes.map(({ table, uses }) => [table, uses])).toEqual(
      expect.arrayContaining([
        ["loans", 6],
        ["books", 0],
      ]),
    );
    expect(statements.flatMap(({ plan }) => plan)).not.toContain("SCAN loans");
  });

  test("goes on past requests that break the release", async () => {
    const broken = await words("broken", 'if (url.pathname === "/broken") throw new Error("no");');
    for (let round = 0; round < 5; round++) {
      expect((await broken.call("/broken")).status).toBe(500);
      await broken.add("word");
    }
    await end("broken");
    const { statements } = await broken.profile();
    expect(statements.map(({ runs, sql }) => [runs, sql])).toEqual([[3, "INSERT INTO words VALUES (?)"]]);
  });
});

describe("a replay", () => {
  test("has the times and ids that callers' requests had", async () => {
    const said = `const said = ["time", "request", "base"].map((name) => request.headers.get("x-aidevos-" + name)).join();
      if (url.pathname === "/note") {
        this.sql.exec("INSERT INTO words VALUES (?)", said);
        return new Response(said);
      }
      if (url.pathname === "/noted") {
        const found = this.sql.exec("SELECT 1 FROM words WHERE word = ?", url.searchParams.get("said")).toArray();
        return new Response(null, { status: found.length > 0 ? 200 : 404 });
      }`;
    const noted = await words("noted", said);
    for (let round = 0; round < 5; round++) {
      const note = await noted.read("/note");
      expect((await noted.call(`/noted?said=${encodeURIComponent(note)}`)).status).toBe(200);
    }
    await end("noted");
    const report = await noted.trial({ ...tried, control: noted.digest, candidate: noted.digest });
    expect(report.failure).toBeUndefined();
  });

  test("of fifty callers at once is answered as they were, whatever got in between", async () => {
    // The status says how many words there are: one request too early or too late is another answer.
    const parity = `if (url.pathname === "/parity") {
      const { words } = this.sql.exec("SELECT count(*) AS words FROM words").one();
      return new Response(null, { status: [200, 202, 204, 404][words % 4] });
    }`;
    const crowd = await words("crowd", parity);
    await Promise.all(
      Array.from({ length: 50 }, async (_, caller) => {
        for (let call = 0; call < 4; call++)
          await (await (caller % 2 === 0 ? crowd.add(`${caller}`) : crowd.call("/parity"))).arrayBuffer();
      }),
    );
    await end("crowd");
    expect(await crowd.state()).toMatchObject({ search: 120, heldOut: 80, dropped: 0, isWhole: true });
    const request = { ...tried, part: "held-out", control: crowd.digest, candidate: crowd.digest };
    const { failure, unlike, routes } = await crowd.trial(request);
    expect([failure, unlike]).toEqual([undefined, 0]);
    expect(routes.reduce((sum, { control }) => sum + control.requests, 0)).toBe(80);
  });

  test("that the release answers otherwise than it answered callers means nothing, and says so", async () => {
    const chance = await words(
      "chance",
      "if (Math.random() < 0.5) return new Response(null, { status: 404 });",
    );
    for (let round = 0; round < 40; round++) await chance.read("/");
    await end("chance");
    const { failure, routes } = await chance.trial({
      ...tried,
      control: chance.digest,
      candidate: chance.digest,
    });
    expect(failure).toMatch(/of 24 requests were not answered with the status that callers got/);
    expect(routes).toEqual([]);
  });

  test.each([
    ["another value", { version: "two" }, "GET /: /version differs"],
    [
      "another status",
      { routes: "return new Response(null, { status: 418 });" },
      "GET /: status: 200 and 418",
    ],
    [
      "a failure",
      { routes: 'if (url.pathname === "/") throw new Error("no");' },
      "GET /: status: 200 and no answer",
    ],
  ])(
    "finds a candidate unlike that gives %s, without a word of callers' data",
    async (name, fault, difference) => {
      const service = `unlike-${name.split(" ").at(-1)}`;
      const control = await words(service);
      for (let round = 0; round < 5; round++) await control.read("/");
      await end(service);
      const candidate = await plane.put(await wordService({ version: "one", ...fault }));
      const request = { ...tried, control: control.digest, candidate: candidate.digest };
      const { unlike, differences } = await control.trial(request);
      expect([unlike, differences]).toEqual([3, [difference, difference, difference]]);
    },
  );

  test("of a candidate that does not start fails, and leaves the held-out part to another", async () => {
    const control = await words("start");
    for (let round = 0; round < 5; round++) await control.read("/");
    await end("start");
    const broken = await plane.put(await wordService({ version: "one", atStart: 'throw new Error("no");' }));
    const request = { ...tried, part: "held-out", control: control.digest };
    const { failure } = await control.trial({ ...request, candidate: broken.digest });
    expect(failure).toMatch(/The candidate does not start/);
    expect((await control.state()).heldOutTrial).toBeNull();
    expect(
      (await control.trial({ ...request, trial: "p2", candidate: control.digest })).failure,
    ).toBeUndefined();
  });
});

describe("what is recorded", () => {
  test("ends when another release is live, and is replayed to the one before", async () => {
    const ended = await words("ended");
    for (let round = 0; round < 5; round++) await ended.add("word");
    await end("ended");
    for (let round = 0; round < 5; round++) await ended.add("word");
    expect(await ended.state()).toMatchObject({ release: "r1", search: 3, heldOut: 2, isWhole: true });
    expect((await ended.profile()).rows).toEqual({ words: 3 });
  });

  test("ends when the release is taken back", async () => {
    await plane.release("back", "r0", await wordService({ version: "zero" }));
    const back = await words("back");
    await back.add("word");
    await plane.done("POST", "/control/services/back/rollback", { reason: "No." });
    await back.add("word");
    expect(await back.state()).toMatchObject({ release: "r1", search: 1, isWhole: true });
  });

  test("goes on under its name, and gives way to another name", async () => {
    const named = await words("named");
    await named.add("word");
    const state = await named.state();
    expect(await named.begin()).toEqual(state);
    expect(await named.begin("t2")).toMatchObject({ trace: "t2", search: 0 });
    expect((await plane.control("GET", "/control/services/named/trace?trace=t1")).status).toBe(404);
    await named.add("word");
    await end("named");
    // The first word was there when the second trace began.
    expect((await named.profile("t2")).rows).toEqual({ words: 2 });
  });

  test("goes on after a restart in the middle, and what was recorded is a trace", async () => {
    const restarted = await words("restarted");
    for (let round = 0; round < 5; round++) await restarted.add("word");
    expect((await restarted.state()).search).toBe(5);
    await restart();
    for (let round = 0; round < 5; round++) await restarted.add("word");
    expect(await restarted.state()).toMatchObject({ search: 10, isWhole: false });
    await end("restarted");
    expect((await restarted.profile()).rows).toEqual({ words: 6 });
  });

  test("has no gap after a crash: it ends where it was written last, or goes on when all was", async () => {
    const crashed = await words("crashed");
    await crashed.add("first");
    expect((await crashed.state()).search).toBe(1);
    for (let round = 0; round < 5; round++) await crashed.add("word");
    await restart();
    await crashed.add("last");
    const { isWhole, search, heldOut } = await crashed.state();
    if (isWhole) expect(search + heldOut).toBeLessThanOrEqual(6);
    else expect(search).toBe(7);
    await end("crashed");
    expect((await crashed.profile()).rows).toEqual({ words: (await crashed.state()).search });
  });

  test("leaves out a body that is too large, and ends there", async () => {
    const large = await words("large");
    await large.add("small");
    expect((await large.add("x".repeat(300 * 1024))).status).toBe(201);
    await large.add("small");
    expect(await large.state()).toMatchObject({ search: 1, heldOut: 0, dropped: 1, isWhole: true });
    const answer = await plane.control("POST", "/control/services/large/trial", {
      body: { ...tried, part: "held-out", control: large.digest, candidate: large.digest },
    });
    expect([answer.status, await answer.json()]).toMatchObject([409, { title: "Nothing is held out" }]);
  });

  test("is whole when its time is over", async () => {
    const timed = await words("timed");
    await timed.begin("t2", { seconds: 1 });
    expect((await timed.whole("t2")).search).toBe(0);
    await timed.add("word");
    expect((await timed.state("t2")).search).toBe(0);
  });
});

describe("refused is", () => {
  const call = async (method: string, target: string, body?: unknown) => {
    const answer = await plane.control(method, `/control/services/${target}`, { body });
    return [answer.status, ((await answer.json()) as { title: string }).title];
  };

  test("what is not signed", async () => {
    for (const [method, path] of [
      ["PUT", "trace"],
      ["GET", "trace?trace=t1"],
      ["GET", "profile?trace=t1"],
      ["POST", "trial"],
    ] as const)
      expect((await fetch(`${plane.url}/control/services/any/${path}`, { method })).status).toBe(401);
  });

  test("a trace of a service that has no live release, and one without bounds", async () => {
    expect(await call("PUT", "nobody/trace", { trace: "t1", requests: 1, seconds: 1 })).toEqual([
      409,
      "Nothing is live",
    ]);
    expect(await call("PUT", "nobody/trace", { trace: "t1", requests: 10_000, seconds: 1 })).toEqual([
      422,
      "Invalid call",
    ]);
    expect(await call("GET", "nobody/profile?trace=t1")).toEqual([404, "Unknown trace"]);
    expect(await call("GET", "nobody/trace")).toEqual([422, "Invalid call"]);
  });

  test("a replay of what is still being recorded", async () => {
    const { digest } = await words("early");
    expect(await call("GET", "early/profile?trace=t1")).toEqual([409, "Still recording"]);
    expect(await call("POST", "early/trial", { ...tried, control: digest, candidate: digest })).toEqual([
      409,
      "Still recording",
    ]);
  });

  test("a trial while a release on its way is compared", async () => {
    const { digest, read } = await words("shadowed");
    for (let round = 0; round < 5; round++) await read("/");
    await end("shadowed");
    await plane.register("shadowed", "r3", await wordService({ version: "one", atLoad: "// r3" }));
    const comparing = { release: "r3", meant: { routes: [] }, generated: 0, seed: 1, slow: 500, rows: 2 };
    await plane.done("POST", "/control/services/shadowed/shadow", comparing);
    const trial = { ...tried, control: digest, candidate: digest };
    expect(await call("POST", "shadowed/trial", trial)).toEqual([503, "Busy"]);
    await plane.done("POST", "/control/services/shadowed/settle", { release: "r3" });
    await vi.waitFor(async () => expect((await call("POST", "shadowed/trial", trial))[0]).toBe(200));
  });
});

async function restart(): Promise<void> {
  await plane.stop();
  plane = await DataPlane.start({ directory });
}
