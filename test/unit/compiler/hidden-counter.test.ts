import { expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

test("a number that things are counted by is hidden where it says so", () => {
  const spec = (...lines: string[]) =>
    `# Notes\n\n## Note\n- text: text\n${lines.map((line) => `- ${line}\n`).join("")}`;
  const made = (...lines: string[]) => {
    const { files } = implementService({ blueprint: blueprintOf(spec(...lines)), requirement: "x" });
    const file = (name: string) => files.find(({ path }) => path === name)?.content ?? "";
    return { code: file("src/notes.ts"), note: JSON.parse(file("openapi.json")).components.schemas.Note };
  };
  const hidden = made("no: counted from 1, hidden");
  expect(hidden.code).toContain('without(row, ["no"])');
  expect(hidden.note.properties).not.toHaveProperty("no");
  expect(hidden.note.required).not.toContain("no");
  const both = made("no: counted from 1", "other: counted from 1, hidden");
  expect(both.code).not.toContain("other:");
  expect(both.note.properties).toHaveProperty("no");
  expect(both.note.properties).not.toHaveProperty("other");
  expect(made("no: counted from 1").code).not.toContain("without");
});
