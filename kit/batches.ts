import type { Hono } from "hono";
import { readJson } from "./json.ts";
import { type Fault, type Reason, Refusal } from "./refusal.ts";
import { hostHeaders, newId } from "./request.ts";
import { missing } from "./wrong-values.ts";

/** What became of one row. */
export interface RowResult {
  /** Its number, from 1, and from 0. */
  row: number;
  index: number;
  status: number;
  /** What was answered; undefined where it was refused. */
  answer: unknown;
  /** The body of the refusal; undefined where it was not refused. */
  refusal: object | undefined;
}

/**
 * The rows that a request has as its body, or in a property of it.
 *
 * @throws Refusal (malformed when the body is not JSON; invalid when there are no rows, fewer or more)
 */
export async function readRows(
  request: Request,
  { least, most, of }: { least: number; most: number; of?: string },
): Promise<unknown[]> {
  const body = await readJson(request);
  const isHolder = typeof body === "object" && body !== null && of !== undefined && Object.hasOwn(body, of);
  const rows: unknown = of === undefined ? body : isHolder ? Reflect.get(body, of) : undefined;
  if (rows === undefined) throw wrong(of, missing, "missing");
  if (!Array.isArray(rows)) throw wrong(of, "must be a list");
  const elements = (count: number) => `${count} element${count === 1 ? "" : "s"}`;
  if (rows.length < least) throw wrong(of, `must have at least ${elements(least)}`, "range");
  if (rows.length > most) throw wrong(of, `must have at most ${elements(most)}`, "range");
  return rows;
}

function wrong(of: string | undefined, message: string, reason?: Reason): Refusal {
  const field = of ?? "body";
  const fault: Fault = { field, message, path: of === undefined ? [] : [of], reason };
  return new Refusal("invalid", `${field}: ${message}.`, [fault]);
}

/**
 * What becomes of each row when it is sent to a route of the app, one after the other, with the headers of the request but for
 * those `without` which it goes. What is refused, and what fails, does not keep others from being sent.
 */
export async function inTurn(
  app: Hono,
  request: Request,
  rows: readonly unknown[],
  { method, path, without = [] }: { method: string; path: string; without?: readonly string[] },
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const [index, row] of rows.entries()) {
    const headers = new Headers(request.headers);
    for (const name of ["content-length", ...without]) headers.delete(name);
    // Each makes ids of its own.
    if (headers.has(hostHeaders.request)) headers.set(hostHeaders.request, newId(request));
    headers.set("content-type", "application/json");
    const url = new URL(path, request.url);
    const response = await app.fetch(new Request(url, { method, headers, body: JSON.stringify(row) }));
    const { status } = response;
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const body: unknown = text === "" ? null : isJson ? JSON.parse(text) : text;
    const isDone = status < 400;
    results.push({
      row: index + 1,
      index,
      status,
      answer: isDone ? body : undefined,
      refusal: isDone ? undefined : Object(body),
    });
  }
  return results;
}
