import type { Span } from "./spans.ts";

/** Numbers of OTLP's enumerations. */
const kinds: Record<Span["kind"], number> = { run: 1, state: 1, model: 3, call: 3 };
const failed = 2;

/** The spans as OTLP/JSON (OpenTelemetry Protocol 1): what a collector takes at `/v1/traces`. */
export function otlpOf(spans: readonly Span[]) {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ "service.name": "aidevos" }) },
        scopeSpans: [{ scope: { name: "aidevos" }, spans: spans.map(spanOf) }],
      },
    ],
  };
}

function spanOf({ traceId, spanId, parentSpanId, kind, name, start, end, error, attributes }: Span) {
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: attributesOf(attributes),
    status: error === undefined ? {} : { code: failed, message: error },
  };
}

function attributesOf(attributes: Span["attributes"]) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
}

/** A 64-bit number, which JSON has as text. */
function nanoseconds(milliseconds: number): string {
  return `${BigInt(milliseconds) * 1_000_000n}`;
}
