import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { imported } from "./reading.ts";

const folder = join(import.meta.dirname, "documents");
const documents = readdirSync(folder).filter((name) => /\.(yaml|json)$/.test(name));

/** With `UPDATE_SPECS=1` the expected specs are written anew, to be read by a person before they are kept. */
const isWriting = process.env.UPDATE_SPECS === "1";

describe.each(documents)("%s", (name) => {
  const text = readFileSync(join(folder, name), "utf8");
  const expected = (ending: string) => join(folder, name.replace(/\.\w+$/, ending));

  test("becomes the spec that a person would write, and names what that does not say", () => {
    const { spec, unsaid } = imported(text);
    const named = unsaid.map((line) => `${line}\n`).join("");
    if (isWriting) {
      writeFileSync(expected(".spec.md"), spec);
      writeFileSync(expected(".unsaid.txt"), named);
    }
    expect(spec).toBe(readFileSync(expected(".spec.md"), "utf8"));
    expect(named).toBe(readFileSync(expected(".unsaid.txt"), "utf8"));
  });

  test("becomes a spec that is read as what was printed", () => {
    const { spec } = imported(text);
    const reading = parseSpec(spec);
    if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems, null, 1));
    expect(printSpec(reading.blueprint)).toBe(spec);
  });
});
