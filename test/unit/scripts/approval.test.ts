import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { approverOf, describeApproval } from "../../../scripts/aidevos/approval.ts";

const approval = {
  service: "lamps",
  release: "2".repeat(40),
  question: "Shall the release 222222222222 of lamps go live?",
  reasons: ["GET /lamps: the route is gone"],
  evidence: null,
  askedAt: "2030-01-01T00:00:00.000Z",
  until: "2030-01-02T00:00:00.000Z",
  token: "t",
};

function waiting(isTTY: boolean) {
  const lines: string[] = [];
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  return {
    lines,
    input,
    output,
    terminal: { progress: (line: string) => void lines.push(line), status: () => {} },
  };
}

test.each([
  ["y\n", true],
  ["no\n", false],
  ["later\n", undefined],
  ["\n", undefined],
])("a person who waits is shown the question, and %j means %s", async (words, approved) => {
  const { lines, input, output, terminal } = waiting(true);
  const answer = approverOf(false, terminal, { input, output })(approval);
  input.write(words);
  expect((await answer)?.approved).toBe(approved);
  expect(lines.join("\n")).toContain("GET /lamps: the route is gone");
});

test("where nobody waits nothing is answered, unless it was ahead", async () => {
  const { terminal, ...asking } = waiting(false);
  expect(await approverOf(false, terminal, asking)(approval)).toBeUndefined();
  expect(await approverOf(true, terminal, asking)(approval)).toMatchObject({ approved: true });
});

test("the question names reasons and time", () => {
  expect(describeApproval(approval)).toBe(
    "Shall the release 222222222222 of lamps go live?\n  GET /lamps: the route is gone\nAn answer is waited for until 2030-01-02T00:00:00.000Z.",
  );
});
