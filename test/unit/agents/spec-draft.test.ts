import { expect, test } from "vitest";
import { architectSays, readSpecDraft, withUnmetLines } from "../../../shared/agents/spec-draft.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { traceOf } from "../../../shared/spec/trace.ts";

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

test("a draft is given back as its architect wrote it, with what it says is unmet and no more", () => {
  const text = withUnmetLines(spec, [
    { clause: "c1", outcome: "met", by: ["entities/book/fields/title"] },
    { clause: "c3", outcome: "unmet", reason: `${architectSays}nothing mails` },
    { clause: "c4", outcome: "unmet", reason: "its acceptance test fails: books > are sold [c4]" },
  ]);
  const read = readSpecDraft(text);
  if (read.outcome === "unread") throw new Error(read.report);
  expect([...read.draft.unmet]).toEqual([["c3", "nothing mails"]]);
  expect(withUnmetLines(spec, [])).toBe(spec);
});

test("a clause that defaults meet may be cited at the title, which stays so", () => {
  const read = readSpecDraft(spec.replace("# Shop", "# Shop [c3]"));
  if (read.outcome === "unread") throw new Error(read.report);
  const { reading } = read.draft;
  expect(traceOf(reading, [{ id: "c3", text: "All answers are JSON." }])).toEqual([
    { clause: "c3", outcome: "met", by: ["service"] },
  ]);
  expect(printSpec(reading.blueprint, reading.citations)).toMatch(/^# Shop \[c3\]$/m);
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
