import * as z from "zod";
import { Expression } from "../blueprint/expression.ts";

const Name = z.string().min(1);

/** What an index orders rows by. */
export const IndexPart = z.strictObject({
  field: Name,
  /**
   * Which of the field's values: as filters compare it without this; `kept`: as it is stored; `order`: a choice's place
   * among its values; `folded`: a text without regard to case.
   */
  as: z.enum(["kept", "order", "folded"]).optional(),
  descending: z.literal(true).optional(),
});
export type IndexPart = z.infer<typeof IndexPart>;

/** An index on an entity's rows, by its parts in their order. */
export const Index = z.strictObject({ entity: Name, by: z.array(IndexPart).min(1).max(8) });
export type Index = z.infer<typeof Index>;

/**
 * A count or sum over the things that belong to an entity, kept with it and brought up to date by each change of them,
 * where without this it is worked out at each read.
 */
export const StoredValue = z.strictObject({ entity: Name, value: Expression });
export type StoredValue = z.infer<typeof StoredValue>;

/** The lists of an entity keep in the object's memory what they have read, for as long as nothing is written. */
export const Cache = z.strictObject({ entity: Name });
export type Cache = z.infer<typeof Cache>;

/**
 * How a service does what its blueprint says. Two designs of one blueprint give the same answers and differ in what
 * these cost. Every choice can be taken back: what it keeps is made when its release starts, and goes when one without
 * it does.
 */
export const Design = z.strictObject({
  indexes: z.array(Index).max(200),
  stored: z.array(StoredValue).max(200),
  caches: z.array(Cache).max(200).default([]),
});
export type Design = z.infer<typeof Design>;
