import { alike } from "./alike.ts";
import type { Break } from "./break.ts";
import { breaksOfAnswer, breaksOfInput } from "./breaks-of-schema.ts";
import { ApiDocument, type DocumentedRoute, jsonIn, type Schema } from "./document.ts";

/**
 * What callers of the live API rely on and a release takes away, as two OpenAPI documents (3.x) tell: so it is found too where
 * the code was changed by hand. New routes, optional inputs and fields of answers are no breaks, nor are refusals that no
 * document told before; a status of success that is gone or new is one.
 *
 * @throws Error when one is no OpenAPI document
 */
export function breaksOf(before: unknown, after: unknown): Break[] {
  const documents = [new ApiDocument(before), new ApiDocument(after)] as const;
  return [...documents[0].routes].flatMap(([key, old]) => {
    const fresh = documents[1].routes.get(key);
    const { route } = old;
    if (fresh === undefined)
      return [{ route, kind: "route" as const, subject: route, what: "the route is gone" }];
    const found = [
      ...securityBreaks(old, fresh),
      ...parameterBreaks(old, fresh, documents),
      ...bodyBreaks(old, fresh, documents),
      ...responseBreaks(old, fresh, documents),
    ];
    return found.map((one) => ({ route, ...one }));
  });
}

type Found = Omit<Break, "route">;
type Documents = readonly [ApiDocument, ApiDocument];

/** Demands of which one suffices; an empty one, or none at all, is no demand. */
function securityBreaks(old: DocumentedRoute, fresh: DocumentedRoute): Found[] {
  const isOpen = (security: readonly Schema[]) =>
    security.length === 0 || security.some((one) => Object.keys(one).length === 0);
  if (isOpen(fresh.security)) return [];
  const lost = old.security.filter((one) => !fresh.security.some((other) => alike(one, other)));
  if (!isOpen(old.security) && lost.length === 0) return [];
  const names = fresh.security.flatMap((one) => Object.keys(one)).join(" or ");
  return [{ kind: "security", subject: names, what: `it demands ${names} now` }];
}

function parameterBreaks(old: DocumentedRoute, fresh: DocumentedRoute, documents: Documents): Found[] {
  const key = ({ in: place, name }: { in: string; name: string }) =>
    `${place} ${place === "header" ? name.toLowerCase() : name}`;
  const apart = ({ parameters }: DocumentedRoute) => parameters.filter((one) => one.in !== "path");
  const gone = apart(old).filter((one) => !apart(fresh).some((other) => key(other) === key(one)));
  const found = gone.map(({ name, in: place }): Found => {
    const kind = place === "header" ? "header" : "parameter";
    return { kind, subject: name, what: `the ${place} parameter ${name} is gone` };
  });
  for (const now of apart(fresh)) {
    const before = apart(old).find((one) => key(one) === key(now));
    const place = `the ${now.in} parameter ${now.name}`;
    if (now.required && before?.required !== true)
      found.push({ kind: "parameter", subject: now.name, what: `${place} is required now` });
    if (before !== undefined)
      found.push(...breaksOfInput(before.schema, now.schema, { documents, place, path: now.name }));
  }
  return found;
}

function bodyBreaks(old: DocumentedRoute, fresh: DocumentedRoute, documents: Documents): Found[] {
  if (fresh.body === undefined) return [];
  const pair = { documents, place: "of what it takes", path: "" };
  const found = breaksOfInput(old.body?.schema ?? { type: "object" }, fresh.body.schema, pair);
  if (fresh.body.required && old.body?.required !== true && found.length === 0)
    found.push({ kind: "input", subject: "", what: "it needs a body now" });
  return found;
}

function responseBreaks(old: DocumentedRoute, fresh: DocumentedRoute, documents: Documents): Found[] {
  const found: Found[] = [];
  const succeeds = (status: string) => /^[23]/.test(status);
  for (const status of fresh.responses.keys())
    if (succeeds(status) && !old.responses.has(status))
      found.push({ kind: "status", subject: status, what: `it may answer ${status}, which it never did` });
  const refusals = [...fresh.responses.keys()].filter(
    (status) => /^4/.test(status) && !old.responses.has(status),
  );
  const lost = [...old.responses.keys()].filter(
    (status) => /^4/.test(status) && !fresh.responses.has(status),
  );
  if (refusals.length > 0 && lost.length > 0)
    found.push({
      kind: "status",
      subject: lost.join(", "),
      what: `it refuses with ${refusals.join(" or ")}, no longer with ${lost.join(" or ")}`,
    });
  for (const [status, response] of old.responses) {
    const now = fresh.responses.get(status);
    if (now === undefined) {
      if (succeeds(status))
        found.push({ kind: "status", subject: status, what: `it never answers ${status} any more` });
      continue;
    }
    const place = succeeds(status) ? "of its answers" : `of its refusals with ${status}`;
    found.push(
      ...breaksOfAnswer(jsonIn(response.content), jsonIn(now.content), { documents, place, path: "" }),
    );
    const names = new Set(Object.keys(now.headers).map((name) => name.toLowerCase()));
    for (const name of Object.keys(response.headers))
      if (!names.has(name.toLowerCase()))
        found.push({ kind: "header", subject: name, what: `the header ${name} ${place} is gone` });
  }
  return found;
}
