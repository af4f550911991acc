import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Field } from "../../blueprint/field.ts";
import { isUsualReused, type Repeats, usualReused } from "../../blueprint/repeats.ts";
import { fieldText } from "../phrases/field-print.ts";
import { optional } from "../phrases/field-type.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "../phrases/refusal.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Line, Statement } from "../statement.ts";
import { tellContradictions } from "./fields.ts";

export const repeatsKnown: Statement = {
  rule: "RepeatsKnown",
  about: "idempotent idempotency retry retries repeat twice key",
  places: ["service", "entity", "action"],
  title: "Repeats of a call",
  meaning:
    "The header's value is a key that stands for one call other than `GET` of one caller. The same call with it again, for 24 hours, gets the first answer, headers included, and changes nothing, also where several come at once. What is refused uses no key up. A key of a call with another path, query or body is refused with 422 `key_reused`, or as `of the same call` says. With a status a call needs the header. A key that does not fit its type is invalid. Judged after who calls. Below a thing or an action it is said of their calls only.",
  ways: [
    "Repeats are known by the header `NAME`",
    "Repeats are known by the header `NAME` (STATUS), of the same call (STATUS `code`)",
    "Repeats are known by the header `NAME` (STATUS): TYPE, OPTION",
  ],
  grammar: `
  RepeatsKnown = "repeats" "are" "known" "by" "the" "header" code Refusal? RepeatsSame? CallersValue?
  RepeatsSame = "," "of" "the" "same" "call" Refusal
`,
  meanings: {
    RepeatsSame: (refusal) => refusal.value(),
    RepeatsKnown: (header, refusal, same, value): Change => {
      const name: string = header.value();
      const kind = optional<Field>(value);
      const said = optional<RefusalPhrase>(refusal);
      const reused = optional<RefusalPhrase>(same);
      return (draft) => {
        const { action, entity, blueprint } = draft;
        const of = action ?? entity ?? blueprint;
        const settled = (phrase: RefusalPhrase) =>
          settleRefusal(phrase, () => phrase.status, {
            draft,
            scope: () => entityScope(blueprint, undefined),
          });
        if (of.repeats !== undefined)
          draft.fail("It is said already how repeats are known here: say it once.", name);
        const made: Repeats = {
          header: name,
          ...(kind && { value: { ...kind, name: "key" } }),
          ...(said !== undefined && { refusal: settled(said) }),
          reused: reused === undefined ? { ...usualReused } : settled(reused),
        };
        of.repeats = made;
        draft.made(made);
        if (kind !== undefined) tellContradictions(draft, kind);
      };
    },
  },
  print: {
    service: (blueprint) => lines(blueprint, blueprint).map(({ text, of }) => ({ text: `${text}.`, of })),
    entity: (entity, blueprint) => lines(entity, blueprint),
    action: (action, _, blueprint) => lines(action, blueprint),
  },
  examples: [
    "Repeats are known by the header `Idempotency-Key` (400).",
    "Repeats are known by the header `Idempotency-Key`.",
    "Repeats are known by the header `Idempotency-Key` (400): text, 8 to 64 characters.",
    "Repeats are known by the header `Request-Id`: uuid.",
    'Repeats are known by the header `Request-Id` (428 `no_key`), of the same call (409 `other_call`, "A key is for one call.").',
    "### Rename: `POST /things/{id}/rename`\n- to: text, required\n- Repeats are known by the header `Idempotency-Key` (400)\n- Sets name to to",
  ],
};

function lines({ repeats }: { repeats?: Repeats | undefined }, blueprint: Blueprint): Line[] {
  if (repeats === undefined) return [];
  const { header, refusal, reused, value } = repeats;
  const scope = entityScope(blueprint, undefined);
  const needed = refusal === undefined ? "" : ` ${refusalText(refusal, scope)}`;
  const same = isUsualReused(reused) ? "" : `, of the same call ${refusalText(reused, scope)}`;
  const kind = value === undefined ? "" : fieldText(value, scope).slice(value.name.length);
  return [{ text: `Repeats are known by the header \`${header}\`${needed}${same}${kind}`, of: repeats }];
}
