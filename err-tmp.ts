import { parseSpec } from "./shared/spec/parse.ts";
import { reportProblems } from "./shared/spec/report.ts";
import { readFileSync } from "node:fs";
const all = readFileSync(process.argv[2]!, "utf8").split("\n=====\n");
for (const t of all) { const r = parseSpec(t); console.log("-----------\n" + (r.outcome === "read" ? "READ\n" + t : reportProblems(t, r.problems, "x.md"))); }
