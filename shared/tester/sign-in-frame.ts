import type { Blueprint } from "../blueprint/blueprint.ts";
import { haveSessions, roleOfEachHeader } from "../blueprint/callers.ts";
import { memberOf } from "../code/literal.ts";
import type { FrameFunction } from "./frame.ts";
import { ModelService, triedAt } from "./model/service.ts";
import { isEarlier } from "./model/step.ts";
import { sessionOf } from "./scenario/accounts.ts";
import { headersOf, prefixOf } from "./scenario/callers.ts";
import type { Answer } from "./scenario/choose.ts";
import { Rendering } from "./scenario/render.ts";
import { Code, type Entries, literal, objectLiteral, SPREAD } from "./source/code.ts";
import { capitalized, words } from "./source/phrases.ts";
import { behindPrefix, pathPattern } from "./source/urls.ts";
import type { Subject } from "./subject.ts";
import { callerFor, rights, usualAccounts } from "./usual-accounts.ts";

/** The function that makes those as whom tests call by the way, and signs them in where callers do. */
export function signInFunction(subject: Subject): FrameFunction[] {
  const usual = usualAccounts(subject.blueprint);
  if (usual === undefined) return [];
  const { steps, callers } = usual;
  const service = new ModelService(subject.blueprint, triedAt);
  const answers = steps.map((step): Answer => {
    const outcome = service.perform(step);
    if (outcome.kind !== "done") throw new Error("Nobody is signed in.");
    const { status, made, session } = outcome;
    return { status, made, session, isRefused: false };
  });
  const keeps = callers.flatMap(({ caller }) => sessionOf(caller) ?? []);
  const things = callers.flatMap(({ caller: { name } }) => (isEarlier(name) ? name.$made : []));
  const rendering = new Rendering(subject, { steps, answers }, { keeps, things });
  const tokens = [
    ...keeps.map((session) => rendering.tokenName(session)),
    ...things.map((number) => rendering.headerId(number)),
  ];
  const isOne = tokens.length === 1;
  const { does, gives } = frameNames(subject.blueprint);
  return [
    {
      name: does,
      lines: [
        isOne
          ? `/** Makes one who may do everything that is done by the way, and gives ${gives.one}. */`
          : `/** Makes those who may do everything that is done by the way, and gives ${gives.all}. */`,
        `async function ${does}(): Promise<${isOne ? "string" : "string[]"}> {`,
        ...rendering.lines.map((line) => `  ${line}`),
        `  return ${isOne ? tokens[0] : `[${tokens.join(", ")}]`};`,
        "}",
      ],
    },
  ];
}

/** What is called how in tests: callers are signed in, or are named by their identifiers. */
export function frameNames({ callers }: Blueprint) {
  return haveSessions(callers)
    ? {
        does: "signIn",
        done: { one: "signedIn", all: "allSignedIn" },
        token: { one: "token", all: "tokens" },
        gives: { one: "the token of a session", all: "the tokens of their sessions" },
        who: "one who is signed in and may do",
      }
    : {
        does: "makeCallers",
        done: { one: "callerMade", all: "callersMade" },
        token: { one: "caller", all: "callers" },
        gives: { one: "what names it", all: "what names them" },
        who: "one who may do",
      };
}

/** Calls as one who is signed in, unless they say otherwise: in each test somebody new. */
export function signedInCall(blueprint: Blueprint): string[] {
  const usual = usualAccounts(blueprint);
  const { header = "", account } = blueprint.callers?.name ?? {};
  const roles = roleOfEachHeader(blueprint.callers);
  const fixed = Object.entries(headersOf(blueprint, { roles: roles.map(({ name }) => name) }).fixed);
  const signature = "(method: string, target: string, body?: unknown, headers: Record<string, string> = {})";
  const sent = (...entries: Entries[number][]) =>
    `return send(method, target, body, ${objectLiteral([...fixed, ...entries, [SPREAD, new Code("headers")]])});`;
  if (usual === undefined) return ["", `function call${signature} {`, `  ${sent()}`, "}"];
  const prefix = prefixOf(account?.scheme);
  const said = (token: string): Entries[number] => [header, behindPrefix(prefix, token)];
  const { callers } = usual;
  const isOne = callers.length === 1;
  const names = frameNames(blueprint);
  const special = rights(blueprint).flatMap(({ method, path, by }) => {
    const found = callerFor(callers, by);
    if (found === undefined || found === callers[0]) return [];
    const token = `${names.token.all}[${callers.indexOf(found)}]`;
    return `  if (method === ${literal(method)} && ${pathPattern(path)}.test(target)) ${sent(said(token))}`;
  });
  const name = isOne ? names.done.one : names.done.all;
  return [
    "",
    `let ${name}: ReturnType<typeof ${names.does}> | undefined;`,
    "beforeEach(() => {",
    `  ${name} = undefined;`,
    "});",
    "",
    `/** Calls as ${names.who} everything that is done by the way: in each test somebody new. */`,
    `async function call${signature} {`,
    `  ${name} ??= ${names.does}();`,
    `  const ${isOne ? names.token.one : names.token.all} = await ${name};`,
    ...special,
    `  ${sent(said(isOne ? names.token.one : `${names.token.all}[0]`))}`,
    "}",
  ];
}

/** Name of the function that sends what must succeed, and whose answer must not have a property. */
export function discreetName(property: string): string {
  return `without${capitalized(property)}`;
}

/** Functions that look that a password is in no answer. */
export function discreetFunctions({ entities }: Blueprint): FrameFunction[] {
  const names = entities.flatMap(({ fields }) =>
    fields.flatMap(({ type, name }) => (type === "password" ? [name] : [])),
  );
  return [...new Set(names)].map((name) => ({
    name: discreetName(name),
    lines: [
      `/** Sends what must succeed with a status, and is answered without the ${words(name)}. */`,
      `async function ${discreetName(name)}(status: number, ...request: Parameters<typeof send>) {`,
      "  const answer = await done(status, ...request);",
      `  expect(answer.text).not.toContain(${literal(`${JSON.stringify(name)}:`)});`,
      `  const sent: unknown = ${memberOf("Object(request[2])", name)};`,
      '  if (typeof sent === "string") expect(answer.text).not.toContain(sent);',
      "  return answer;",
      "}",
    ],
  }));
}
