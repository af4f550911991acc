import type { Context } from "hono";
import type * as z from "zod";
import { today } from "./compare.ts";
import { sameText } from "./digest.ts";
import { type RefusalOptions, refusalOf } from "./refusal.ts";
import { baseUrl, newId, timestamp } from "./request.ts";
import { signedInOf } from "./signed-in.ts";

/**
 * How callers are known. What a header says is believed: it is set by whatever stands before the service, but for tokens of
 * sessions, which the service has given itself.
 */
export interface CallerOptions {
  /**
   * Header that names the caller; with `refusal`, a call without it is refused. What is no `value` is as if missing. With
   * `session` it holds a token: `knowSessions` says who that is; with `thing` the key of what calls: `knowCallers` does.
   */
  name?: {
    header: string;
    refusal?: RefusalOptions;
    value?: z.ZodType<string>;
    session?: true;
    thing?: true;
  };
  /** A fixed key that every call needs. */
  key?: { header: string; value: string; refusal: RefusalOptions };
  /** A header that must say one of these roles; calls without it have the usual one, where there is one. */
  oneRole?: { header: string; roles: string[]; usual?: string; refusal: RefusalOptions };
  /** Roles by name: callers whose header has the value have it. */
  roles?: Record<string, { header: string; value: string }>;
}

/** One request, as far as rules and values look at it: when it is, who asks, and where the service is. */
export interface Call {
  /** RFC 3339, UTC. */
  readonly now: string;
  /** The day of `now`, in UTC. */
  readonly today: string;
  /** The caller's name, or the key of the thing that calls; null without one. */
  readonly caller: string | null;
  /** The same where such things are known by numbers. */
  readonly callerNumber: number | null;
  /** The service's absolute base URL. */
  readonly base: string;
  /** Whether the caller has a role. */
  is(role: string): boolean;
  /** A new UUID, as `newId` of the request makes it. */
  newId(): string;
}

/** @throws Refusal when the call lacks its key, its name or its role */
export function readCall(request: Request, options: CallerOptions = {}): Call {
  const { name, key, oneRole } = options;
  if (key !== undefined && !sameText(request.headers.get(key.header) ?? "", key.value))
    throw refusalOf(key.refusal);
  if (name?.refusal !== undefined && callerNamed(name, request) === null) throw refusalOf(name.refusal);
  const only = roleOf(request, oneRole);
  if (oneRole !== undefined && (only === undefined || !oneRole.roles.includes(only)))
    throw refusalOf(oneRole.refusal);
  return anyCall(request, options);
}

/** The call as it is, whatever it lacks. */
export function anyCall(request: Request, { name, oneRole, roles = {} }: CallerOptions): Call {
  const caller = name === undefined ? null : callerNamed(name, request);
  const only = roleOf(request, oneRole);
  const now = timestamp(request);
  return {
    now,
    today: today(now),
    caller,
    callerNumber: caller === null ? null : Number(caller),
    base: baseUrl(request),
    newId: () => newId(request),
    is(role) {
      if (oneRole?.roles.includes(role)) return role === only;
      if (signedInOf(request)?.roles.has(role)) return true;
      const known = Object.hasOwn(roles, role) ? roles[role] : undefined;
      return known !== undefined && request.headers.get(known.header) === known.value;
    },
  };
}

function roleOf(request: Request, oneRole: CallerOptions["oneRole"]): string | undefined {
  return oneRole && (request.headers.get(oneRole.header)?.trim() || oneRole.usual);
}

/** Whether a request goes to one of the routes, each a method and a path as the app has them. */
export function goesTo({ req }: Context, routes: readonly string[]): boolean {
  const route = req.matchedRoutes.find(({ method }) => method !== "ALL");
  return route !== undefined && routes.includes(`${route.method} ${route.path}`);
}

function callerNamed(
  { header, value, session, thing }: NonNullable<CallerOptions["name"]>,
  request: Request,
): string | null {
  if (session || thing) return signedInOf(request)?.account ?? null;
  const said = request.headers.get(header)?.trim() || null;
  if (said === null || value === undefined) return said;
  return value.safeParse(said).data ?? null;
}
