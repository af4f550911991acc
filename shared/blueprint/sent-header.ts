import * as z from "zod";
import { Expression, operandsOf } from "./expression.ts";
import { HeaderName } from "./header-name.ts";

/** A header of an answer that is no refusal. Where its value is empty, it is not sent. */
const SentHeader = z.strictObject({ name: HeaderName, value: Expression });
export type SentHeader = z.infer<typeof SentHeader>;

/** Headers of one route. All of them together must find room in an answer, so there are few. */
export const SentHeaders = z.array(SentHeader).min(1).max(8).optional();

/** The entities of whose things, made by an action, an expression speaks. */
function madeNamed(expression: Expression): string[] {
  if (expression.kind === "path") return expression.scope === "created" ? expression.names.slice(0, 1) : [];
  const inner =
    expression.kind === "aggregate"
      ? [expression.things.where, expression.value]
      : expression.kind === "groups"
        ? [expression.things.where, expression.value, ...expression.keys.map(({ value }) => value)]
        : [];
  return [...operandsOf(expression), ...inner].flatMap((part) => (part === undefined ? [] : madeNamed(part)));
}

/** The headers of an action's answer by which things of some entities are made: those that speak of no others. */
export function headersAfter(
  headers: readonly SentHeader[] = [],
  made: readonly string[] = [],
): readonly SentHeader[] {
  return headers.filter(({ value }) => madeNamed(value).every((name) => made.includes(name)));
}

interface Sender {
  headers?: readonly SentHeader[] | undefined;
}

interface Sending {
  operations: readonly Sender[];
  actions: readonly Sender[];
  list: { totalHeader?: string | undefined };
}

/** The names of all headers that answers send because a blueprint says so, each once, as it is written first. */
export function sentNames({
  entities,
  actions,
}: {
  entities: readonly Sending[];
  actions: readonly Sender[];
}): string[] {
  const routes = [...actions, ...entities.flatMap((entity) => [...entity.operations, ...entity.actions])];
  const totals = entities.flatMap(({ list }) => list.totalHeader ?? []);
  const names = new Map<string, string>();
  for (const name of [...routes.flatMap(({ headers = [] }) => headers.map((one) => one.name)), ...totals])
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  return [...names.values()];
}
