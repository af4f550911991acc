import { expect, test } from "vitest";
import {
  type Expression,
  type Path,
  type PathScope,
  scopesRead,
} from "../../../shared/blueprint/expression.ts";

const path = (scope: PathScope, ...names: string[]): Path => ({ kind: "path", scope, names });
const any = (things: Extract<Expression, { kind: "aggregate" }>["things"]): Expression => ({
  kind: "aggregate",
  name: "any",
  things,
});

test.each<[what: string, expression: Expression, scopes: PathScope[]]>([
  ["its own list", any({ list: path("own", "lines") }), ["own"]],
  ["a list of an input", any({ list: path("input", "lines"), where: path("own", "done") }), ["input"]],
  [
    "what is around elements",
    any({ list: path("input", "lines"), where: path("outer", "open") }),
    ["input", "own"],
  ],
  ["what belongs to it", any({ entity: "loan", via: "book" }), ["own"]],
  ["all things", any({ entity: "loan", where: path("own", "late") }), []],
  [
    "the elements of each of all things",
    any({ entity: "order", where: any({ list: path("own", "lines"), where: path("outer", "open") }) }),
    [],
  ],
  [
    "the thing around two others",
    any({ entity: "order", where: any({ list: path("own", "lines"), where: path("around", "cake") }) }),
    ["own"],
  ],
  [
    "a thing of an aggregate around two others",
    any({
      entity: "order",
      where: any({
        entity: "loan",
        where: any({ list: path("own", "lines"), where: path("around", "order") }),
      }),
    }),
    [],
  ],
])("whose names are read: %s", (_, expression, scopes) => {
  expect([...scopesRead(expression)].sort()).toEqual(scopes);
});
