import * as z from "zod";
import { type RouteIn, routesOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import { repeatsOf } from "./repeats.ts";
import { Method, parametersOf, RoutePath, shownPath } from "./route.ts";

const Name = z.string().min(1);

/** What is said of each row: its number from 1 or 0, the status, what it answered, and the body of its refusal. */
const RowPart = z.strictObject({
  name: Name,
  is: z.enum(["row", "index", "status", "answer", "refusal"]),
});
export type RowPart = z.infer<typeof RowPart>;

/** A list with an object for each row. */
const Rows = z.strictObject({ each: z.array(RowPart).min(1) });

/** The rows, or how many there are: `done` those that were not refused. */
const BatchValue = z.union([Rows, z.strictObject({ is: z.enum(["done", "refused", "all"]) })]);
export type BatchValue = z.infer<typeof BatchValue>;

/**
 * A route that takes rows and does another one for each, in turn, as a call of its own by the same caller: what one changes
 * stays, whatever becomes of the next.
 */
export const Batch = z.strictObject({
  path: RoutePath,
  /** The route that is done: it has no parameter that the path does not have. */
  does: z.strictObject({ method: Method, path: RoutePath }),
  least: z.int().min(0),
  most: z.int().min(1).max(1000),
  /** The property of the body that holds the rows; without one the body is the list. */
  of: Name.optional(),
  status: z.int().min(200).max(299),
  answer: z.union([
    Rows,
    z.strictObject({ properties: z.array(z.strictObject({ name: Name, value: BatchValue })).min(1) }),
  ]),
});
export type Batch = z.infer<typeof Batch>;

/** The route that a batch does, with the entity that it is of; undefined where there is none. */
export function routeDone({ does }: Batch, blueprint: Blueprint): RouteIn | undefined {
  return routesOfAll(blueprint).find(({ route }) => route.method === does.method && route.path === does.path);
}

/** What batches do and can't. */
export function batchProblems(blueprint: Blueprint): Inconsistency[] {
  return (blueprint.batches ?? []).flatMap((batch): Inconsistency[] => {
    const { does, least, most, path } = batch;
    const said = `\`${does.method} ${shownPath(does.path)}\``;
    const target = routeDone(batch, blueprint);
    const missing = parametersOf(does.path).find((name) => !parametersOf(path).includes(name));
    const problem =
      target === undefined
        ? `There is no route ${said} that rows could be done by`
        : does.method === "GET"
          ? `${said} takes no body, so no rows can be done by it`
          : missing !== undefined
            ? `The path of what is done for rows has no \`{${missing}}\`, which ${said} needs`
            : least > most
              ? `No number of rows is at least ${least} and at most ${most}`
              : repeatsOf(blueprint, target)?.refusal !== undefined
                ? `${said} needs a key for each call, and rows have none`
                : undefined;
    return problem === undefined ? [] : [{ message: problem, parts: [batch] }];
  });
}

/** The list of a batch's answer. */
export function rowsIn({ answer }: Batch): readonly RowPart[] | undefined {
  if ("each" in answer) return answer.each;
  return answer.properties.flatMap(({ value }) => ("each" in value ? [value.each] : []))[0];
}
