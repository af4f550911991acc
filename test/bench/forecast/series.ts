import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A series by slot of its sampling interval (milliseconds): undefined where nothing was measured. */
export interface Series {
  group: string;
  name: string;
  interval: number;
  values: (number | undefined)[];
}

/** The series in a folder's folders, each a group of files of `timestamp,value` with a heading. */
export async function seriesIn(folder: string): Promise<Series[]> {
  const all: Series[] = [];
  const groups = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name: group } of groups.sort((one, other) => one.name.localeCompare(other.name))) {
    for (const name of (await readdir(join(folder, group))).filter((file) => file.endsWith(".csv")).sort()) {
      all.push({ group, name, ...slotted(await readFile(join(folder, group, name), "utf8")) });
    }
  }
  return all;
}

/** The interval is the commonest distance of two measurements; the first one of a slot counts. */
function slotted(text: string): Pick<Series, "interval" | "values"> {
  const rows = text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","))
    .map(([at = "", value = ""]) => ({ at: Date.parse(`${at.replace(" ", "T")}Z`), value: Number(value) }));
  const distances = new Map<number, number>();
  rows.slice(1).forEach(({ at }, index) => {
    const distance = at - (rows[index]?.at ?? at);
    if (distance > 0) distances.set(distance, (distances.get(distance) ?? 0) + 1);
  });
  const [[interval] = [0]] = [...distances].sort(([, one], [, other]) => other - one);
  const start = rows[0]?.at ?? 0;
  const values: (number | undefined)[] = [];
  for (const { at, value } of rows) {
    const slot = Math.round((at - start) / interval);
    while (values.length < slot) values.push(undefined);
    if (values.length === slot) values.push(value);
  }
  return { interval, values };
}
