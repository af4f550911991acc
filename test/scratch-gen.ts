import { readFileSync } from "node:fs";
import { formatSource } from "../lambdas/runtime/format-source.ts";
import { readSpecDraft } from "../shared/agents/spec-draft.ts";
import { implementService } from "../shared/compiler/implement-service.ts";

const [file = "", path = ""] = process.argv.slice(2);
const read = readSpecDraft(readFileSync(file, "utf8"));
if (read.outcome !== "read") throw new Error(read.report);
const files = await formatSource(
  implementService({ blueprint: read.draft.reading.blueprint, requirement: "" }).files,
);
console.log(files.map((f) => f.path).join(" "));
console.log(files.find((f) => f.path === path)?.content);
