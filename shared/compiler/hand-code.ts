import type { Effect } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { calledInCode } from "../blueprint/hand-functions.ts";
import { madeBy } from "../blueprint/named-values.ts";
import { arrayOf, type Entry, objectOf, propertyKey } from "../code/literal.ts";
import type { Around } from "./action-around.ts";
import { handNames } from "./hand-names.ts";
import { importLine } from "./imports.ts";
import { inputValue } from "./inputs.ts";
import { type EntityModel, modelNamed } from "./model.ts";

/** The import of what code calls that is written by hand; `from` leads to the folder `src`. */
export function handImport(code: string, from = "./"): string {
  const called = [...code.matchAll(/(?<![\w$.])(\w+ByHand)(?=\()/g)].map(([, name = ""]) => name);
  return importLine([...new Set(called)].sort(), `${from}by-hand.ts`);
}

/** The part of a table's definition that functions say. */
export function handDefinition({ entity, fields, computed }: EntityModel, blueprint: Blueprint): Entry[] {
  const ofRow = (name: string) => rowCode(calledInCode(blueprint, { name, owner: entity }));
  const sources = [
    ["shown", "computed"],
    ["atCreation", "set-at-creation"],
    ["atChange", "set-at-change"],
  ] as const;
  const parts: Entry[] = sources.flatMap(([name, source]): Entry[] => {
    const set = [...computed, ...fields].flatMap((model): Entry[] =>
      model.field.source === source && model.field.byHand !== undefined
        ? [[propertyKey(model.field.name), ofRow(model.field.name)]]
        : [],
    );
    return set.length === 0 ? [] : [[name, objectOf(set)]];
  });
  const rules = (entity.handRules ?? []).map(({ name }) => ofRow(name));
  if (rules.length > 0) parts.push(["rules", arrayOf(rules)]);
  return parts.length === 0 ? [] : [["byHand", objectOf(parts)]];
}

function rowCode(called: string): string {
  return `(thing, call, storage) => ${handNames(called).caller}({ thing }, call, storage)`;
}

/** The call of an action's function; `values` are the named values before it. */
export function handCall(
  { action, model, models, scope, made, blueprint }: Around,
  name: string,
  { values, effects }: { values: readonly string[]; effects?: readonly Effect[] },
): string {
  const input: Entry[] = [];
  if (model !== undefined && scope.own !== undefined)
    input.push(["thing", `${model.variable}.plain(call, storage).get(id)`]);
  if (action.inputs.length > 0) {
    const given = action.inputs.map(
      (field): Entry => [propertyKey(field.name), inputValue("input", action.inputs, field.name)],
    );
    input.push(["given", objectOf(given)]);
  }
  const code = scope.code?.values ?? String;
  if (values.length > 0)
    input.push(["values", objectOf(values.map((value): Entry => [propertyKey(value), code(value)]))]);
  const kinds = madeBy(effects ?? []);
  if (kinds.length > 0) {
    const rows = kinds.map((kind): Entry => [propertyKey(kind), made.last(modelNamed(models, kind))]);
    input.push(["made", objectOf(rows)]);
  }
  return `${handNames(calledInCode(blueprint, { name, action })).caller}(${objectOf(input)}, call, storage)`;
}
