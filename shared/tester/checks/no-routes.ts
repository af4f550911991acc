import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Operation } from "../../blueprint/entity.ts";
import { arrayOf } from "../../code/literal.ts";
import { usualPath } from "../../spec/usual-routes.ts";
import { type Check, pathTo } from "../check.ts";
import { everyAction } from "../scenario/found.ts";
import { literal } from "../source/code.ts";
import type { Subject } from "../subject.ts";

/** Things without routes cannot be reached where they usually would be, unless something else is there. */
export function noRoutes(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  if (entity.operations.length > 0) return [];
  const path = usualPath(entity);
  const usual: [Operation["method"], string][] = [
    ["GET", path],
    ["POST", path],
    ["GET", `${path}/1`],
    ["PATCH", `${path}/1`],
    ["DELETE", `${path}/1`],
  ];
  const others = routesOf(blueprint);
  const free = usual.filter(
    ([method, target]) => !others.some((other) => other.method === method && leadsTo(other.path, target)),
  );
  if (free.length === 0) return [];
  return [
    {
      title: `${subject.nouns} have no routes`,
      lines: [
        `for (const [method, path] of ${arrayOf(free.map((each) => literal(each)))} as const) {`,
        "  const answer = await call(method, path);",
        "  expect([404, 405]).toContain(answer.status);",
        "}",
      ],
      shows: [pathTo(subject, "operations")],
    },
  ];
}

/** Every operation and every action. */
export function routesOf(blueprint: Blueprint): (Operation | Action)[] {
  return [
    ...blueprint.entities.flatMap(({ operations }) => operations),
    ...everyAction(blueprint).map(({ action }) => action),
  ];
}

/** Whether a route's path, with parameters such as `:id`, takes a request's. */
export function leadsTo(route: string, target: string): boolean {
  const [parts, wanted] = [route.split("/"), target.split("/")];
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => part.startsWith(":") || part === wanted[index])
  );
}
