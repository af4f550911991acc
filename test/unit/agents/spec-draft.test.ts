import { expect, test } from "vitest";
import { readSpecDraft } from "../../../shared/agents/spec-draft.ts";

const spec = "# Shop\n\n## Book\n- title: text, required [c1]\n- price: number, required [c2]\n";

test("lines that say what is unmet are no part of the spec", () => {
  const read = readSpecDraft(
    `${spec}\nUnmet c2: no statement rounds as the text wants\n- Unmet [c12]: nothing mails\r\n`,
  );
  if (read.outcome === "unread") throw new Error(read.report);
  expect([...read.draft.unmet]).toEqual([
    ["c2", "no statement rounds as the text wants"],
    ["c12", "nothing mails"],
  ]);
  expect(read.draft.reading.statements.map(({ text }) => text)).not.toContainEqual(
    expect.stringContaining("Unmet"),
  );
});

test("what can't be read is reported at its place in the text as it was written", () => {
  const read = readSpecDraft(`Unmet c9: nothing\n${spec}- price: mony\n`);
  expect(read).toMatchObject({ outcome: "unread", report: expect.stringContaining("7:") });
});

test.each(["Unmet: c2", "Unmet c2", "Unmet c2:", "Unmet x2: why"])(
  "%s is no such line, and no statement",
  (line) => {
    expect(readSpecDraft(`${spec}${line}\n`).outcome).toBe("unread");
  },
);
