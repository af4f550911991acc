import type { Blueprint } from "../blueprint/blueprint.ts";
import { type Repeats, saidOfRepeats } from "../blueprint/repeats.ts";
import { propertyKey } from "../code/literal.ts";
import type { FrameFunction } from "./frame.ts";
import { expectRefused } from "./refusals.ts";
import { racers } from "./scenario/race.ts";

/** The headers that calls need a key of their own in. */
export function keysNeeded(blueprint: Blueprint): string[] {
  const headers = saidOfRepeats(blueprint).flatMap(({ repeats: { header, refusal } }) =>
    refusal === undefined ? [] : [header],
  );
  return [...new Set(headers)];
}

/** Names of the functions that send a request and its repeats, one after the other or at once. */
export function repeatNames(blueprint: Blueprint, repeats: Repeats): { repeated: string; atOnce: string } {
  const index = waysOf(blueprint).findIndex((one) => isSame(one, repeats));
  const number = index > 0 ? String(index + 1) : "";
  return { repeated: `repeated${number}`, atOnce: `repeatedAtOnce${number}` };
}

/** All that is said of repeats, the same once. */
function waysOf(blueprint: Blueprint): Repeats[] {
  const all = saidOfRepeats(blueprint).map(({ repeats }) => repeats);
  return all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);
}

function isSame(one: Repeats, other: Repeats): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Functions that send a request with its repeats; `send` sends one. */
export function repeatFunctions(blueprint: Blueprint, send: string): FrameFunction[] {
  return waysOf(blueprint).flatMap((repeats) => {
    const { header, refusal, reused } = repeats;
    const { repeated, atOnce } = repeatNames(blueprint, repeats);
    const key = propertyKey(header);
    const parameters =
      "(status: number, method: string, target: string, body?: unknown, headers: Record<string, string> = {})";
    const keyed = `  const keyed = { ...headers, ${key}: crypto.randomUUID() };`;
    const expected = (answer: string, how: Repeats["reused"]) =>
      expectRefused(blueprint, answer, how).map((line) => `  ${line}`);
    const needed =
      refusal === undefined
        ? []
        : [
            `  const keyless = await ${send}(method, target, body, { ...headers, ${key}: "" });`,
            ...expected("keyless", refusal),
          ];
    return [
      {
        name: repeated,
        lines: [
          "/** Sends a request, and then with its key again: what the first time was refused uses no key up, and what is another call is no repeat. */",
          `async function ${repeated}${parameters} {`,
          keyed,
          ...needed,
          `  if (body !== undefined) expect((await ${send}(method, target, "{ broken", keyed)).status).toBeGreaterThanOrEqual(400);`,
          `  const answer = await ${send}(method, target, body, keyed);`,
          "  expect(answer.status, answer.text).toBe(status);",
          `  const other = await ${send}(method, target, { ...Object(body), other: true }, keyed);`,
          ...expected("other", reused),
          `  const again = await ${send}(method, target, body, keyed);`,
          "  expect([again.status, again.text, again.headers.location]).toEqual([status, answer.text, answer.headers.location]);",
          "  return answer;",
          "}",
        ],
      },
      {
        name: atOnce,
        lines: [
          "/** Sends a request with one key many times at once: all get the same answer. */",
          `async function ${atOnce}${parameters} {`,
          keyed,
          `  const sent = Array.from({ length: ${racers} }, () => ${send}(method, target, body, keyed));`,
          "  const [answer, ...others] = await Promise.all(sent);",
          '  if (answer === undefined) throw new Error("Nothing was sent.");',
          "  expect(answer.status, answer.text).toBe(status);",
          "  for (const other of others) expect([other.status, other.text]).toEqual([status, answer.text]);",
          "  return answer;",
          "}",
        ],
      },
    ];
  });
}
