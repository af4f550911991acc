import type { Random } from "../../shared/random.ts";
import { isSchema } from "./openapi.ts";

/** Most things of one kind, and values of one name, that are remembered. */
const limit = 200;

/** What calls have made and shown: paths of things by shape (`/books/{}` is at `/books/7`), and values by name. */
export class Things {
  readonly #paths = new Map<string, string[]>();
  readonly #values = new Map<string, unknown[]>();
  readonly #shown = new Map<string, Record<string, unknown>>();

  /** A thing is there. */
  add(path: string): void {
    const shape = this.#shaped(shapeAt(path));
    const paths = this.#paths.get(shape) ?? [];
    if (!paths.includes(path)) paths.push(path);
    if (paths.length > limit) paths.shift();
    this.#paths.set(shape, paths);
  }

  /** A thing has been shown as it is. */
  show(path: string, thing: Record<string, unknown>): void {
    this.#shown.set(path, thing);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > limit && oldest !== undefined) this.#shown.delete(oldest);
  }

  /** How a thing was shown last. */
  shown(path: string): Record<string, unknown> | undefined {
    return this.#shown.get(path);
  }

  /** A thing is gone, with all that is under it. */
  remove(path: string): void {
    for (const [shape, paths] of this.#paths) {
      const left = paths.filter((one) => one !== path && !one.startsWith(`${path}/`));
      if (left.length !== paths.length) this.#paths.set(shape, left);
    }
  }

  /** A thing of a shape below a path, one that was made late rather than early. */
  one(shape: string, below: string, random: Random): string | undefined {
    const paths = (this.#paths.get(shape) ?? []).filter((path) => path.startsWith(`${below}/`));
    return random.chance(0.5) ? random.pick(paths.slice(-3)) : random.pick(paths);
  }

  count(shape: string): number {
    return this.#paths.get(shape)?.length ?? 0;
  }

  /** Whether a name seems to refer to things that are there. */
  isReference(name: string): boolean {
    return this.#paths.entries().some(([shape, { length }]) => length > 0 && isAlike(name, shape));
  }

  /** Keys of things: first of those that a name seems to refer to. */
  keysFor(name: string): { alike: string[]; others: string[] } {
    const alike: string[] = [];
    const others: string[] = [];
    for (const [shape, paths] of this.#paths)
      (isAlike(name, shape) ? alike : others).push(...paths.map(keyIn));
    return { alike, others };
  }

  /** Remembers the values of an answer. */
  learn(value: unknown): void {
    if (Array.isArray(value)) for (const one of value.slice(0, 10)) this.learn(one);
    else if (isSchema(value)) {
      for (const [name, inner] of Object.entries(value)) {
        if (typeof inner === "object") this.learn(inner);
        else if (String(inner).length < 200) this.#keep(name, inner);
      }
    }
  }

  /** Values that were seen under a name. */
  seen(name: string): readonly unknown[] {
    return this.#values.get(name) ?? [];
  }

  /** A value of any name, of the type that a schema has. */
  any(type: unknown, random: Random): unknown {
    const lists = [...this.#values.values()].filter(([first]) => typeof first === type);
    return random.pick(random.pick(lists) ?? []);
  }

  #keep(name: string, value: unknown): void {
    const values = this.#values.get(name) ?? [];
    if (!values.includes(value)) values.push(value);
    if (values.length > limit) values.shift();
    this.#values.set(name, values);
  }

  /** A path's shape, with what stands for a known thing's key taken for the parameter that it is. */
  #shaped(path: string): string {
    for (const [shape, paths] of this.#paths) {
      const parent = paths.find((one) => path.startsWith(`${one}/`));
      if (parent !== undefined) return `${shape}${path.slice(parent.length)}`;
    }
    return path;
  }
}

export function shapeOf(path: string): string {
  return path.replace(/\{[^/]+\}/g, "{}");
}

/** The shape of a thing's path as far as its last segment tells: `/people/7` is of `/people/{}`. */
export function shapeAt(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/"))}/{}`;
}

export function keyIn(path: string): string {
  return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
}

/** Whether a name seems to refer to the things of a shape. */
function isAlike(name: string, shape: string): boolean {
  const stem = stemOf(shape);
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return stem !== "" && plain.startsWith(stem);
}

/** The beginning that the name of a reference to a collection's things has: `/books/{}` gives `book`. */
export function stemOf(shape: string): string {
  const collection = shape.split("/").at(-2) ?? "";
  return collection
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .replace(/(ies|es|s)$/, "");
}
