import type { Expression } from "../blueprint/expression.ts";
import { typeOf } from "../blueprint/value-type.ts";
import { type Entry, objectOf, propertyKey } from "../code/literal.ts";
import { type Around, evaluation } from "./action-around.ts";
import { shown } from "./answer.ts";
import { wholeRowsOf } from "./call-code.ts";
import { modelNamed } from "./model.ts";
import { isPresented } from "./presentation.ts";

/** Code of what an action answers as JSON, where things in objects are shown whole, after the statements it needs. */
export function answerValue(around: Around, expression: Expression): { statements: string[]; value: string } {
  const statements: string[] = [];
  const value = (part: Expression, isInside: boolean): string => {
    if (part.kind === "object" && holdsThing(part, around)) {
      const entries = part.properties.map(
        ({ name, value: inner }): Entry => [propertyKey(name), value(inner, true)],
      );
      return objectOf(entries);
    }
    const entity = isInside ? thingOf(part, around) : undefined;
    if (entity === undefined) return evaluation(around, part);
    const model = modelNamed(around.models, entity);
    const found = `${wholeRowsOf(model)}.find(${evaluation(around, part, `${model.key.type} | null`)})`;
    if (!isPresented(model)) return found;
    const name = `shown${statements.length + 1}`;
    statements.push(`const ${name} = ${found};`);
    return `${name} && ${shown(model, name, "call.base")}`;
  };
  return { value: value(expression, false), statements };
}

function thingOf(expression: Expression, { scope }: Around): string | undefined {
  if (expression.kind !== "path") return undefined;
  const type = typeOf(expression, scope);
  return type.kind === "thing" ? type.entity : undefined;
}

function holdsThing({ properties }: Extract<Expression, { kind: "object" }>, around: Around): boolean {
  return properties.some(({ value }) =>
    value.kind === "object" ? holdsThing(value, around) : thingOf(value, around) !== undefined,
  );
}
