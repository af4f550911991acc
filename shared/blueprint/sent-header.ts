import * as z from "zod";
import { Expression, looksAt, type Path } from "./expression.ts";
import { HeaderName } from "./header-name.ts";

/** A header of an answer that is no refusal. Where its value is empty, it is not sent. */
const SentHeader = z.strictObject({ name: HeaderName, value: Expression });
export type SentHeader = z.infer<typeof SentHeader>;

/** Headers of one route. All of them together must find room in an answer, so there are few. */
export const SentHeaders = z.array(SentHeader).min(1).max(8).optional();

/** The headers of an action's answer by which things of some entities are made: those that speak of no others. */
export function headersAfter(
  headers: readonly SentHeader[] = [],
  made: readonly string[] = [],
): readonly SentHeader[] {
  const isOther = ({ scope, names: [name = ""] }: Path) => scope === "created" && !made.includes(name);
  return headers.filter(({ value }) => !looksAt(value, isOther));
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
