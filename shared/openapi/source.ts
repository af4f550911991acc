import type * as z from "zod";
import { TooIntricateError } from "./errors.ts";

/** What a document says and the spec made of it does not. */
export interface Unsaid {
  /** Its place in the document: a JSON pointer (RFC 6901). */
  at: string;
  what: string;
}

/** A part of the document, and its place. */
export interface Part<Value = unknown> {
  value: Value;
  at: string;
}

/** Most parts that are looked at: far above what a document needs that makes a spec. */
const mostSteps = 200_000;

/** Most references that lead one to another. */
const mostHops = 20;

/** A document while it is read: follows its references, and keeps what could not be said. */
export class Source {
  readonly #root: unknown;
  readonly #unsaid = new Map<string, Unsaid>();
  readonly #alike = new Map<string, Set<string>>();
  #steps = 0;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** Names something that the spec won't say. */
  leaveOut(at: string, what: string): void {
    this.#unsaid.set(`${at} ${what}`, { at, what });
  }

  /** Names something that documents repeat at each route: once, where it comes first. */
  leaveOutAlike(at: string, what: string): void {
    this.#alike.set(what, (this.#alike.get(what) ?? new Set()).add(at));
  }

  /** All that was left out, in the order of the document. */
  get unsaid(): Unsaid[] {
    const alike = [...this.#alike].map(([what, places]): Unsaid => {
      const [at = ""] = places;
      const more = places.size - 1;
      return {
        at,
        what: more === 0 ? what : `${what} (and at ${more} more ${more === 1 ? "place" : "places"})`,
      };
    });
    const placed = [...this.#unsaid.values(), ...alike].map((one) => ({ one, place: this.#placeOf(one.at) }));
    return placed.sort((left, right) => comparePlaces(left.place, right.place)).map(({ one }) => one);
  }

  /**
   * The part that a reference leads to; undefined, and named, when it leads nowhere.
   *
   * @throws TooIntricateError when the document makes reading it endless
   */
  resolve(part: Part): Part | undefined {
    if (++this.#steps > mostSteps)
      throw new TooIntricateError(
        `The document has more than ${mostSteps} parts, counting each again where it is referred to. Keep the paths of one service.`,
      );
    let found = part;
    for (let hops = 0; hops <= mostHops; hops++) {
      const reference = referenceOf(found.value);
      if (reference === undefined) return found;
      if (!reference.startsWith("#")) {
        this.leaveOut(
          found.at,
          `it refers to ${shortened(reference)}, outside of the document: bundle all into one`,
        );
        return undefined;
      }
      const at = decoded(reference.slice(1));
      const value = this.#valueAt(at);
      if (value === undefined) {
        this.leaveOut(found.at, `${shortened(reference)} is nowhere in the document`);
        return undefined;
      }
      found = { value, at };
    }
    this.leaveOut(part.at, "its reference leads round in a circle");
    return undefined;
  }

  /** The part that a reference leads to, if it has the shape; undefined, and named, when it has not. */
  read<Shape extends z.ZodType>(part: Part | undefined, shape: Shape): Part<z.output<Shape>> | undefined {
    const found = part === undefined || part.value === undefined ? undefined : this.resolve(part);
    if (found === undefined) return undefined;
    const parsed = shape.safeParse(found.value);
    if (parsed.success) return { value: parsed.data, at: found.at };
    const [issue] = parsed.error.issues;
    const where = (issue?.path ?? []).map(String);
    this.leaveOut(
      pointer(found.at, ...where),
      `it is not as OpenAPI has it: ${issue?.message ?? "malformed"}`,
    );
    return undefined;
  }

  #valueAt(at: string): unknown {
    let value = this.#root;
    for (const key of keysOf(at)) {
      if (typeof value !== "object" || value === null) return undefined;
      value = ownValue(value, key);
    }
    return value;
  }

  #placeOf(at: string): number[] {
    const place: number[] = [];
    let value = this.#root;
    for (const key of keysOf(at)) {
      if (typeof value !== "object" || value === null) break;
      const index = Object.keys(value).indexOf(key);
      if (index < 0) break;
      place.push(index);
      value = Object.values(value)[index];
    }
    return place;
  }
}

/** The place of a part of what stands at `at`. */
export function pointer(at: string, ...keys: string[]): string {
  return [at, ...keys.map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");
}

/** A part of an object; its value is undefined when there is none. */
export function partOf(part: Part<object>, key: string): Part {
  return { value: ownValue(part.value, key), at: pointer(part.at, key) };
}

/** A property's value, and none that every object has by birth. */
function ownValue(owner: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(owner, key)?.value;
}

/** What a reference says, where the value is one. */
export function referenceOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("$ref" in value)) return undefined;
  return typeof value.$ref === "string" ? value.$ref : undefined;
}

/** Words of the document, as a message may quote them. */
export function shortened(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  return `\`${line.length > 80 ? `${line.slice(0, 79)}…` : line}\``;
}

function keysOf(at: string): string[] {
  return at
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function comparePlaces(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((place, index) => place !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at] ?? 0) - (right[at] ?? -1);
}
