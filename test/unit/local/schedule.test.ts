import { describe, expect, test } from "vitest";
import { nextDue, parseCron, parseSchedule } from "../../../local/schedule.ts";

const from = Date.parse("2026-01-01T10:07:30Z"); // a Thursday
const next = (expression: string) => new Date(nextDue(parseSchedule(expression), from)).toISOString();

describe("schedules", () => {
  test.each([
    ["rate(1 minute)", "2026-01-01T10:08:00.000Z"],
    ["rate(2 hours)", "2026-01-01T12:00:00.000Z"],
    ["cron(0/15 * * * ? *)", "2026-01-01T10:15:00.000Z"],
    ["cron(0 9 ? * MON-FRI *)", "2026-01-02T09:00:00.000Z"],
    ["cron(30 6 1 * ? *)", "2026-02-01T06:30:00.000Z"],
    ["cron(0 0 ? * 1 *)", "2026-01-04T00:00:00.000Z"],
    ["cron(0 12 29 FEB ? *)", "2028-02-29T12:00:00.000Z"],
  ])("%s is next due at %s", (expression, expected) => {
    expect(next(expression)).toBe(expected);
  });

  test("a cron of five fields is read as Cloudflare's", () => {
    expect(new Date(nextDue(parseCron("*/30 * * * *"), from)).toISOString()).toBe("2026-01-01T10:30:00.000Z");
  });

  test.each(["rate(5)", "every day", "cron(0 9 * * ?)", "cron(0 9 L * ? *)", "cron(0 25 * * ? *)"])(
    "%s is refused",
    (expression) => {
      expect(() => parseSchedule(expression)).toThrow(expression);
    },
  );
});
