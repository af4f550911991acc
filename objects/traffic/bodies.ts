import type { Random } from "../../shared/random.ts";
import type { Callers } from "./callers.ts";
import type { EdgeDeck } from "./edge-deck.ts";
import { unknownKeysOf } from "./edges.ts";
import { type DocumentedCall, isFreeText, isSchema, type JsonSchema } from "./openapi.ts";
import { keyIn, type Things } from "./things.ts";
import { Turns } from "./turns.ts";
import { oddOf, validOf } from "./values.ts";

type Body = Record<string, unknown>;

/** Nobody shows a password: all have this one mostly, so that who signs in knows it. */
const onePassword = "Correct-horse-9-battery";

/** Ways to find a property's value; a refusal that names the property makes the next one be tried. */
const ways = ["usual", "sample", "anything known", "left out"] as const;

/** How a call is made: as documented, wrong in one place or almost, with what code trips over, or by somebody else. */
export type Manner = "usual" | "odd" | "edge" | "other";

/** Makes bodies of calls, and learns which are taken. */
export class BodyMaker {
  readonly #random: Random;
  readonly #things: Things;
  readonly #ways = new Map<DocumentedCall, Map<string, number>>();
  readonly #turns = new Turns();
  /** The last body of a call that was taken. */
  readonly #taken = new Map<DocumentedCall, Body>();
  readonly #edges: EdgeDeck;
  readonly #callers: Callers;
  #last: { call: DocumentedCall; body: Body; manner: Manner } | undefined;

  constructor(random: Random, known: { things: Things; edges: EdgeDeck; callers: Callers }) {
    this.#random = random;
    this.#things = known.things;
    this.#edges = known.edges;
    this.#callers = known.callers;
  }

  /** How many values that code trips over are left to be tried in a call's body. */
  left(call: DocumentedCall): number {
    return this.#edgy(call).reduce(
      (sum, [name, schema]) => sum + this.#edges.left({ call, name, schema }),
      0,
    );
  }

  /** A body as JSON. */
  make(
    call: DocumentedCall,
    { path, index, manner }: { path: string; index: number; manner: Manner },
  ): string {
    const random = this.#random;
    const properties = propertiesOf(call);
    const required = Array.isArray(call.body?.required) ? call.body.required : [];
    const shown = call.method === "PUT" ? this.#things.shown(path) : undefined;
    const taken = shown ?? this.#taken.get(call);
    const isOfAccount = properties.some(([, { format }]) => format === "password");
    const body: Body = {};
    for (const [name, schema] of properties) {
      const isWanted = required.includes(name) || random.chance(call.method === "PATCH" ? 0.4 : 0.7);
      if (!isWanted) continue;
      // What was taken before is taken again, as far as it need not be new.
      const isKept =
        taken !== undefined && Object.hasOwn(taken, name) && random.chance(shown === undefined ? 0.3 : 0.85);
      const value = isKept ? taken[name] : this.#value(call, { name, schema }, { index, isOfAccount });
      if (value !== undefined) body[name] = value;
    }
    if (random.chance(0.7)) putInOrder(body, properties, random);
    // What the path says of the thing, its body must often say as well.
    const inPath = /\{([^/]+)\}$/.exec(call.path)?.[1];
    if (inPath !== undefined && Object.hasOwn(body, inPath) && random.chance(0.9)) body[inPath] = keyIn(path);
    if (manner === "odd") return this.#odd(call, body);
    if (manner === "edge") this.#sharpen(call, body);
    else if (random.chance(0.4)) this.#echo(call, body, path);
    this.#last = { call, body, manner };
    return JSON.stringify(body);
  }

  learn(call: DocumentedCall, status: number, text: string): void {
    const last = this.#last;
    this.#last = undefined;
    if (last?.call !== call || last.manner !== "usual") return;
    if (status < 300) this.#taken.set(call, last.body);
    if (status !== 400 && status !== 404 && status !== 422) return;
    const choices = this.#ways.get(call) ?? new Map<string, number>();
    for (const [name] of propertiesOf(call)) {
      if (text.includes(name)) choices.set(name, (choices.get(name) ?? 0) + 1);
    }
    this.#ways.set(call, choices);
  }

  #value(
    call: DocumentedCall,
    { name, schema }: { name: string; schema: JsonSchema },
    { index, isOfAccount }: { index: number; isOfAccount: boolean },
  ): unknown {
    const random = this.#random;
    if (schema.format === "password" && random.chance(0.9)) return onePassword;
    // Who signs in says what it was made with.
    const seen = isOfAccount && random.chance(0.5) ? random.pick(this.#things.seen(name)) : undefined;
    if (seen !== undefined) return seen;
    const way = ways[(this.#ways.get(call)?.get(name) ?? 0) % ways.length];
    if (way === "left out") return undefined;
    if (way === "anything known")
      return random.pick(this.#things.seen(name)) ?? this.#things.any(schema.type, random);
    const known = way === "usual" ? (at: string, of: JsonSchema) => this.#reference(at, of) : () => undefined;
    // A text may say whose a thing is.
    const person = isFreeText({ schema }) && random.chance(0.15) ? this.#callers.name() : undefined;
    return (
      known(name, schema) ?? person ?? validOf(schema, random, index, known, this.#turns.next(call, name))
    );
  }

  /** The key of a thing that a property seems to refer to. */
  #reference(name: string, schema: JsonSchema): string | number | undefined {
    const random = this.#random;
    const isNumber = schema.type === "integer" || schema.type === "number";
    if (schema.type !== "string" && !isNumber) return undefined;
    const fitting = (keys: readonly string[]): readonly (string | number)[] =>
      isNumber ? keys.filter((key) => /^\d{1,15}$/.test(key)).map(Number) : keys;
    const { alike, others } = this.#things.keysFor(name);
    return (
      random.pick(fitting(alike)) ?? (schema.format === "uuid" ? random.pick(fitting(others)) : undefined)
    );
  }

  /** Has texts of an action speak of what its thing's texts say, and say the same or nearly: the part to be found, what takes its place. */
  #echo(call: DocumentedCall, body: Body, path: string): void {
    const random = this.#random;
    const thing = this.#things.shown(path.slice(0, path.lastIndexOf("/"))) ?? {};
    const said = Object.values(thing).filter((value) => typeof value === "string" && value.includes(" "));
    const word = random.pick(said.flatMap((text) => String(text).split(" ")).filter((part) => part !== ""));
    const places = propertiesOf(call).filter(
      ([name, schema]) => Object.hasOwn(body, name) && isFreeText({ schema }),
    );
    if (word === undefined) return;
    for (const [index, [name]] of places.entries())
      body[name] = index === 0 ? word : random.pick([word, `${word}s`, "", body[name]]);
  }

  /** Puts what code trips over into some properties of a body, or into one at least where any is left. */
  #sharpen(call: DocumentedCall, body: Body): void {
    const places = this.#edgy(call).filter(([name, schema]) => this.#edges.left({ call, name, schema }) > 0);
    // A thing that is missing is refused, which would hide what becomes of other values: it comes first, and alone.
    const missing = this.#random.pick(places.filter(([name]) => this.#things.isReference(name)));
    const chosen = missing ?? this.#random.pick(places);
    for (const place of places) {
      if (place !== chosen && (missing !== undefined || !this.#random.chance(0.4))) continue;
      const [name, schema] = place;
      const drawn = this.#edges.draw({ call, name, schema });
      if (drawn !== undefined) body[name] = drawn.value;
    }
  }

  /** Properties with what code trips over in them: in those that refer to things, keys that none has. */
  #edgy(call: DocumentedCall): [string, JsonSchema][] {
    return propertiesOf(call).map(([name, schema]) => [
      name,
      this.#things.isReference(name) ? { ...schema, enum: unknownKeysOf(schema) } : schema,
    ]);
  }

  #odd(call: DocumentedCall, body: Body): string {
    const random = this.#random;
    const chosen = random.pick(propertiesOf(call));
    if (chosen === undefined || random.chance(0.08)) return random.pick(["{", "[]", "null", "7", ""]) ?? "{";
    const [name, schema] = chosen;
    const chance = random.next();
    if (chance < 0.1) body.unknown = 1;
    else if (chance < 0.2) delete body[name];
    else
      body[name] =
        typeof body[name] === "number" && random.chance(0.2) ? String(body[name]) : oddOf(schema, random);
    return JSON.stringify(body);
  }
}

/** Has the moments of a body follow each other by hours, as they are documented: what begins is named before what ends. */
function putInOrder(body: Body, properties: readonly [string, JsonSchema][], random: Random): void {
  const [first, ...more] = properties.flatMap(([name, { format }]) =>
    format === "date-time" && typeof body[name] === "string" ? [name] : [],
  );
  let moment = Date.parse(String(body[first ?? ""]));
  if (Number.isNaN(moment)) return;
  for (const name of more) {
    moment += (1 + random.below(48)) * 3_600_000;
    body[name] = new Date(moment).toISOString();
  }
}

function propertiesOf({ body }: DocumentedCall): [string, JsonSchema][] {
  const properties = isSchema(body?.properties) ? body.properties : {};
  return Object.entries(properties).map(([name, schema]) => [name, isSchema(schema) ? schema : {}]);
}
