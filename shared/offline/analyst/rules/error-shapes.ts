import type { ServiceAspects } from "../facts/understanding.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

type FieldErrors = ServiceAspects["fieldErrors"];

const fieldWord = /^(?:field|property|path|name|key|attribute|param|parameter|pointer|on|source)$/i;
const messageWord = /^(?:message|reason|error|text|detail|details|problem|msg|description|issue|code|why)$/i;
const aboutErrors =
  /^(?:error|errors|problem|problems|wrong|invalid|422|400|refused|rejected|failures?|violations?|mistakes?|validation)$/;

function learn(reader: Reader, errors: Pick<FieldErrors, "property" | "shape"> & Partial<FieldErrors>): void {
  const whole: FieldErrors = { field: "field", message: "message", always: false, general: false, ...errors };
  const usual =
    whole.property === "errors" &&
    whole.shape === "list" &&
    whole.field === "field" &&
    whole.message === "message" &&
    !whole.always &&
    !whole.general;
  if (!usual) reader.known.service.set("fieldErrors", whole, reader.clause);
  reader.met("refusals/fieldErrors");
}

/** The names in an object of a list of errors, as far as they tell the field from the message. */
function namesIn(reader: Reader, start: number, end: number): { field?: string; message?: string } {
  const found: { field?: string; message?: string } = {};
  for (let at = start; at < end; at += 1) {
    const token = reader.tokens[at];
    if (token === undefined || !isName(token) || reader.word(at - 1) === ":") continue;
    if (found.field === undefined && fieldWord.test(token.text)) found.field = token.text;
    else if (found.message === undefined && messageWord.test(token.text)) found.message = token.text;
  }
  return found;
}

type Property = { readonly name: string; readonly holds: string };

/** An error's body as sketched: a message, and what is wrong with each field as a list or by the field's name. */
export function readErrorShape(
  reader: Reader,
  properties: readonly Property[],
  start: number,
  end: number,
): boolean {
  const message = properties.find(
    ({ name, holds }) =>
      /^(?:error|message|detail|reason|msg)$/.test(name) && (holds === "text" || holds === "anything"),
  );
  const told = properties.find(
    (property) =>
      property !== message &&
      (property.holds === "list" || property.holds === "object") &&
      /^(?:errors|fields|details|problems|violations|issues|fieldErrors|field_errors|errorList|invalid|validationErrors)$/.test(
        property.name,
      ),
  );
  const rest = properties.filter(
    (property) => property !== message && property !== told && property.name !== "status",
  );
  if (message === undefined && told === undefined) return false;
  reader.use(start, end);
  if (message !== undefined) {
    reader.known.service.set("messageProperty", message.name, reader.clause);
    reader.met("refusals/messageProperty");
  }
  if (told?.holds === "object") learn(reader, { property: told.name, shape: "map" });
  else if (told !== undefined) {
    const from = reader.tokens.findIndex((token, at) => at > start && at < end && token.text === told.name);
    const names = namesIn(reader, from + 1, end);
    const objects = reader.tokens.slice(start + 1, end).some((token) => token.word === "{");
    const open = reader.tokens.slice(start, end).some((token) => token.word === "...");
    if (objects || open)
      learn(reader, {
        property: told.name,
        shape: "list",
        general: message === undefined && objects,
        ...names,
      });
    else reader.reasons.push(`errors as a list of bare texts under ${told.name} are not supported`);
  }
  for (const { name } of rest) reader.reasons.push(`the property ${name} of an error is not supported`);
  return true;
}

/** Where errors are told, in words. */
export const errorShapeRules: readonly Rule[] = [
  rule(
    [
      "(with|and|has|have|contains|carries)? (a|an|the)? (field|property|list|array|key|member)? (called|named)? <name> (,)? (which|that)? (is|holds|contains|has|with|lists|:|being)? (a|an|the)? (json)? (list|array|one object|an object|object)",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      if (
        !reader.mentions(aboutErrors) ||
        !/^(?:errors|problems|details|fields|violations|issues|messages|fieldErrors|field_errors|invalid)$/.test(
          name,
        ) ||
        reader.entity?.field(name) !== undefined
      )
        return false;
      const names = namesIn(reader, match.end, reader.tokens.length);
      if (names.field === undefined || names.message === undefined) return false;
      learn(reader, { property: name, shape: "list", ...names });
      reader.use(match.start, reader.tokens.length);
      return true;
    },
  ),
  rule(
    [
      "(the)? <name> (is|stays|remains|will be|must be) (an|a)? empty (object|list|array) (if|when|where|unless)",
      "(the)? <name> (is|must be|has to be|will be) always (there|present|given|included)",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      const known = reader.known.service.get("fieldErrors");
      if (known?.property !== name) return false;
      reader.known.service.refine("fieldErrors", { ...known, always: true }, reader.clause);
      reader.met("refusals/fieldErrors");
      reader.use(match.start, reader.tokens.length);
      return true;
    },
  ),
  rule(
    [
      "(if|when|should|in case) (two|several|more than one|many|both|multiple|three|a few) (or more)? (fields|values|things|properties|of them) (are|is|be) (wrong|invalid|missing|bad|incorrect|at fault)",
      "(all|every|each) (the)? (errors|problems|mistakes|error|problem|mistake|wrong fields|invalid fields) (are|is|must be|has to be|shall be|should be|have to be) (reported|listed|named|told|given|mentioned|returned|in the list)",
    ],
    (reader, match) => {
      if (
        !reader.mentions(
          /^(?:list|listed|both|all|each|every|reported|named|told|mentioned|together|returned)$/,
        )
      )
        return false;
      reader.met("refusals/fieldErrors");
      reader.use(match.start, reader.tokens.length);
      return true;
    },
  ),
];
