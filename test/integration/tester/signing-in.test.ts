import { describe, expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { writeCostTests } from "../../../shared/tester/cost.ts";
import { ModelService } from "../../../shared/tester/model/service.ts";
import type { Caller, Step } from "../../../shared/tester/model/step.ts";
import { Accounts } from "../../../shared/tester/scenario/accounts.ts";
import { waysOf } from "../../../shared/tester/scenario/ways.ts";
import { runSuite } from "./run-suite.ts";
import { club, expenses, fleet, guestbook } from "./signing-in.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

async function failuresOf(spec: string, wrong: Blueprint, spoil?: (code: string) => string) {
  const results = await runSuite(testsOf(spec).files, wrong, {
    goesOn: (failure) => failure === null,
    ...(spoil && { spoil }),
  });
  return [...results].filter(([, failure]) => failure !== null);
}

/** Faults of the kit, in which no statement is missing. */
const faults: [what: string, spec: string, right: string, wrong: string][] = [
  ["a session never ends", expenses, "(ends_at IS NULL OR ends_at > ?)", "(1 OR ends_at > ?)"],
  ["a session ends after its moment, and not at it", fleet, "OR ends_at > ?)", "OR ends_at >= ?)"],
  [
    "who signs out stays signed in",
    club.replace(
      "### Promote",
      "### Log out: `POST /logout`\n- Signs out\n- Answers nothing (204)\n\n### Promote",
    ),
    "DELETE FROM kept_sessions WHERE session = ?",
    "DELETE FROM kept_sessions WHERE 0 AND session = ?",
  ],
  [
    "who signs out does so everywhere",
    expenses,
    "DELETE FROM kept_sessions WHERE session = ?",
    "DELETE FROM kept_sessions WHERE account = (SELECT account FROM kept_sessions WHERE session = ?)",
  ],
  [
    "who leaves is signed in elsewhere",
    guestbook,
    "DELETE FROM kept_sessions WHERE accounts = ? AND account = ?",
    "DELETE FROM kept_sessions WHERE accounts = ? AND account = ? AND 0",
  ],
  ["sessions go on with another account of the name", fleet, "AND account = OLD", "AND 0 AND account = OLD"],
];

describe("the tests find it when", () => {
  test.each(faults)("%s", { timeout: 120_000 }, async (_, spec, right, wrong) => {
    let changed = 0;
    const failures = await failuresOf(spec, readSpec(spec).blueprint, (code) => {
      if (code.includes(right)) changed += 1;
      return code.replaceAll(right, wrong);
    });
    expect(changed).toBeGreaterThan(0);
    expect(failures).not.toEqual([]);
  });

  test("nobody has to sign in", { timeout: 120_000 }, async () => {
    const copy = Blueprint.parse(structuredClone(readSpec(expenses).blueprint));
    delete copy.callers?.name?.refusal;
    expect(await failuresOf(expenses, copy)).not.toEqual([]);
  });
});

const locked = `# Zoo

Callers are keepers who sign in (401 \`who\`).
Refusals answer {error: code}.

## Keeper
- name: text, required, unique
- password: password, required
- \`GET /keepers\` lists them

### Log in: \`POST /login\`
- By anyone
- name: text, required
- password: text, required
- Finds known among all keepers where name is its name
- Only if known.password is password (401 \`wrong\`)
- Signs in known
- Answers {token}

## Animal
- name: text, required, 1 to 20 characters
- \`POST /animals\` creates one
- \`GET /animals\` lists them, by anyone
`;

describe("where nobody can be signed in by what a test knows", () => {
  const { blueprint, clauses } = readSpec(locked);
  const { files, covers } = testsOf(locked);
  const shown = clauses.filter(({ id }) => covers.some(({ clause }) => clause === id));

  test("no way is found, and no test of what it costs is written", () => {
    expect(waysOf(blueprint)).toBeUndefined();
    expect(writeCostTests(blueprint, "X-Label")).toBeUndefined();
  });

  test("what needs it is left out, and nothing fails", async () => {
    const texts = shown.map(({ text }) => text);
    expect(texts).toContain("Callers are keepers who sign in (401 `who`)");
    expect(texts).not.toContain("`POST /animals` creates one");
    expect(texts).not.toContain("Signs in known");
    const results = await runSuite(files, blueprint);
    expect(results.size).toBeGreaterThan(0);
    expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
  });
});

/** Somebody with a role, of whom the model says which roles they have. */
function rolesOfHolder(spec: string, role: string): readonly string[] | undefined {
  const { blueprint } = readSpec(spec);
  const ways = waysOf(blueprint);
  if (ways === undefined) return undefined;
  const service = new ModelService(blueprint, "2027-03-10T10:11:12.131Z");
  const accounts = new Accounts({ blueprint, ways }, service, (step) => service.perform(step));
  const caller = accounts.withRole(role);
  return caller && service.rolesOf(caller);
}

describe("a role is come by", () => {
  test("by values with which an account is made", () => {
    expect(rolesOfHolder(expenses, "admin")).toEqual(["admin"]);
    expect(rolesOfHolder(fleet, "chief")).toEqual(["chief"]);
  });

  test("by being the first", () => {
    expect(waysOf(readSpec(club).blueprint)?.isFirstSpecial).toBe(true);
    expect(rolesOfHolder(club, "admin")).toEqual(["admin", "trusted"]);
  });

  test("by what somebody who may does", () => {
    const { blueprint } = readSpec(club);
    expect(waysOf(blueprint)?.roles.get("trusted")?.promotion?.by).toBe("admin");
  });

  test("by nothing that is not there", () => {
    expect(
      rolesOfHolder(expenses.replace("where role is admin", 'where email is "root"'), "admin"),
    ).toBeUndefined();
  });
});

describe("the model", () => {
  const { blueprint } = readSpec(expenses);
  const nobody: Caller = { roles: [] };
  const ann: Caller = { name: { $session: 0 }, roles: [] };
  const values = { email: "ann@example.com", password: "ann's password" };
  const join: Step = { kind: "create", entity: "user", values, caller: nobody };
  const act = (action: string, inputs: Record<string, string>, caller: Caller): Step => ({
    kind: "act",
    entity: "user",
    action,
    inputs,
    caller,
  });
  const statusOf = (service: ModelService, step: Step) => {
    const outcome = service.perform(step);
    if (outcome.kind === "open") return outcome.why;
    return outcome.kind === "refused" ? outcome.reason.status : outcome.status;
  };
  const signedIn = () => {
    const service = new ModelService(blueprint, "2027-03-10T10:11:12.131Z", 0);
    for (const step of [join, act("Log in", values, nobody)]) service.perform(step);
    return service;
  };

  test("takes a session until its end, at which it is none", () => {
    const service = signedIn();
    service.perform({ kind: "wait", milliseconds: 24 * 3_600_000 - 1 });
    expect(statusOf(service, act("Me", {}, ann))).toBe(200);
    service.perform({ kind: "wait", milliseconds: 1 });
    expect(statusOf(service, act("Me", {}, ann))).toBe(401);
  });

  test("ends no session by a call that is refused", () => {
    const service = signedIn();
    expect(statusOf(service, act("Change password", { old: "another one", new: "yet another" }, ann))).toBe(
      403,
    );
    expect(statusOf(service, act("Me", {}, ann))).toBe(200);
    expect(statusOf(service, act("Change password", { old: values.password, new: "yet another" }, ann))).toBe(
      204,
    );
    expect(statusOf(service, act("Me", {}, ann))).toBe(401);
    expect(statusOf(service, act("Log in", values, nobody))).toBe(401);
    expect(statusOf(service, act("Log in", { ...values, password: "yet another" }, nobody))).toBe(200);
  });

  test("says nothing of a session that was not begun", () => {
    const service = new ModelService(blueprint, "2027-03-10T10:11:12.131Z");
    expect(statusOf(service, act("Me", {}, ann))).toBe("the session was not begun");
  });
});

test("what requests cost is measured of who is signed in", () => {
  const tests = writeCostTests(readSpec(fleet).blueprint, "X-Label");
  expect(tests?.routes.map(({ route }) => route)).toContain("POST /vans");
  expect(tests?.file.content).toContain("token ");
});
