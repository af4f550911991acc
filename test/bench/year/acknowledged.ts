import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import type { MadeRequest } from "../../integration/difference/traffic.ts";
import { keyIn, routeIn } from "./routes.ts";

/** A thing that a service has said it keeps. */
export interface Thing {
  entity: string;
  key: string;
  /** Values of the fields that callers give, as last accepted. */
  values: Map<string, unknown>;
  /** Whether something else may have deleted it since: a cascade, or an action. */
  mayBeGone: boolean;
  headers: Record<string, string>;
}

export interface Answered {
  status: number;
  body: unknown;
  location: string | null;
}

/** What became of a thing that was read. */
export type Reading = "kept" | "not shown" | "lost" | "changed";

/** What a service has acknowledged to its callers, over all its releases. */
export class Acknowledged {
  readonly #things = new Map<string, Thing>();
  /** Fields that some release's actions set, whose values are not only their callers'. */
  readonly #setByActions = new Set<string>();
  /** Things that writes under way may be changing, and how many. */
  readonly #writing = new Map<string, number>();

  /** A spec is live, or was. */
  knows({ entities, actions }: Blueprint): void {
    for (const action of [...actions, ...entities.flatMap((one) => one.actions)]) {
      if (action.move !== undefined) this.#setByActions.add(action.move.field);
      for (const effect of action.effects) if (effect.kind === "set") this.#setByActions.add(effect.field);
    }
  }

  get things(): Thing[] {
    return [...this.#things.values()];
  }

  count(entity: string): number {
    return this.things.filter((thing) => thing.entity === entity).length;
  }

  /** A call is sent; what it gives is called with the answer. */
  begin(blueprint: Blueprint, request: MadeRequest): (answered: Answered | undefined) => void {
    const route = routeIn(blueprint, request.method, request.path);
    if (route === undefined || request.method === "GET") return () => {};
    if ("action" in route) return (answered) => this.#acted(route.action.effects, answered);
    const { entity, operation, key } = route;
    const name = key === undefined ? undefined : nameOf(entity.name, key);
    const isAlone = name === undefined || !this.#writing.has(name);
    if (name !== undefined) this.#writing.set(name, (this.#writing.get(name) ?? 0) + 1);
    return (answered) => {
      const overlapped = name !== undefined && (!isAlone || (this.#writing.get(name) ?? 0) > 1);
      if (name !== undefined) this.#ended(name);
      const known = name === undefined ? undefined : this.#things.get(name);
      // Of two changes at once, or one without an answer, nobody can say which is the last.
      if (overlapped || answered === undefined || answered.status >= 500) {
        known?.values.clear();
        if (operation.kind === "delete" && known !== undefined) known.mayBeGone = true;
        if (operation.kind === "clear") this.#mayBeGone((thing) => thing.entity === entity.name);
        if (overlapped || answered === undefined || answered.status >= 400) return;
      }
      if (answered.status >= 400) return;
      if (operation.kind === "delete" || operation.kind === "clear")
        this.#deleted(blueprint, entity, operation.kind === "clear" ? undefined : key);
      else this.#written(entity, { request, answered, wrapper: operation.wrapper, key });
    };
  }

  /** Holds a thing as it was read against what was acknowledged of it. */
  compare(
    thing: Thing,
    blueprint: Blueprint,
    { status, body }: Answered,
  ): { reading: Reading; what: string } {
    const entity = blueprint.entities.find(({ name }) => name === thing.entity);
    const read = entity?.operations.find(({ kind }) => kind === "read");
    if (entity === undefined || read === undefined) return { reading: "not shown", what: "" };
    if (status >= 300) {
      const isHidden = entity.seenBy ?? entity.seenWhere ?? read.by ?? read.guards;
      const isRefused = status === 401 || status === 403 || isHidden !== undefined;
      if (isRefused || thing.mayBeGone) return { reading: "not shown", what: "" };
      return { reading: "lost", what: `${thing.entity} ${thing.key} answers ${status}` };
    }
    const shown = objectIn(body, read.wrapper);
    for (const [field, value] of thing.values) {
      const said = entity.fields.find(({ name }) => name === field);
      if (said?.source !== "input" || this.#setByActions.has(field) || !Object.hasOwn(shown, field)) continue;
      const now: unknown = Reflect.get(shown, field);
      if (alike(now, value)) continue;
      const what = `${thing.entity} ${thing.key} ${field}: ${JSON.stringify(value)} is ${JSON.stringify(now)}`;
      return { reading: "changed", what };
    }
    return { reading: "kept", what: "" };
  }

  forget({ entity, key }: Thing): void {
    this.#things.delete(nameOf(entity, key));
  }

  #ended(name: string): void {
    const left = (this.#writing.get(name) ?? 1) - 1;
    if (left === 0) this.#writing.delete(name);
    else this.#writing.set(name, left);
  }

  #written(
    entity: Entity,
    made: { request: MadeRequest; answered: Answered; wrapper: string | undefined; key: string | undefined },
  ): void {
    const { request, answered, wrapper } = made;
    const shown = objectIn(answered.body, wrapper);
    const own: unknown = Reflect.get(shown, entity.identifier.name);
    const located = answered.location === null ? undefined : answered.location.split("/").at(-1);
    const key = made.key ?? (own === undefined ? located : String(own));
    if (key === undefined) return;
    const name = nameOf(entity.name, key);
    const thing = this.#things.get(name) ?? {
      entity: entity.name,
      key,
      values: new Map<string, unknown>(),
      mayBeGone: false,
      headers: request.headers,
    };
    thing.mayBeGone = false;
    for (const field of entity.fields) {
      if (field.source !== "input") continue;
      // What an answer does not show may have been written all the same.
      thing.values.delete(field.name);
      const value: unknown = Reflect.get(shown, field.name);
      if (value !== undefined && value !== null) thing.values.set(field.name, value);
    }
    this.#things.set(name, thing);
  }

  #deleted({ entities }: Blueprint, entity: Entity, key: string | undefined): void {
    const gone = this.things.filter(
      (one) => one.entity === entity.name && (key === undefined || one.key === key),
    );
    for (const thing of gone) this.forget(thing);
    // What refers to it may go with it, and what refers to that.
    const reached = new Set([entity.name]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const { name, fields } of entities)
        if (fields.some((field) => reached.has(field.references ?? ""))) reached.add(name);
    }
    reached.delete(entity.name);
    this.#mayBeGone((thing) => reached.has(thing.entity) || thing.entity === entity.name);
    for (const thing of this.things)
      for (const [field, value] of thing.values)
        if (key === undefined || JSON.stringify(value).includes(key)) thing.values.delete(field);
  }

  #acted(effects: readonly { kind: string }[], answered: Answered | undefined): void {
    if (answered !== undefined && answered.status >= 400 && answered.status < 500) return;
    if (effects.some(({ kind }) => kind.startsWith("delete"))) this.#mayBeGone(() => true);
  }

  #mayBeGone(which: (thing: Thing) => boolean): void {
    for (const thing of this.things) if (which(thing)) thing.mayBeGone = true;
  }
}

/** Where a thing is read by the spec, if it is; undefined where its path names more than the thing. */
export function pathOf({ entity, key }: Thing, { entities }: Blueprint): string | undefined {
  const read = entities
    .find(({ name }) => name === entity)
    ?.operations.find(({ kind, method }) => kind === "read" && method === "GET");
  const parameter = read && keyIn(read.path);
  const path = parameter && read.path.replace(`:${parameter}`, encodeURIComponent(key));
  return path === undefined || path.includes(":") ? undefined : path;
}

function nameOf(entity: string, key: string): string {
  return `${entity} ${key}`;
}

function objectIn(body: unknown, wrapper: string | undefined): object {
  if (typeof body !== "object" || body === null) return {};
  const inner: unknown = wrapper === undefined ? body : Reflect.get(body, wrapper);
  return typeof inner === "object" && inner !== null ? inner : {};
}

/** A text may be shown trimmed or in another case by a release that asks for that; order of properties is nothing. */
function alike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one === "string" && typeof other === "string")
    return one.trim().toLowerCase() === other.trim().toLowerCase();
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, at) => alike(value, other[at]));
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  return Object.entries(other).every(
    ([name, value]) => !Object.hasOwn(one, name) || alike(Reflect.get(one, name), value),
  );
}
