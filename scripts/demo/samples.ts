import type { DataPlane } from "../aidevos/data-plane.ts";
import { type Chart, svgOf } from "../chart.ts";
import { totals } from "./watch.ts";

/** Seconds between two samples. */
const interval = 4;

interface Sample {
  /** Seconds since the beginning. */
  at: number;
  rowsReadPerRequest: number | null;
}

/** Samples what a list reads, from the beginning to the end, for a picture. */
export class Samples {
  readonly all: Sample[] = [];
  readonly #timer: NodeJS.Timeout;
  #before: { requests: number; rowsRead: number } | undefined;

  constructor(plane: DataPlane, service: string, start: number) {
    this.#timer = setInterval(() => {
      void totals(plane, service)
        .then((now) => this.#add((Date.now() - start) / 1000, now))
        // A sample that can't be had is missing in the picture, and nowhere else.
        .catch(() => this.all.push({ at: (Date.now() - start) / 1000, rowsReadPerRequest: null }));
    }, interval * 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #add(at: number, now: { requests: number; rowsRead: number }): void {
    const requests = now.requests - (this.#before?.requests ?? now.requests);
    const rows = now.rowsRead - (this.#before?.rowsRead ?? 0);
    this.all.push({ at, rowsReadPerRequest: requests === 0 ? null : rows / requests });
    this.#before = now;
  }
}

/** Rows that a list read, over time. */
export function picture(samples: readonly Sample[]): string {
  const greatest = Math.max(...samples.map(({ rowsReadPerRequest }) => rowsReadPerRequest ?? 0), 1);
  const chart: Chart = {
    title: "Rows that a list of a team's open tickets reads",
    x: {
      label: "seconds since the start",
      places: samples.map(({ at }, index) => (index % 4 === 0 ? String(Math.round(at)) : "")),
    },
    y: { label: "rows a request", greatest: greatest * 1.1, text: (value) => value.toFixed(0) },
    lines: [{ name: "rows read", values: samples.map(({ rowsReadPerRequest }) => rowsReadPerRequest) }],
  };
  return svgOf(chart);
}
