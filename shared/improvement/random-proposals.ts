import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Design, IndexPart, StoredValue } from "../design/design.ts";
import { canonicalJson } from "../digest.ts";
import { Random } from "../random.ts";
import { storableIn } from "./aggregates.ts";
import type { DesignChange } from "./change.ts";
import type { Proposal } from "./proposal.ts";
import { type ProposalContext, proposalOf } from "./proposal-of.ts";
import { isAllowed } from "./propose.ts";

/** Draws for one proposal, of which most fit no design, before there are taken to be no more. */
const mostDraws = 200;

/**
 * The baseline that finding something out has to beat: changes by chance of all that a design can have, without a look
 * at any trace. Each differs from the others; the same seed gives the same ones.
 */
export function randomProposals({
  design,
  count,
  seed,
  ...context
}: ProposalContext & { design: Design; count: number; seed: number }): Proposal[] {
  const random = new Random(seed);
  const storable = storableIn(context.blueprint, context.blueprint);
  const found = new Map<string, DesignChange>();
  for (let draw = 0; draw < count * mostDraws && found.size < count; draw += 1) {
    const change = drawn(random, { blueprint: context.blueprint, design, storable });
    if (change !== undefined && isAllowed(change, { blueprint: context.blueprint, design }))
      found.set(canonicalJson(change), change);
  }
  return [...found.values()].map((change) => proposalOf(change, `seed ${seed}`, context));
}

interface Space {
  blueprint: Blueprint;
  design: Design;
  storable: readonly StoredValue[];
}

function drawn(random: Random, { blueprint, design, storable }: Space): DesignChange | undefined {
  switch (random.pick(["add-index", "drop-index", "store", "compute", "cache", "uncache"] as const)) {
    case "add-index": {
      const entity = random.pick(blueprint.entities);
      return entity && { kind: "add-index", index: { entity: entity.name, by: drawnParts(random, entity) } };
    }
    case "drop-index": {
      const index = random.pick(design.indexes);
      return index && { kind: "drop-index", index };
    }
    case "store": {
      const stored = random.pick(storable);
      return stored && { kind: "store", stored };
    }
    case "compute": {
      const stored = random.pick(design.stored);
      return stored && { kind: "compute", stored };
    }
    case "cache": {
      const entity = random.pick(blueprint.entities);
      return entity && { kind: "cache", cache: { entity: entity.name } };
    }
    default: {
      const cache = random.pick(design.caches);
      return cache && { kind: "uncache", cache };
    }
  }
}

function drawnParts(random: Random, { fields, identifier }: Entity): IndexPart[] {
  const names = [identifier.name, ...fields.map(({ name }) => name)];
  return Array.from({ length: 1 + random.below(4) }, (): IndexPart => {
    const as = random.pick([undefined, undefined, "kept", "order", "folded"] as const);
    const isDown = random.chance(1 / 4);
    return {
      field: random.pick(names) ?? identifier.name,
      ...(as !== undefined && { as }),
      ...(isDown && { descending: true }),
    };
  });
}
