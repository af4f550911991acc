import type { Expression } from "../../blueprint/expression.ts";
import { entityOf, memberNames, type Scope } from "../../blueprint/value-type.ts";
import { nearest } from "../nearest.ts";
import { quoteMark } from "./grammar.ts";
import { notOfGroup } from "./groups.ts";

/** What is said of a name that is nowhere: a message of its own, or what it would have to be, and the names that are. */
export type UnknownName =
  | { message: string; suggestion?: string | undefined }
  | { what: string; known: readonly string[] };

/** What is wrong with a name in an expression that its scope does not know. */
export function unknownName(name: string, scope: Scope, raw: Expression): UnknownName {
  const path = raw.kind === "path" ? raw : undefined;
  const isFirst = path?.names[0]?.replace(quoteMark, "") === name;
  const around = isFirst && path?.scope === "outer" ? (scope.outer ?? scope.own) : scope.own;
  const free = isFirst && path?.scope === "own" ? scope : undefined;
  if (around?.group !== undefined && isFirst) {
    return { message: notOfGroup(name), suggestion: nearest(name, memberNames(around)) };
  }
  const many =
    around?.element !== undefined
      ? undefined
      : scope.entities.find((entity) => entity.plural === name || entity.name === name);
  if (many !== undefined && isFirst) {
    const { plural } = many;
    return { message: `\`${name}\` are things: say what of them, as in \`count of its ${plural}\`.` };
  }
  const known = [
    ...(around === undefined ? [] : memberNames(around)),
    ...(free?.inputs?.map((input) => input.name) ?? []),
    ...(free?.values?.keys() ?? []),
    ...(free?.created ?? []),
    ...(free?.other === undefined ? [] : ["other"]),
  ];
  const whole = around && entityOf(around);
  const field =
    around === undefined
      ? []
      : [whole === undefined ? `property of an element of ${around.name}` : `field of ${whole}`];
  const input = free?.inputs === undefined ? [] : ["input or named value"];
  return { what: [...field, ...input].join(" and no ") || "name that is known here", known };
}
