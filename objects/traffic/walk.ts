import { hostHeaders } from "@aidevos/kit";
import { Random } from "../../shared/random.ts";
import { BodyMaker, type Manner } from "./bodies.ts";
import { Callers, headerOf, type SentHeaders } from "./callers.ts";
import { Clock } from "./clock.ts";
import { EdgeDeck, type Place } from "./edge-deck.ts";
import { trippingText } from "./edges.ts";
import { linksIn } from "./links.ts";
import { type DocumentedCall, type DocumentedParameter, isFreeText, isSchema, keyOf } from "./openapi.ts";
import { shapeOf, Things } from "./things.ts";
import { Turns } from "./turns.ts";
import { uuidBy } from "./uuid.ts";
import { oddOf, validOf } from "./values.ts";

export interface WalkOptions {
  calls: readonly DocumentedCall[];
  seed: number;
  /** Absolute base URL that calls are said to come to, without a slash at its end. */
  base: string;
  /** When the first call is made, in milliseconds since the epoch. */
  start: number;
}

/** One made-up call, as a service gets it from its host. */
export interface MadeCall {
  call: DocumentedCall;
  method: string;
  /** Path and query. */
  path: string;
  headers: [string, string][];
  body: string | null;
}

/** A call of a walk, with what its answer is read by. */
interface Step {
  made: MadeCall;
  /** How many pages of its list came before it. */
  pages: number;
  /** Whether it is made by somebody else than whose things it is about. */
  isByOther: boolean;
}

/** What an answer says to the walk. */
export interface SeenAnswer {
  status: number | null;
  headers: readonly (readonly [name: string, value: string])[];
  text: string;
}

/** Things of one kind that are made before others are preferred. */
const enough = 30;

/** Pages of one list that are followed. */
const pageLimit = 12;

/** Share of the calls that try what code trips over, as long as any is left to be tried. */
const edgeShare = 0.25;

/** Share of the calls that somebody else makes than whose things they are about: once every route has been reached, and before. */
const othersShare = { late: 0.35, early: 0.1 };

/**
 * A way through what a service documents, drawn by a seed and by the answers: it creates things, reads, changes, lists
 * and deletes them, mostly as documented and sometimes not. With the same answers it is the same way again.
 */
export class Walk {
  readonly #calls: readonly DocumentedCall[];
  readonly #base: string;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #things = new Things();
  readonly #edges = new EdgeDeck();
  readonly #turns = new Turns();
  readonly #bodies: BodyMaker;
  /** How often each call was made, and succeeded. */
  readonly #tried = new Map<DocumentedCall, { made: number; succeeded: number }>();
  readonly #callers: Callers;
  #next: Step[] = [];
  #last: Step | undefined;
  #index = 0;

  constructor({ calls, seed, base, start }: WalkOptions) {
    this.#calls = calls;
    this.#base = base;
    this.#random = new Random(seed);
    this.#clock = new Clock(start, new Random(seed + 1));
    this.#callers = new Callers(this.#random, calls);
    this.#bodies = new BodyMaker(this.#random, {
      things: this.#things,
      edges: this.#edges,
      callers: this.#callers,
    });
    for (const call of calls) this.#tried.set(call, { made: 0, succeeded: 0 });
  }

  /** The next call; undefined when nothing is documented. */
  next(): MadeCall | undefined {
    this.#index++;
    const step = this.#repeated() ?? this.#next.shift() ?? this.#drawn();
    if (step === undefined) return undefined;
    const { made } = step;
    const now = {
      ...made,
      headers: [
        ...made.headers.filter(([name]) => !Object.values<string>(hostHeaders).includes(name)),
        [hostHeaders.base, this.#base],
        [hostHeaders.time, String(this.#clock.next())],
        [hostHeaders.request, uuidBy(this.#random)],
      ] satisfies SentHeaders,
    };
    this.#last = { ...step, made: now };
    return now;
  }

  /** Learns from the answer to the last call. */
  learn({ status, headers, text }: SeenAnswer): void {
    if (this.#last === undefined || status === null) return;
    const { made, pages, isByOther } = this.#last;
    const { call } = made;
    const path = made.path.replace(/\?.*$/s, "");
    const body = parsed(text);
    // What is refused to another says nothing of the call itself.
    if (!isByOther) {
      const tried = this.#tried.get(call);
      if (tried !== undefined) {
        tried.made++;
        if (status < 300) tried.succeeded++;
      }
      this.#bodies.learn(call, status, text);
      this.#edges.learn(status >= 400 && status < 500);
      const isGone = status === 404 && call.method === "GET" && this.#callers.isMaker(path, made.headers);
      if (isGone) this.#remove(path);
    }
    if (status === 401) this.#callers.refused(made.headers);
    if (status >= 300) return;
    this.#things.learn(body);
    this.#callers.learn(body);
    if (isSchema(body) && call.path.endsWith("}")) this.#things.show(path, body);
    if (call.method === "DELETE") {
      this.#remove(path);
      return;
    }
    const location = headers.find(([name]) => name.toLowerCase() === "location")?.[1];
    if (location !== undefined) this.#add(this.#relative(location).replace(/\?.*$/s, ""), made);
    else if (call.method === "PUT") this.#add(path, made);
    else if (call.method === "POST") this.#addByKey(path, body, made);
    if (call.method !== "GET" || pages >= pageLimit) return;
    for (const link of linksIn(headers, body, made.path)) {
      const target = this.#relative(link);
      if (target.startsWith(path))
        this.#next.push({
          made: { ...made, path: target, body: null },
          pages: pages + 1,
          isByOther,
        });
    }
  }

  #add(path: string, { headers }: MadeCall): void {
    this.#things.add(path);
    this.#callers.made(path, headers);
  }

  #remove(path: string): void {
    this.#things.remove(path);
    this.#callers.gone(path);
  }

  /** What was created without a location: its key is under the name that the path of things has for it, or `id`. */
  #addByKey(path: string, body: unknown, made: MadeCall): void {
    const created = isSchema(body) ? [body, ...Object.values(body)].filter(isSchema) : [];
    for (const { path: template } of this.#calls) {
      const name = /^(.*)\/\{([^/]+)\}$/.exec(template);
      if (name === null || shapeOf(name[1] ?? "").split("/").length !== path.split("/").length) continue;
      const found = created.map((one) => one[name[2] ?? ""] ?? one.id).find((key) => key !== undefined);
      if (found === undefined || !matches(name[1] ?? "", path)) continue;
      this.#add(`${path === "/" ? "" : path}/${encodeURIComponent(String(found))}`, made);
      return;
    }
  }

  #repeated(): Step | undefined {
    return this.#last !== undefined && this.#random.chance(0.04) ? this.#last : undefined;
  }

  #drawn(): Step | undefined {
    const chance = this.#random.next();
    const edgy = chance < edgeShare ? this.#mostLeft((call) => this.#untried(call)) : undefined;
    if (edgy !== undefined) return this.#step(edgy, "edge");
    const share = this.#fresh().length > 0 ? othersShare.early : othersShare.late;
    const isByOther = chance >= edgeShare && chance < edgeShare + share;
    const foreign = isByOther ? this.#mostLeft((call) => this.#callers.left(call)) : undefined;
    if (foreign !== undefined) return this.#step(foreign, "other");
    const call = this.#choose();
    return call && this.#step(call, this.#random.chance(0.12) ? "odd" : "usual");
  }

  #step(call: DocumentedCall, manner: Manner): Step {
    return { made: this.#make(call, manner), pages: 0, isByOther: manner === "other" };
  }

  /** A call that succeeds, the likelier the more is left to be tried of it. */
  #mostLeft(leftOf: (call: DocumentedCall) => number): DocumentedCall | undefined {
    const left = this.#calls.map((call) =>
      this.#isReady(call) && (this.#tried.get(call)?.succeeded ?? 0) > 0 ? leftOf(call) : 0,
    );
    let rest = this.#random.next() * left.reduce((sum, count) => sum + count, 0);
    return this.#calls.find((_, index) => {
      rest -= left[index] ?? 0;
      return rest < 0;
    });
  }

  /** How many values that code trips over are left to be tried in a call. */
  #untried(call: DocumentedCall): number {
    const places = [...this.#edgyQuery(call), ...call.headers.filter(isFreeText).map(headerPlace)];
    return places.reduce((sum, place) => sum + this.#edges.left(place), this.#bodies.left(call));
  }

  /** Parameters of the query that are not the keys of other things. */
  #edgyQuery(call: DocumentedCall): Place[] {
    return call.query.flatMap(({ name, schema }) =>
      !this.#things.isReference(name) ? [{ call, name, schema }] : [],
    );
  }

  /** What has not succeeded yet comes first, as far as the things are there that it needs; then by the kind of call. */
  #choose(): DocumentedCall | undefined {
    const random = this.#random;
    const fresh = random.chance(0.5) ? random.pick(this.#fresh()) : undefined;
    if (fresh !== undefined) return fresh;
    const weights = this.#calls.map((call) => this.#weight(call));
    let rest = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    return this.#calls.find((_, index) => {
      rest -= weights[index] ?? 0;
      return rest <= 0;
    });
  }

  /** What has not succeeded yet and may. */
  #fresh(): DocumentedCall[] {
    return this.#calls.filter((call) => {
      const { made = 0, succeeded = 0 } = this.#tried.get(call) ?? {};
      if (succeeded > 0 || made >= 20 || !this.#isReady(call)) return false;
      return made > 0 || this.#index > 3 * this.#calls.length;
    });
  }

  #weight(call: DocumentedCall): number {
    const { made = 0, succeeded = 0 } = this.#tried.get(call) ?? {};
    const kind = { GET: 3, HEAD: 0.5, POST: 4, PUT: 2, PATCH: 2.5, DELETE: 0.6 }[call.method] ?? 1;
    const creates = call.method === "POST" && call.body !== undefined;
    const satisfied =
      creates && this.#things.count(`${shapeOf(call.path).replace(/\/$/, "")}/{}`) > enough ? 0.3 : 1;
    // Preferred is what has succeeded; what never has is tried less and less.
    const success = (succeeded + 1) / (made + 1);
    const clears = call.method === "DELETE" && !call.path.includes("{") ? 0.05 : 1;
    return kind * satisfied * clears * Math.max(0.05, success) * (this.#isReady(call) ? 1 : 0.02);
  }

  /** Whether there is a thing for each parameter of the path, and somebody who has signed in where that is needed. */
  #isReady(call: DocumentedCall): boolean {
    if (!this.#callers.canMake(call)) return false;
    const shape = shapeOf(call.path);
    const end = shape.lastIndexOf("{}");
    return end === -1 || this.#things.count(shape.slice(0, end + 2)) > 0;
  }

  #make(call: DocumentedCall, manner: Manner): MadeCall {
    const filled = this.#path(call);
    const body =
      call.body === undefined ? null : this.#bodies.make(call, { path: filled, index: this.#index, manner });
    const path = filled + this.#query(call, manner === "odd" && body !== null ? "usual" : manner);
    const headers = this.#headers(call, filled, manner);
    for (const key of call.keys) headers.push([key.name.toLowerCase(), keyOf(uuidBy(this.#random), key)]);
    for (const version of call.versions) headers.push([version.toLowerCase(), this.#version()]);
    if (body !== null) headers.push(["content-type", "application/json"]);
    return { call, method: call.method, path, headers, body };
  }

  #path({ path, parameters }: DocumentedCall): string {
    let filled = "";
    let shape = "";
    for (const segment of path.split("/").slice(1)) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      shape += name === undefined ? `/${segment}` : "/{}";
      if (name === undefined) {
        filled += `/${segment}`;
        continue;
      }
      const seen = name === "id" ? undefined : this.#random.pick(this.#things.seen(name));
      if (seen !== undefined && this.#random.chance(0.4)) {
        filled += `/${encodeURIComponent(String(seen))}`;
        continue;
      }
      const known = this.#random.chance(0.96) ? this.#things.one(shape, filled, this.#random) : undefined;
      filled = known ?? `${filled}/${encodeURIComponent(this.#key(name, parameters.get(name) ?? {}))}`;
    }
    return filled === "" ? "/" : filled;
  }

  /** A key of a thing that is not known by its path. */
  #key(name: string, schema: Record<string, unknown>): string {
    const { alike, others } = this.#things.keysFor(name);
    const seen = [
      ...alike,
      ...this.#things.seen(name).map(String),
      ...(schema.format === "uuid" ? others : []),
    ];
    const known = this.#random.chance(0.8) ? this.#random.pick(seen) : undefined;
    if (known === undefined && isFreeText({ schema }) && this.#random.chance(0.5))
      return trippingText(this.#random);
    return known || String(validOf(schema, this.#random, this.#index)) || "none";
  }

  #query(call: DocumentedCall, manner: Manner): string {
    const random = this.#random;
    const odd = manner === "odd" ? random.pick(call.query) : undefined;
    const edgy =
      manner === "edge" ? this.#edgyQuery(call).filter((place) => this.#edges.left(place) > 0) : [];
    const edge = random.pick(edgy)?.name;
    const search = new URLSearchParams();
    for (const one of call.query) {
      const { name, schema, required } = one;
      // One at a time: what one parameter leaves of a list is nothing to another.
      const drawn = name === edge ? this.#edges.draw({ call, name, schema }) : undefined;
      if (drawn === undefined && one !== odd && !required && !random.chance(edge === undefined ? 0.35 : 0.1))
        continue;
      const value = drawn?.value ?? (one === odd ? oddOf(schema, random) : this.#queryValue(call, one));
      const each = Array.isArray(value) ? value : [value];
      for (const element of each) if (element !== undefined) search.append(name, String(element));
    }
    return search.size === 0 ? "" : `?${search}`;
  }

  #queryValue(call: DocumentedCall, { name, schema }: DocumentedParameter): unknown {
    const random = this.#random;
    // Sizes of pages are whole numbers that a document has a usual value for: small ones make several pages.
    if (schema.type === "integer" && schema.default !== undefined) {
      const least = Number(schema.minimum ?? 0);
      return least + random.below(Number(schema.default) > 1 ? 7 : 3);
    }
    if (isFreeText({ schema }) && random.chance(0.1)) return trippingText(random);
    const seen = schema.enum === undefined ? this.#things.seen(name) : [];
    const { alike } = this.#things.keysFor(name);
    const value = random.chance(0.8) ? (random.pick(alike) ?? random.pick(seen)) : undefined;
    if (typeof value === "string" && schema.format === undefined && random.chance(0.4))
      return value.slice(0, 1 + random.below(4));
    return value ?? validOf(schema, random, this.#index, undefined, this.#turns.next(call, name));
  }

  #headers(call: DocumentedCall, path: string, manner: Manner): SentHeaders {
    if (manner === "other") return this.#callers.other(call, path);
    const headers = this.#callers.usual(call, path);
    const sharp = manner === "edge" ? call.headers.filter(isFreeText) : [];
    for (const header of sharp) {
      if (!this.#random.chance(0.1)) continue;
      const drawn = this.#edges.draw(headerPlace(header));
      if (drawn !== undefined) return [...without(headers, header), ...headerOf(header, drawn.value)];
    }
    return headers;
  }

  /** Any version, or one that many things have sooner or later. */
  #version(): string {
    return this.#random.chance(0.8) ? "*" : `"${1 + this.#random.below(3)}"`;
  }

  /** A URL of the service, below its root. */
  #relative(url: string): string {
    if (url.startsWith(this.#base)) return url.slice(this.#base.length) || "/";
    const { pathname, search } = new URL(url, `${this.#base}/`);
    const root = new URL(this.#base).pathname;
    return (root !== "/" && pathname.startsWith(root) ? pathname.slice(root.length) : pathname) + search;
  }
}

/** Callers are named alike in all calls. */
function headerPlace({ name, schema }: DocumentedParameter): Place {
  return { call: "headers", name: name.toLowerCase(), schema };
}

function without(headers: SentHeaders, { name }: DocumentedParameter): SentHeaders {
  return headers.filter(([one]) => one !== name.toLowerCase());
}

/** Whether a path is one of a template. */
function matches(template: string, path: string): boolean {
  const segments = path.split("/");
  return template
    .split("/")
    .every(
      (segment, index) => segment.startsWith("{") || segment === segments[index] || segments.length === 1,
    );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
