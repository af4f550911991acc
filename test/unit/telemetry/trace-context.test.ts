import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  childOf,
  contextOfRequest,
  contextOfRun,
  printTraceparent,
  readTraceparent,
  unsampled,
  xrayHeader,
} from "../../../shared/telemetry/trace-context.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const valid = `00-${traceId}-${spanId}-01`;

describe("a traceparent", () => {
  test("is read, and printed as it was", () => {
    expect(readTraceparent(valid)).toEqual({ traceId, spanId, flags: 1 });
    const hex = (length: number) =>
      fc
        .string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length })
        .filter((digits) => /[^0]/.test(digits));
    fc.assert(
      fc.property(hex(32), hex(16), fc.nat(3), (trace, span, flags) => {
        const context = { traceId: trace, spanId: span, flags };
        expect(readTraceparent(printTraceparent(context))).toEqual(context);
      }),
    );
  });

  test.each([
    ["of a version that does not exist", valid.replace(/^00/, "ff")],
    ["without a trace", `00-${"0".repeat(32)}-${spanId}-01`],
    ["without a span", `00-${traceId}-${"0".repeat(16)}-01`],
    ["in upper case", `00-${traceId.toUpperCase()}-${spanId}-01`],
    ["with a version in upper case", valid.replace(/^00/, "0A")],
    ["with flags that are no number", `00-${traceId}-${spanId}-0x`],
    ["with a trace that is too short", `00-${traceId.slice(1)}-${spanId}-01`],
    ["with a span that is too long", `00-${traceId}-${spanId}0-01`],
    ["of the first version with more behind it", `${valid}-00`],
    ["of a later version with something else than a hyphen behind it", `${valid.replace(/^00/, "01")}.00`],
    ["that comes twice, as a header's values are joined", `${valid}, ${valid}`],
    ["with blanks around it", ` ${valid} `],
    ["with a line's end", `${valid}\n`],
    ["that is empty", ""],
    ["that is no text", { traceId }],
    ["that is a list of one", [valid]],
    ["that is missing", null],
    ["of a megabyte", "0".repeat(1024 * 1024)],
  ])("%s is none", (_, value) => {
    expect(readTraceparent(value)).toBeUndefined();
  });

  test("of a later version is read as far as it is known", () => {
    expect(readTraceparent(`cc-${traceId}-${spanId}-03-what-comes-then`)).toEqual({
      traceId,
      spanId,
      flags: 3,
    });
    expect(readTraceparent(`cc-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, flags: 1 });
  });

  test("passes on no flags that nobody knows", () => {
    const context = readTraceparent(`00-${traceId}-${spanId}-ff`);
    expect(context && printTraceparent(context)).toBe(`00-${traceId}-${spanId}-03`);
  });

  test("of whatever text is none, or one that is valid when it is passed on", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/)),
        (text) => {
          const context = readTraceparent(text);
          if (context !== undefined) expect(readTraceparent(printTraceparent(context))).toEqual(context);
        },
      ),
    );
  });
});

describe("a run", () => {
  test("has a trace of its own, which hangs on its name alone", async () => {
    const context = await contextOfRun("run-1", undefined);
    expect(context).toEqual(await contextOfRun("run-1", undefined));
    expect(readTraceparent(printTraceparent(context))).toEqual(context);
    expect((await contextOfRun("run-2", undefined)).traceId).not.toBe(context.traceId);
  });

  test("is a span of the trace of whoever asked for it, sampled as that is", async () => {
    const parent = { traceId, spanId, flags: 0 };
    const context = await contextOfRun("run-1", parent);
    expect(context).toMatchObject({ traceId, flags: 0 });
    expect(context.spanId).not.toBe(spanId);
    expect((await contextOfRun("run-2", parent)).spanId).not.toBe(context.spanId);
  });
});

describe("a caller's request", () => {
  const request = "0b7f3a52-6c1d-4e8f-9a2b-3c4d5e6f7081";

  test("is a span of the caller's trace", () => {
    expect(contextOfRequest({ traceId, spanId, flags: 1 }, request)).toEqual({
      traceId,
      spanId: "9a2b3c4d5e6f7081",
      flags: 1,
    });
  });

  test("begins a trace where the caller names none", () => {
    const context = contextOfRequest(undefined, request);
    expect(context).toEqual({
      traceId: "0b7f3a526c1d4e8f9a2b3c4d5e6f7081",
      spanId: "9a2b3c4d5e6f7081",
      flags: 3,
    });
    expect(readTraceparent(printTraceparent(context))).toEqual(context);
  });
});

test("a child is in the same trace, with a span of its own", () => {
  const parent = { traceId, spanId, flags: 3 };
  const children = Array.from({ length: 100 }, () => childOf(parent));
  expect(new Set(children.map((child) => child.spanId)).size).toBe(100);
  for (const child of children) {
    expect(child).toMatchObject({ traceId, flags: 3 });
    expect(readTraceparent(printTraceparent(child))).toEqual(child);
  }
});

test("what nobody is to record keeps its other flag", () => {
  expect(unsampled({ traceId, spanId, flags: 3 }).flags).toBe(2);
  expect(unsampled({ traceId, spanId, flags: 0 }).flags).toBe(0);
});

test("X-Ray's header has the same digits", () => {
  expect(xrayHeader({ traceId, spanId, flags: 3 })).toBe(
    "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1",
  );
  expect(xrayHeader({ traceId, spanId, flags: 2 })).toBe(
    "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=0",
  );
});
