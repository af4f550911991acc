import * as z from "zod";
import { Cache, type Design, Index, StoredValue } from "../design/design.ts";

/** One step in the space of designs. Each has an inverse; none can change an answer. */
export const DesignChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("add-index"), index: Index }),
  z.strictObject({ kind: z.literal("drop-index"), index: Index }),
  /** Keeps a count or sum with its thing. */
  z.strictObject({ kind: z.literal("store"), stored: StoredValue }),
  /** Works it out at each read again. */
  z.strictObject({ kind: z.literal("compute"), stored: StoredValue }),
  /** Keeps what an entity's lists have read until something is written. */
  z.strictObject({ kind: z.literal("cache"), cache: Cache }),
  /** Reads it for each answer again. */
  z.strictObject({ kind: z.literal("uncache"), cache: Cache }),
]);
export type DesignChange = z.infer<typeof DesignChange>;

/** @returns the design after the change; undefined when it changes nothing: what is added stands there, or what goes does not */
export function changed(design: Design, change: DesignChange): Design | undefined {
  switch (change.kind) {
    case "add-index":
      return has(design.indexes, change.index)
        ? undefined
        : { ...design, indexes: [...design.indexes, change.index] };
    case "drop-index":
      return has(design.indexes, change.index)
        ? { ...design, indexes: without(design.indexes, change.index) }
        : undefined;
    case "store":
      return has(design.stored, change.stored)
        ? undefined
        : { ...design, stored: [...design.stored, change.stored] };
    case "compute":
      return has(design.stored, change.stored)
        ? { ...design, stored: without(design.stored, change.stored) }
        : undefined;
    case "cache":
      return has(design.caches, change.cache)
        ? undefined
        : { ...design, caches: [...design.caches, change.cache] };
    case "uncache":
      return has(design.caches, change.cache)
        ? { ...design, caches: without(design.caches, change.cache) }
        : undefined;
  }
}

/** What takes the change back. */
export function inverse(change: DesignChange): DesignChange {
  switch (change.kind) {
    case "add-index":
      return { ...change, kind: "drop-index" };
    case "drop-index":
      return { ...change, kind: "add-index" };
    case "store":
      return { ...change, kind: "compute" };
    case "compute":
      return { ...change, kind: "store" };
    case "cache":
      return { ...change, kind: "uncache" };
    case "uncache":
      return { ...change, kind: "cache" };
  }
}

function has<Choice>(choices: readonly Choice[], choice: Choice): boolean {
  return choices.some((one) => JSON.stringify(one) === JSON.stringify(choice));
}

function without<Choice>(choices: readonly Choice[], choice: Choice): Choice[] {
  return choices.filter((one) => JSON.stringify(one) !== JSON.stringify(choice));
}
