import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts, Scalar } from "../facts/field-facts.ts";
import { neutral } from "../lexicon/words.ts";
import type { Token } from "../text/tokens.ts";
import { choicesAt, namesFields } from "./choices.ts";
import type { Slots } from "./pattern.ts";

export type SlotValue =
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "literal"; readonly value: Scalar | readonly Scalar[]; readonly exact: boolean }
  | { readonly kind: "choices"; readonly values: readonly string[] }
  | { readonly kind: "field"; readonly field: FieldFacts }
  | { readonly kind: "fields"; readonly fields: readonly FieldFacts[] }
  | { readonly kind: "entity"; readonly entity: EntityFacts }
  | { readonly kind: "word"; readonly token: Token };

/** What is known when slots are matched. */
export type Scope = {
  fieldAt(tokens: readonly Token[], at: number): { field: FieldFacts; end: number } | undefined;
  entityAt(tokens: readonly Token[], at: number): { entity: EntityFacts; end: number } | undefined;
};

export type Found = { readonly end: number; readonly value: SlotValue };

/** The slots that patterns may name, over what is known so far. */
export function slotsOver(scope: Scope): Slots<SlotValue> {
  return (name, tokens, at) => {
    const token = tokens[at];
    if (token === undefined) return [];
    switch (name) {
      case "number":
        return token.value === undefined
          ? []
          : [{ end: at + 1, value: { kind: "number", number: token.value } }];
      case "status":
        return token.kind === "number" && /^[2-5]\d\d$/.test(token.text)
          ? [{ end: at + 1, value: { kind: "number", number: token.value ?? 0 } }]
          : [];
      case "literal":
        return literals(tokens, at);
      case "choices":
        return choicesAt(tokens, at).filter(
          ({ value }) => value.kind === "choices" && !namesFields(scope, tokens, at, value.values),
        );
      case "field": {
        const found = scope.fieldAt(tokens, at);
        return found === undefined ? [] : [{ end: found.end, value: { kind: "field", field: found.field } }];
      }
      case "fields":
        return fieldsAt(scope, tokens, at);
      case "entity": {
        const found = scope.entityAt(tokens, at);
        return found === undefined
          ? []
          : [{ end: found.end, value: { kind: "entity", entity: found.entity } }];
      }
      case "string":
        return token.kind === "string" ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      case "name":
        return isName(token) ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      case "word":
        return token.kind === "word" ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      case "path":
        return token.kind === "path" ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      default:
        throw new Error(`No slot is called ${name}.`);
    }
  };
}

/** A name written exactly: code, a quoted name, camelCase or snake_case. */
export function isName(token: Token): boolean {
  if (token.kind === "string") return /^[A-Za-z_]\w*$/.test(token.text);
  return (
    token.kind === "word" &&
    (token.code || /_|[a-z][A-Z]/.test(token.text)) &&
    /^[A-Za-z_]\w*$/.test(token.text)
  );
}

const words: Readonly<Record<string, Scalar>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
};

function literals(tokens: readonly Token[], at: number): Found[] {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token === undefined) return [];
  const give = (length: number, value: Scalar | readonly Scalar[], exact: boolean): Found => ({
    end: at + length,
    value: { kind: "literal", value, exact },
  });
  if (token.kind === "string") return [give(1, token.text, true)];
  if (token.kind === "number") return [give(next?.word === "%" ? 2 : 1, token.value ?? 0, true)];
  if (token.word === "[" && next?.word === "]") return [give(2, [], true)];
  if (token.word === "-" && next?.kind === "number") return [give(2, -(next.value ?? 0), true)];
  if (/^(?:a|an|the)$/.test(token.word) && next !== undefined) {
    return literals(tokens, at + 1).map((found) => ({ ...found }));
  }
  if (token.word === "empty" && /^(?:list|array)$/.test(next?.word ?? "")) return [give(2, [], true)];
  if (token.word === "empty" && /^(?:string|text)$/.test(next?.word ?? "")) return [give(2, "", true)];
  if (/^(?:current|present)$/.test(token.word) && next !== undefined)
    return [give(/time|date|day|moment/.test(next.word) ? 2 : 1, "now", false)];
  if (/^(?:now|today)$/.test(token.word)) return [give(1, "now", false)];
  const known = token.kind === "word" ? words[token.word] : undefined;
  if (known !== undefined) return [give(1, known, true)];
  if (token.value !== undefined) return [give(1, token.value, true)];
  if (token.kind === "word" && token.code) return [give(1, token.text, true)];
  if (
    token.kind !== "word" ||
    (neutral.has(token.word) &&
      !/^(?:normal|new|low|high|open|small|full|single|other|current|first|unknown|existing|plain|simple)$/.test(
        token.word,
      ))
  )
    return [];
  const found = [give(1, token.text, false)];
  if (next?.kind === "word" && !neutral.has(next.word))
    found.unshift(give(2, `${token.text} ${next.text}`, false));
  return found;
}

function fieldsAt(scope: Scope, tokens: readonly Token[], at: number): Found[] {
  const fields: FieldFacts[] = [];
  const found: Found[] = [];
  let next = at;
  while (next < tokens.length) {
    let from = next;
    while (/^(?:the|a|an|its|their|by|same|both|either|and\/or)$/.test(tokens[from]?.word ?? "")) from += 1;
    const field = scope.fieldAt(tokens, from);
    if (field === undefined) break;
    fields.push(field.field);
    found.unshift({ end: field.end, value: { kind: "fields", fields: [...fields] } });
    next = field.end;
    if (/^(?:,|\/|\+)$/.test(tokens[next]?.word ?? "")) next += 1;
    if (/^(?:and|or|nor|plus)$/.test(tokens[next]?.word ?? "")) next += 1;
    if (next === field.end) break;
  }
  return found;
}
