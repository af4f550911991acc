import type { Hono } from "hono";
import { type FieldError, Refusal, type RefusalKind } from "./refusal.ts";
import { dropUnread } from "./unread.ts";

export interface ProblemOptions {
  /** Status codes other than the usual ones. */
  statuses?: Partial<Record<RefusalKind, number>>;
  /** A property that repeats `detail`, for callers that look for the message there. */
  messageProperty?: string;
  /** Where each field's error is told; without it, in `errors`, a list of `field` and `message`. */
  fieldErrors?: FieldErrorsOption;
  /** An object that repeats `detail` beside a code for programs, as in `{ "error": { "code": …, "message": … } }`. */
  errorObject?: ErrorObjectOption;
}

interface ErrorObjectOption {
  property: string;
  code?: string;
  message?: string;
  /** The code of each kind, where it is not the kind in snake_case. */
  codes?: Partial<Record<RefusalKind, string>>;
}

interface FieldErrorsOption {
  property: string;
  /** An array of objects, or one object that has each field's message under its name. */
  shape: "list" | "map";
  field?: string;
  message?: string;
  /** Also there, and empty, when the problem is about no field. */
  always?: boolean;
  /** A list also tells what is about no field, as an entry without the field. */
  general?: boolean;
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
};

const titles = new Map([
  [400, "Bad Request"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [409, "Conflict"],
  [410, "Gone"],
  [412, "Precondition Failed"],
  [413, "Content Too Large"],
  [415, "Unsupported Media Type"],
  [422, "Unprocessable Content"],
  [500, "Internal Server Error"],
]);

/**
 * Makes the app answer every error with a problem document (RFC 9457): refusals with their kind's status, unknown
 * paths with 404, known paths asked by another method with 405 and `Allow`, and anything unforeseen with 500.
 */
export function answerProblems(app: Hono, options: ProblemOptions = {}): void {
  const statuses = { ...usualStatuses, ...options.statuses };

  function problem(
    status: number,
    detail: string,
    errors: readonly FieldError[] = [],
    headers = {},
    code = "internal_error",
  ): Response {
    const document: Record<string, unknown> = {
      type: "about:blank",
      title: titles.get(status) ?? "Error",
      status,
      detail,
    };
    const { fieldErrors } = options;
    if (fieldErrors === undefined) {
      if (errors.length > 0) document.errors = errors;
    } else if (errors.length === 0 && fieldErrors.general === true) {
      document[fieldErrors.property] = [{ [fieldErrors.message ?? "message"]: detail }];
    } else if (errors.length > 0 || fieldErrors.always === true) {
      document[fieldErrors.property] = shaped(errors, fieldErrors);
    }
    if (options.messageProperty !== undefined) document[options.messageProperty] = detail;
    const { errorObject } = options;
    if (errorObject !== undefined) {
      const { property, code: codeName, message: messageName } = errorObject;
      document[property] = {
        ...(codeName === undefined ? {} : { [codeName]: code }),
        ...(messageName === undefined ? {} : { [messageName]: detail }),
      };
    }
    return Response.json(document, {
      status,
      headers: { "content-type": "application/problem+json", ...headers },
    });
  }

  function codeOf(kind: RefusalKind): string {
    return (
      options.errorObject?.codes?.[kind] ?? kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
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

  app.onError((error) => {
    if (error instanceof Refusal)
      return problem(statuses[error.kind], error.message, error.errors, {}, codeOf(error.kind));
    console.error(error);
    return problem(500, "The service failed to do this. Trying again may help.");
  });

  app.notFound((c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0)
      return problem(404, `There is nothing at ${c.req.path}.`, [], {}, codeOf("notFound"));
    const allow = allowed.join(", ");
    return problem(
      405,
      `${c.req.path} answers ${allow}, not ${c.req.method}.`,
      [],
      { allow },
      "method_not_allowed",
    );
  });
}

function shaped(
  errors: readonly FieldError[],
  { shape, field = "field", message = "message" }: FieldErrorsOption,
) {
  if (shape === "list") return errors.map((error) => ({ [field]: error.field, [message]: error.message }));
  const byField = new Map<string, string>();
  for (const error of errors) {
    const earlier = byField.get(error.field);
    byField.set(error.field, earlier === undefined ? error.message : `${earlier}; ${error.message}`);
  }
  return Object.fromEntries(byField);
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
