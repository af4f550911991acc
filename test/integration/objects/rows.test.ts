import { afterAll, beforeAll, expect, test } from "vitest";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

/** Rows read and written by a release, as its meters say. */
async function rowsOf(service: string, release = "r1") {
  const path = `/control/services/${service}/evidence?release=${release}`;
  const { meters } = Evidence.parse(await plane.done("GET", path));
  const own = meters.filter((meter) => meter.release === release);
  return {
    read: own.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
    written: own.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
  };
}

const write = (service: string) => plane.service(service, "/words", { method: "POST", body: "word" });

test("rows are counted exactly, of many calls at once", async () => {
  await plane.release("many", "r1", await wordService({ version: "one" }));
  await Promise.all(Array.from({ length: 200 }, () => write("many")));
  expect(await rowsOf("many")).toEqual({ read: 0, written: 200 });
  await (await plane.service("many", "/")).text();
  expect(await rowsOf("many")).toEqual({ read: 200, written: 200 });
});

test("calls that fail have their rows, and those beside them keep theirs", async () => {
  const routes = `if (url.pathname === "/broken") {
    this.sql.exec("INSERT INTO words VALUES ('a'), ('b')");
    throw new Error("no");
  }`;
  await plane.release("broken", "r1", await wordService({ version: "one", routes }));
  for (let round = 0; round < 5; round++) {
    expect((await write("broken")).status).toBe(201);
    expect((await plane.service("broken", "/broken", { method: "POST" })).status).toBe(500);
  }
  expect(await rowsOf("broken")).toEqual({ read: 0, written: 15 });
});

test("a release's rows are its own after an exchange of the code", async () => {
  await plane.release("exchanged", "r1", await wordService({ version: "one" }));
  for (let word = 0; word < 3; word++) await write("exchanged");
  await plane.release("exchanged", "r2", await wordService({ version: "two" }));
  for (let word = 0; word < 4; word++) await write("exchanged");
  expect(await rowsOf("exchanged", "r2")).toEqual({ read: 0, written: 4 });
  expect(await rowsOf("exchanged", "r1")).toEqual({ read: 0, written: 3 });
});

test.each([
  ["puts another exec", "this.sql.exec = () => ({ rowsRead: 0, rowsWritten: 0 });"],
  ["changes the prototype of the storage", 'Object.getPrototypeOf(this.sql).exec = () => "none";'],
  [
    "changes what cursors say",
    'Object.defineProperty(this.sql.Cursor.prototype, "rowsWritten", { get: () => 0 });',
  ],
  [
    "changes what is global",
    `for (const name of ["get", "set", "push", "toString"])
      for (const { prototype } of [Headers, Map, Array, String, Number]) prototype[name] = () => "0";`,
  ],
  [
    "reaches for the host's class",
    `import("./aidevos-main.js").then(({ Service }) => {
      try { Service.prototype.rows = () => ""; } catch {}
      try { Service.prototype.fetch = () => new Response("faked", { status: 201 }); } catch {}
    });`,
  ],
  [
    "reaches for the host's module",
    'import("./aidevos-meter.js").then((host) => { try { host.metered = () => class {}; } catch {} });',
  ],
])("code that %s is counted all the same", async (name, fault) => {
  const service = name.replaceAll(/[^a-z]+/g, "-");
  const atStart = `try { ${fault} } catch {}`;
  await plane.release(service, "r1", await wordService({ version: "one", atStart }));
  for (let word = 0; word < 3; word++) await (await write(service)).text();
  expect((await rowsOf(service)).written).toBe(3);
});
