import type { Random } from "../../shared/random.ts";
import {
  type DocumentedCall,
  type DocumentedParameter,
  isFreeText,
  isSchema,
  namesThing,
  sessionFormat,
} from "./openapi.ts";
import { sampleOf } from "./sample.ts";
import { keyIn, shapeAt, shapeOf } from "./things.ts";
import { validOf } from "./values.ts";

/** Names, in lower case, and values of a call's headers. */
export type SentHeaders = [name: string, value: string][];

/** One who is not whose thing it is: by the same name or another or none, in a role or in none. */
interface Other {
  name: "same" | "another" | "none";
  role: SentHeaders;
}

const names = ["ada", "grace", "linus"];

/** Most sessions that are gone on with, and things that call: the last ones. */
const sessionLimit = 8;

/** Most things whose makers are remembered. */
const limit = 500;

/** How often each call is tried by others of each kind: of one role, and of none. */
const triesByRole = 2;
const triesByOthers = 8;

/**
 * Who makes the calls of a walk: some people, with roles and without. Who made a thing mostly comes back to it, and
 * others ask for it too: another one, one in another role, nobody.
 */
export class Callers {
  readonly #random: Random;
  /** Names of the headers that callers send. */
  readonly #sent: ReadonlySet<string>;
  readonly #isNamed: boolean;
  readonly #makers = new Map<string, SentHeaders>();
  readonly #others = new Map<DocumentedCall, Other[]>();
  #tokens: string[] = [];
  /** Keys of things that may be who calls, and the shape of their paths. */
  #keys: string[] = [];
  readonly #callingShapes: ReadonlySet<string>;

  constructor(random: Random, calls: readonly DocumentedCall[]) {
    this.#random = random;
    const documented = calls.flatMap(({ headers }) => headers);
    this.#sent = new Set(documented.map(({ name }) => name.toLowerCase()));
    this.#isNamed = documented.some(isFreeText);
    this.#callingShapes = new Set(callingShapes(documented));
  }

  /** An answer may hold the token of a session. */
  learn(body: unknown): void {
    const values = isSchema(body) ? Object.values(body) : [body];
    const all = values.flatMap((value) => (isSchema(value) ? Object.values(value) : [value]));
    for (const value of all)
      if (typeof value === "string" && isToken(value) && !this.#tokens.includes(value))
        this.#tokens = [...this.#tokens, value].slice(-sessionLimit);
  }

  /** A token or key that is refused is no good any more. */
  refused(headers: SentHeaders): void {
    this.#tokens = this.#tokens.filter((token) => !headers.some(([, value]) => value.endsWith(token)));
    this.#keys = this.#keys.filter((key) => !headers.some(([, value]) => value === key));
  }

  /** Whether there is somebody who may make a call, as far as is known. */
  canMake({ headers }: DocumentedCall): boolean {
    const needed = headers.filter(({ required }) => required);
    const needsToken = needed.some(({ schema }) => schema.format === sessionFormat);
    return (!needsToken || this.#tokens.length > 0) && (!needed.some(namesThing) || this.#keys.length > 0);
  }

  /** A thing was made by a call with these headers, unless it was there before. */
  made(path: string, headers: SentHeaders): void {
    if (this.#makers.has(path)) return;
    if (this.#callingShapes.has(shapeAt(path)))
      this.#keys = [...this.#keys, keyIn(path)].slice(-sessionLimit);
    this.#makers.set(
      path,
      headers.filter(([name]) => this.#sent.has(name)),
    );
    const [oldest] = this.#makers.keys();
    if (this.#makers.size > limit && oldest !== undefined) this.#makers.delete(oldest);
  }

  /** A thing is gone, with all that is under it: who makes it again is its maker. */
  gone(path: string): void {
    for (const made of this.#makers.keys())
      if (made === path || made.startsWith(`${path}/`)) this.#makers.delete(made);
  }

  /** Whether the caller is the one who made the thing, as far as its maker is known. */
  isMaker(path: string, headers: SentHeaders): boolean {
    const maker = this.#makers.get(path) ?? [];
    return maker.every(([name, value]) => headerIn(headers, name) === value);
  }

  /** The name of one who calls; undefined where callers have no names. */
  name(): string | undefined {
    return this.#isNamed ? this.#random.pick(names) : undefined;
  }

  /** Who calls: the maker of what the path names, or anybody. */
  usual(call: DocumentedCall, path: string): SentHeaders {
    const random = this.#random;
    const maker = this.#makerOf(path);
    const isMaker = maker.length > 0 && random.chance(0.5);
    return call.headers.flatMap((header): SentHeaders => {
      const known = headerIn(maker, header.name);
      if (isMaker) return known === undefined ? [] : headerOf(header, known);
      if (!random.chance(header.required ? 0.98 : saysRole(header) ? 0.8 : 0.85)) return [];
      if (saysRole(header)) return headerOf(header, validOf(header.schema, random, 0));
      return headerOf(header, random.chance(0.1) ? "" : this.#nameFor(header));
    });
  }

  /** How many others are left who have not made a call. */
  left(call: DocumentedCall): number {
    return this.#left(call).length;
  }

  /** Somebody else than the maker of what the path names: by turns all that there are, call by call. */
  other(call: DocumentedCall, path: string): SentHeaders {
    const { name, role } = this.#left(call).shift() ?? { name: "none", role: [] };
    const maker = this.#makerOf(path);
    const named = call.headers.flatMap((header): SentHeaders => {
      if (saysRole(header) || name === "none") return [];
      const own = headerIn(maker, header.name);
      return headerOf(header, name === "same" && own !== undefined ? own : this.#nameFor(header, own));
    });
    return [...named, ...role];
  }

  #left(call: DocumentedCall): Other[] {
    const left = this.#others.get(call) ?? othersOf(call);
    this.#others.set(call, left);
    return left;
  }

  #nameFor({ schema }: DocumentedParameter, beside?: string): string {
    if (schema.format === sessionFormat) return this.#sessionBeside(String(schema.prefix), beside);
    if (namesThing({ schema }))
      return this.#random.pick(this.#keys.filter((key) => key !== beside)) ?? "none";
    const known = isFreeText({ schema }) ? names : names.map((_, index) => String(sampleOf(schema, index)));
    const left = known.filter((one) => one !== beside);
    const isFirst = beside === undefined && this.#random.chance(0.4);
    return (isFirst ? left[0] : this.#random.pick(left)) ?? "";
  }

  #sessionBeside(prefix: string, beside?: string): string {
    const others = this.#tokens.map((token) => `${prefix}${token}`).filter((one) => one !== beside);
    return this.#random.pick(others) ?? `${prefix}none`;
  }

  /** The maker of the last thing in a path that one is known of. */
  #makerOf(path: string): SentHeaders {
    for (let above = path; above !== ""; above = above.slice(0, above.lastIndexOf("/"))) {
      const maker = this.#makers.get(above);
      if (maker !== undefined) return maker;
    }
    return [];
  }
}

/** All others who may make a call, each kind as often as it is tried, in rounds. */
function othersOf({ headers }: DocumentedCall): Other[] {
  if (headers.length === 0) return [];
  const isNamed = !headers.every(saysRole);
  const roles = headers
    .filter(saysRole)
    .flatMap((header) => choicesOf(header).flatMap((value) => [headerOf(header, value)]));
  const people = isNamed ? (["another", "same"] as const) : (["none"] as const);
  const kinds: { tries: number; other: Other }[] = [
    ...people.map((name) => ({ tries: triesByOthers, other: { name, role: [] } })),
    ...roles.flatMap((role) => people.map((name) => ({ tries: triesByRole, other: { name, role } }))),
    ...(isNamed ? [{ tries: 1, other: { name: "none" as const, role: [] } }] : []),
  ];
  return Array.from({ length: triesByOthers }, (_, round) =>
    kinds.flatMap(({ tries, other }) => (round < tries ? [other] : [])),
  ).flat();
}

/** Tokens of sessions are 32 bytes in Base64 for URLs. */
function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

function saysRole({ schema }: DocumentedParameter): boolean {
  return Array.isArray(schema.enum);
}

function choicesOf({ schema }: DocumentedParameter): string[] {
  return Array.isArray(schema.enum) ? schema.enum.map(String) : [];
}

/** Shapes of the paths of those things that call, of which headers hold the identifiers. */
export function callingShapes(headers: readonly DocumentedParameter[]): string[] {
  return headers.filter(namesThing).map(({ schema }) => shapeOf(String(schema["x-thing"])));
}

/** A header, where the value is one that can be sent. */
export function headerOf({ name }: DocumentedParameter, value: unknown): SentHeaders {
  const text = String(value);
  return /^[\x20-\x7e]*$/.test(text) ? [[name.toLowerCase(), text]] : [];
}

function headerIn(headers: SentHeaders, name: string): string | undefined {
  return headers.find(([one]) => one === name.toLowerCase())?.[1];
}
