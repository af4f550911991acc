import type { RefusalBody } from "../../blueprint/blueprint.ts";
import { type RefusalKind, usualCodes, usualStatuses } from "../../blueprint/refusal.ts";
import { fixedWords } from "../fixed-words.ts";
import type { Change, Statement } from "../statement.ts";

const kinds: Record<string, RefusalKind> = {
  malformed: "malformed",
  invalid: "invalid",
  "not found": "notFound",
  conflict: "conflict",
  "unknown reference": "unknownReference",
  "still referenced": "stillReferenced",
  "method not allowed": "methodNotAllowed",
};
const kindWords = fixedWords("Kind", kinds);

export const anyOrigin: Statement = {
  rule: "AnyOrigin",
  places: ["service"],
  title: "Calls from web pages",
  meaning:
    "Pages of any origin may call the service from a browser (CORS); without this statement none but its own.",
  ways: ["Any origin may call"],
  grammar: '\n  AnyOrigin = "any" "origin" "may" "call"\n',
  meanings: {
    AnyOrigin: (): Change => (draft) => {
      draft.blueprint.crossOrigin = "any";
      draft.made("crossOrigin");
    },
  },
  print: {
    service: ({ crossOrigin }) =>
      crossOrigin === "any" ? [{ text: "Any origin may call.", of: "crossOrigin" }] : [],
  },
  examples: ["Any origin may call."],
};

export const statuses: Statement = {
  rule: "StatusesLine",
  places: ["service"],
  title: "Statuses of refusals",
  meaning:
    "The status and code of each kind of refusal, where they are not the usual ones: malformed (the body is no JSON object) 400 `malformed`, invalid (a value breaks a field's rules) 400 `invalid`, not found 404 `not_found`, conflict (a unique value is taken) 409 `conflict`, unknown reference 400 `unknown_reference`, still referenced (what is to be deleted is referred to) 409 `still_referenced`, method not allowed 405 `method_not_allowed`. A refusal in brackets without a code has `invalid`, `unauthorized`, `forbidden`, `not_found` or `conflict` by its status.",
  ways: ["Statuses: KIND STATUS, KIND STATUS `code`"],
  grammar: `
  StatusesLine = "statuses" ":" NonemptyListOf<KindStatus, ",">
  KindStatus = Kind status code?
${kindWords.grammar}`,
  meanings: {
    StatusesLine: (list): Change => {
      const said: { kind: RefusalKind; status: number; code?: string }[] = list.value();
      return (draft) => {
        const { refusals } = draft.blueprint;
        for (const { kind, status, code } of said) {
          refusals[kind] = status;
          if (code !== undefined && code !== usualCodes[kind])
            refusals.codes = { ...refusals.codes, [kind]: code };
          draft.made(`refusals/${kind}`);
        }
      };
    },
    KindStatus: (kind, status, code) => {
      const [said]: string[] = code.value();
      return { kind: kind.value(), status: status.value(), ...(said !== undefined && { code: said }) };
    },
    ...kindWords.meanings,
  },
  print: {
    service: ({ refusals }) => {
      const { codes = {} } = refusals;
      const unusual = Object.entries(kinds).filter(
        ([, kind]) => refusals[kind] !== usualStatuses[kind] || codes[kind] !== undefined,
      );
      const [first] = unusual;
      if (first === undefined) return [];
      const list = unusual
        .map(
          ([words, kind]) =>
            `${words} ${refusals[kind]}${codes[kind] === undefined ? "" : ` \`${codes[kind]}\``}`,
        )
        .join(", ");
      return [{ text: `Statuses: ${list}.`, of: `refusals/${first[1]}` }];
    },
  },
  examples: ["Statuses: invalid 422, unknown reference 422 `no_such_thing`, method not allowed 404."],
};

export const refusalOrder: Statement = {
  rule: "RefusalOrder",
  places: ["service"],
  title: "The order of refusals",
  meaning:
    "Which status is given where several would be right: the first in this order. Without it: the key, the caller (also of `by a caller`), the key of a repeat, not found, who may, the version, the body, guards and states, uniqueness, `Must hold`, `At most`, overlaps. All wrong fields are told at once, unknown references among them where they have the status of invalid; others come after them.",
  ways: ["The first of STATUS, STATUS, STATUS is given"],
  grammar: '\n  RefusalOrder = "the" "first" "of" NonemptyListOf<status, ","> "is" "given"\n',
  meanings: {
    RefusalOrder: (list): Change => {
      const said: number[] = list.value();
      return (draft) => {
        draft.blueprint.refusals.order = said;
        draft.made(said);
      };
    },
  },
  print: {
    service: ({ refusals: { order } }) =>
      order === undefined ? [] : [{ text: `The first of ${order.join(", ")} is given.`, of: order }],
  },
  examples: ["The first of 401, 404, 403, 422, 409 is given."],
};

export const refusalBody: Statement = {
  rule: "RefusalBodyLine",
  about: "error errors code message",
  places: ["service"],
  title: "The body of refusals",
  meaning:
    "Without this statement a refusal is a problem document (RFC 9457). In its place may stand any object of `code` (values that a refusal carries stand beside it), `message`, `status`, `errors` (a list of `field` and `message`; `[{NAME: field, NAME: message}]` is one with other names), `fields` (each field's message under its name), `names` (the names at fault, in the order of the spec's fields), `name` (the first of them, or null) and texts. `with` statuses: only of those.",
  ways: [
    "Refusals answer {NAME: code, NAME: message}",
    'Refusals answer {NAME: {NAME: code, NAME: fields}, NAME: "TEXT"}',
    "Refusals answer {NAME: code, NAME: [{NAME: field, NAME: message}]}",
    "Refusals with STATUS, STATUS answer {NAME: name}",
  ],
  grammar: `
  RefusalBodyLine = "refusals" RefusalStatuses? "answer" RefusalObject
  RefusalStatuses = "with" NonemptyListOf<status, ",">
  RefusalObject = "{" NonemptyListOf<RefusalProperty, ","> "}"
  RefusalProperty = (name | text) ":" RefusalPart
  RefusalPart = RefusalObject | RefusalEach | RefusalWord | RefusalFixed
  RefusalEach = "[" "{" NonemptyListOf<RefusalEachPart, ","> "}" "]"
  RefusalEachPart = (name | text) ":" RefusalEachWord
  RefusalEachWord = "field" | "message"
  RefusalWord = "code" | "message" | "status" | "errors" | "fields" | "names" | "name"
  RefusalFixed = text
`,
  meanings: {
    RefusalBodyLine: (only, object): Change => {
      const [statuses]: number[][] = only.value();
      const body: RefusalBody = object.value();
      return (draft) => {
        const { refusals } = draft.blueprint;
        if (statuses === undefined) {
          refusals.body = body;
          draft.made(body);
          return;
        }
        const said = { statuses, body };
        const twice = statuses.find(
          (status, index) =>
            statuses.indexOf(status) !== index ||
            refusals.bodies?.some((other) => other.statuses.includes(status)),
        );
        if (twice !== undefined)
          draft.fail(`It is said twice what refusals with ${twice} answer: say it once.`, String(twice));
        refusals.bodies = [...(refusals.bodies ?? []), said];
        draft.made(said);
      };
    },
    RefusalStatuses: (list): number[] => list.value(),
    RefusalObject: (properties): RefusalBody => ({ properties: properties.value() }),
    RefusalProperty: (name, value) => ({ name: name.value(), value: value.value() }),
    RefusalWord() {
      return { is: this.sourceString.toLowerCase() };
    },
    RefusalEach: (parts): RefusalBody => ({ each: parts.value() }),
    RefusalEachPart: (name, is) => ({ name: name.value(), is: is.value() }),
    RefusalEachWord() {
      return this.sourceString.toLowerCase();
    },
    RefusalFixed: (text): RefusalBody => ({ text: text.value() }),
  },
  print: {
    service: ({ refusals: { body, bodies = [] } }) => [
      ...(body === undefined ? [] : [{ text: `Refusals answer ${bodyText(body)}.`, of: body }]),
      ...bodies.map((said) => ({
        text: `Refusals with ${said.statuses.join(", ")} answer ${bodyText(said.body)}.`,
        of: said,
      })),
    ],
  },
  examples: [
    "Refusals answer {error: code, message: message}.",
    "Refusals answer {error: {code: code, details: fields}}.",
    "Refusals answer {code: code, field: name, fields: names}.",
    "Refusals answer {error: code, fields: [{field: field, problem: message}]}.",
    "Refusals answer {error: code}.\nRefusals with 400, 422 answer {field: name}.",
  ],
};

function bodyText(body: RefusalBody): string {
  if ("is" in body) return body.is;
  if ("text" in body) return JSON.stringify(body.text);
  if ("each" in body) return `[${objectText(body.each.map(({ name, is }) => [name, is]))}]`;
  return objectText(body.properties.map(({ name, value }) => [name, bodyText(value)]));
}

function objectText(properties: readonly (readonly [name: string, text: string])[]): string {
  const parts = properties.map(([name, text]) => {
    const shown = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
    return `${shown}: ${text}`;
  });
  return `{${parts.join(", ")}}`;
}
