import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { parseSpec, } from "./shared/spec/parse.ts";
import { positionOf } from "./shared/spec/problem.ts";
import { printSpec } from "./shared/spec/print.ts";
import { blueprints } from "./test/unit/spec/arbitrary-blueprint.ts";
const runs = Number(process.argv[2] ?? 200);
const seed = process.argv[3] === undefined ? Date.now() : Number(process.argv[3]);
function diff(a: any, b: any, path = ""): string[] {
  if (isDeepStrictEqual(a, b)) return [];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return [`${path}: ${JSON.stringify(a)} -> ${JSON.stringify(b)}`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((k) => diff(a[k], b[k], `${path}/${k}`));
}
const result = fc.check(fc.property(blueprints, (blueprint) => {
  const text = printSpec(blueprint);
  const reading = parseSpec(text);
  if (reading.outcome === "unread") {
    throw new Error(reading.problems.slice(0,3).map((p) => `${p.message}\n   at <<${text.slice(p.start, p.end)}>>\n   in ${text.split("\n")[positionOf(text, p.start).line - 1]}\n expected ${p.expected?.join("|")}`).join("\n"));
  }
  const d = diff(JSON.parse(JSON.stringify(blueprint)), JSON.parse(JSON.stringify(reading.blueprint)));
  if (d.length > 0) throw new Error(`differs: ${d.slice(0,4).join("\n")}\n${text}`);
  if (printSpec(reading.blueprint) !== text) throw new Error("prints otherwise");
}), { numRuns: runs, maxSkipsPerRun: 5000, seed, endOnFailure: process.argv[4] === "end", interruptAfterTimeLimit: 400000 });
if (process.argv[5]) console.log((result as any).errorInstance?.stack);
console.log(result.numRuns, result.failed, result.seed, String((result as any).errorInstance?.message ?? "").slice(0, 3500));
