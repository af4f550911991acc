/**
 * Writes what is made of the statements of the language: docs/spec.md, and the grammar in its compiled form. Run with
 * `node scripts/write-spec.ts` when a statement has changed.
 */
import { writeFile } from "node:fs/promises";
import { recipeFile } from "../shared/spec/grammar.ts";
import { specGuide } from "../shared/spec/guide.ts";

const written = { "docs/spec.md": specGuide(), "shared/spec/grammar-recipe.ts": recipeFile() };
for (const [file, text] of Object.entries(written))
  await writeFile(new URL(`../${file}`, import.meta.url), text);
