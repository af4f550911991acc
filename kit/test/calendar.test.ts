import { expect, test } from "vitest";
import { isDay, readMoment } from "../calendar.ts";

test.each(["2024-02-29", "2000-12-31", "0001-01-01"])("%s is a day", (text) => {
  expect(isDay(text)).toBe(true);
});

test.each([
  "2023-02-29",
  "2023-02-30",
  "2023-13-01",
  "2023-00-10",
  "2023-1-1",
  "+002023-01-01",
  "2023-01-01T00",
  "",
])("%j is none", (text) => {
  expect(isDay(text)).toBe(false);
});

test.each([
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2024-02-29T12:30", "2024-02-29T12:30:00.000Z"],
  ["2024-02-29 12:30:15", "2024-02-29T12:30:15.000Z"],
  ["2024-02-29t12:30:15.5z", "2024-02-29T12:30:15.500Z"],
  ["2024-02-29T12:30:15+02:00", "2024-02-29T10:30:15.000Z"],
  ["2024-02-29T12:30:15 02:00", "2024-02-29T10:30:15.000Z"],
])("%s is a moment", (text, expected) => {
  expect(new Date(readMoment(text) ?? Number.NaN).toISOString()).toBe(expected);
});

test.each([
  "2023-02-30T00:00:00Z",
  "2024-02-29T24:00:00Z",
  "2024-02-29T12:60Z",
  "2024-02-29 (leap)",
  "tomorrow",
  "1",
])("%j is none", (text) => {
  expect(readMoment(text)).toBeUndefined();
});
