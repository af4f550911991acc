import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { MeterList, ServiceList } from "../../../shared/delivery/control.ts";
import { TraceState } from "../../../shared/improvement/trace.ts";
import { bundleOf } from "../../e2e/quick-build.ts";
import { DataPlane } from "./fixtures/data-plane.ts";

const service = "calibration.0123456789ab";
const path = `/control/services/${service}`;
const spec = "# Notes\n\n## Note\n- text: text, required\n";

let plane: DataPlane;
let made: { bundle: Awaited<ReturnType<typeof bundleOf>>; digest: string };

beforeAll(async () => {
  plane = await DataPlane.start();
  const bundle = await bundleOf(spec, "notes");
  made = { bundle, digest: await bundleDigest(bundle) };
}, 60_000);
afterAll(() => plane.stop());

const callers = async (seed: number) =>
  TraceState.parse(await plane.done("POST", `${path}/callers`, { trace: "t", seed }));

describe("a calibration's service", () => {
  test("is asked by made-up callers until the trace is whole, and no more", async () => {
    await plane.release(service, "sound", made);
    await plane.done("PUT", `${path}/trace`, { trace: "t", requests: 60, seconds: 600 });
    const first = await callers(1);
    expect(first).toMatchObject({ isWhole: true, search: 36, heldOut: 24, dropped: 0 });
    const started = performance.now();
    expect(await callers(2)).toEqual(first);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("is reached by no caller, and in no list", async () => {
    for (const name of [service, encodeURIComponent(service), `${service}~tenant`])
      expect((await plane.service(name, "/notes")).status).toBe(404);
    expect(ServiceList.parse(await plane.done("GET", "/control/services")).services).toEqual([]);
  });

  test("goes without a trace, however often it is removed, and leaves others what they share", async () => {
    await plane.release("notes", "sound", made);
    const other = { ...made.bundle, modules: { ...made.bundle.modules, "extra.ts": "" } };
    await plane.register(service, "other", { bundle: other, digest: await bundleDigest(other) });
    for (const _ of [1, 2]) await plane.done("POST", `${path}/remove`);
    expect((await plane.control("GET", `${path}/trace?trace=t`)).status).toBe(404);
    expect((await plane.control("GET", `${path}/evidence?release=sound`)).status).toBe(404);
    const bench = (digest: string) =>
      plane.control("POST", "/control/bench", { body: { bundle: digest, tests: { modules: {} } } });
    expect((await bench(await bundleDigest(other))).status).toBe(422);
    expect((await bench(made.digest)).status).toBe(200);
    expect((await plane.service("notes", "/notes")).status).toBe(200);
  });

  test("is in no total, though its object has told what it has counted", async () => {
    await plane.release(service, "sound", made);
    await plane.done("PUT", `${path}/trace`, { trace: "t", requests: 30, seconds: 600 });
    await callers(1);
    // An object tells before it is removed, and before its service's meters are shown.
    await plane.done("POST", `${path}/remove`);
    await plane.service("notes", "/notes");
    await plane.done("GET", "/control/services/notes/meters");
    const { services } = MeterList.parse(await plane.done("GET", "/control/meters"));
    expect(services.map((one) => one.service)).toEqual(["notes"]);
  });

  test("begins anew under the same name", async () => {
    await plane.release(service, "sound", made);
    await plane.done("PUT", `${path}/trace`, { trace: "t", requests: 30, seconds: 600 });
    expect(await callers(1)).toMatchObject({ isWhole: true });
    await plane.done("POST", `${path}/remove`);
  });
});

test.each(["callers", "remove"])("no callers' service can be asked for %s", async (call) => {
  await plane.release("notes", "sound", made);
  const answer = await plane.control("POST", `/control/services/notes/${call}`, {
    body: { trace: "t", seed: 1 },
  });
  expect(answer.status).toBe(422);
  expect((await plane.service("notes", "/notes")).status).toBe(200);
});
