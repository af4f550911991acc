import { rolesOf } from "../blueprint/callers.ts";
import type { Permission } from "../blueprint/refusal.ts";
import type { FrameFunction } from "./frame.ts";
import { callerNames, headersOf } from "./scenario/callers.ts";
import { racers } from "./scenario/race.ts";
import { literal } from "./source/code.ts";
import type { Subject } from "./subject.ts";

/** The import of what sends requests; where callers must say who they are, `call` is the file's own. */
export function callerCode({ blueprint }: Subject, code: string): string[] {
  const clock = ["advance", "now"].filter((name) => new RegExp(`(?<![.\\w])${name}\\(`).test(code));
  if (blueprint.callers === undefined) return [serviceImport(["call", ...clock])];
  const isUsed = /\bcall\(/.test(code) || /\b(done|refused|atOnce)\(/.test(code);
  const names = [...(isUsed ? ["call as send"] : []), ...clock];
  return names.length === 0 ? [] : [serviceImport(names)];
}

function serviceImport(names: readonly string[]): string {
  return `import { ${names.toSorted().join(", ")} } from "./service.ts";`;
}

/** Calls as one who may do everything that tests do, unless they say otherwise. */
export function callerFunction({ blueprint }: Subject, code: string): string[] {
  const { callers } = blueprint;
  if (callers === undefined || !/\bcall\(/.test(code)) return [];
  const all = rolesOf(callers);
  const roles = all.filter((role, index) => all.findIndex(({ header }) => header === role.header) === index);
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
      `  if (method === ${literal(method)} && ${pattern(path)}.test(target)) return send(method, target, body, { ...CALLER, ...${literal(headers)}, ...headers });`,
  );
  return [
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

function pattern(path: string): string {
  const escaped = path.replace(/[.\\/]/g, "\\$&").replace(/:[^/\\]+/g, "[^/]+");
  return `/^${escaped}(\\?|$)/`;
}

/** Functions that tests of scenarios are written with; where these let time pass, now is what they have made of it. */
export function sharedFunctions({ blueprint }: Subject, tests = ""): FrameFunction[] {
  const present = tests.includes("advance(") ? "now()" : "Date.now()";
  const call = blueprint.callers === undefined ? "call" : "send";
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
