import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../scripts/aidevos/errors.ts";
import { consentOf } from "../../../scripts/aidevos/unmet.ts";

const unmet = [{ id: "c2", text: "Titles are ranked", reason: "no statement of the spec says it" }];

function waiting(isTTY: boolean) {
  const lines: string[] = [];
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  const terminal = { progress: (line: string) => void lines.push(line), status: () => {} };
  return { lines, input, output, terminal };
}

describe("clauses that are not met", () => {
  test.each([
    ["y\n", true],
    ["Yes\n", true],
    ["n\n", false],
    ["\n", false],
    ["deliver\n", false],
  ])("are shown to whoever waits, whose answer %j means %s", async (answer, delivered) => {
    const { lines, input, output, terminal } = waiting(true);
    const consent = consentOf("ask", terminal, { input, output });
    input.write(answer);
    expect(await consent?.(unmet)).toBe(delivered);
    expect(lines.join("\n")).toContain('not met: "Titles are ranked" (no statement of the spec says it)');
    expect(String(output.read())).toContain("Deliver it all the same? [y/N]");
  });

  test("are refused when the terminal closes without an answer", async () => {
    const { input, output, terminal } = waiting(true);
    const asked = consentOf("ask", terminal, { input, output })?.(unmet);
    input.end();
    expect(await asked).toBe(false);
  });

  test("are asked about nowhere else", () => {
    const { terminal, ...asking } = waiting(false);
    expect(consentOf("ask", terminal, asking)).toBeUndefined();
    const person = waiting(true);
    expect(consentOf("deliver", person.terminal, person)).toBeUndefined();
    expect(consentOf("refuse", person.terminal, person)).toBeUndefined();
    expect(() => consentOf("maybe", terminal, asking)).toThrow(UsageError);
  });
});
