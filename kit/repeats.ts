import type { Context, MiddlewareHandler } from "hono";
import type * as z from "zod";
import { anyCall, type CallerOptions, goesTo } from "./call.ts";
import { hashOf } from "./digest.ts";
import { readBytes } from "./json.ts";
import { invalid, Refusal, type RefusalOptions, refusalOf } from "./refusal.ts";
import { timestamp } from "./request.ts";
import type { Sql, Storage } from "./sql.ts";

export interface RepeatOptions {
  /** Its value is a key that stands for one call. */
  header: string;
  /** What a key must be. */
  value?: z.ZodType<string>;
  /** How a call without it is refused; without this, it is done as any other. */
  refusal?: RefusalOptions;
  /** How a call is refused whose key stands for another one. */
  reused: RefusalOptions;
  /** Where callers have names, each one's keys are their own. */
  callers?: CallerOptions;
  /** The routes whose repeats are known, each a method and a path as the app has them; all where left out. */
  routes?: readonly string[];
}

/** How long an answer is kept: a day, in milliseconds. */
const keptFor = 24 * 60 * 60 * 1000;

/** Answers that are forgotten at one call: more than can come to be kept. */
const mostForgotten = 100;

/** Most bytes of an answer's body that are kept: one row holds it. */
const answerLimit = 1_048_576;

interface KeptAnswer {
  /** A hash of the call that the key stands for. */
  call: string;
  status: number;
  /** Pairs of a name and a value, as JSON. */
  headers: string;
  body: string;
}

const safeMethods = /^(?:GET|HEAD|OPTIONS)$/;
const bodiless: readonly number[] = [204, 205, 304];

/**
 * Knows repeats of calls that change something by a header: the same call with the key of an earlier one gets that one's
 * answer again, status, headers and body, and changes nothing. What a call changes and the answer to it are kept in one
 * transaction, in which nothing else comes to the object. Refusals and failures are not kept.
 *
 * Keys and calls are kept as hashes, answers as they were given, all in the table `kept_answers` for a day.
 *
 * @throws Refusal (invalid where the key is not as it must be; ruled where it is missing and needed, or stands for another call; tooLarge when the
 * answer is more than is kept, with nothing changed)
 */
export function knowRepeats(storage: Storage, options: RepeatOptions): MiddlewareHandler {
  const { sql } = storage;
  sql
    .exec(
      "CREATE TABLE IF NOT EXISTS kept_answers (key TEXT PRIMARY KEY, call TEXT NOT NULL, at INTEGER NOT NULL," +
        " status INTEGER NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID",
    )
    .toArray();
  sql.exec("CREATE INDEX IF NOT EXISTS kept_answers_by_age ON kept_answers (at)").toArray();
  return async (c, next) => {
    if (safeMethods.test(c.req.method) || !isRoute(c, options.routes)) return next();
    const said = c.req.header(options.header)?.trim() ?? "";
    if (said === "") {
      if (options.refusal !== undefined) throw refusalOf(options.refusal);
      return next();
    }
    const unfit = options.value?.safeParse(said).error;
    if (unfit !== undefined)
      throw invalid(options.header, unfit.issues.map(({ message }) => message).join("; "));
    const request = c.req.raw;
    const { caller } = anyCall(request, options.callers ?? {});
    const key = await hashOf(JSON.stringify([options.header.toLowerCase(), caller, said]));
    const call = await hashOf(callText(request), await readBytes(request.clone()));
    const now = Date.parse(timestamp(request));
    return storage.transaction(async () => {
      const kept = findAnswer(sql, key, now);
      if (kept !== undefined && kept.call !== call) throw refusalOf(options.reused);
      if (kept !== undefined) return answerOf(kept);
      await next();
      // An answer that a spec says is no refusal, whatever its status: what was done before it stays.
      if (c.error === undefined) keepAnswer(sql, { key, now, ...(await keptOf(c.res, call)) });
    });
  };
}

/** Whether a request goes to one of the routes, or without them to any. */
function isRoute(c: Context, routes: readonly string[] | undefined): boolean {
  return routes === undefined
    ? c.req.matchedRoutes.some(({ method }) => method !== "ALL")
    : goesTo(c, routes);
}

/** What a call is beside its body. */
function callText({ method, url }: Request): string {
  const { pathname, search } = new URL(url);
  return `${method} ${pathname}${search}\n`;
}

function findAnswer(sql: Sql, key: string, now: number): KeptAnswer | undefined {
  const query = "SELECT call, status, headers, body FROM kept_answers WHERE key = ? AND at > ?";
  return sql
    .exec<Record<keyof KeptAnswer, string> & { status: number }>(query, key, now - keptFor)
    .toArray()[0];
}

async function keptOf(answer: Response, call: string): Promise<KeptAnswer> {
  const { status, headers } = answer;
  const body = await answer.clone().text();
  if (new TextEncoder().encode(body).byteLength > answerLimit)
    throw new Refusal("tooLarge", "The answer is more than can be kept for a repeat of the call.");
  // Which origins may read an answer is for the release to say that gives it.
  const own = [...headers].filter(([name]) => !name.startsWith("access-control-"));
  return { call, status, headers: JSON.stringify(own), body };
}

function keepAnswer(
  sql: Sql,
  { key, now, call, status, headers, body }: KeptAnswer & { key: string; now: number },
) {
  sql
    .exec(
      "DELETE FROM kept_answers WHERE key IN (SELECT key FROM kept_answers WHERE at <= ? ORDER BY at LIMIT ?)",
      now - keptFor,
      mostForgotten,
    )
    .toArray();
  sql
    .exec(
      "INSERT OR REPLACE INTO kept_answers (key, call, at, status, headers, body) VALUES (?, ?, ?, ?, ?, ?)",
      key,
      call,
      now,
      status,
      headers,
      body,
    )
    .toArray();
}

function answerOf({ status, headers, body }: KeptAnswer): Response {
  const pairs: [string, string][] = JSON.parse(headers);
  return new Response(bodiless.includes(status) ? null : body, { status, headers: pairs });
}
