import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { ErrorList } from "../../../shared/delivery/control.ts";
import { readTraceparent } from "../../../shared/telemetry/trace-context.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const traceparent = `00-${traceId}-${spanId}-01`;

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
  const routes = `if (url.pathname === "/broken") throw new TypeError("not a function");`;
  await plane.release("traced", "r1", await wordService({ version: "one", routes, paths: ["/broken"] }));
});
afterAll(() => plane.stop());

const Seen = z.record(z.string(), z.string());
async function seen(headers: [string, string][]) {
  return Seen.parse(await (await plane.service("traced", "/headers", { headers })).json());
}

test("a service sees a caller's trace, with the span of the request in it", async () => {
  const headers = await seen([
    ["traceparent", traceparent],
    ["tracestate", "vendor=1"],
  ]);
  const context = readTraceparent(headers.traceparent);
  expect(context).toMatchObject({ traceId, flags: 1 });
  expect(headers["x-aidevos-request"]?.replaceAll("-", "").slice(16)).toBe(context?.spanId);
  expect(headers.tracestate).toBe("vendor=1");
});

test.each<[string, [string, string][]]>([
  ["nothing", []],
  ["an invalid one", [["traceparent", `00-${"0".repeat(32)}-${spanId}-01`]]],
  ["one in upper case", [["traceparent", traceparent.toUpperCase()]]],
  [
    "two",
    [
      ["traceparent", traceparent],
      ["traceparent", `00-${"a".repeat(32)}-${spanId}-01`],
    ],
  ],
  ["a long one", [["traceparent", `${traceparent}-${"0".repeat(10_000)}`]]],
])("a trace begins with a request that brings %s", async (_, given) => {
  const headers = await seen([...given, ["tracestate", "vendor=1"]]);
  const context = readTraceparent(headers.traceparent);
  expect(context).toMatchObject({ traceId: headers["x-aidevos-request"]?.replaceAll("-", ""), flags: 3 });
  expect(headers).not.toHaveProperty("tracestate");
});

test("a failure is kept with the trace of its last request, and with nothing else that a caller sent", async () => {
  const secret = "what-only-the-caller-knows";
  const headers = { traceparent: `cc-${traceId}-${spanId}-01-${secret}`, tracestate: `vendor=${secret}` };
  expect((await plane.service("traced", "/broken", { headers })).status).toBe(500);
  const kept = await plane.done("GET", "/control/services/traced/errors");
  expect(ErrorList.parse(kept).errors).toMatchObject([{ route: "GET /broken", release: "r1", traceId }]);
  expect(JSON.stringify(kept)).not.toContain(secret);

  const headersOfNext = { traceparent: "no trace" };
  await plane.service("traced", "/broken", { headers: headersOfNext });
  const { errors } = ErrorList.parse(await plane.done("GET", "/control/services/traced/errors"));
  const [{ request, traceId: begun } = { request: "", traceId: "" }] = errors;
  expect(begun).toBe(request.replaceAll("-", ""));
});

test.each(["", "no trace", `${traceparent}\u0000`.replace("\u0000", " ".repeat(5_000)), "é".repeat(100)])(
  "a control call is answered, whatever it says of its trace",
  async (hostile) => {
    const answer = await plane.control("GET", "/control/services/traced/errors", {
      headers: { traceparent: hostile },
    });
    expect(answer.status).toBe(200);
  },
);
