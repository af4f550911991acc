import { Hono } from "hono";
import { cors } from "hono/cors";
import { expect, test } from "vitest";
import { answerProblems, hostHeaders, knowRepeats, type RepeatOptions, refusalOf } from "../index.ts";
import { memoryStorage } from "./database.ts";

const hour = 60 * 60 * 1000;
const reused = { status: 422, code: "key_reused", message: "Say a new one." };

/** A service that keeps a note of each call, and answers with how many there are. */
function notes(options: Partial<RepeatOptions> = {}, storage = memoryStorage(), anyOrigin = false) {
  storage.sql.exec("CREATE TABLE IF NOT EXISTS notes (text TEXT)").toArray();
  const app = new Hono();
  answerProblems(app);
  if (anyOrigin) app.use(cors());
  app.use(knowRepeats(storage, { header: "Key", reused, ...options }));
  const count = () => storage.sql.exec("SELECT text FROM notes").toArray().length;
  app.post("/notes", async (c) => {
    const text = await c.req.text();
    if (text === "wrong") throw refusalOf({ status: 409, message: "Not so." });
    storage.sql.exec("INSERT INTO notes (text) VALUES (?)", text.slice(0, 9)).toArray();
    return c.text(
      text.startsWith("long") ? text.repeat(100_000) : String(count()),
      text === "tried" ? 403 : 201,
      {
        "x-count": "yes",
      },
    );
  });
  app.get("/notes", (c) => c.text(String(count())));
  const send = async (text: string, headers: Record<string, string> = {}, method = "POST") => {
    const body = method === "POST" ? { body: text } : {};
    const answer = await app.request("/notes", { method, headers, ...body });
    return `${answer.status} ${answer.headers.get("x-count") ?? ""} ${await answer.text()}`;
  };
  return { app, storage, send, count };
}

test("a repeat gets the first answer, and without the header all is as ever", async () => {
  const { send } = notes();
  expect(await send("a", { Key: "1" })).toBe("201 yes 1");
  expect(await send("b")).toBe("201 yes 2");
  expect(await send("a", { key: " 1 " })).toBe("201 yes 1");
  expect(await send("a", { Key: "2" })).toBe("201 yes 3");
  expect(await send("", { Key: "1" }, "GET")).toBe("200  3");
});

test("which origins may read it is for the release to say that gives it", async () => {
  const origin = async ({ app }: ReturnType<typeof notes>) =>
    (await app.request("/notes", { method: "POST", body: "a", headers: { Key: "1" } })).headers.get(
      "access-control-allow-origin",
    );
  const open = notes({}, undefined, true);
  expect([await origin(open), await origin(open)]).toEqual(["*", "*"]);
  expect(await origin(notes({}, open.storage))).toBeNull();
});

test("only the routes that are named are known", async () => {
  const { send, count } = notes({
    routes: ["POST /others"],
    refusal: { status: 400, message: "Say a key." },
  });
  for (const key of ["1", "1", ""]) await send("a", { Key: key });
  expect(count()).toBe(3);
});

test("what is refused is not kept", async () => {
  const { send } = notes();
  expect(await send("wrong", { Key: "1" })).toMatch("409");
  expect(await send("a", { Key: "1" })).toMatch("201");
  expect(await send("wrong", { Key: "1" })).toMatch("422");
});

test("what is answered with a status of refusals is kept, since it may have changed something", async () => {
  const { send, count } = notes();
  for (let call = 0; call < 2; call++) expect(await send("tried", { Key: "1" })).toBe("403 yes 1");
  expect(count()).toBe(1);
});

test("an answer that is more than is kept is refused, with nothing changed", async () => {
  const { send, count } = notes();
  expect(await send("long note...", { Key: "1" })).toMatch("413");
  expect(count()).toBe(0);
  expect(await send("long note...")).toMatch("201");
});

test("what is a day old is forgotten as calls come", async () => {
  const { send, storage } = notes();
  const at = (time: number, key: string) => send("a", { Key: key, [hostHeaders.time]: String(time) });
  const kept = () => storage.sql.exec("SELECT key FROM kept_answers").toArray().length;
  for (let call = 0; call < 5; call++) await at(call, `k${call}`);
  expect(kept()).toBe(5);
  await at(24 * hour + 2, "later");
  expect(kept()).toBe(3);
});

test("neither keys nor what calls say are kept in words", async () => {
  const { send, storage } = notes();
  await send("secret", { Key: "my-key" });
  expect(JSON.stringify(storage.sql.exec("SELECT * FROM kept_answers").toArray())).not.toMatch(
    /secret|my-key/,
  );
});
