import { expect, test } from "vitest";
import { describeErrors, describeUsage } from "../../../scripts/aidevos/telemetry-commands.ts";
import { latencyBounds, type Meter } from "../../../shared/delivery/evidence.ts";
import { usageOf } from "../../../shared/telemetry/usage.ts";

function meter(release: string, route: string, requests: number, bucket: number): Meter {
  const latency = Array.from({ length: latencyBounds.length + 1 }, (_, at) => (at === bucket ? requests : 0));
  return {
    release,
    route,
    requests,
    refusals: 1,
    failures: 0,
    rowsRead: requests * 12,
    rowsWritten: 0,
    latency,
  };
}

test("a service's routes are listed by how often they are asked, over all releases", () => {
  const routes = usageOf([
    meter("r1", "GET /books", 10, 3),
    meter("r2", "GET /books", 70, 4),
    meter("r2", "POST /books", 20, latencyBounds.length),
    meter("r1", "GET /gone", 0, 0),
  ]);
  expect(routes).toEqual([
    expect.objectContaining({ route: "GET /books", requests: 80, share: 0.8, refusals: 2, p95: 20 }),
    expect.objectContaining({ route: "POST /books", requests: 20, share: 0.2, p95: null }),
  ]);
  expect(describeUsage("books", routes)).toBe(
    [
      "ROUTE        REQUESTS  SHARE  REFUSED  FAILED  95% WITHIN        ROWS READ       ROWS WRITTEN",
      "GET /books   80        80.0%  2        0       20 ms             12.0 a request  0.0 a request",
      "POST /books  20        20.0%  1        0       longer than 10 s  12.0 a request  0.0 a request",
    ].join("\n"),
  );
  expect(describeUsage("books", [])).toBe("Nobody has called books yet.");
});

test("each cause of failures is told with its place, release, run, request and trace", () => {
  const error = {
    release: "r1",
    route: "GET /books",
    cause: "TypeError: … is not a function",
    place: "list, books.js:12",
    count: 3,
    firstSeen: "2026-01-01T00:00:00.000Z",
    lastSeen: "2026-01-02T00:00:00.000Z",
    request: "0190",
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    run: "run-1",
  };
  expect(describeErrors("books", [error])).toBe(
    [
      "3x  GET /books  TypeError: … is not a function",
      "    at list, books.js:12, release r1, made by run-1",
      "    request 0190, trace 4bf92f3577b34da6a3ce929d0e0e4736",
      "    first 2026-01-01T00:00:00.000Z, last 2026-01-02T00:00:00.000Z",
    ].join("\n"),
  );
  expect(describeErrors("books", [])).toBe("No request of books has failed.");
});
