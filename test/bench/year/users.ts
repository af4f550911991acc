import { setTimeout } from "node:timers/promises";
import { documentedCalls } from "../../../objects/traffic/openapi.ts";
import { Walk } from "../../../objects/traffic/walk.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { type MadeRequest, Traffic } from "../../integration/difference/traffic.ts";
import { type DataPlane, ownConnection } from "../../integration/objects/fixtures/data-plane.ts";
import type { Acknowledged, Answered } from "./acknowledged.ts";
import { routeIn } from "./routes.ts";

/** What a user makes calls by: what is live as far as it knows. */
export interface Known {
  blueprint: Blueprint;
  /** The OpenAPI document. */
  document: unknown;
  seed: number;
}

export interface Failure {
  /** Milliseconds since the epoch. */
  at: number;
  /** Null where no answer came. */
  status: number | null;
  call: string;
}

interface Maker {
  next(): MadeRequest | undefined;
  learn(request: MadeRequest, answered: Answered, text: string, headers: [string, string][]): void;
}

/** Things of one kind that users make before they make no more. */
const enough = 60;

/** Users of a service who call it all the time, each one call after the other, at most so often. */
export class Users {
  readonly acknowledged: Acknowledged;
  readonly failures: Failure[] = [];
  calls = 0;
  readonly #call: (path: string, init: RequestInit) => Promise<Response>;
  readonly #users: number;
  readonly #pause: number;
  #known: Known | undefined;
  #version = 0;
  #isAway = false;
  #loops: Promise<void>[] = [];

  constructor(
    planeOf: () => DataPlane,
    {
      service,
      users,
      pause,
      acknowledged,
    }: { service: string; users: number; pause: number; acknowledged: Acknowledged },
  ) {
    this.#call = (path, init) => planeOf().service(service, path, init);
    this.#users = users;
    this.#pause = pause;
    this.acknowledged = acknowledged;
  }

  /** From now on they call what this says. */
  learn(known: Known): void {
    this.#known = known;
    this.#version++;
    this.acknowledged.knows(known.blueprint);
  }

  start(): void {
    this.#isAway = false;
    this.#loops = Array.from({ length: this.#users }, (_, user) => this.#loop(user));
  }

  /** Their last calls are answered once this is. */
  async stop(): Promise<void> {
    this.#isAway = true;
    await Promise.all(this.#loops);
  }

  /** One call, counted and remembered like any other. */
  async send(request: MadeRequest, blueprint: Blueprint) {
    const { method, path, headers, body } = request;
    const done = this.acknowledged.begin(blueprint, request);
    this.calls++;
    try {
      const response = await this.#call(path, {
        method,
        redirect: "manual",
        headers: {
          ...headers,
          ...ownConnection,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const { status } = response;
      if (status >= 500) this.failures.push({ at: Date.now(), status, call: `${method} ${path}` });
      const answered: Answered = { status, body: parsed(text), location: response.headers.get("location") };
      done(answered);
      return { answered, text, headers: [...response.headers] };
    } catch {
      this.failures.push({ at: Date.now(), status: null, call: `${method} ${path}` });
      done(undefined);
      return undefined;
    }
  }

  async #loop(user: number): Promise<void> {
    let version = -1;
    let maker: Maker | undefined;
    while (!this.#isAway) {
      const known = this.#known;
      if (known === undefined) return;
      if (version !== this.#version || maker === undefined) {
        version = this.#version;
        maker = user % 2 === 0 ? this.#bySpec(known, user) : this.#byDocument(known, user);
      }
      const request = maker.next();
      if (request !== undefined && !this.#isEnough(known.blueprint, request)) {
        const sent = await this.send(request, known.blueprint);
        if (sent !== undefined) maker.learn(request, sent.answered, sent.text, sent.headers);
      }
      await setTimeout(this.#pause);
    }
  }

  #isEnough(blueprint: Blueprint, { method, path }: MadeRequest): boolean {
    const route = routeIn(blueprint, method, path);
    if (route === undefined || !("operation" in route) || route.operation.kind === "list") return false;
    // All at once would leave nothing to keep.
    if (route.operation.kind === "clear") return true;
    return route.operation.kind === "create" && this.acknowledged.count(route.entity.name) > enough;
  }

  #bySpec({ blueprint, seed }: Known, user: number): Maker {
    const traffic = new Traffic([blueprint], seed + user);
    const { entities } = blueprint;
    for (const { entity, key } of this.acknowledged.things) {
      const one = entities.find(({ name }) => name === entity);
      const path = one?.operations.find(({ kind }) => kind !== "delete")?.path;
      if (one === undefined || path === undefined) continue;
      const request = { method: "GET", path, headers: {}, body: undefined };
      traffic.learn([one], request, { [one.identifier.name]: key });
    }
    return {
      next: () => traffic.next(),
      learn: (request, { status, body }) => {
        if (status < 300) traffic.learn(entities, request, body);
      },
    };
  }

  #byDocument({ document, seed }: Known, user: number): Maker {
    const walk = new Walk({
      calls: documentedCalls(document),
      seed: seed + user,
      base: "http://service",
      start: Date.now(),
    });
    return {
      next: () => {
        const made = walk.next();
        if (made === undefined) return undefined;
        const { method, path, headers, body } = made;
        const own = headers.filter(([name]) => !name.startsWith("x-aidevos-"));
        return { method, path, headers: Object.fromEntries(own), body: body ?? undefined };
      },
      learn: (_, { status }, text, headers) => walk.learn({ status, headers, text }),
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
