import { jsonMediaType } from "../../blueprint/blueprint.ts";
import type { EachPart, Reason, Reasons, RefusalBody } from "../../blueprint/refusal-body.ts";
import type { Draft } from "../draft.ts";
import { fixedWords, wordsFor } from "../fixed-words.ts";
import { nameText, objectText } from "../phrases/object-text.ts";
import type { Change, Statement } from "../statement.ts";

const reasons: Record<string, Reason> = {
  missing: "missing",
  null: "null",
  unknown: "unknown",
  "naming nothing": "dangling",
  "out of range": "range",
};
const reasonWords = fixedWords("RefusalReason", reasons);

export const refusalBody: Statement = {
  rule: "RefusalBodyLine",
  about: "error errors code message",
  places: ["service"],
  title: "The body of refusals",
  meaning:
    "Without this statement a refusal is a problem document (RFC 9457), without its code. In its place may stand any object of `code` (values that a refusal carries stand beside it), `message`, `status`, `errors` (a list of `field` and `message`), `fields` (each field's message under its name; an element's is `tags.0`), `lists` (the same, each in a list; `lists of TEXT if missing, else TEXT`, or `fields of`: with texts), `names` (the names at fault, in the order of the spec's fields), `name` (the first of them, or null), texts, and a list of what is wrong with properties of one's own: `field`, `pointer` (`/tags/0` in a body, `?sort` in a query), `message`, or a text by the reason: missing, null, unknown (no such property), naming nothing, out of range, else. `as`: its media type, otherwise `application/json`. `with` statuses: only of those.",
  ways: [
    "Refusals answer {NAME: code, NAME: message}",
    'Refusals answer {NAME: {NAME: code, NAME: fields}, NAME: "TEXT"}',
    "Refusals answer {NAME: code, NAME: [{NAME: field, NAME: message}]} as `application/problem+json`",
    'Refusals answer {NAME: code, NAME: [{NAME: pointer, NAME: "TEXT" if missing, else "TEXT"} by NAME]}',
    "Refusals with STATUS, STATUS answer {NAME: name}",
  ],
  grammar: `
  RefusalBodyLine = "refusals" RefusalStatuses? "answer" RefusalObject RefusalMedia?
  RefusalMedia = "as" code
  RefusalStatuses = "with" NonemptyListOf<status, ",">
  RefusalObject = "{" NonemptyListOf<RefusalProperty, ","> "}"
  RefusalProperty = (name | text) ":" RefusalPart
  RefusalPart = RefusalObject | RefusalEach | RefusalNamed | RefusalWord | RefusalFixed
  RefusalNamed = RefusalNamedWord "of" RefusalEachCases
  RefusalNamedWord = "fields" | "lists"
  RefusalEach = "[" "{" NonemptyListOf<RefusalEachPart, ","> "}" RefusalEachOrder? "]"
  RefusalEachOrder = "by" (name | text)
  RefusalEachPart = (name | text) ":" (RefusalEachWord | RefusalEachCases | RefusalEachText)
  RefusalEachWord = "field" | "pointer" | "message"
  RefusalEachCases = NonemptyListOf<RefusalEachCase, ","> "," "else" text
  RefusalEachCase = text "if" RefusalReason
  RefusalEachText = text
  RefusalWord = "code" | "message" | "status" | "errors" | "fields" | "lists" | "names" | "name"
  RefusalFixed = text
${reasonWords.grammar}`,
  meanings: {
    RefusalBodyLine: (only, object, media): Change => {
      const [statuses]: number[][] = only.value();
      const body: RefusalBody = object.value();
      const [mediaType]: string[] = media.value();
      return (draft) => {
        const { refusals } = draft.blueprint;
        checkEach(draft, body);
        if (mediaType !== undefined) {
          if (!jsonMediaType.test(mediaType))
            draft.fail("What refusals answer is JSON: `application/problem+json`, say.", mediaType);
          refusals.mediaType = mediaType;
        }
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
    RefusalMedia: (code) => code.value(),
    RefusalStatuses: (list): number[] => list.value(),
    RefusalObject: (properties): RefusalBody => ({ properties: properties.value() }),
    RefusalProperty: (name, value) => ({ name: name.value(), value: value.value() }),
    RefusalWord() {
      return { is: this.sourceString.toLowerCase() };
    },
    RefusalNamed: (word, why): RefusalBody => ({ is: word.value(), why: why.value() }),
    RefusalNamedWord() {
      return this.sourceString.toLowerCase();
    },
    RefusalEach: (parts, order): RefusalBody => {
      const [by]: string[] = order.value();
      return { each: parts.value(), ...(by !== undefined && { by }) };
    },
    RefusalEachOrder: (name) => name.value(),
    RefusalEachPart: (name, said): EachPart => ({ name: name.value(), ...said.value() }),
    RefusalEachWord() {
      return { is: this.sourceString.toLowerCase() };
    },
    RefusalEachCases: (cases, otherwise) => ({ cases: cases.value(), otherwise: otherwise.value() }),
    RefusalEachCase: (said, reason) => ({ reason: reason.value(), text: said.value() }),
    RefusalEachText: (said) => ({ cases: [], otherwise: said.value() }),
    ...reasonWords.meanings,
    RefusalFixed: (text): RefusalBody => ({ text: text.value() }),
  },
  print: {
    service: ({ refusals: { body, bodies = [], mediaType } }) => [
      ...(body === undefined
        ? []
        : [
            {
              text: `Refusals answer ${bodyText(body)}${mediaType === undefined ? "" : ` as \`${mediaType}\``}.`,
              of: body,
            },
          ]),
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
    'Refusals answer {code: code, errors: lists of "absent" if missing, else "wrong"} as `application/problem+json`.',
    'Refusals answer {code: code, faults: [{at: pointer, why: "missing" if missing, "range" if out of range, else "wrong"} by at]}.',
    'Refusals answer {code: code, faults: [{at: field, why: "missing" if missing, "missing" if null, "nothing" if naming nothing, else "wrong"}]}.',
    "Refusals answer {error: code}.\nRefusals with 400, 422 answer {field: name}.",
  ],
};

/** What is said of each value that is wrong is ordered by a part of it. */
function checkEach(draft: Draft, body: RefusalBody): void {
  if ("properties" in body) for (const { value } of body.properties) checkEach(draft, value);
  if (!("each" in body) || body.by === undefined) return;
  const names = body.each.map(({ name }) => name);
  if (names.includes(body.by)) return;
  draft.fail(`What is wrong can't be ordered by \`${body.by}\`: it has ${names.join(", ")}.`, body.by);
}

function bodyText(body: RefusalBody): string {
  if ("why" in body) return `${body.is} of ${reasonsText(body.why)}`;
  if ("is" in body) return body.is;
  if ("text" in body) return JSON.stringify(body.text);
  if ("properties" in body)
    return objectText(body.properties.map(({ name, value }) => [name, bodyText(value)]));
  const order = body.by === undefined ? "" : ` by ${nameText(body.by)}`;
  return `[${objectText(body.each.map((part) => [part.name, eachText(part)]))}${order}]`;
}

function eachText(part: EachPart): string {
  return "is" in part ? part.is : reasonsText(part);
}

function reasonsText({ cases, otherwise }: Reasons): string {
  const texts = cases.map(({ reason, text }) => `${JSON.stringify(text)} if ${wordsFor(reasons, reason)}`);
  return texts.length === 0
    ? JSON.stringify(otherwise)
    : `${texts.join(", ")}, else ${JSON.stringify(otherwise)}`;
}
