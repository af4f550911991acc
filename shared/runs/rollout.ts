import * as z from "zod";
import { ServiceName } from "../blueprint/blueprint.ts";
import { Digest } from "../delivery/bundle.ts";
import { Difference, Judgement, Phase } from "../delivery/evidence.ts";
import { Meant } from "../delivery/meant.ts";
import { Break } from "../difference/break.ts";

/** What a release changes of the one that it was built upon: an artifact. */
export const ReleaseChange = z.strictObject({
  meant: Meant,
  breaks: z.array(Break),
  /** Markdown. */
  notes: z.string(),
});
export type ReleaseChange = z.infer<typeof ReleaseChange>;

/** One look of the judge at a release on its way. */
export const Look = z.strictObject({
  /** ISO 8601, UTC. */
  at: z.string(),
  execution: z.string(),
  phase: Phase,
  /** What followed from it. `waiting`: another look; `unproven`: time was up. */
  verdict: z.enum(["harm", "safe", "unproven", "waiting", "replaced"]),
  text: z.string(),
  /** Of a LookDetail. */
  detail: Digest,
});
export type Look = z.infer<typeof Look>;

/** What a look saw: an artifact. */
export const LookDetail = z.strictObject({ judgement: Judgement, differences: z.array(Difference) });
export type LookDetail = z.infer<typeof LookDetail>;

/** A release that waits for a person. */
export const Approval = z.strictObject({
  service: ServiceName,
  release: z.string(),
  question: z.string(),
  /** Each break by name, or what is unproven. */
  reasons: z.array(z.string()),
  /** Of the last look's LookDetail; null where there was none. */
  evidence: Digest.nullable(),
  askedAt: z.string(),
  /** When nobody's answer becomes a no. */
  until: z.string(),
  /** For SendTaskSuccess. */
  token: z.string(),
});
export type Approval = z.infer<typeof Approval>;

/** What answers a question, as the output of SendTaskSuccess. */
export const Answer = z.object({
  approved: z.boolean(),
  by: z.string().optional(),
  reason: z.string().optional(),
});
export type Answer = z.infer<typeof Answer>;

/** Whose doing something was: a person's, or the engine's own. */
export const Author = z.enum(["person", "engine"]);
export type Author = z.infer<typeof Author>;

/** One line of the ledger of releases, which is only ever added to. */
export const ReleaseEvent = z.strictObject({
  /** ISO 8601, UTC. */
  at: z.string(),
  service: ServiceName,
  release: z.string(),
  run: z.string(),
  /** `withheld`: taken back before callers got its answers, but for a canary's. `taken-back`: it was live. */
  event: z.enum(["promoted", "withheld", "taken-back"]),
  /** Who promoted it or took it back. */
  by: Author,
  /** Whose change the release is. */
  author: Author,
  /** When the change was asked for: its run began. */
  begunAt: z.string(),
  reason: z.string(),
});
export type ReleaseEvent = z.infer<typeof ReleaseEvent>;
