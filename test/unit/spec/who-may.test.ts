import { expect, test } from "vitest";
import { problemsOf } from "./problems-of.ts";

const spec = (...lines: string[]) => `# Notes

Callers may be named by the header \`X-User\`.

## Note
- owner: the caller
- helper: text
${lines.join("\n")}
`;

test.each([
  ["- `GET /notes/{id}` shows one, by a caller (401), by its owner (403)", "It is said already who may"],
  ["- `GET /notes/{id}` shows one, by its owner or its helper (403)", "`its helper` is another"],
  [
    "### Read: `POST /notes/{id}/read`\n- By a caller (401)\n- By its owner (403)",
    "It is said already who may",
  ],
])("%s", (line, problem) => {
  expect(problemsOf(spec(line)).join("\n")).toContain(problem);
});

test("one permission, and conditions after it, are taken", () => {
  const line = "- `GET /notes/{id}` shows one, by a caller (401), only if owner is the caller (403)";
  expect(problemsOf(spec(line))).toEqual([]);
});
