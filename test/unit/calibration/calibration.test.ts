import { expect, test } from "vitest";
import {
  type Calibration,
  counting,
  sumOfTallies,
  talliesOf,
} from "../../../shared/calibration/calibration.ts";

const calibration = (startedAt: string): Calibration => ({
  id: startedAt,
  service: "calibration.000000000000",
  status: "done",
  startedAt,
  tallies: [],
  text: "",
});

test("those of the last 30 days count, and no more than there is room for", () => {
  const now = new Date("2026-03-31T00:00:00.000Z");
  const [old, early, late] = ["2026-02-28", "2026-03-02", "2026-03-30"].map((day) =>
    calibration(`${day}T00:00:00.000Z`),
  );
  if (old === undefined || early === undefined || late === undefined) throw new Error("There are three.");
  expect(counting([old, early, late], now)).toEqual([early, late]);
  expect(
    counting(
      Array.from({ length: 1_000 }, () => late),
      now,
    ),
  ).toHaveLength(150);
});

test("answers are counted by question and kind, and counts of several calibrations are summed", () => {
  const first = talliesOf([
    { question: "placebo", kind: "even", wrong: false },
    { question: "placebo", kind: "even", wrong: true },
    { question: "mistake", kind: "even", wrong: true },
  ]);
  expect(first).toEqual([
    { question: "placebo", kind: "even", tried: 2, wrong: 1 },
    { question: "mistake", kind: "even", tried: 1, wrong: 1 },
  ]);
  const [placebo] = sumOfTallies([...first, ...first]);
  expect(placebo).toMatchObject({ tried: 4, wrong: 2 });
});
