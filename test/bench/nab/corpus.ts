import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** One file of the benchmark. */
export interface Series {
  group: string;
  name: string;
  /** Milliseconds since 1970, as if the timestamps were UTC. */
  at: readonly number[];
  values: readonly number[];
  windows: readonly Window[];
}

/** Where an anomaly is, as indices of the first and the last row that belong to it. */
export interface Window {
  first: number;
  last: number;
}

const labels = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));

function timeOf(text: string): number {
  return Date.parse(`${text.slice(0, 19).replace(" ", "T")}Z`);
}

/**
 * The series below `folder`, in the benchmark's own layout: `data/GROUP/NAME.csv` with a header and rows of timestamp and
 * value, `labels/combined_windows.json`. A window that names no row of its series is an error.
 */
export async function corpusIn(folder: string): Promise<Series[]> {
  const file = await readFile(join(folder, "labels/combined_windows.json"), "utf8");
  const windowsOf = labels.parse(JSON.parse(file));
  const corpus: Series[] = [];
  for (const group of (await readdir(join(folder, "data"))).sort()) {
    for (const name of (await readdir(join(folder, "data", group))).sort()) {
      const text = await readFile(join(folder, "data", group, name), "utf8");
      corpus.push(seriesOf({ group, name, text, windows: windowsOf[`${group}/${name}`] ?? [] }));
    }
  }
  return corpus;
}

function seriesOf({
  group,
  name,
  text,
  windows,
}: {
  group: string;
  name: string;
  text: string;
  windows: [string, string][];
}): Series {
  const at: number[] = [];
  const values: number[] = [];
  for (const line of text.trim().split(/\r?\n/).slice(1)) {
    const [time = "", value = ""] = line.split(",");
    at.push(timeOf(time));
    values.push(Number(value));
  }
  const rowOf = (time: string): number => {
    const row = at.indexOf(timeOf(time));
    if (row < 0) throw new RangeError(`${group}/${name} has a window at ${time}, but no such row`);
    return row;
  };
  const rows = windows.map(([first, last]) => ({ first: rowOf(first), last: rowOf(last) }));
  return { group, name, at, values, windows: rows.sort((one, other) => one.first - other.first) };
}
