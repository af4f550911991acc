// A year of releases of one service in minutes: good and bad ones, drawn by a seed, under steady traffic; which of them go
// live, which are held back, and by what. Run by hand:
// node test/bench/year.ts [--releases 300] [--seed 1] [--output folder]
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reportOf } from "./year/report.ts";
import { runYear } from "./year/year.ts";

const { values } = parseArgs({
  options: {
    releases: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    output: { type: "string" },
  },
});
const directory = mkdtempSync(join(tmpdir(), "year-"));
try {
  const year = await runYear({
    releases: Number(values.releases),
    seed: Number(values.seed),
    directory,
    onRelease: ({ number, kind, change, fault, ending, regression, lost, failures }) => {
      const what = [change, fault && `${fault.kind} (${fault.what})`].filter(Boolean).join("; ");
      const how = ending.outcome === "live" ? "" : ` by ${ending.by}`;
      const more = [
        regression && (regression.hits > 0 ? `MISSED: ${regression.what}` : "equivalent"),
        lost.length > 0 && `LOST: ${lost.join(", ")}`,
        failures.length > 0 && `${failures.length} failed: ${failures[0]?.status} ${failures[0]?.call}`,
        ending.outcome !== "live" &&
          fault === null &&
          `FALSE ALARM: ${ending.text} ${JSON.stringify(ending.differences.slice(0, 2))}`,
      ].filter(Boolean);
      console.error(
        `${number} ${kind}: ${what}: ${ending.outcome}${how}, ${ending.milliseconds.toFixed(0)} ms ${more.join("; ")}`,
      );
    },
  });
  const report = reportOf(year);
  console.log(report);
  if (values.output !== undefined) {
    await mkdir(values.output, { recursive: true });
    await writeFile(join(values.output, "year.md"), report);
    await writeFile(join(values.output, "year.json"), `${JSON.stringify(year, null, 2)}\n`);
  }
} finally {
  rmSync(directory, { recursive: true });
}
