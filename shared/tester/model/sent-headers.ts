import type { Expression } from "../../blueprint/expression.ts";
import type { SentHeader } from "../../blueprint/sent-header.ts";
import type { Json } from "../../models/model.ts";
import { token } from "../scenario/expected.ts";
import { open } from "./amiss.ts";

/** What an answer sends as headers, by their names in lower case; null: it is not sent. */
export type Sent = Record<string, string | null>;

/** Near the most characters of a header it hangs on how long identifiers are. */
const nearMost = 900;

/** The headers with their values; nothing where there are none. */
export function sentBy(
  headers: readonly SentHeader[] = [],
  valueAt: (value: Expression) => Json,
): { headers?: Sent } {
  if (headers.length === 0) return {};
  const all = headers.map(({ name, value }) => [name.toLowerCase(), sentText(valueAt(value))]);
  return { headers: Object.fromEntries(all) };
}

function sentText(value: Json): string | null {
  if (value === null) return null;
  const sent = headerText(value);
  if (sent.replace(token, "").length > nearMost) throw open("whether a long header is sent is not looked at");
  return sent === "" ? null : sent;
}

/** A value as a header holds it; identifiers, which only the service knows, as they are. */
export function headerText(value: Json): string {
  const text = String(value).trim();
  const ids = text.match(token) ?? [];
  const parts = text
    .split(token)
    .map((part) => part.replace(/[^ -~]+/g, (other) => encodeURIComponent(other)));
  return parts.map((part, index) => `${part}${ids[index] ?? ""}`).join("");
}
