import type { Action } from "../../../shared/blueprint/action.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Entity, Operation } from "../../../shared/blueprint/entity.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { Random } from "../../../shared/random.ts";

export interface MadeRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

/** Whole numbers below a bound, always the same ones for a seed. */
export function numbersOf(seed: number): (below: number) => number {
  const random = new Random(seed);
  return (below) => (random.next() * 2 ** 32) % below;
}

/** How often operations are asked for; others twice. */
const weights: Record<string, number> = { create: 5, list: 4 };

/** Makes up requests to all routes of two blueprints: mostly right ones, about things that are there. */
export class Traffic {
  readonly #numbers: (below: number) => number;
  readonly #routes: (() => MadeRequest)[];
  readonly #creations: (() => MadeRequest)[] = [];
  #made = 0;
  #keys = 0;
  /** Identifiers that answers have shown, by entity. */
  readonly #known = new Map<string, string[]>();

  constructor(blueprints: readonly Blueprint[], seed: number) {
    this.#numbers = numbersOf(seed);
    this.#routes = blueprints.flatMap(({ entities, actions }) => [
      ...entities.flatMap((entity) => [
        ...entity.operations.flatMap((operation) => {
          const route = () => this.#operation(entity, operation);
          if (operation.kind === "create") this.#creations.push(route);
          return Array.from({ length: weights[operation.kind] ?? 2 }, () => route);
        }),
        ...entity.actions.flatMap((action) =>
          Array.from({ length: 4 }, () => () => this.#action(action, entity)),
        ),
      ]),
      ...actions.flatMap((action) => Array.from({ length: 4 }, () => () => this.#action(action, undefined))),
    ]);
  }

  /** First each kind of thing is created a few times, those that others refer to before them. */
  next(): MadeRequest {
    const creation = this.#creations[Math.floor(this.#made++ / 5)];
    return creation === undefined ? this.#one(this.#routes)() : creation();
  }

  /** Remembers the things that an entity's route has answered. */
  learn(entities: readonly Entity[], { path }: MadeRequest, body: unknown): void {
    const shown = Array.isArray(body) ? body : [body];
    const entity = entities.find(({ operations }) =>
      operations.some(
        ({ kind, path: own }) => kind !== "delete" && own.split("/")[1] === path.split(/[/?]/)[1],
      ),
    );
    for (const thing of shown) {
      const id =
        typeof thing === "object" && thing !== null
          ? Reflect.get(thing, entity?.identifier.name ?? "")
          : undefined;
      if (entity === undefined || (typeof id !== "string" && typeof id !== "number")) continue;
      const known = this.#known.get(entity.name) ?? [];
      if (!known.includes(String(id))) known.push(String(id));
      this.#known.set(entity.name, known);
    }
  }

  #chance(percent: number): boolean {
    return this.#numbers(100) < percent;
  }

  #one<Value>(values: readonly Value[]): Value {
    const value = values[this.#numbers(values.length)];
    if (value === undefined) throw new Error("There is nothing to choose from.");
    return value;
  }

  #headers(): Record<string, string> {
    this.#keys += 1;
    return {
      "idempotency-key": `key ${this.#keys}`,
      "if-match": `"${1 + (this.#keys % 2)}"`,
      ...(this.#chance(95) && { "x-user": this.#one(["ann", "ann", "bob"]) }),
      ...(this.#chance(60) && { "x-name": this.#one(["ann", "cy"]) }),
      ...(this.#chance(85) && { "x-role": this.#one(["librarian", "librarian", "chief"]) }),
    };
  }

  #id(entity: string): string {
    const known = this.#known.get(entity) ?? [];
    return known.length === 0 || this.#chance(5) ? "00000000-0000-4000-8000-000000000000" : this.#one(known);
  }

  #operation(entity: Entity, { kind, method, path }: Operation): MadeRequest {
    const parent = entity.parent;
    const filled = path.replace(/:([^/]+)/g, (_, name: string) =>
      this.#id(name === parent?.parameter ? parent.entity : entity.name),
    );
    const writes = kind === "create" || kind === "update" || kind === "replace";
    const body = writes ? this.#object(entity.fields, kind === "update" ? 50 : 97) : undefined;
    return {
      method,
      path: kind === "list" ? filled + this.#query(entity) : filled,
      headers: this.#headers(),
      body,
    };
  }

  #action({ method, path, inputs }: Action, entity: Entity | undefined): MadeRequest {
    const filled = path.replace(/:([^/]+)/g, (_, name: string) => {
      const input = inputs.find((one) => one.name === name);
      return input === undefined
        ? this.#id(entity?.name ?? "")
        : encodeURIComponent(String(this.#value(input)));
    });
    const values = this.#object(inputs, 90);
    if (method !== "GET") return { method, path: filled, headers: this.#headers(), body: values };
    return { method, path: `${filled}?${parameters(values)}`, headers: this.#headers(), body: undefined };
  }

  #query({ fields, list }: Entity): string {
    const values: Record<string, unknown> = {};
    for (const { parameter, fields: names, when } of list.filters) {
      const field = fields.find(({ name }) => name === names[0]);
      if (!this.#chance(30)) continue;
      if (when !== undefined && "value" in when) values[parameter] = when.value;
      else if (when !== undefined) values[parameter] = this.#value(when.input);
      else if (field !== undefined) values[parameter] = this.#value(field);
    }
    const { sort, pages } = list;
    if (sort !== undefined && sort.fields.length > 0 && this.#chance(40))
      values[sort.parameter] = this.#one(sort.fields);
    if (pages !== undefined && this.#chance(50)) values[pages.sizeParameter] = 1 + this.#numbers(8);
    if (pages?.style === "page" && this.#chance(40)) values[pages.positionParameter] = 1 + this.#numbers(3);
    return `?${parameters(values)}`;
  }

  #object(fields: readonly Field[], percent: number): Record<string, unknown> {
    const given = fields.filter(
      ({ source, required }) =>
        source === "input" && this.#chance(required ? percent : Math.min(percent, 60)),
    );
    const values = given.map((field): [string, unknown] => [field.name, this.#value(field)]);
    return Object.fromEntries(this.#chance(8) ? [...values, ["unheardOf", 1]] : values);
  }

  #value(field: Field): unknown {
    if (this.#chance(4)) return this.#one([null, "", -1, true, "x".repeat(90)]);
    switch (field.type) {
      case "integer":
      case "number": {
        const least = field.minimum ?? 0;
        const most = Math.min(field.maximum ?? least + 10, least + 10);
        return this.#chance(10) ? most + 1 + this.#numbers(5) : least + this.#numbers(most - least + 1);
      }
      case "boolean":
        return this.#chance(50);
      case "date":
        return `2026-11-${10 + this.#numbers(20)}`;
      case "datetime":
        return `2026-11-${10 + this.#numbers(20)}T10:00:00.000Z`;
      case "choice":
        return this.#one(field.values ?? []);
      case "email":
        return `${this.#one(["ann", "bob", "Cy", "dee", "eve"])}@example.com`;
      case "reference":
        return this.#id(field.references ?? "");
      case "list":
        return [this.#one(["red", "blue", "Green"]), this.#one(["old", "new"])];
      case "object":
        return this.#object(field.properties ?? [], 90);
      default:
        return this.#one(["Ann", "bee", " Cy ", "Dune", "emma", "Fog", "Fog", "Middlemarch"]).padEnd(
          field.minLength ?? 0,
          "z",
        );
    }
  }
}

function parameters(values: Record<string, unknown>): string {
  const texts = Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(texts).toString();
}
