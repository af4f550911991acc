import type { Blueprint } from "../blueprint/blueprint.ts";
import { type Repeats, saidOfRepeats } from "../blueprint/repeats.ts";
import { propertyKey } from "../code/literal.ts";
import type { FrameFunction } from "./frame.ts";
import { expectRefused } from "./refusals.ts";
import { boundariesOf } from "./samples/boundaries.ts";
import { racers } from "./scenario/race.ts";
import { literal } from "./source/code.ts";

/** The headers that calls need a key of their own in, each with code of a new one. */
export function keysNeeded(blueprint: Blueprint): [header: string, code: string][] {
  const headers = saidOfRepeats(blueprint).flatMap(({ repeats }): [string, string][] =>
    repeats.refusal === undefined ? [] : [[repeats.header, newKey(repeats)]],
  );
  return [...new Map(headers)];
}

/** Code of a key that no call has had. */
export function newKey({ value }: Repeats): string {
  const { minLength = 0, maxLength = Infinity } = value ?? {};
  const uuid = "crypto.randomUUID()";
  if (maxLength < uuidLength) return `${uuid}.slice(0, ${maxLength})`;
  return minLength > uuidLength ? `${uuid}.padEnd(${minLength}, "0")` : uuid;
}

const uuidLength = 36;

/** Keys that are not as they must be, as far as a header can have them. */
function wrongKeys({ value }: Repeats): string[] {
  const outside = value === undefined ? [] : boundariesOf(value).outside;
  return outside.flatMap((one) => (typeof one === "string" && /^[!-~]{1,1000}$/.test(one) ? [one] : []));
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
    const keyed = `  const keyed = { ...headers, ${key}: ${newKey(repeats)} };`;
    const expected = (answer: string, how: Repeats["reused"]) =>
      expectRefused(blueprint, answer, how).map((line) => `  ${line}`);
    const needed =
      refusal === undefined
        ? []
        : [
            `  const keyless = await ${send}(method, target, body, { ...headers, ${key}: "" });`,
            ...expected("keyless", refusal),
          ];
    const unfit = wrongKeys(repeats).flatMap((wrong, index) => [
      `  const unfit${index + 1} = await ${send}(method, target, body, { ...headers, ${key}: ${literal(wrong)} });`,
      ...expected(`unfit${index + 1}`, {
        status: blueprint.refusals.invalid,
        code: blueprint.refusals.codes?.invalid,
      }),
    ]);
    return [
      {
        name: repeated,
        lines: [
          "/** Sends a request, and then with its key again: what the first time was refused uses no key up, and what is another call is no repeat. */",
          `async function ${repeated}${parameters} {`,
          keyed,
          ...needed,
          ...unfit,
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
