import { type Meant, MeantRoute } from "./meant.ts";
import { otherRoute, templateOf } from "./route-of.ts";

/** What one release answered; `status` is null where none came in time, or its code broke. */
export interface ComparedAnswer {
  status: number | null;
  headers: readonly (readonly [name: string, value: string])[];
  text: string;
}

export type Comparison =
  | { outcome: "same" }
  /** Unlike as the change of the spec means it; `diverges`: from now on the data of the two may differ. */
  | { outcome: "meant"; diverges: boolean }
  /** `what` is for a person: `/items/3/title: "a" and null, and 2 more`, the control's value first. */
  | { outcome: "unlike"; what: string };

/**
 * Whether a candidate answers a request as the control does, or unlike it in a way that is meant.
 *
 * JSON is compared as values: the order of an object's properties is nothing (RFC 8259), that of an array is. Headers that
 * vary by nature or follow from the body are not looked at; of the others names have no case. Two failures (no answer, or
 * 5xx) are the same. A failure of the candidate alone is never meant, one of the control alone always is: there is nothing
 * that the candidate's answer could be held against. Two refusals (4xx) may differ wholly where the route's `status`
 * may; two answers that accept must agree in what is not named, whatever their statuses. Of a list whose `elements` may differ,
 * those that both hold must agree.
 *
 * `route` is as {@link routesOf} names it.
 */
export function compareAnswers({
  route,
  control,
  candidate,
  meant,
}: {
  route: string;
  control: ComparedAnswer;
  candidate: ComparedAnswer;
  meant: Meant;
}): Comparison {
  if (isFailure(candidate)) {
    if (isFailure(control)) return { outcome: "same" };
    return { outcome: "unlike", what: `status: ${statusText(control)} and ${statusText(candidate)}` };
  }
  const allowed = allowedAt(route, meant);
  const writes = !/^(GET|HEAD|OPTIONS) /.test(route);
  if (isFailure(control)) return { outcome: "meant", diverges: writes };
  const places = new Places();
  const accepted = [control, candidate].map(({ status }) => (status ?? 500) < 400);
  const isOtherOutcome = accepted[0] !== accepted[1];
  if (control.status !== candidate.status)
    places.add("status", [control.status, candidate.status], allowed.status);
  const mayDifferWholly = allowed.anything || (allowed.status && !(accepted[0] && accepted[1]));
  if (mayDifferWholly || !isOtherOutcome) {
    compareBodies(control, candidate, { allowed, mayDifferWholly, places });
    compareHeaders(control, candidate, { allowed, mayDifferWholly, places });
  }
  if (places.unlike !== undefined) return { outcome: "unlike", what: places.unlike };
  if (!places.areMeant) return { outcome: "same" };
  return {
    outcome: "meant",
    diverges: writes && (isOtherOutcome || (allowed.anything && accepted[1] === true)),
  };
}

const nothingAllowed = MeantRoute.parse({ method: "*", path: "*" });

/**
 * Whether a request may read more rows than before, or fewer, though it answers as before: because the design is another, or
 * because the route judges otherwise what it accepts. What that costs is the cost gate's to say.
 */
export function mayReadOtherwise(route: string, meant: Meant): boolean {
  return meant.rows === true || allowedAt(route, meant).status;
}

function allowedAt(route: string, { routes }: Meant): MeantRoute {
  const named = templateOf(route);
  const found = routes.find(({ method, path }) =>
    route === otherRoute ? path === "*" : templateOf(`${method} ${path}`) === named,
  );
  if (found === undefined) return nothingAllowed;
  return found.anything ? { ...found, status: true } : found;
}

function isFailure({ status }: ComparedAnswer): boolean {
  return status === null || status >= 500;
}

function statusText({ status }: ComparedAnswer): string {
  return status === null ? "no answer" : String(status);
}

/** Longest text of one place, in UTF-16 units. */
const longest = 200;

/** The places in which two answers differ. */
class Places {
  areMeant = false;
  #first: string | undefined;
  #more = 0;

  add(place: string, [one, other]: readonly [unknown, unknown], isMeant: boolean): void {
    if (isMeant) this.areMeant = true;
    else if (this.#first === undefined) this.#first = described(place, one, other);
    else this.#more++;
  }

  get unlike(): string | undefined {
    return this.#more === 0 ? this.#first : `${this.#first}, and ${this.#more} more`;
  }
}

/** What is not there. */
const nothing = Symbol("nothing");

function described(place: string, one: unknown, other: unknown): string {
  const name = shortened(place, longest / 2);
  const room = Math.floor((longest - name.length - ": ".length - " and ".length) / 2);
  return `${name}: ${shortened(valueText(one), room)} and ${shortened(valueText(other), room)}`;
}

function valueText(value: unknown): string {
  return value === nothing ? "nothing" : JSON.stringify(value);
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

interface Around {
  allowed: MeantRoute;
  mayDifferWholly: boolean;
  places: Places;
}

/** Headers that vary by nature, belong to the connection, or follow from the body. */
const unlooked =
  /^(date|server|server-timing|age|via|connection|keep-alive|transfer-encoding|content-(length|encoding)|alt-svc|nel|report-to|cf-.*|x-aidevos-.*)$/;

/** Headers that say which version of a body it is. */
const versions = ["etag", "last-modified"];

function compareHeaders(
  control: ComparedAnswer,
  candidate: ComparedAnswer,
  { allowed, mayDifferWholly, places }: Around,
): void {
  const [one, other] = [headersOf(control), headersOf(candidate)];
  const bodyIsMeant = places.areMeant;
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const values = [one.get(name) ?? nothing, other.get(name) ?? nothing] as const;
    if (values[0] === values[1]) continue;
    const isMeant =
      mayDifferWholly || allowed.headers.includes(name) || (bodyIsMeant && versions.includes(name));
    places.add(`header ${name}`, values, isMeant);
  }
}

function headersOf({ headers }: ComparedAnswer): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (unlooked.test(key)) continue;
    const before = all.get(key);
    all.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return all;
}

function compareBodies(control: ComparedAnswer, candidate: ComparedAnswer, around: Around): void {
  if (control.text === candidate.text) return;
  const { allowed, mayDifferWholly, places } = around;
  const isMeant = mayDifferWholly || allowed.fields.includes("");
  const [one, other] = [jsonOf(control), jsonOf(candidate)];
  if (one === nothing || other === nothing) places.add("body", [control.text, candidate.text], isMeant);
  else compareJson(one, other, { ...around, isMeant });
}

function jsonOf({ headers, text }: ComparedAnswer): unknown {
  const isJson = headers.some(([name, value]) => /^content-type$/i.test(name) && /[/+]json\b/i.test(value));
  if (!isJson) return nothing;
  try {
    return JSON.parse(text);
  } catch {
    return nothing;
  }
}

interface Pair {
  at: string;
  one: unknown;
  other: unknown;
  isMeant: boolean;
  /** Inside of an array. */
  isInside: boolean;
}

/** Goes through both without recursion: what code by hand answers may be nested without bound. */
function compareJson(
  one: unknown,
  other: unknown,
  { allowed, isMeant, places }: Around & { isMeant: boolean },
): void {
  const waiting: Pair[] = [{ at: "", one, other, isMeant, isInside: false }];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const { at, one, other, isMeant } = pair;
    if (one === other) continue;
    if (Array.isArray(one) && Array.isArray(other)) {
      const mayLack = allowed.elements && !pair.isInside && !isMeant;
      const pairs = mayLack
        ? pairsById(pair, one, other, allowed.identifier)
        : pairsByPlace(pair, one, other);
      if (mayLack && !isInOrder(pairs, one, other)) places.areMeant = true;
      waiting.push(...pairs.reverse());
    } else if (isObject(one) && isObject(other)) {
      const pairs = [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key): Pair => {
        const named = isMeant || allowed.fields.includes(key);
        return {
          ...pair,
          at: `${at}/${escaped(key)}`,
          one: own(one, key),
          other: own(other, key),
          isMeant: named,
        };
      });
      waiting.push(...pairs.reverse());
    } else places.add(at === "" ? "body" : at, [one, other], isMeant);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(owner: object, key: string): unknown {
  return Object.hasOwn(owner, key) ? Reflect.get(owner, key) : nothing;
}

/** A key in a JSON pointer (RFC 6901). */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function pairsByPlace(pair: Pair, one: readonly unknown[], other: readonly unknown[]): Pair[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => ({
    at: `${pair.at}/${index}`,
    one: index < one.length ? one[index] : nothing,
    other: index < other.length ? other[index] : nothing,
    isMeant: pair.isMeant,
    isInside: true,
  }));
}

/** The elements that both lists hold, at their places in the first. */
function pairsById(
  pair: Pair,
  one: readonly unknown[],
  other: readonly unknown[],
  identifier: string,
): Pair[] {
  const known = new Map(other.map((element) => [idOf(element, identifier), element]));
  return one.flatMap((element, index) => {
    const id = idOf(element, identifier);
    if (id === undefined || !known.has(id)) return [];
    const at = `${pair.at}/${index}`;
    return { at, one: element, other: known.get(id), isMeant: pair.isMeant, isInside: true };
  });
}

function idOf(element: unknown, identifier: string): unknown {
  return isObject(element) && Object.hasOwn(element, identifier)
    ? Reflect.get(element, identifier)
    : undefined;
}

/** Whether two lists hold the same elements in the same order. */
function isInOrder(pairs: readonly Pair[], one: readonly unknown[], other: readonly unknown[]): boolean {
  const isWhole = pairs.length === one.length && one.length === other.length;
  return isWhole && pairs.every((pair, index) => pair.one === one[index] && pair.other === other[index]);
}
