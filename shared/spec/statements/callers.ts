import { type AccountRole, type Callers, rolesOf } from "../../blueprint/callers.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Draft } from "../draft.ts";
import { printCondition } from "../expressions/print.ts";
import { fieldText } from "../phrases/field-print.ts";
import { newField, optional } from "../phrases/field-type.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "../phrases/refusal.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { reservedWords } from "../words.ts";
import { tellContradictions } from "./fields.ts";

/** What is said of callers so far. */
function callersOf(draft: Draft): Callers {
  draft.blueprint.callers ??= { roles: [] };
  return draft.blueprint.callers;
}

/** Says how callers are known, once. */
export function nameCallers(draft: Draft, name: NonNullable<Callers["name"]>): void {
  const callers = callersOf(draft);
  if (callers.name !== undefined)
    draft.fail(
      "It is said already how callers are known: by a header, as things, or as things who sign in. Keep one of them.",
    );
  callers.name = name;
  draft.made(name);
}

export const callerName: Statement = {
  rule: "CallersNamed",
  about: "user login account sign authenticated owner",
  places: ["service"],
  title: "Who calls",
  meaning:
    "The header whose value names the caller: `the caller` in expressions, and in fields of the type `the caller`. With `may be`, calls without it are taken too, and then there is no caller. A type and options say what a name must be; one that does not fit is as if missing.",
  ways: [
    "Callers are named by the header `NAME` (STATUS `code`)",
    "Callers may be named by the header `NAME`",
    "Callers are named by the header `NAME` (STATUS `code`): TYPE, OPTION",
  ],
  grammar: `
  CallersNamed = "callers" "are" "named" "by" "the" "header" code Refusal? CallersValue?  -- must
               | "callers" "may" "be" "named" "by" "the" "header" code CallersValue?  -- may
  CallersValue = ":" TypePhrase Options
`,
  meanings: {
    CallersValue: (type, options) => newField("caller", [type.value(), ...options.value()]),
    CallersNamed_must: (name, refusal, value): Change => {
      const header: string = name.value();
      const kind = optional<Field>(value);
      const said = optional<RefusalPhrase>(refusal);
      return (draft) => {
        const scope = () => entityScope(draft.blueprint, undefined);
        const made = {
          header,
          refusal: settleRefusal(said, () => 401, { draft, scope }),
          ...(kind && { value: kind }),
        };
        nameCallers(draft, made);
        if (kind !== undefined) tellContradictions(draft, kind);
      };
    },
    CallersNamed_may: (name, value): Change => {
      const kind = optional<Field>(value);
      const made = { header: name.value(), ...(kind && { value: kind }) };
      return (draft) => {
        nameCallers(draft, made);
        if (kind !== undefined) tellContradictions(draft, kind);
      };
    },
  },
  print: {
    service: (blueprint) => {
      const name = blueprint.callers?.name;
      if (name === undefined || name.account !== undefined) return [];
      const scope = entityScope(blueprint, undefined);
      const { header, refusal, value } = name;
      const text =
        refusal === undefined
          ? `Callers may be named by the header \`${header}\``
          : `Callers are named by the header \`${header}\` ${refusalText(refusal, scope)}`;
      const kind = value === undefined ? "" : fieldText(value, scope).slice(value.name.length);
      return [{ text: `${text}${kind}.`, of: name }];
    },
  },
  examples: [
    "Callers are named by the header `X-User` (401).",
    "Callers may be named by the header `X-User`.",
    "Callers are named by the header `X-User` (401): email, in lower case.",
  ],
};

export const callerKey: Statement = {
  rule: "CallersKey",
  places: ["service"],
  title: "A key that every call needs",
  meaning: "Calls whose header is not exactly this are refused.",
  ways: ["Every call needs the header `NAME` to be `VALUE` (STATUS `code`)"],
  grammar: '\n  CallersKey = "every" "call" "needs" "the" "header" code "to" "be" code Refusal?\n',
  meanings: {
    CallersKey: (name, value, refusal): Change => {
      const said = optional<RefusalPhrase>(refusal);
      const fixed = { header: name.value(), value: value.value() };
      return (draft) => {
        const scope = () => entityScope(draft.blueprint, undefined);
        const made = { ...fixed, refusal: settleRefusal(said, () => 401, { draft, scope }) };
        callersOf(draft).key = made;
        draft.made(made);
      };
    },
  },
  print: {
    service: (blueprint) => {
      const key = blueprint.callers?.key;
      if (key === undefined) return [];
      const refusal = refusalText(key.refusal, entityScope(blueprint, undefined));
      return [
        { text: `Every call needs the header \`${key.header}\` to be \`${key.value}\` ${refusal}.`, of: key },
      ];
    },
  },
  examples: ["Every call needs the header `X-Api-Key` to be `s3cret` (401)."],
};

function checkRoleName(draft: Draft, name: string): void {
  if (reservedWords.has(name.toLowerCase()) || !/^[a-z][A-Za-z0-9]*$/.test(name))
    draft.fail(
      `\`${name}\` can't be a role's name: it is a word of the language, or does not begin with a small letter.`,
      name,
    );
  if (rolesOf(draft.blueprint.callers).some((role) => role.name === name))
    draft.fail(`There is a role \`${name}\` already.`, name);
}

interface UsualPhrase {
  header: string;
  roles: string[];
  usual: string | undefined;
}

export const callerRoles: Statement = {
  rule: "CallersRoles",
  places: ["service"],
  title: "Roles of which each caller has one",
  meaning:
    "Every call must say one of these roles by its name; with `NAME without it`, calls without the header have that role.",
  ways: [
    "Roles NAME, NAME, NAME: the header `NAME` (STATUS `code`)",
    "Roles NAME, NAME: the header `NAME` (STATUS `code`), NAME without it",
  ],
  grammar: `
  CallersRoles = "roles" NonemptyListOf<name, ","> ":" "the"? "header" code Refusal? UsualRole?
  UsualRole = "," name "without" "it"
`,
  meanings: {
    UsualRole: (name) => name.value(),
    CallersRoles: (names, _the, header, refusal, usual): Change => {
      const said: UsualPhrase = {
        roles: names.value(),
        header: header.value(),
        usual: optional<string>(usual),
      };
      const refused = optional<RefusalPhrase>(refusal);
      return (draft) => {
        const scope = () => entityScope(draft.blueprint, undefined);
        const { roles, usual: one, header: name } = said;
        for (const [index, role] of roles.entries()) {
          checkRoleName(draft, role);
          if (roles.indexOf(role) < index) draft.fail(`There is a role \`${role}\` already.`, role);
        }
        if (one !== undefined && !roles.includes(one)) draft.unknownName(one, "role of these", roles);
        if (draft.blueprint.callers?.oneRole !== undefined)
          draft.fail("It is said already of which roles each caller has one: say all of them in one line.");
        const made = {
          header: name,
          roles,
          ...(one !== undefined && { usual: one }),
          refusal: settleRefusal(refused, () => 401, { draft, scope }),
        };
        callersOf(draft).oneRole = made;
        draft.made(made);
      };
    },
  },
  print: {
    service: (blueprint) => {
      const { oneRole } = blueprint.callers ?? {};
      if (oneRole === undefined) return [];
      const { header, roles, usual, refusal } = oneRole;
      const refused = refusalText(refusal, entityScope(blueprint, undefined));
      const ending = usual === undefined ? "" : `, ${usual} without it`;
      return [
        { text: `Roles ${roles.join(", ")}: the header \`${header}\` ${refused}${ending}.`, of: oneRole },
      ];
    },
  },
  examples: [
    "Roles admin, doctor, nurse: the header `X-Role` (401).",
    "Roles speaker, reviewer, chair: the header `X-Role` (401 `role`), speaker without it.",
  ],
};

export const callerRole: Statement = {
  rule: "CallersRole",
  about: "admin staff manager role only permission librarian",
  places: ["service"],
  title: "A role",
  meaning:
    "Callers whose header has this value have the role, or who are things of which the condition is true. It is used after `by`, and in conditions: `the caller is staff`.",
  ways: ["Role NAME: the header `NAME` is `VALUE`", "Role NAME: THINGS where CONDITION"],
  grammar: `
  CallersRole = "role" name ":" "the"? "header" code "is" code  -- header
              | "role" name ":" name Where  -- account
`,
  meanings: {
    CallersRole_account: (name, things, where): Change => {
      const said: string = things.value();
      const condition: Expression = where.value();
      const made: AccountRole = { name: name.value(), where: condition };
      return (draft) => {
        const { roles } = callersOf(draft);
        checkRoleName(draft, made.name);
        roles.push(made);
        draft.made(made);
        draft.later("names", () => {
          const entity = draft.entityNamed(said);
          if (entity === undefined) return;
          const account = draft.blueprint.callers?.name?.account?.entity;
          if (entity.name !== account)
            draft.fail(
              `Callers are no ${entity.plural}: a role is of things that callers are, as in \`Callers are ${entity.plural} named by the header \`X-User\` (401)\` or \`Callers are ${entity.plural} who sign in (401)\`.`,
              said,
            );
          const scope = () => entityScope(draft.blueprint, entity);
          draft.expression(condition, scope, "truth", (resolved) => {
            made.where = resolved;
          });
        });
      };
    },
    CallersRole_header: (name, _the, header, value): Change => {
      const made = { name: name.value(), header: header.value(), value: value.value() };
      return (draft) => {
        const { roles } = callersOf(draft);
        checkRoleName(draft, made.name);
        roles.push(made);
        draft.made(made);
      };
    },
  },
  print: {
    service: (blueprint) =>
      (blueprint.callers?.roles ?? []).map((one) => {
        if ("header" in one)
          return { text: `Role ${one.name}: the header \`${one.header}\` is \`${one.value}\`.`, of: one };
        const account = blueprint.callers?.name?.account?.entity;
        const entity = blueprint.entities.find(({ name }) => name === account);
        const where = printCondition(one.where, entityScope(blueprint, entity));
        return { text: `Role ${one.name}: ${entity?.plural} where ${where}.`, of: one };
      }),
  },
  examples: [
    "Role staff: the header `X-Role` is `librarian`.",
    "# Sample\n\nCallers are things who sign in (401).\nRole chief: things where level > 2.\n\n## Thing\n- name: text\n- level: whole number, default 0\n- `GET /things` lists them, by chief (403)",
  ],
};
