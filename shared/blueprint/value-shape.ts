import type { Expression } from "./expression.ts";
import { type Field, identifierField } from "./field.ts";
import { fieldAt, fieldOfType, groupScope, type Scope, scopeOf, typeOf } from "./value-type.ts";

/**
 * What the elements of a list, or the properties of an object, are that an expression gives, as a field of that name.
 * Undefined where the expression does not say.
 */
export function shapeOf(name: string, expression: Expression, scope: Scope): Field | undefined {
  switch (expression.kind) {
    case "path": {
      const { scope: of, names } = expression;
      const element = names.length === 0 && (of === "own" || of === "outer") ? scope[of] : undefined;
      if (element?.element?.kind === "object" && element.fields.length > 0)
        return { ...noField(name), type: "object", properties: element.fields.map(valueField) };
      const field = fieldAt(expression, scope);
      return field && { ...valueField(field), name };
    }
    case "object": {
      const properties = expression.properties.map(
        ({ name: property, value }) => shapeOf(property, value, scope) ?? plain(property, value, scope),
      );
      return { ...plain(name, expression, scope), properties };
    }
    case "groups":
      return listOf(name, expression.value, groupScope(expression, scope));
    case "aggregate": {
      const { name: kind, value, things } = expression;
      if (value === undefined) return undefined;
      if (kind === "first") return shapeOf(name, value, scopeOf(things, scope));
      return kind === "list" ? listOf(name, value, scopeOf(things, scope)) : undefined;
    }
    default:
      return undefined;
  }
}

/** A list of an expression's values; undefined where each is a list itself. */
function listOf(name: string, value: Expression, inner: Scope): Field | undefined {
  const { type, values, references, properties } = shapeOf(name, value, inner) ?? plain(name, value, inner);
  if (type === "list" || type === "password") return undefined;
  return {
    ...noField(name),
    type: "list",
    items: {
      type: type === "choice" ? "string" : type,
      unique: false,
      ...(values && { values }),
      ...(references !== undefined && { references }),
      ...(properties && { properties }),
    },
  };
}

/** A field as a value has it, whatever its thing says of it. */
function valueField({ name, type, values, references, items, properties }: Field): Field {
  return {
    ...noField(name),
    type,
    ...(values && { values }),
    ...(references !== undefined && { references }),
    ...(items && {
      items: { ...items, ...(items.properties && { properties: items.properties.map(valueField) }) },
    }),
    ...(properties && { properties: properties.map(valueField) }),
  };
}

function plain(name: string, value: Expression, scope: Scope): Field {
  return { ...noField(name), ...fieldOfType(typeOf(value, scope)) };
}

function noField(name: string): Field {
  return { ...identifierField(name), required: false, nullable: true, immutable: false };
}
