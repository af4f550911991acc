/** Writes docs/spec.md from the statements of the language. Run with `node scripts/write-spec-guide.ts`. */
import { writeFile } from "node:fs/promises";
import { specGuide } from "../shared/spec/guide.ts";

await writeFile(new URL("../docs/spec.md", import.meta.url), specGuide());
