import type { Action, Effect } from "../../blueprint/action.ts";
import { type Elements, type Expression, operandsOf, type Things } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import { memberNames, memberType, type Scope, scopeOf, type ValueType } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { quoteMark } from "../expressions/grammar.ts";
import { scopeNaming } from "../expressions/names.ts";
import { printCondition } from "../expressions/print.ts";
import { settleEach } from "./each.ts";

type Conditional = Exclude<Effect, { kind: "answer" | "by-hand" }>;

/**
 * Resolves what an effect hangs on, in the scope around it. It is judged once: a field that is named alone where each of
 * several things, or elements, has one of that name is refused, since it could be read as each one's.
 */
export function settleCondition(draft: Draft, effect: Conditional, scope: Scope): void {
  const raw = effect.condition;
  if (raw === undefined) return;
  const told = draft.problems.length;
  const condition = draft.resolve(raw, scope, "truth");
  const names = namesOfEach(effect, scope);
  // A bare word may be a value of a choice as well.
  const name = condition === undefined ? nameOfEach(raw, names) : nameMeant(raw, condition, names);
  if (name !== undefined) {
    draft.problems.splice(told);
    const around = scope.own === undefined ? "" : ` (\`its ${name}\` is the action's thing's)`;
    draft.fail(
      `What follows \`if\` is judged once, before the first of several, and \`${name}\` could be each one's: what each must be goes behind \`where\`${around}.`,
      name,
      { within: raw },
    );
  } else if (condition !== undefined) effect.condition = condition;
}

/** Adds an effect, and has its names looked up once all is read, with what those before it have made and given. */
export function addEffect(
  draft: Draft,
  action: Action,
  effect: Effect,
  { scope, settle }: { scope: () => Scope; settle: (around: Scope) => void },
): void {
  const before = action.effects.slice();
  action.effects.push(effect);
  draft.made(effect);
  draft.later("values", () => settle(afterEffects(scope(), before)));
}

/** Resolves what an effect is done for and hangs on: the scope of each, or undefined when that told a problem. */
export function settleRounds(
  draft: Draft,
  effect: Extract<Effect, { kind: "set" | "create" }>,
  around: Scope,
): Scope | undefined {
  const settled = effect.each && settleEach(draft, effect.each, around);
  if (effect.each !== undefined && settled === undefined) return undefined;
  if (settled !== undefined) effect.each = settled.each;
  settleCondition(draft, effect, around);
  return settled?.inner ?? around;
}

/** Names that each of several has and that nothing in the action has before them. */
function namesOfEach(effect: Conditional, scope: Scope): string[] {
  const several = severalOf(effect);
  const { own } = several === undefined ? {} : scopeOf(several, scope);
  return (own === undefined ? [] : memberNames(own)).filter((name) => {
    const naming = scopeNaming("own", name, scope);
    return naming === undefined || naming === "own";
  });
}

function severalOf(effect: Conditional): Things | Elements | undefined {
  if (effect.kind === "delete-each") return effect.things;
  return effect.kind === "set" || effect.kind === "create" ? effect.each?.things : undefined;
}

/** The first of the names that is said alone. */
function nameOfEach(raw: Expression, names: readonly string[]): string | undefined {
  if (raw.kind === "path") {
    const said = raw.names[0]?.replace(quoteMark, "");
    if (raw.scope !== "own") return undefined;
    return said !== undefined && names.includes(said) ? said : undefined;
  }
  for (const operand of operandsOf(raw)) {
    const name = nameOfEach(operand, names);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The first of the names that is said alone where the expression that it has become means a field. */
function nameMeant(raw: Expression, meant: Expression, names: readonly string[]): string | undefined {
  const [parts, partners] = [operandsOf(raw), operandsOf(meant)];
  if (raw.kind === "path" || parts.length !== partners.length) {
    const name = nameOfEach(raw, names);
    return name && nameOfEach(meant, [name]);
  }
  for (const [index, part] of parts.entries()) {
    const partner = partners[index];
    const name = partner && nameMeant(part, partner, names);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** How a statement ends whose effect hangs on a condition. */
export function onlyWhenText(effect: Conditional, scope: Scope): string {
  const { condition } = effect;
  if (condition === undefined) return "";
  const { own } = scope;
  // As if the action had these names itself, so that those of its thing are said with `its`.
  const taken = namesOfEach(effect, scope).flatMap((name): [string, ValueType][] => {
    const type = own && memberType(own, name);
    return type === undefined ? [] : [[name, type]];
  });
  const values = new Map([...(scope.values ?? []), ...taken]);
  return ` if ${printCondition(condition, taken.length === 0 ? scope : { ...scope, values })}`;
}
