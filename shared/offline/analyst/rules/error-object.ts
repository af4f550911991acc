import type { ServiceAspects } from "../facts/understanding.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

type ErrorObject = ServiceAspects["errorObject"];

const codeWord = /^(?:code|type|kind|name|key|id|reason)$/i;
const messageWord = /^(?:message|detail|details|description|text|msg|reason|title)$/i;

/** `{ "error": { "code": "…", "message": "…" } }`: an object of its own holds what an error says. */
export function readErrorObject(
  reader: Reader,
  property: string,
  inner: readonly { readonly name: string; readonly holds: string }[],
  start: number,
  end: number,
): boolean {
  const code = inner.find(({ name, holds }) => codeWord.test(name) && holds !== "list" && holds !== "object");
  const message = inner.find(
    (one) => one !== code && messageWord.test(one.name) && one.holds !== "list" && one.holds !== "object",
  );
  if (message === undefined && code === undefined) return false;
  const object: ErrorObject = {
    property,
    codes: {},
    ...(code === undefined ? {} : { code: code.name }),
    ...(message === undefined ? {} : { message: message.name }),
  };
  reader.known.service.set("errorObject", object, reader.clause);
  reader.met("refusals/errorObject");
  for (const { name } of inner.filter((one) => one !== code && one !== message)) {
    reader.reasons.push(`the property ${name} of an error is not understood`);
  }
  reader.use(start, end);
  return true;
}

const kinds: readonly (readonly [RegExp, readonly (keyof ErrorObject["codes"])[]])[] = [
  [/not.?found|unknown|missing|gone|no.such/i, ["notFound"]],
  [/conflict|duplicate|taken|exists|unique/i, ["conflict", "stillReferenced"]],
  [/invalid|validation|bad|unprocessable|malformed/i, ["invalid", "malformed", "unknownReference"]],
];

/** "Code is `invalid`, `conflict` or `not_found`": the codes of the refusals, known by their words. */
export const errorCodeRules: readonly Rule[] = [
  rule(
    [
      "(the|error|its)? (code|codes|type|kind|reason) (is|are|being|can be|may be|:|=|one of|is one of)? (one of|either)? <choices>",
    ],
    (reader, match) => {
      const known = reader.known.service.get("errorObject");
      const choices = slot(match, "choices")[0]?.values ?? [];
      if (
        known === undefined ||
        known.code === undefined ||
        reader.entity?.field(reader.word(match.start)) !== undefined
      )
        return false;
      const codes: ErrorObject["codes"] = { ...known.codes };
      for (const choice of choices) {
        const kind = kinds.find(([pattern]) => pattern.test(choice))?.[1];
        if (kind === undefined) reader.reasons.push(`no refusal of this service has the code ${choice}`);
        for (const one of kind ?? []) codes[one] ??= choice;
      }
      reader.known.service.refine("errorObject", { ...known, codes }, reader.clause);
      reader.met("refusals/errorObject");
      return true;
    },
  ),
];

const unknown =
  "(unknown|extra|additional|unexpected|unrecognised|unrecognized|undeclared|unlisted) (properties|fields|keys|attributes|property|field|key|attribute|props|prop|members|member)";

/** "Unknown fields in a body -> 422": they are refused, with that status. */
export const unknownFieldRules: readonly Rule[] = [
  rule(
    [
      `(any|an|a)? ${unknown} (in|of|inside) (a|the|any|its)? (body|request|payload|bodies|requests|json) (->|:|=|answer|answers|give|gives|yield|yields|is|are|get|gets|mean|means) (a|an|with|answered with|refused with|rejected with)? (status)? <status>`,
      `(any|an|a)? ${unknown} (->|:|=|answer|answers|give|gives|yield|yields|get|gets|mean|means) (a|an|with)? (status)? <status>`,
    ],
    (reader, match) => {
      const status = slot(match, "number")[0]?.number ?? 0;
      if (status < 400) return false;
      for (const entity of reader.known.entities) {
        entity.set("unknownProperties", "refuse", reader.clause);
        reader.met(`entities/${entity.name}/unknownProperties`);
      }
      reader.known.service.set("invalid", status, reader.clause);
      reader.met("refusals/invalid");
      return true;
    },
  ),
];
