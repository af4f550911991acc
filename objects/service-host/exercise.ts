import { messageOf } from "../problem.ts";
import { callingShapes } from "../traffic/callers.ts";
import { type DocumentedCall, isSchema, type JsonSchema, keyOf, namesThing } from "../traffic/openapi.ts";
import { sampleOf } from "../traffic/sample.ts";
import { keyIn, shapeAt, shapeOf, stemOf } from "../traffic/things.ts";
import { type Probe, type ProbeAnswer, probe, probeBase } from "./facet.ts";

/** What came of one documented call. */
export interface Exercised {
  call: DocumentedCall;
  fault: string | undefined;
  detail: string;
}

/** Bodies tried for one call before it is left refused. */
const tries = 8;

/**
 * Calls everything that a service documents, over data that nobody will see again: creates what can be created, reads
 * it back, changes and deletes it. A refusal is an answer like any other, since a sample can't know every rule; a
 * failure is one, and so is a thing that was created and does not read back.
 */
export class Exercise {
  readonly #facet: Fetcher;
  readonly #calls: readonly DocumentedCall[];
  /** When to stop, in milliseconds since the epoch. */
  readonly #end: number;
  /** Paths of things that were created, by the path's shape: `/books/{}` is at `/books/7`. */
  readonly #created = new Map<string, string>();
  /** Keys of those among them that have called, and of those that may not. */
  readonly #taken = new Set<string>();
  readonly #refused = new Set<string>();

  constructor(facet: Fetcher, calls: readonly DocumentedCall[], end: number) {
    this.#facet = facet;
    this.#calls = calls;
    this.#end = end;
  }

  /** One outcome for each call that time was left for. */
  async run(): Promise<Exercised[]> {
    const depth = ({ path }: DocumentedCall) => path.split("/").length;
    const creating = this.#calls.filter(({ method, body }) => method === "POST" && body !== undefined);
    const writing = this.#calls.filter(({ method, body }) => body !== undefined && method !== "POST");
    const deleting = this.#calls
      .filter(({ method }) => method === "DELETE")
      .sort((a, b) => depth(b) - depth(a));
    const rest = this.#calls.filter((call) => ![...creating, ...writing, ...deleting].includes(call));
    const done = new Map<DocumentedCall, Exercised>();
    // What needs another thing first is tried again when there is one; a PUT may create as well.
    for (let round = 0; round < 3; round++) {
      for (const call of [...creating, ...writing.filter(({ method }) => method === "PUT")]) {
        if (isSettled(done.get(call))) continue;
        if (!(await this.#try(call, done))) return [...done.values()];
      }
    }
    for (const call of [...rest, ...writing, ...deleting]) {
      if (done.get(call)?.fault !== undefined) continue;
      if (!(await this.#try(call, done))) break;
    }
    return [...done.values()];
  }

  /** Whether there was time for it. */
  async #try(call: DocumentedCall, done: Map<DocumentedCall, Exercised>): Promise<boolean> {
    if (Date.now() >= this.#end) return false;
    try {
      done.set(call, { call, ...(await this.#make(call)) });
    } catch (error) {
      done.set(call, { call, fault: messageOf(error), detail: "" });
    }
    return true;
  }

  async #make(call: DocumentedCall): Promise<{ fault: string | undefined; detail: string }> {
    const { method, body } = call;
    const properties = isSchema(body?.properties) ? body.properties : {};
    const choices = new Map(
      Object.entries(properties).map(([name, schema]) => [
        name,
        this.#choices(isSchema(schema) ? schema : {}, name),
      ]),
    );
    const chosen = new Map<string, number>();
    let answer: ProbeAnswer | undefined;
    for (let attempt = 0; attempt < (body === undefined ? 1 : tries); attempt++) {
      if (answer !== undefined && Date.now() >= this.#end) break;
      const sent = Object.fromEntries(
        [...choices].map(([name, values]) => [name, values[(chosen.get(name) ?? 0) % values.length]]),
      );
      const path = this.#fill(call, attempt, sent);
      const caller = this.#caller(call);
      const headers = Object.fromEntries([
        ...Object.entries(caller),
        ...call.keys.map((key) => [key.name, keyOf(crypto.randomUUID(), key)]),
        ...call.versions.map((version) => [version, "*"]),
      ]);
      answer = await this.#ask({ method, path, headers, ...(body === undefined ? {} : { body: sent }) });
      if (answer.status >= 500)
        return { fault: "a documented call must not fail", detail: `answered ${answer.status}` };
      for (const key of Object.values(caller)) {
        if (answer.status < 300) this.#taken.add(key);
        // A route may have a refusal of its own for who may call.
        if (answer.status === 401 && !this.#taken.has(key)) this.#refused.add(key);
      }
      if (answer.status < 300)
        return this.#readBack(answer, sent, { caller, detail: `answered ${answer.status}` });
      const { text } = answer;
      const named = [...choices.keys()].filter((name) => text.includes(name));
      for (const name of named.length > 0 ? named : choices.keys())
        chosen.set(name, (chosen.get(name) ?? 0) + 1);
    }
    return { fault: undefined, detail: `answered ${answer?.status}` };
  }

  /** Values to try for a property: what may be a reference is first that to a thing of a like name. */
  #choices(schema: JsonSchema, name: string): unknown[] {
    const samples = [1, 2, 3].map((index) => sampleOf(schema, index));
    const keys = [...this.#created].map(([shape, path]) => ({ shape, key: keyIn(path) }));
    const alike = ({ shape }: { shape: string }) => name.toLowerCase().startsWith(stemOf(shape));
    const known = [...keys.filter(alike), ...keys.filter((key) => !alike(key))].flatMap(
      ({ shape, key }): (string | number)[] => {
        if (schema.type === "integer" || schema.type === "number")
          return /^\d+$/.test(key) ? [Number(key)] : [];
        return schema.format === "uuid" || alike({ shape }) ? [key] : [];
      },
    );
    return schema.format === "uuid" || keys.some(alike)
      ? [...known, ...samples, undefined]
      : [...samples, ...known, undefined];
  }

  /** A call's path with its parameters: of a thing that was created, else a sample, which the body then has as well. */
  #fill({ path, parameters }: DocumentedCall, index: number, body: Record<string, unknown>): string {
    let filled = "";
    let shape = "";
    for (const segment of path.split("/").slice(1)) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      if (name === undefined) {
        filled += `/${segment}`;
        shape += `/${segment}`;
        continue;
      }
      shape += "/{}";
      const known = this.#created.get(shape);
      const value = known === undefined ? sampleOf(parameters.get(name) ?? {}, index) : keyIn(known);
      if (known === undefined && Object.hasOwn(body, name)) body[name] = value;
      filled = known ?? `${filled}/${encodeURIComponent(String(value))}`;
    }
    return filled === "" ? "/" : filled;
  }

  /** Headers that say which of the things that were created calls: the first that was not refused. */
  #caller({ headers }: DocumentedCall): Record<string, string> {
    const shapes = callingShapes(headers);
    const key = [...this.#created]
      .flatMap(([shape, path]) => (shapes.includes(shape) ? keyIn(path) : []))
      .find((one) => !this.#refused.has(one));
    return key === undefined
      ? {}
      : Object.fromEntries(headers.filter(namesThing).map(({ name }) => [name, key]));
  }

  async #readBack(
    created: ProbeAnswer,
    sent: Record<string, unknown>,
    { caller, detail }: { caller: Record<string, string>; detail: string },
  ) {
    const location = created.headers.get("location");
    if (location === null) return { fault: undefined, detail };
    const { pathname } = new URL(location, probeBase);
    const shape = this.#shaped(shapeAt(pathname));
    this.#created.set(shape, pathname);
    const reading = this.#calls.find(({ method, path }) => method === "GET" && shapeOf(path) === shape);
    if (reading === undefined) return { fault: undefined, detail };
    const headers = { ...this.#caller(reading), ...caller };
    const read = await this.#ask({ method: "GET", path: pathname, headers });
    // Who may make a thing need not be who may see it.
    if (reading.headers.length > 0 && (read.status === 401 || read.status === 403))
      return { fault: undefined, detail: `${detail} and is shown to others` };
    if (read.status !== 200)
      return { fault: `what was created answered ${read.status} at ${pathname}`, detail };
    const [before, after] = [created.text, read.text].map(objectIn);
    const lost = Object.keys(sent).filter(
      (name) => before !== undefined && JSON.stringify(before[name]) !== JSON.stringify(after?.[name]),
    );
    return {
      fault: lost.length === 0 ? undefined : `what was created reads back with another ${lost.join(", ")}`,
      detail: `${detail} and reads back`,
    };
  }

  /** A path's shape, with what stands for a created thing's key taken for the parameter that it is. */
  #shaped(path: string): string {
    for (const [shape, created] of this.#created) {
      if (path.startsWith(`${created}/`)) return `${shape}${path.slice(created.length)}`;
    }
    return path;
  }

  #ask(call: Probe): Promise<ProbeAnswer> {
    return probe(this.#facet, call);
  }
}

function isSettled(before: Exercised | undefined): boolean {
  return before !== undefined && (before.fault !== undefined || before.detail.startsWith("answered 2"));
}

/** The object in a JSON text, out of the one property that wraps it. */
function objectIn(text: string): JsonSchema | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isSchema(value)) return undefined;
    const [inner, ...more] = Object.values(value);
    return more.length === 0 && isSchema(inner) ? inner : value;
  } catch {
    return undefined;
  }
}
