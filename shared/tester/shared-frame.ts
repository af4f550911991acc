import type { Blueprint } from "../blueprint/blueprint.ts";
import { roleOfEachHeader } from "../blueprint/callers.ts";
import type { Permission } from "../blueprint/refusal.ts";
import { propertyKey } from "../code/literal.ts";
import { batchFunctions } from "./batch-frame.ts";
import type { FrameFunction } from "./frame.ts";
import { accountOf } from "./model/sessions.ts";
import { keysNeeded, repeatFunctions } from "./repeat-frame.ts";
import { callerNames, headersOf } from "./scenario/callers.ts";
import { racers } from "./scenario/race.ts";
import { discreetFunctions, signedInCall, signInFunction } from "./sign-in-frame.ts";
import { literal } from "./source/code.ts";
import { pathPattern } from "./source/urls.ts";
import type { Subject } from "./subject.ts";
import { versionFunctions, versionHeaders } from "./version-frame.ts";

/** The import of what sends requests; where callers must say who they are, `call` is the file's own. */
export function callerCode({ blueprint }: Subject, code: string): string[] {
  const clock = ["advance", "now"].filter((name) => new RegExp(`(?<![.\\w])${name}\\(`).test(code));
  const sends = sendingName(blueprint);
  const transmits = headersNeeded(blueprint).length > 0;
  const isUsed = isSending(code) || (sends === "call" && !transmits);
  const imported = transmits ? "call as transmit" : sends === "call" ? "call" : `call as ${sends}`;
  const names = [...(isUsed ? [imported] : []), ...clock];
  return names.length === 0 ? [] : [serviceImport(names)];
}

function serviceImport(names: readonly string[]): string {
  return `import { ${names.toSorted().join(", ")} } from "./service.ts";`;
}

/** The function that sends a request as it is. */
function sendingName({ callers }: Blueprint): "call" | "send" {
  return callers === undefined ? "call" : "send";
}

function isSending(code: string): boolean {
  return /\b(?:call|done|refused|atOnce|(?:inRow|repeated|versioned|without)\w*)\(/.test(code);
}

/** What changes need in headers: keys of their own, so that none is taken for a repeat of another, and any version. */
function headersNeeded(blueprint: Blueprint): string[] {
  return [
    ...keysNeeded(blueprint).map(([header, key]) => `${propertyKey(header)}: ${key}`),
    ...versionHeaders(blueprint).map((header) => `${propertyKey(header)}: "*"`),
  ];
}

/** Calls that say what changes need in headers, unless they say it themselves. */
function keyedFunction(blueprint: Blueprint, code: string): string[] {
  const headers = headersNeeded(blueprint);
  if (headers.length === 0 || !isSending(code)) return [];
  return [
    "",
    "/** Sends a request; what changes something says what it needs in headers, unless the test does. */",
    `function ${sendingName(blueprint)}(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {`,
    `  const usual: Record<string, string> = method === "GET" ? {} : { ${headers.join(", ")} };`,
    "  return transmit(method, target, body, { ...usual, ...headers });",
    "}",
  ];
}

/** Calls as one who may do everything that tests do, unless they say otherwise. */
export function callerFunction({ blueprint }: Subject, code: string): string[] {
  const { callers } = blueprint;
  const keyed = keyedFunction(blueprint, code);
  if (callers === undefined || !/\bcall\(/.test(code)) return keyed;
  if (accountOf(blueprint) !== undefined) return [...keyed, ...signedInCall(blueprint)];
  const roles = roleOfEachHeader(callers);
  const usual = headersOf(blueprint, {
    ...(callers.name !== undefined && { name: callerNames(blueprint)[0] }),
    roles: roles.map(({ name }) => name),
  }).fixed;
  const exceptions = rights(blueprint).flatMap(({ method, path, by }) => {
    const role = by.roles[0];
    if (role === undefined || by.roles.some((each) => roles.some(({ name }) => name === each))) return [];
    return [{ method, path, headers: headersOf(blueprint, { roles: [role] }).fixed }];
  });
  const special = exceptions.map(
    ({ method, path, headers }) =>
      `  if (method === ${literal(method)} && ${pathPattern(path)}.test(target)) return send(method, target, body, { ...CALLER, ...${literal(headers)}, ...headers });`,
  );
  return [
    ...keyed,
    "",
    "/** Headers of one who may do everything that is done by the way. */",
    `const CALLER = ${literal(usual)};`,
    "",
    "function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {",
    ...special,
    "  return send(method, target, body, { ...CALLER, ...headers });",
    "}",
  ];
}

function rights({ entities }: Subject["blueprint"]): { method: string; path: string; by: Permission }[] {
  return entities.flatMap(({ operations }) =>
    operations.flatMap(({ method, path, by }) => (by === undefined ? [] : [{ method, path, by }])),
  );
}

/** Functions that tests of scenarios are written with; where these let time pass, now is what they have made of it. */
export function sharedFunctions(subject: Subject, tests = ""): FrameFunction[] {
  const { blueprint } = subject;
  const present = tests.includes("advance(") ? "now()" : "Date.now()";
  const call = sendingName(blueprint);
  const sending = (name: string, comment: string) => ({
    name,
    lines: [
      comment,
      `async function ${name}(status: number, ...request: Parameters<typeof ${call}>) {`,
      `  const answer = await ${call}(...request);`,
      "  expect(answer.status, answer.text).toBe(status);",
      "  return answer;",
      "}",
    ],
  });
  return [
    sending("done", "/** Sends what must succeed with a status. */"),
    sending("refused", "/** Sends what must be refused with a status. */"),
    {
      name: "atOnce",
      lines: [
        "/** Sends the same many times at once, and says how often each status is answered. */",
        `async function atOnce(...request: Parameters<typeof ${call}>): Promise<Record<number, number>> {`,
        `  const sent = Array.from({ length: ${racers} }, () => ${call}(...request));`,
        "  const counts: Record<number, number> = {};",
        "  for (const { status } of await Promise.all(sent)) counts[status] = (counts[status] ?? 0) + 1;",
        "  return counts;",
        "}",
      ],
    },
    ...signInFunction(subject),
    ...(accountOf(blueprint) === undefined ? [] : discreetFunctions(blueprint)),
    ...repeatFunctions(blueprint, call),
    ...batchFunctions(blueprint, call),
    ...versionFunctions(blueprint, call),
    {
      name: "momentIn",
      lines: [
        "/** The moment so many days from now. */",
        "function momentIn(days: number): string {",
        `  return new Date(${present} + days * 86_400_000).toISOString();`,
        "}",
      ],
    },
    {
      name: "dayIn",
      lines: [
        "/** The day so many days from today, in UTC. */",
        "function dayIn(days: number): string {",
        `  return new Date(${present} + days * 86_400_000).toISOString().slice(0, 10);`,
        "}",
      ],
    },
  ];
}
