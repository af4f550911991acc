import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { canonicalJson } from "../digest.ts";
import type { DesignChange } from "./change.ts";
import type { Hypothesis, Proposal } from "./proposal.ts";
import { titleOf } from "./title.ts";

/** What a proposal is about, as its id says it. */
export type ProposalKey = Pick<Proposal, "service" | "release" | "change">;

/** Names a change of a release: the same change of the same release always has this id, and no other has. */
export function proposalId({ service, release, change }: ProposalKey): string {
  const content = canonicalJson({ service, release, change });
  return `${change.kind}-${bytesToHex(sha256(utf8ToBytes(content))).slice(0, 16)}`;
}

/** Where proposals are made: of which service, and of which of its releases. */
export interface ProposalContext {
  service: string;
  release: string;
  blueprint: Blueprint;
  hypothesis: Hypothesis;
}

export function proposalOf(
  change: DesignChange,
  because: string,
  { service, release, blueprint, hypothesis }: ProposalContext,
): Proposal {
  const id = proposalId({ service, release, change });
  return { id, service, release, change, title: titleOf(change, blueprint), because, hypothesis };
}

/** Least share that a proposal's hypothesis claims, and how many times its cost a route may take, where nobody says otherwise. */
export const usualHypothesis = { least: 0.1, guard: 1.2 } as const;
