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
  meaning: "Pages of any origin may call the service from a browser (CORS); else none but its own.",
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
    "Which status is given where several would be right: the first in this order; others as without it: the key, the caller (also of `by a caller`), the key of a repeat, not found, who may, the version, the body, guards and states, uniqueness, `Must hold`, `At most`, overlaps. All wrong fields are told at once, unknown references among them where they have the status of invalid, others after them; with an order all that can be judged is, also beside wrong fields.",
  ways: ["The first of STATUS, STATUS, STATUS is given"],
  grammar: '\n  RefusalOrder = "the" "first" "of" NonemptyListOf<status, ","> "is" "given"\n',
  meanings: {
    RefusalOrder: (list): Change => {
      const said: number[] = list.value();
      return (draft) => {
        if (said.length < 2)
          draft.fail(
            "An order has two statuses at least: say what comes after, as in `The first of 401, 404, 422`.",
          );
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
