import { afterAll, beforeAll, expect, test } from "vitest";
import { BenchReport } from "../../../shared/delivery/control.ts";
import { bundleText, DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let plane: DataPlane;
let runtime: Record<string, string>;
beforeAll(async () => {
  plane = await DataPlane.start();
  runtime = {
    vitest: await bundleText("objects/bench/runtime/vitest.ts"),
    "service.ts": await bundleText("objects/bench/runtime/service.ts"),
  };
});
afterAll(() => plane.stop());

const imports = `import { beforeEach, describe, expect, test } from "vitest";
import { call, otherId, pause } from "./service.ts";
`;

async function bench(tests: Record<string, string>, timeout = 1_000, routes = ""): Promise<BenchReport> {
  const { bundle, digest } = await wordService({ version: "tested", routes });
  await plane.done("PUT", `/control/bundles/${digest}`, bundle);
  const body = { bundle: digest, tests: { modules: { ...runtime, ...tests } }, timeout };
  return BenchReport.parse(await plane.done("POST", "/control/bench", body));
}

test("each test starts on an empty object, hooks included", async () => {
  const report = await bench({
    "words.test.ts": `${imports}
      describe("words", () => {
        beforeEach(async () => { await call("POST", "/words", "hello"); });
        test("are counted", async () => {
          const answer = await call("GET", "http://service.test/");
          expect(answer.status).toBe(200);
          expect(answer.headers["content-type"]).toContain("json");
          expect(answer.body).toEqual({ version: expect.any(String), words: 1 });
          expect(JSON.parse(answer.text)).toEqual(answer.body);
        });
        describe("again", () => {
          test.each([[1, 1], [1, 2]])("%s of %s", async (words) => {
            expect((await call("GET", "/")).body).toMatchObject({ words });
          });
        });
      });
      test("the service's own URL is known", async () => {
        expect((await call("GET", "/headers", undefined, { "X-Own": "kept" })).body).toMatchObject({
          "x-aidevos-base": "http://service.test", "x-own": "kept",
        });
      });`,
    "more.test.ts": `${imports} test("is empty", async () => expect((await call("GET", "/")).body).toHaveProperty("words", 0));`,
  });
  expect(report.tests.map(({ file, name, outcome, message }) => [file, name, outcome, message])).toEqual([
    ["words.test.ts", "words > are counted", "passed", undefined],
    ["words.test.ts", "words > again > 1 of 1", "passed", undefined],
    ["words.test.ts", "words > again > 1 of 2", "passed", undefined],
    ["words.test.ts", "the service's own URL is known", "passed", undefined],
    ["more.test.ts", "is empty", "passed", undefined],
  ]);
});

test("a failure says what was expected and what was received", async () => {
  const report = await bench({
    "fails.test.ts": `${imports}
      test("status", async () => expect((await call("GET", "/nothing")).status).toBe(200));
      test("body", async () => expect((await call("GET", "/")).body).toEqual({ version: "tested", words: 7 }));
      test("negated", () => { expect(1).not.toBe(1); });
      test("rejection", async () => { await expect(Promise.resolve(1)).rejects.toThrow(); });
      test("other address", async () => { await call("GET", "http://elsewhere.test/"); });`,
  });
  expect(report.tests.map(({ outcome }) => outcome)).toEqual(Array(5).fill("failed"));
  const [status, body, negated, , address] = report.tests.map(({ message }) => message);
  expect(status).toContain("expected 404 to be 200");
  expect(status).toMatch(/expected: 200\nreceived: 404/);
  expect(body).toContain('"words": 7');
  expect(negated).toContain("not to be 1");
  expect(address).toContain("http://service.test");
});

test("a test that hangs fails alone, and so does one whose service throws or hangs", async () => {
  const report = await bench(
    {
      "hangs.test.ts": `${imports}
        test("hangs", () => new Promise((resolve) => setTimeout(resolve, 60_000)));
        test("service hangs", async () => { await call("GET", "/hang"); });
        test("service throws", async () => { await call("GET", "/throw"); });
        test("passes", async () => { expect((await call("GET", "/")).body).toMatchObject({ words: 0 }); });`,
    },
    300,
    `if (url.pathname === "/throw") throw new Error("inner words");
     if (url.pathname === "/hang") await new Promise((resolve) => setTimeout(resolve, 60_000));`,
  );
  expect(report.tests.map(({ name, outcome, message }) => [name, outcome, message])).toEqual([
    ["hangs", "failed", expect.stringContaining("300 ms")],
    ["service hangs", "failed", expect.stringContaining("300 ms")],
    ["service throws", "failed", expect.stringContaining("inner words")],
    ["passes", "passed", undefined],
  ]);
});

test.each([
  ["does not parse", "export const = 1;", "SyntaxError"],
  ["throws", 'throw new Error("at the top");', "at the top"],
  ["imports what is not there", 'import "./missing.ts";', "missing.ts"],
])("a test module that %s is the report's failure", async (_name, source, words) => {
  const report = await bench({ "broken.test.ts": source });
  expect(report.tests).toEqual([]);
  expect(report.failure).toContain(words);
});

test("a service that does not start fails each test with its own words", async () => {
  const { bundle, digest } = await wordService({ version: "bad", atStart: 'throw new Error("bad start");' });
  await plane.done("PUT", `/control/bundles/${digest}`, bundle);
  const tests = { modules: { ...runtime, "a.test.ts": `${imports} test("a", () => call("GET", "/"));` } };
  const report = BenchReport.parse(await plane.done("POST", "/control/bench", { bundle: digest, tests }));
  expect(report.tests[0]?.message).toContain("bad start");
});

test("tests reach no network", async () => {
  const report = await bench({
    "network.test.ts": `${imports} test("out", async () => { await fetch("${plane.url}/"); });`,
  });
  expect(report.tests[0]?.outcome).toBe("failed");
});

test("several benches run at once without meeting", async () => {
  const tests = {
    "a.test.ts": `${imports} test("one word", async () => {
      await call("POST", "/words", "a");
      expect((await call("GET", "/")).body).toMatchObject({ words: 1 });
    });`,
  };
  const reports = await Promise.all([1, 2, 3, 4].map(() => bench(tests)));
  expect(reports.flatMap((report) => report.tests.map(({ outcome }) => outcome))).toEqual(
    Array(4).fill("passed"),
  );
});

test("a test that fails tells what it said over HTTP, and one that passes does not", async () => {
  const report = await bench(
    {
      "told.test.ts": `${imports}
        test("fails", async () => {
          await call("POST", "/words", "hello", { "X-User": "ada" });
          expect((await call("GET", "/?q=1")).status).toBe(404);
        });
        test("says much", async () => {
          for (let made = 0; made < 20; made++) await call("POST", "/words", "w".repeat(9_000));
          throw new Error("enough");
        });
        test("fails on the service", async () => { await call("GET", "/throw"); });
        test("passes", async () => { await call("GET", "/"); });`,
    },
    5_000,
    `if (url.pathname === "/throw") throw new Error("inner words");`,
  );
  const [fails, much, thrown, passes] = report.tests;
  expect(fails?.exchanges?.map(({ method, path, body, status }) => [method, path, body, status])).toEqual([
    ["POST", "/words", "hello", expect.any(Number)],
    ["GET", "/?q=1", null, 200],
  ]);
  expect(fails?.exchanges?.[0]?.headers).toMatchObject({ "x-user": "ada" });
  expect(fails?.exchanges?.[1]?.answer).toContain('"words"');
  expect(much?.exchanges).toHaveLength(12);
  expect(much?.exchanges?.[0]?.body).toMatch(/^w{1500}… \(9000 characters\)$/);
  expect(thrown?.exchanges).toMatchObject([{ status: null, answer: expect.stringContaining("inner words") }]);
  expect(passes?.exchanges).toBeUndefined();
});

test("tests are given up when many before them did not end in time", async () => {
  const hang = (n: number) => `test("hangs ${n}", () => new Promise(() => setTimeout(() => {}, 60_000)));`;
  const tests = Array.from({ length: 8 }, (_, n) => hang(n)).join("\n");
  const last = 'test("waits in vain", async () => { await call("GET", "/"); });';
  const report = await bench({ "hang.test.ts": `${imports}${tests}\n${last}` }, 100);
  expect(report.tests).toHaveLength(9);
  expect(report.tests.at(-1)).toMatchObject({
    outcome: "failed",
    message: expect.stringContaining("not run"),
  });
});

test("a test may pause for longer than it may work, and those after it go on meanwhile, each with its own service", async () => {
  const pausing = Array.from(
    { length: 6 },
    (_, n) => `test("${n} waits", async () => {
      await call("POST", "/words", "a");
      const before = Date.now();
      await pause(1_200);
      expect(Date.now() - before).toBeGreaterThan(1_100);
      expect((await call("GET", "/")).body).toMatchObject({ words: 1 });
    });`,
  );
  const started = performance.now();
  const report = await bench(
    {
      "waits.test.ts": `${imports}
        ${pausing.join("\n")}
        test("does not wait", async () => {
          expect((await call("GET", "/")).body).toMatchObject({ words: 0 });
          expect(otherId("7")).toBe("1000000007");
        });`,
    },
    700,
  );
  expect(report.tests.map(({ name, message }) => [name, message])).toEqual([
    ...pausing.map((_, n) => [`${n} waits`, undefined]),
    ["does not wait", undefined],
  ]);
  expect(performance.now() - started).toBeLessThan(6 * 1_200);
});

test("more than three seconds in all are refused, and buy no more time than that", async () => {
  const report = await bench(
    {
      "long.test.ts": `${imports}
        test("too long", async () => { await pause(100); await pause(2_901); });
        test("hangs after it", async () => { await pause(200); await new Promise((resolve) => setTimeout(resolve, 60_000)); });
        test("unwaited", async () => { for (let n = 0; n < 40; n++) pause(100).catch(() => {}); await new Promise((resolve) => setTimeout(resolve, 60_000)); });`,
    },
    300,
  );
  const [tooLong, hangs, unwaited] = report.tests;
  expect(tooLong?.message).toContain("3000 ms in all");
  expect(hangs?.message).toContain("300 ms");
  expect(hangs?.duration).toBeLessThan(2_000);
  expect(unwaited?.message).toContain("300 ms");
  expect(unwaited?.duration).toBeLessThan(6_000);
});
