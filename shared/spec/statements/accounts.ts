import type { Effect } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Callers } from "../../blueprint/callers.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { inAction } from "../change.ts";
import type { Draft } from "../draft.ts";
import { printCondition } from "../expressions/print.ts";
import type { Node } from "../grammar.ts";
import { type PathPhrase, settleTarget } from "../phrases/effect.ts";
import { optional } from "../phrases/field-type.ts";
import { addEffect, settleCondition } from "../phrases/only-when.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "../phrases/refusal.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { nameCallers } from "./callers.ts";

type CallersName = NonNullable<Callers["name"]>;
type Account = NonNullable<CallersName["account"]>;

const usual = { header: "Authorization", scheme: "Bearer" };

/** Where callers say their token, as it is read. */
interface TokenPhrase {
  header: string;
  scheme?: string;
}

export const callerAccount: Statement = {
  rule: "CallersAccount",
  about: "user users register login log in sign up account password token session jwt bearer authenticated",
  places: ["service"],
  title: "Callers who sign in",
  meaning:
    "Each call says the token of its session as `Authorization: Bearer TOKEN`, or by another header: `X-Token`, with a scheme `Authorization: Token`. `the caller` is then the thing that signed in; a field of the type `the caller` refers to it. Where CONDITION is not true of it, its sessions are as none. `Signs in` begins sessions.",
  ways: [
    "Callers are THINGS who sign in (STATUS `code`)",
    "Callers may be THINGS who sign in",
    "Callers are THINGS who sign in where CONDITION, by the header `NAME: SCHEME` (STATUS)",
  ],
  grammar: `
  CallersAccount = "callers" "are" AccountsSignIn Refusal?  -- must
                 | "callers" "may" "be" AccountsSignIn  -- may
  AccountsSignIn = name "who" "sign" "in" Where? AccountHeader?
  AccountHeader = ","? "by" "the" "header" code
`,
  meanings: {
    CallersAccount_must: (account, refusal): Change =>
      accountChange(account, optional<RefusalPhrase>(refusal)),
    CallersAccount_may: (account): Change => accountChange(account, "none"),
    AccountsSignIn: (name, where, header): CallersName & { account: Account } => {
      const condition = optional<Expression>(where);
      const { header: said, scheme } = optional<TokenPhrase>(header) ?? usual;
      return {
        header: said,
        account: {
          entity: name.value(),
          ...(scheme !== undefined && { scheme }),
          ...(condition && { where: condition }),
        },
      };
    },
    AccountHeader: (_comma, code): TokenPhrase => {
      const [header = "", scheme] = String(code.value()).split(/\s*:\s*/);
      return { header, ...(scheme !== undefined && { scheme }) };
    },
  },
  print: {
    service: (blueprint) => {
      const { name } = blueprint.callers ?? {};
      if (name?.account === undefined || name.account.isNamed === true) return [];
      const { header, account } = name;
      const { start, where, end } = accountWords(blueprint, name, account);
      const isUsual = header === usual.header && account.scheme === usual.scheme;
      const place = account.scheme === undefined ? header : `${header}: ${account.scheme}`;
      const by = isUsual ? "" : `, by the header \`${place}\``;
      return [{ text: `${start} who sign in${where}${by}${end}`, of: name }];
    },
  },
  examples: [
    "Callers are things who sign in (401 `unauthorized`).",
    "# Sample\n\nCallers are things who sign in (401 `unauthorized`).\n\n## Thing\n- name: text, required, unique\n- secret: password, required, at least 8 characters\n- `POST /things` creates one, by anyone\n- `GET /things/{id}` shows one\n\n### Log in: `POST /login`\n- By anyone\n- name: text, required\n- secret: text, required\n- Finds known among all things where name is its name\n- Only if known.secret is secret (401 `wrong`)\n- Signs in known for 30 days\n- Answers {token, thing: known} (200)",
    "# Sample\n\nCallers may be things who sign in where not blocked, by the header `X-Token`.\n\n## Thing\n- name: text\n- blocked: yes/no, default no",
  ],
};

export const callerThing: Statement = {
  rule: "CallersThings",
  about: "user users header id identified member person acting as",
  places: ["service"],
  title: "Callers who are things",
  meaning:
    "The header holds the identifier of one, and is believed. `the caller`, also in fields, is then that thing, as of those who sign in; for its fields, `Finds me among all THINGS where it is the caller`. What names none, or one of which CONDITION is not true, is as missing.",
  ways: [
    "Callers are THINGS named by the header `NAME` (STATUS `code`)",
    "Callers may be THINGS where CONDITION, named by the header `NAME`",
  ],
  grammar: `
  CallersThings = "callers" "are" AccountsNamed Refusal?  -- must
                | "callers" "may" "be" AccountsNamed  -- may
  AccountsNamed = name Where? ","? "named" "by" "the" "header" code
`,
  meanings: {
    CallersThings_must: (account, refusal): Change =>
      accountChange(account, optional<RefusalPhrase>(refusal)),
    CallersThings_may: (account): Change => accountChange(account, "none"),
    AccountsNamed: (name, where, _comma, header): CallersName & { account: Account } => {
      const condition = optional<Expression>(where);
      return {
        header: header.value(),
        account: { entity: name.value(), isNamed: true, ...(condition && { where: condition }) },
      };
    },
  },
  print: {
    service: (blueprint) => {
      const { name } = blueprint.callers ?? {};
      if (name?.account?.isNamed !== true) return [];
      const { start, where, end } = accountWords(blueprint, name, name.account);
      const named = `named by the header \`${name.header}\``;
      return [{ text: `${start}${where === "" ? "" : `${where},`} ${named}${end}`, of: name }];
    },
  },
  examples: [
    "Callers are things named by the header `X-User` (401 `unauthorized`).",
    "# Sample\n\nCallers may be things where not blocked, named by the header `X-User`.\nRole chief: things where level > 2.\n\n## Thing\n- name: text\n- level: whole number, default 0\n- blocked: yes/no, default no\n- `DELETE /things/{id}` deletes one, by chief (403)",
  ],
};

/** What both ways to be known as a thing begin and end with, and the condition between. */
function accountWords(blueprint: Blueprint, { refusal }: CallersName, account: Account) {
  const entity = blueprint.entities.find((one) => one.name === account.entity);
  const scope = entityScope(blueprint, entity);
  const where = account.where === undefined ? "" : ` where ${printCondition(account.where, scope)}`;
  const refused = refusal === undefined ? "" : ` ${refusalText(refusal, entityScope(blueprint, undefined))}`;
  return {
    start: `Callers ${refusal === undefined ? "may be" : "are"} ${entity?.plural ?? account.entity}`,
    where,
    end: `${refused}.`,
  };
}

function accountChange(phrase: Node, said: RefusalPhrase | "none" | undefined): Change {
  const raw: CallersName & { account: Account } = phrase.value();
  return (draft) => {
    const scope = () => entityScope(draft.blueprint, undefined);
    const account = { ...raw.account };
    const refusal = said === "none" ? undefined : settleRefusal(said, () => 401, { draft, scope });
    const made: CallersName = { header: raw.header, ...(refusal && { refusal }), account };
    nameCallers(draft, made);
    draft.later("names", () => {
      const entity = draft.entityNamed(raw.account.entity);
      if (entity === undefined) return;
      account.entity = entity.name;
      referToCallers(draft, entity.name);
      if (account.where !== undefined)
        draft.expression(
          account.where,
          () => entityScope(draft.blueprint, entity),
          "truth",
          (resolved) => {
            account.where = resolved;
          },
        );
    });
  };
}

/** What says who created a thing refers to an account. */
function referToCallers({ blueprint }: Draft, account: string): void {
  for (const { fields } of blueprint.entities)
    for (const field of fields)
      if (field.source === "caller") Object.assign(field, { type: "reference", references: account });
}

export const signIn: Statement = {
  rule: "SignIn",
  about: "login log in sign in register token session expires",
  places: ["action"],
  title: "Beginning a session",
  meaning:
    "Begins a session of the thing, which `Finds` has found or the action has made. Its `token` is a named value of what follows. Without a time it lasts until it is ended.",
  ways: ["- Signs in THING for DURATION", "- Signs in THING", "- Signs in THING if CONDITION"],
  grammar: `
  SignIn = "signs" "in" Path SignInFor? OnlyWhen?
  SignInFor = "for" Duration
`,
  meanings: {
    SignInFor: (duration) => duration.value(),
    SignIn: (path, lasting, when): Change => {
      const raw: PathPhrase = path.value();
      const time = optional<Expression>(lasting);
      const condition = optional<Expression>(when);
      return inAction((draft, action, scope) => {
        const effect: Extract<Effect, { kind: "sign-in" }> = {
          kind: "sign-in",
          target: { scope: "own", names: [] },
          ...(time && { for: time }),
          ...(condition && { condition }),
        };
        addEffect(draft, action, effect, {
          scope,
          settle: (around) => {
            settleTarget(draft, raw, around, (target, entity) => {
              effect.target = target;
              checkAccount(draft, entity.name);
            });
            const resolved = time && draft.resolve(time, around, undefined);
            if (resolved !== undefined) effect.for = resolved;
            settleCondition(draft, effect, around);
          },
        });
      });
    },
  },
  print: {},
  examples: [
    "# Sample\n\nCallers are things who sign in (401).\n\n## Thing\n- name: text, required\n- secret: password, required\n\n### Join: `POST /join`\n- By anyone\n- name: text, required\n- secret: text, required, at least 8 characters\n- hours: whole number, 1 to 48, default 24\n- Creates a thing with name = name, secret = secret\n- Signs in thing for hours hours\n- Answers {token, name: thing.name} (201)",
  ],
};

export const signOut: Statement = {
  rule: "SignOut",
  about: "logout log out sign out revoke end session",
  places: ["action"],
  title: "Ending sessions",
  meaning: "Ends the session that the call is of; of a thing: all its sessions.",
  ways: ["- Signs out", "- Signs out THING"],
  grammar: `
  SignOut = "signs" "out" Path? OnlyWhen?
`,
  meanings: {
    SignOut: (path, when): Change => {
      const raw = optional<PathPhrase>(path);
      const condition = optional<Expression>(when);
      return inAction((draft, action, scope) => {
        const effect: Extract<Effect, { kind: "sign-out" }> = {
          kind: "sign-out",
          ...(condition && { condition }),
        };
        addEffect(draft, action, effect, {
          scope,
          settle: (around) => {
            if (raw === undefined) checkAccount(draft);
            else
              settleTarget(draft, raw, around, (target, entity) => {
                effect.target = target;
                checkAccount(draft, entity.name);
              });
            settleCondition(draft, effect, around);
          },
        });
      });
    },
  },
  print: {},
  examples: [
    "# Sample\n\nCallers are things who sign in (401).\n\n## Thing\n- name: text\n- secret: password\n\n### Leave: `POST /leave`\n- Signs out\n\n### Leave everywhere: `POST /things/{id}/leave`\n- Signs out it if name is not empty\n- Answers {name} (200)",
  ],
};

/** Only the things that callers are have sessions. */
function checkAccount(draft: Draft, entity?: string): void {
  const { entity: account, isNamed } = draft.blueprint.callers?.name?.account ?? {};
  if (isNamed)
    draft.fail(
      "Callers are named by a header: nobody signs in or out. Say who signs in, as in `Callers are users who sign in (401)`.",
    );
  if (account !== undefined && (entity === undefined || entity === account)) return;
  const who = entity ?? "thing";
  draft.fail(
    account === undefined
      ? `Nobody signs in yet: say who does above the first thing, as in \`Callers are ${draft.thing(who)?.plural ?? "users"} who sign in (401)\`.`
      : `Callers are ${draft.thing(account)?.plural ?? account}: only one of them can sign in or out.`,
  );
}
