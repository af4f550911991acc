import { readFileSync } from "node:fs";
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1000; };
let t = cpu();
const { parseSpec } = await import("./shared/spec/parse.ts");
console.log("import", (cpu() - t).toFixed(0)); t = cpu();
parseSpec("# A\n\n## B\n- c: text");
console.log("compile+first", (cpu() - t).toFixed(0));
const lib = readFileSync("examples/library.md", "utf8");
for (let i = 0; i < 30; i++) { t = cpu(); const r = parseSpec(lib); const ms = cpu() - t; if (i < 3 || i > 27) console.log("library", i, lib.length, ms.toFixed(1), r.outcome); }
const many = "# Big\n\n" + Array.from({ length: 100 }, (_, e) => `## Thing${e}\n` + Array.from({ length: 19 }, (_, f) => f % 4 === 0 ? `- f${f} = f${f+1} + count of all thing${e}s where f1 > 3\n` : `- f${f}: whole number, required, 1 to 80\n`).join("")).join("\n");
for (let i = 0; i < 3; i++) { t = cpu(); const r = parseSpec(many); console.log("2000 statements", many.length, (cpu() - t).toFixed(0), r.outcome === "unread" ? r.problems.slice(0, 2) : ""); }
