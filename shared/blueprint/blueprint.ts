import * as z from "zod";
import { Action } from "./action.ts";
import { Batch } from "./batch.ts";
import { Callers } from "./callers.ts";
import { ClauseTrace } from "./clause.ts";
import { Entity } from "./entity.ts";
import { RefusalCodes, usualStatuses } from "./refusal.ts";
import { RefusalBody } from "./refusal-body.ts";
import { Repeats } from "./repeats.ts";

/** Lower-case words joined by hyphens, at most 40 characters: a service's name in URLs, repositories and records. */
export const ServiceName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "a service's name is lower-case words joined by hyphens");
export type ServiceName = z.infer<typeof ServiceName>;

export const jsonMediaType = /^application\/([a-z0-9][a-z0-9.-]*\+)?json$/;

/** The body of refusals with some statuses. */
const StatusBody = z.strictObject({ statuses: z.array(z.int().min(400).max(499)).min(1), body: RefusalBody });

/** The typed, versioned description of one service. */
export const Blueprint = z.strictObject({
  version: z.literal(1),
  service: z.strictObject({ name: ServiceName, title: z.string().min(1), description: z.string() }),
  entities: z.array(Entity).min(1),
  callers: Callers.optional(),
  /** How repeats of calls are known, where an entity or an action says no other way. */
  repeats: Repeats.optional(),
  /** Routes that belong to no entity. */
  actions: z.array(Action).default([]),
  /** Routes that do another one for each of several rows. */
  batches: z.array(Batch).min(1).optional(),
  /** Who may call from a browser: no other origin, or any. */
  crossOrigin: z.enum(["none", "any"]),
  /** Status codes of refusals, by kind. */
  refusals: z
    .strictObject({
      malformed: z.int().default(usualStatuses.malformed),
      invalid: z.int().default(usualStatuses.invalid),
      notFound: z.int().default(usualStatuses.notFound),
      conflict: z.int().default(usualStatuses.conflict),
      unknownReference: z.int().default(usualStatuses.unknownReference),
      stillReferenced: z.int().default(usualStatuses.stillReferenced),
      methodNotAllowed: z.int().default(usualStatuses.methodNotAllowed),
      /** Codes of refusals, by kind, other than the usual ones. */
      codes: RefusalCodes.optional(),
      /** Statuses in the order in which they are given when several would be right. */
      order: z.array(z.int()).optional(),
      /** The whole body, in place of a problem document. */
      body: RefusalBody.optional(),
      /** The media type of bodies, where it is not `application/json`. */
      mediaType: z.string().regex(jsonMediaType).optional(),
      /** In place of `body` for refusals with these statuses; each status stands once. */
      bodies: z.array(StatusBody).min(1).optional(),
    })
    .prefault({}),
  trace: z.array(ClauseTrace),
});
export type Blueprint = z.infer<typeof Blueprint>;

/** The body of refusals with the status; undefined where they are problem documents (RFC 9457). */
export function refusalBody({ refusals }: Blueprint, status: number): RefusalBody | undefined {
  return refusals.bodies?.find(({ statuses }) => statuses.includes(status))?.body ?? refusals.body;
}
