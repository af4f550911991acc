import { expect, test } from "vitest";
import { otlpOf } from "../../../scripts/aidevos/otlp.ts";
import type { Span } from "../../../scripts/aidevos/spans.ts";
import { describeSpans } from "../../../scripts/aidevos/waterfall.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const start = Date.parse("2026-01-01T00:00:00.000Z");
const span = (kind: Span["kind"], name: string, [from, to]: [number, number]): Span => ({
  traceId,
  spanId: "00f067aa0ba902b7",
  kind,
  name,
  start: start + from,
  end: start + to,
  attributes: { "aidevos.step": name, tokens: 5 },
});

test("spans are a tree with bars, each as long as it took", () => {
  const failed = { ...span("call", "POST /control/bench", [3000, 4000]), error: "503" };
  expect(
    describeSpans([span("run", "run-1", [0, 4000]), span("state", "Verify-0", [2000, 4000]), failed]),
  ).toBe(
    [
      `trace ${traceId}`,
      "SPAN                     AT        SECONDS",
      "run-1                       0.000     4.000  |########################################|",
      "  Verify-0                  2.000     2.000  |                    ####################|",
      "    POST /control/bench     3.000     1.000  |                              ##########|  503",
    ].join("\n"),
  );
});

test("what takes no time, and what is all there is, can be seen", () => {
  const bars = describeSpans([span("run", "run-1", [0, 1000]), span("state", "a", [1000, 1000])]).split("\n");
  expect(bars[3]).toMatch(/\| {39}#\|$/);
  expect(describeSpans([span("run", "run-1", [0, 0])])).toMatch(/\|# {39}\|$/);
});

test("for machines they are OTLP/JSON: ids in hexadecimal, times and whole numbers as text", () => {
  const parent = "b7ad6b7169203331";
  const spans = [{ ...span("model", "chat", [1, 2]), parentSpanId: parent, error: "ModelError" }];
  expect(JSON.parse(JSON.stringify(otlpOf(spans)))).toEqual({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "aidevos" } }] },
        scopeSpans: [
          {
            scope: { name: "aidevos" },
            spans: [
              {
                traceId,
                spanId: "00f067aa0ba902b7",
                parentSpanId: parent,
                name: "chat",
                kind: 3,
                startTimeUnixNano: "1767225600001000000",
                endTimeUnixNano: "1767225600002000000",
                attributes: [
                  { key: "aidevos.step", value: { stringValue: "chat" } },
                  { key: "tokens", value: { intValue: "5" } },
                ],
                status: { code: 2, message: "ModelError" },
              },
            ],
          },
        ],
      },
    ],
  });
});
