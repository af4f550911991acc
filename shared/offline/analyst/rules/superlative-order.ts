import type { FieldFacts } from "../facts/field-facts.ts";
import { typeHints } from "../lexicon/field-types.ts";
import { superlative } from "../lexicon/superlatives.ts";
import type { Reader } from "../reader.ts";
import { wordsOf } from "../text/names.ts";
import { type Rule, rule } from "./rule.ts";

const adjectives =
  "(heaviest|lightest|tallest|highest|lowest|longest|shortest|widest|deepest|fastest|hottest|coldest|biggest|largest|smallest|cheapest|dearest|priciest|soonest|earliest|busiest|best|worst|strongest|most expensive)";
const ahead =
  "(first|on top|at the top|at the head|come first|comes first|is first|are first|is on top|are on top|is at the top|are at the top|stand first|stands first|stands on top|to the top|go first|goes first|before the others|before all others|come at first|comes at first|at first)";

function fieldOf(reader: Reader, of: RegExp): FieldFacts | undefined {
  const fields = [...new Set(reader.entity?.fields.values() ?? [])].filter(
    (field) => field.get("choices") === undefined,
  );
  const found = fields.filter(
    (field) => of.test(field.words.join(" ")) || of.test(wordsOf(field.name).join(" ")),
  );
  const comparable = found.filter(
    (field) => field.get("type") !== "string" || typeHints(field.words).length > 0,
  );
  return comparable.length === 1 ? comparable[0] : undefined;
}

/** "`sort=size` for the smallest first": what asking for an order gives, which is not the order without asking. */
function explainsParameter(reader: Reader, at: number): boolean {
  const led = /^(?:for|means|gives|puts|shows|lists|is|->|:|=)$/.test(reader.word(at - 1));
  return (
    led &&
    reader.tokens
      .slice(0, at)
      .some((token, index) => token.kind === "word" && token.code && reader.word(index + 1) === "=")
  );
}

/** "The heaviest fish is on top": an order said by a superlative, where only one field can be meant. */
export const superlativeRules: readonly Rule[] = [
  rule(
    [
      `(with)? (the)? ${adjectives} (one|ones|of them|of all|rated)? (<entity>|<word>)? (is|are|always|must be|should be|shall be|to be)? (always)? ${ahead}`,
    ],
    (reader, match) => {
      const entity = reader.entity;
      const meant = reader.tokens
        .slice(match.start, match.end)
        .map((token) => superlative(token.word))
        .find((one) => one !== undefined);
      const field = meant === undefined ? undefined : fieldOf(reader, meant.of);
      if (entity === undefined || meant === undefined || field === undefined) return false;
      if (explainsParameter(reader, match.start)) {
        reader.met(`entities/${entity.name}/list/sort`);
        return true;
      }
      entity.set("order", { field: field.name, direction: meant.direction }, reader.clause);
      reader.metField(field);
      reader.met(`entities/${entity.name}/list/sort/default`);
      return true;
    },
  ),
];
