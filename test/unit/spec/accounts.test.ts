import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { problemsOf } from "./problems-of.ts";

const usual = {
  callers: "Callers are users who sign in (401 `unauthorized`).",
  role: "Role admin: users where level > 2 and not blocked.",
  secret: "- secret: password, required, at least 8 characters",
  guard: "- Only if known.secret is word (401 `wrong`)",
  begin: "- Signs in known for 30 days",
  end: "- Signs out",
};

function spec(parts: Partial<typeof usual> = {}): string {
  const { callers, role, secret, guard, begin, end } = { ...usual, ...parts };
  // Where callers may be nobody, anyone may call everything.
  const isOpen = callers.includes(" may be ");
  return `# Club

${callers}
${role}

## User
- name: text, required, unique
${secret}
- level: whole number, default 0
- hours: whole number, default 3
- blocked: yes/no, default no
- \`POST /users\` creates one${isOpen ? "" : ", by anyone"}
- \`GET /users\` lists them

### Log in: \`POST /login\`
${isOpen ? "" : "- By anyone\n"}- name: text, required
- word: password, required
- Finds known among all users where name is its name
${guard}
${begin}
- Answers {token, user: known} (201)

### Log out: \`POST /logout\`
${end}

## Note
- owner: the caller
- by = owner.name
`;
}

test("accounts in every way that can be said are printed as they are read", () => {
  const some = <Part extends string>(...parts: Part[]) => fc.constantFrom(...parts);
  const parts = fc.record({
    callers: fc
      .tuple(
        some("are", "may be"),
        some("", " where not blocked", " where level > 1 or name is not empty"),
        some(
          "",
          ", by the header `X-Token`",
          ", by the header `Authorization: Token`",
          " by the header `X-A: Key`",
        ),
        some("", " (401)", ' (403 `out`, "Sign in.")'),
      )
      .map(
        ([are, where, by, refused]) =>
          `Callers ${are} users who sign in${where}${by}${are === "are" ? refused : ""}.`,
      ),
    role: some(usual.role, "", 'Role only: users where name is "root". Role chief: users where level is 3.'),
    secret: some(
      usual.secret,
      "- secret: password",
      "- secret: password, 6 to 72 characters, matches `.*[0-9].*`, fixed",
    ),
    guard: some(
      usual.guard,
      "- Only if word is known.secret",
      "- Only if not known.blocked and known.secret is word and level is 0 (403)".replace(
        " and level is 0",
        "",
      ),
    ),
    begin: some(
      usual.begin,
      "- Signs in known",
      "- Signs in known for known.hours hours if known.level > 0",
      "- Signs in known for (known.hours + 1) minutes",
    ),
    end: some(
      usual.end,
      "- Finds me among all users where id is the caller\n- Signs out me",
      "- Signs out if now > now - 1 day",
    ),
  });
  fc.assert(
    fc.property(parts, (said) => {
      const reading = parseSpec(spec(said));
      if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
      const printed = printSpec(reading.blueprint);
      const again = parseSpec(printed);
      expect(again.outcome === "read" && again.blueprint).toEqual(reading.blueprint);
      expect(again.outcome === "read" && printSpec(again.blueprint)).toBe(printed);
    }),
    { numRuns: 100 },
  );
});

describe("what can't be kept is told", () => {
  test.each<[Partial<typeof usual>, string]>([
    [
      { secret: "- secret: password, unique" },
      "`secret` is a password: who is told that it is taken has guessed one",
    ],
    [
      { secret: '- secret: password, default "12345678"' },
      "`secret` is a password: one that all begin with is known to all",
    ],
    [{ secret: `${usual.secret}\n- \`?secret\` is secret` }, "nothing is found, ordered or told apart by it"],
    [{ secret: `${usual.secret}\n- shown = secret` }, "`secret` is a password, which nobody is shown"],
    [
      { secret: `${usual.secret}\n- same = secret is name` },
      "A password is compared only in an action's `Only if`",
    ],
    [{ secret: `${usual.secret}\n- all: {secret: password}` }, "a password is a field of its own"],
    [
      { guard: "- Only if known.secret is word or known.blocked" },
      "A password is compared only in an action's `Only if`",
    ],
    [{ secret: "- secret: password, trimmed" }, "it is compared as it is said"],
    [{ secret: `${usual.secret}\n- Listed by secret` }, "nothing is found, ordered or told apart by it"],
    [{ role: "Role admin: users where it is the caller." }, "It is judged before it is known who calls"],
    [
      { callers: `${usual.callers}\nCallers are named by the header \`X-User\` (401).` },
      "It is said already how callers are known",
    ],
    [
      { callers: "Callers are users who sign in, by the header `Content-Type`." },
      "which says how a request is sent",
    ],
    [
      { callers: "Callers are users who sign in, by the header `Cookie: session`." },
      "which browsers send by themselves",
    ],
    [{ guard: "- Only if known.secret is known.level" }, "A password is compared with a text"],
    [{ guard: "- Only if known.secret is not word" }, "`known.secret` is a password, which nobody is shown"],
    [{ begin: "- token: text\n- Signs in known" }, "`token` is what the session is known by"],
    [{ begin: "- Signs in known\n- Signs in known" }, "Only one session begins in an action"],
    [{ callers: "Callers may be named by the header `X-User`.", role: "" }, "Nobody signs in yet"],
    [{ callers: "Callers are notes who sign in (401)." }, "Callers are no users"],
  ])("%j", (parts, message) => {
    expect(
      problemsOf(spec(parts)).some((problem) => problem.includes(message)),
      JSON.stringify(problemsOf(spec(parts))),
    ).toBe(true);
  });
});
