import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MeterList, ServiceMeters } from "../../../shared/delivery/control.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let directory: string;
let plane: DataPlane;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "aidevos-meters-"));
  plane = await DataPlane.start({ directory });
});
afterAll(async () => {
  await plane.stop();
  await rm(directory, { recursive: true, force: true });
});

const write = (service: string) => plane.service(service, "/words", { method: "POST", body: "word" });

/** A service's totals, after its objects have told what they have counted. */
async function metersOf(service: string) {
  const answer = await plane.done("GET", `/control/services/${service}/meters`);
  return ServiceMeters.parse(answer).meters;
}

async function changedAfter(after: number) {
  return MeterList.parse(await plane.done("GET", `/control/meters?after=${after}`));
}

async function requestsOf(service: string): Promise<number> {
  return (await metersOf(service)).reduce((sum, { requests }) => sum + requests, 0);
}

test("totals are those of all objects, by release and route", async () => {
  await plane.release("words", "r1", await wordService({ version: "one", paths: ["/", "/words"] }));
  await plane.done("PUT", "/control/services/words/tenants/north", {});
  await Promise.all([write("words"), write("words"), write("words~north")]);
  await plane.service("words", "/");
  await plane.service("words", "/nothing");
  const meters = await metersOf("words");
  expect(
    meters.map(({ release, route, requests, refusals }) => [release, route, requests, refusals]),
  ).toEqual(
    expect.arrayContaining([
      ["r1", "GET /", 1, 0],
      ["r1", "other", 4, 1],
    ]),
  );
  expect(meters.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0)).toBe(3);
});

test("only what was called since is listed, and nothing twice", async () => {
  await plane.release("quiet", "r1", await wordService({ version: "one" }));
  await plane.release("loud", "r1", await wordService({ version: "one" }));
  await Promise.all([write("quiet"), write("loud")]);
  await Promise.all([metersOf("quiet"), metersOf("loud")]);
  const all = await changedAfter(0);
  expect(all.services.map(({ service }) => service)).toEqual(expect.arrayContaining(["quiet", "loud"]));
  expect(all.next).toBe(all.newest);
  expect((await changedAfter(all.next)).services).toEqual([]);

  await write("loud");
  await metersOf("loud");
  const since = await changedAfter(all.next);
  expect(since.services.map(({ service }) => service)).toEqual(["loud"]);
  expect(await metersOf("loud")).toEqual(await metersOf("loud"));
  expect((await changedAfter(since.next)).services).toEqual([]);
});

test("an object tells by itself what it has counted", async () => {
  await plane.release("itself", "r1", await wordService({ version: "one" }));
  const { newest } = await changedAfter(0);
  await write("itself");
  await expect
    .poll(async () => (await changedAfter(newest)).services.map(({ service }) => service), {
      timeout: 20_000,
    })
    .toEqual(["itself"]);
});

test("totals go on after a restart, whatever objects tell again", async () => {
  await plane.release("again", "r1", await wordService({ version: "one" }));
  for (let word = 0; word < 5; word++) await write("again");
  expect(await requestsOf("again")).toBe(5);
  const { newest } = await changedAfter(0);
  await plane.stop();
  plane = await DataPlane.start({ directory });
  expect(await requestsOf("again")).toBe(5);
  expect((await changedAfter(newest)).services).toEqual([]);
  await write("again");
  expect(await requestsOf("again")).toBe(6);
});

test("of many releases those called last are told apart, and no count is lost", async () => {
  for (let release = 1; release <= 13; release++) {
    await plane.release("aged", `r${release}`, await wordService({ version: `${release}` }));
    await write("aged");
    await metersOf("aged");
  }
  const meters = await metersOf("aged");
  expect(meters.map(({ release, requests }) => [release, requests])).toEqual([
    ...Array.from({ length: 10 }, (_, index) => [`r${13 - index}`, 1]),
    ["earlier", 3],
  ]);
});
