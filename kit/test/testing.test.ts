import { callVia, otherId, pausing, type SentRequest, testClock } from "@aidevos/kit/testing";
import { describe, expect, test } from "vitest";

describe("otherId", () => {
  test.each([
    [7, 1_000_000_007],
    ["7", "1000000007"],
    ["9007199254740993", "9007200254740993"],
    ["3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-41d3-9a0c-fcfa17d3ccfe"],
    ["3F2504E0-4F89-41D3-9A0C-0305E82C3301", "3F2504E0-4F89-41D3-9A0C-FCFA17D3CCFE"],
    ["64af01c2", "9b50fe3d"],
    ["T-0007", "T-9992"],
    ["green-tea", "terra-grn"],
    ["--", "--0"],
  ])("of %j is %j", (id, other) => {
    expect(otherId(id)).toBe(other);
  });

  test.each([undefined, null, "", {}])("%j is no id, and is refused with what was given", (id) => {
    expect(() => otherId(id)).toThrow(/an id that the service gave, a number or a text, and not/);
  });
});

describe("a test's clock", () => {
  test("shows real time until it is advanced, and then what it was advanced by", () => {
    let real = 1_000;
    const clock = testClock(() => real);
    expect([clock.now(), clock.isSet]).toEqual([1_000, false]);
    real = 2_000;
    clock.advance(0);
    real = 3_000;
    expect([clock.now(), clock.isSet]).toEqual([2_000, true]);
    clock.advance(60_000);
    clock.advance(0.4);
    expect(clock.now()).toBe(62_000);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("is not advanced by %d", (milliseconds) => {
    expect(() => testClock().advance(milliseconds)).toThrow(RangeError);
  });

  test("is what the service is told once it is advanced", async () => {
    const sent: SentRequest[] = [];
    const clock = testClock(() => 1_000);
    const call = callVia(
      async (request) => {
        sent.push(request);
        return { status: 200, headers: [], text: "" };
      },
      () => clock,
    );
    await call("GET", "/");
    clock.advance(500);
    await call("GET", "/");
    expect(sent.map(({ time }) => time)).toEqual([undefined, 1_500]);
  });
});

describe("a test's pauses", () => {
  test("last as long as they are asked to, and three seconds in all", async () => {
    const waited: number[] = [];
    const pause = pausing(async (milliseconds) => void waited.push(milliseconds));
    await pause(2_000);
    await pause(1_000);
    await expect(pause(1)).rejects.toThrow("A test may pause 3000 ms in all");
    await pausing(async (milliseconds) => void waited.push(milliseconds))(3_000);
    expect(waited).toEqual([2_000, 1_000, 3_000]);
  });

  test.each([-1, Number.NaN, 3_001])("of %d are refused", async (milliseconds) => {
    await expect(pausing()(milliseconds)).rejects.toThrow(RangeError);
  });

  test("are real time where nothing else is said", async () => {
    const started = performance.now();
    await pausing()(30);
    expect(performance.now() - started).toBeGreaterThan(25);
  });
});
