import { describe, expect, it } from "vitest";
import { Incident } from "../../../../shared/telemetry/anomaly/incident.ts";

/** Which of the surprises are told of that are alarms, by index. */
function told(surprises: readonly number[], incident = new Incident()): number[] {
  return surprises.flatMap((surprise, index) =>
    incident.tells(surprise, 3) && surprise >= 3 ? [index] : [],
  );
}

describe("An incident", () => {
  it("is told of once, however long it goes on", () => {
    expect(told([0, 4, 4, 3.5, 0, 4])).toEqual([1]);
    expect(told(Array.from({ length: 500 }, (_, index) => (index % 20 === 0 ? 4 : 0)))).toEqual([0]);
  });

  it("is told of again when it gets ten times as unlikely", () => {
    expect(told([4, 5, 5.1, 6, 6.2])).toEqual([0, 2, 4]);
  });

  it("is over after thirty points below an alarm", () => {
    expect(told([4, ...Array(29).fill(0), 4])).toEqual([0]);
    expect(told([4, ...Array(30).fill(0), 4])).toEqual([0, 31]);
  });

  it("goes on from what it was written down as", () => {
    const incident = new Incident();
    told([4], incident);
    expect(told([5, 5.1], new Incident(incident.toJSON()))).toEqual([1]);
  });
});
