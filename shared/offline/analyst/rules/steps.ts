import type { Reader } from "../reader.ts";
import { emptyStage, readSamples } from "./scenario-samples.ts";

/**
 * Reads what is particular to a clause of a scenario. True when nothing more is to be read in it: what is given before
 * and the rows of examples only set the stage.
 */
export function readStep(reader: Reader): boolean {
  const first = reader.tokens[0];
  if (first === undefined || reader.known.gherkin !== true) return false;
  if (first.text === "Given" && statesRule(reader)) {
    reader.use(0, 2);
    return false;
  }
  if (first.text === "Given") readSamples(reader);
  if (first.word === "|" || first.text === "Given" || first.text === "Examples") {
    reader.remark = true;
    reader.use(0, reader.tokens.length);
    return true;
  }
  const colon = reader.tokens.findIndex((token) => token.word === ":");
  if (/^(?:Feature|Rule|Background|Scenario|Example)$/.test(first.text) && colon > 0 && colon < 3) {
    reader.known.stage = emptyStage();
    reader.use(0, colon + 1);
    reader.remark = true;
    return false;
  }
  if (/^(?:When|Then|And|But)$/.test(first.text)) reader.use(0, 1);
  if (/^(?:Then|And|But)$/.test(first.text)) {
    reader.operations = [...reader.context.operations];
    readOutcome(reader);
  }
  readSamples(reader);
  return false;
}

/** "Given that water must be "salt" or "fresh"": what is given is a rule, not a state to start from. */
function statesRule(reader: Reader): boolean {
  return (
    /^(?:that|,)$/.test(reader.word(1)) &&
    reader.mentions(/^(?:must|shall|should|cannot|may|at-most|between|unique|required|mandatory|optional)$/)
  );
}

/** "Then the coupon has "active" true": after a create what a thing has of its own, after a change an example. */
function readOutcome(reader: Reader): void {
  const has = reader.tokens.findIndex((token) => /^(?:has|have)$/.test(token.word));
  if (has < 1 || reader.mentions(/^(?:status|header)$/)) return;
  const created = reader.context.operations.includes("create");
  const { entity } = reader;
  if (
    entity === undefined ||
    (reader.scope.entityAt(reader.tokens, has - 1) === undefined && reader.word(has - 1) !== "it")
  )
    return;
  for (let at = has + 1; at < reader.tokens.length; at += 1) {
    const token = reader.tokens[at];
    if (token?.kind !== "string" || !/^[A-Za-z_]\w*$/.test(token.text)) continue;
    const value = reader.tokens[at + 1];
    const literal =
      value === undefined
        ? undefined
        : value.kind === "number"
          ? value.value
          : value.kind === "string"
            ? value.text
            : /^(?:true|false)$/.test(value.word)
              ? value.word === "true"
              : undefined;
    const isNull = value?.word === "null";
    const now = reader.tokens
      .slice(at + 1, at + 7)
      .map((one) => one.word)
      .join(" ");
    if (created && /^(?:set to |is )?(?:the )?(?:current time|time of creation|now)/.test(now)) {
      reader.learn(entity.addField([token.text], token.text), { aspect: "source", value: "created-at" });
    } else if (created && (literal !== undefined || isNull)) {
      const field = entity.addField([token.text], token.text);
      reader.learn(
        field,
        isNull ? { aspect: "nullable", value: true } : { aspect: "default", value: literal ?? "" },
      );
    }
  }
  reader.met(`entities/${entity.name}`);
  reader.use(0, reader.tokens.length);
}
