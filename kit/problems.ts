import type { Hono } from "hono";
import { pointerTo } from "./places.ts";
import { type Fault, type FieldError, type Reason, Refusal, type RefusalKind } from "./refusal.ts";
import { failureHeaders } from "./request.ts";
import { dropUnread } from "./unread.ts";

export interface ProblemOptions {
  /** Status codes other than the usual ones. */
  statuses?: Partial<Record<RefusalKind, number>>;
  /** Codes of refusals other than the usual ones. */
  codes?: Partial<Record<RefusalKind, string>>;
  /** In place of problem documents. */
  body?: RefusalBody;
  /** The media type of such bodies, where it is not the one of JSON. */
  mediaType?: string;
  /** In place of those, for refusals with the status. */
  bodies?: Readonly<Record<number, RefusalBody>>;
}

/**
 * Body of every refusal: an object whose functions are called with the refusal, as in
 * `{ error: ({ code }) => code, message: ({ message }) => message }`.
 */
export type RefusalBody = { readonly [name: string]: RefusalBody | string | ((told: Told) => unknown) };

/** What there is to tell of a refusal. */
export interface Told {
  status: number;
  code: string;
  message: string;
  errors: readonly FieldError[];
  /** The same with why, and where it stands: a JSON Pointer (RFC 6901) into the body, or `?name` of a parameter. */
  faults: readonly (FieldError & { pointer: string; reason: Reason | undefined })[];
  /** Each field's message under its name; and its messages in a list. */
  fields: Record<string, string>;
  lists: Record<string, string[]>;
  /** Names of the fields at fault, each once, in the order of the service's fields; and the first of them. */
  names: readonly string[];
  name: string | null;
}

/** What a refusal says. */
interface Said {
  message: string;
  code?: string;
  errors?: readonly Fault[];
  headers?: Record<string, string> | undefined;
  /** Values that it carries beside its code. */
  carried?: Record<string, unknown> | undefined;
}

const usualStatuses: Record<RefusalKind, number> = {
  malformed: 400,
  foreignPage: 415,
  tooLarge: 413,
  invalid: 400,
  notFound: 404,
  conflict: 409,
  unknownReference: 400,
  stillReferenced: 409,
  methodNotAllowed: 405,
  ruled: 409,
};

const titles = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [409, "Conflict"],
  [410, "Gone"],
  [412, "Precondition Failed"],
  [413, "Content Too Large"],
  [415, "Unsupported Media Type"],
  [422, "Unprocessable Content"],
  [428, "Precondition Required"],
  [500, "Internal Server Error"],
]);

/** Codes of rules that name none. */
const usualCodes = new Map([
  [400, "invalid"],
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not_found"],
  [409, "conflict"],
  [412, "precondition_failed"],
  [428, "precondition_required"],
  [422, "invalid"],
]);

/** A body, with the values that the refusal carries beside its code, or at the top where no code is shown. */
function bodyOf(body: RefusalBody, told: Told, carried: Record<string, unknown>): Record<string, unknown> {
  const holder = holderOfCode(body) ?? body;
  const made = (of: RefusalBody): Record<string, unknown> => {
    const parts = Object.entries(of).map(([name, part]) => {
      if (typeof part === "function") return [name, part(told)];
      return [name, typeof part === "string" ? part : made(part)];
    });
    return { ...Object.fromEntries(parts), ...(of === holder ? carried : {}) };
  };
  return made(body);
}

const nobodysCode = "\u0000";

/** What there is to tell of what is wrong with fields. */
function toldOf(errors: readonly Fault[], pointer: (fault: Fault) => string) {
  const names = [...new Set(errors.map(({ field }) => field.split(".")[0] ?? ""))];
  const lists = Map.groupBy(errors, ({ field }) => field);
  return {
    errors: errors.map(({ field, message }) => ({ field, message })),
    faults: errors.map((fault) => {
      const { field, message, reason } = fault;
      return { field, message, reason, pointer: pointer(fault) };
    }),
    fields: Object.fromEntries(errors.map(({ field, message }) => [field, message])),
    lists: Object.fromEntries(
      [...lists].map(([field, all]) => [field, all.map(({ message }) => message)] as const),
    ),
    names,
    name: names[0] ?? null,
  };
}

/** The object of a body that shows the code. */
function holderOfCode(body: RefusalBody): RefusalBody | undefined {
  const told: Told = { ...toldOf([], (fault) => fault.field), status: 0, code: nobodysCode, message: "" };
  for (const part of Object.values(body)) {
    if (typeof part === "function" && part(told) === nobodysCode) return body;
    const inner = typeof part === "object" ? holderOfCode(part) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/**
 * Makes the app answer every error with a problem document (RFC 9457): refusals with their kind's status, unknown
 * paths with 404, known paths asked by another method with 405 and `Allow`, and anything unforeseen with 500. `OPTIONS` of
 * a known path is answered with what it allows.
 */
export function answerProblems(app: Hono, options: ProblemOptions = {}): void {
  const statuses = { ...usualStatuses, ...options.statuses };

  function problem(request: Request, status: number, refusal: Said): Response {
    const { message, code = "internal_error", errors = [], headers = {}, carried = {} } = refusal;
    const body = options.bodies?.[status] ?? options.body;
    const of = toldOf(errors, (fault) => pointerTo(fault, request));
    if (body !== undefined) {
      const told = { ...of, status, code, message };
      const type: Record<string, string> =
        options.mediaType === undefined ? {} : { "content-type": options.mediaType };
      return Response.json(bodyOf(body, told, carried), { status, headers: { ...type, ...headers } });
    }
    const document = {
      type: "about:blank",
      title: titles.get(status) ?? "Error",
      status,
      detail: message,
      ...(errors.length > 0 && { errors: of.errors }),
    };
    return Response.json(
      { ...document, ...carried },
      { status, headers: { "content-type": "application/problem+json", ...headers } },
    );
  }

  app.use(async ({ req }, next) => {
    await next();
    await dropUnread(req.raw);
  });

  app.use(async ({ req }, next) => {
    if (!isDecodable(req.url)) {
      throw new Refusal(
        "invalid",
        "A percent sign in the URL begins what is no character in UTF-8. Write it as %25.",
      );
    }
    await next();
  });

  app.onError((error, { req }) => {
    if (error instanceof Refusal) {
      const { kind, message, errors, options: own } = error;
      const status = own?.status ?? statuses[kind];
      const code = codeOf(error, options.codes);
      const headers = own?.headers && defined(own.headers);
      const said = { message, code, errors, headers, carried: own?.with };
      return problem(req.raw, status, said);
    }
    console.error(error);
    const message = "The service failed to do this. Trying again may help.";
    return problem(req.raw, 500, { message, headers: failureHeaders(req.raw, error) });
  });

  app.notFound((c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0)
      return problem(c.req.raw, 404, {
        message: `There is nothing at ${c.req.path}.`,
        code: codeOfKind("notFound", options.codes),
      });
    if (c.req.method === "OPTIONS")
      return new Response(null, { status: 204, headers: { allow: [...allowed, "OPTIONS"].join(", ") } });
    const allow = allowed.join(", ");
    const status = statuses.methodNotAllowed;
    return problem(c.req.raw, status, {
      message: `${c.req.path} answers ${allow}, not ${c.req.method}.`,
      code: codeOfKind("methodNotAllowed", options.codes),
      headers: status === 405 ? { allow } : {},
    });
  });
}

function defined(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A refusal's own code, or its kind's. */
export function codeOf({ kind, options }: Refusal, codes?: ProblemOptions["codes"]): string {
  if (options?.code !== undefined) return options.code;
  return kind === "ruled" ? (usualCodes.get(options?.status ?? 0) ?? "refused") : codeOfKind(kind, codes);
}

/** A kind's own code, or the kind in snake_case. */
function codeOfKind(kind: RefusalKind, codes: ProblemOptions["codes"]): string {
  return codes?.[kind] ?? kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isDecodable(url: string): boolean {
  if (!url.includes("%")) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

function allowedMethods(app: Hono, path: string): string[] {
  const segments = segmentsOf(path);
  const methods = new Set<string>();
  for (const route of app.routes) {
    if (route.method === "ALL" || !matches(segmentsOf(route.path), segments)) continue;
    methods.add(route.method);
    if (route.method === "GET") methods.add("HEAD");
  }
  return [...methods];
}

/** A slash at the end makes no difference, as in the router. */
function segmentsOf(path: string): string[] {
  return (path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path).split("/");
}

function matches(pattern: string[], segments: string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(":") ? segments[index] !== "" : part === segments[index]))
  );
}
