import type { MiddlewareHandler } from "hono";
import { anyCall, type Call } from "./call.ts";
import { base64url, fromBase64url, hashOf } from "./digest.ts";
import { type Fragment, sql as sqlText } from "./fragment.ts";
import { hostHeaders, timestamp } from "./request.ts";
import { setSignedIn, signedInOf } from "./signed-in.ts";
import { qualified, quoted, type Sql, type Storage } from "./sql.ts";

/** Which things call, and how they are known. */
export interface AccountOptions {
  /** Holds what they are known by. */
  header: string;
  /** Their table, and the column of their keys. */
  accounts: { table: string; key: string };
  /** Those of which this is not true are nobody. */
  where?: (call: Call) => Fragment;
  /** What is true of those that have a role. */
  roles?: Record<string, (call: Call) => Fragment>;
}

export interface SessionOptions extends AccountOptions {
  /** What stands in the header before the token: `Authorization: Bearer TOKEN`. */
  scheme?: string;
}

/**
 * Knows which thing each call is of by its key in a header, which is believed: `readCall` then gives the key as the caller, and
 * the roles that the thing has at that moment. What is no key of one is as none.
 */
export function knowCallers({ sql }: Storage, options: AccountOptions): MiddlewareHandler {
  return async (c, next) => {
    const said = c.req.header(options.header)?.trim() ?? "";
    const request = c.req.raw;
    const found = said === "" ? undefined : accountWith(sql, said, anyCall(request, {}), options);
    // A number has more ways to be written than one.
    if (found !== undefined && String(found.key) === said)
      setSignedIn(request, { account: said, roles: found.roles });
    await next();
  };
}

/** Sessions that are forgotten when one begins: more than can come to be kept. */
const mostForgotten = 100;

/**
 * Knows whose session each call is of: `readCall` then gives the account's key as the caller, and the roles that the account
 * has at that moment. A token that is unknown or past its time, or whose account is gone, is as none.
 *
 * Tokens are kept as hashes in the table `kept_sessions`, which ends the sessions of an account that is deleted. They follow
 * from a secret of the object (in `kept_secrets`) and the request, so that a clone of the data given the same request
 * gives the same token. An answer with 401 says what is asked for (RFC 9110, section 11.6.1).
 */
export function knowSessions(storage: Storage, options: SessionOptions): MiddlewareHandler {
  const { sql } = storage;
  createTables(sql, options);
  return async (c, next) => {
    const token = tokenIn(c.req.header(options.header), options.scheme);
    if (token !== undefined) {
      const request = c.req.raw;
      const session = await hashOf(token);
      const account = accountOf(sql, session, {
        table: options.accounts.table,
        now: Date.parse(timestamp(request)),
      });
      const found =
        account === undefined ? undefined : accountWith(sql, account, anyCall(request, {}), options);
      if (found !== undefined)
        setSignedIn(request, { account: String(found.key), roles: found.roles, session });
    }
    await next();
    if (c.res.status === 401 && options.scheme !== undefined)
      c.res.headers.set("WWW-Authenticate", options.scheme);
  };
}

/** A session that is about to begin. */
export interface NewSession {
  /** Begins it and gives its token: until a moment (RFC 3339), or where nothing is said for ever. Where that is null it ends at once. */
  begin(account: string | number, until?: string | null): string;
}

/** Makes ready what an action needs to begin a session, of an account in the table, in its transaction. */
export async function openSession(request: Request, { sql }: Storage, table: string): Promise<NewSession> {
  const token = await newToken(request, secretOf(sql));
  const session = await hashOf(token);
  const now = Date.parse(timestamp(request));
  return {
    begin(account, until) {
      const forget =
        "DELETE FROM kept_sessions WHERE session IN (SELECT session FROM kept_sessions WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)";
      sql.exec(forget, now, mostForgotten).toArray();
      const ends = until === undefined ? null : Date.parse(until ?? "");
      if (ends === null || ends > now)
        sql
          .exec(
            "INSERT OR REPLACE INTO kept_sessions (session, accounts, account, ends_at) VALUES (?, ?, ?, ?)",
            session,
            table,
            account,
            ends,
          )
          .toArray();
      return token;
    },
  };
}

/** Ends the session that a call is of, where it is of one. */
export function endSession(request: Request, { sql }: Storage): void {
  const session = signedInOf(request)?.session;
  if (session !== undefined) sql.exec("DELETE FROM kept_sessions WHERE session = ?", session).toArray();
}

/** Ends all sessions of an account in the table. */
export function endSessions(account: string | number, { sql }: Storage, table: string): void {
  sql.exec("DELETE FROM kept_sessions WHERE accounts = ? AND account = ?", table, account).toArray();
}

function createTables(sql: Sql, { accounts: { table, key } }: SessionOptions): void {
  // The column has no type: a key is kept as it is, a number or a text.
  const statements = [
    "CREATE TABLE IF NOT EXISTS kept_sessions (session TEXT PRIMARY KEY, accounts TEXT NOT NULL, account NOT NULL, ends_at INTEGER) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS kept_sessions_by_account ON kept_sessions (accounts, account)",
    "CREATE INDEX IF NOT EXISTS kept_sessions_by_end ON kept_sessions (ends_at)",
    "CREATE TABLE IF NOT EXISTS kept_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    `CREATE TRIGGER IF NOT EXISTS ${quoted(`kept_sessions_of_${table}`)} AFTER DELETE ON ${quoted(table)} ` +
      `BEGIN DELETE FROM kept_sessions WHERE accounts = '${table.replaceAll("'", "''")}' AND account = OLD.${quoted(key)}; END`,
  ];
  for (const statement of statements) sql.exec(statement).toArray();
  const secret = base64url(crypto.getRandomValues(new Uint8Array(32)));
  sql.exec("INSERT OR IGNORE INTO kept_secrets (name, value) VALUES ('sessions', ?)", secret).toArray();
}

function secretOf(sql: Sql): string {
  const [row] = sql
    .exec<{ value: string }>("SELECT value FROM kept_secrets WHERE name = 'sessions'")
    .toArray();
  if (row === undefined) throw new Error("The object has no secret for sessions. Have knowSessions make it.");
  return row.value;
}

/** HMAC-SHA-256 of the request's id under the object's secret; without a host, at random. */
async function newToken(request: Request, secret: string): Promise<string> {
  const seed = request.headers.get(hostHeaders.request);
  if (seed === null) return base64url(crypto.getRandomValues(new Uint8Array(32)));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", fromBase64url(secret), algorithm, false, ["sign"]);
  const made = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(seed.toLowerCase()));
  return base64url(new Uint8Array(made));
}

/** The token in a header's value; undefined where it holds none. The scheme has no case (RFC 9110, section 11.1). */
function tokenIn(value: string | undefined, scheme: string | undefined): string | undefined {
  const said = value?.trim() ?? "";
  if (scheme === undefined) return said === "" ? undefined : said;
  const [first = "", token, ...more] = said.split(/ +/);
  return first.toLowerCase() === scheme.toLowerCase() && more.length === 0 ? token : undefined;
}

function accountOf(sql: Sql, session: string, { table, now }: { table: string; now: number }) {
  const query =
    "SELECT account FROM kept_sessions WHERE session = ? AND accounts = ? AND (ends_at IS NULL OR ends_at > ?)";
  return sql.exec<{ account: string | number }>(query, session, table, now).toArray()[0]?.account;
}

/** The account with the key, and its roles; undefined where it is gone, or nobody now. */
function accountWith(
  sql: Sql,
  account: string | number,
  call: Call,
  { accounts: { table, key }, where, roles = {} }: AccountOptions,
): { key: string | number; roles: ReadonlySet<string> } | undefined {
  const conditions = [where?.(call) ?? sqlText`1`, ...Object.values(roles).map((role) => role(call))];
  const columns = conditions.map(({ text }, index) => `(${text}) AS c${index}`).join(", ");
  const [row] = sql
    .exec<Record<string, number | null> & { key: string | number }>(
      `SELECT ${qualified(table, key)} AS "key", ${columns} FROM ${quoted(table)} WHERE ${qualified(table, key)} = ?`,
      ...conditions.flatMap(({ bindings }) => bindings),
      account,
    )
    .toArray();
  if (row === undefined || row.c0 !== 1) return undefined;
  const held = Object.keys(roles).filter((_, index) => row[`c${index + 1}`] === 1);
  return { key: row.key, roles: new Set(held) };
}
