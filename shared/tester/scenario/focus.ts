import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity, Operation } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Reason, Step } from "../model/step.ts";
import type { Relevance } from "./relevance.ts";

/** A blueprint with one thing made wrong. */
export type Mutant = (blueprint: Blueprint) => void;

/** Parts of the reading that scenarios show when a service without them would answer otherwise. */
export interface Claim {
  paths: readonly string[];
  without: Mutant;
}

/** What scenarios shall show: they are chosen so that a service with any of the mistakes answers otherwise. */
export interface Focus {
  title: string;
  /** Parts of the reading that every such scenario shows. */
  shows?: readonly string[];
  /** Parts that are shown only as far as a service without them is told from the right one. */
  claims?: readonly Claim[];
  relevance: Relevance;
  mutants: readonly Mutant[];
  /** Paths of refusals that scenarios may contain; all others would only disturb. */
  refusals: readonly string[];
  /** Things that are made, changed and acted on to show it. */
  makes: readonly Entity[];
  changes?: readonly { entity: Entity; fields: readonly string[]; kind?: "replace" }[];
  acts?: readonly { entity: Entity | undefined; action: Action }[];
  removes?: readonly Entity[];
  /** Lists that are looked at in the end, and the parameters that get a value by chance; those below things where `below` says so. */
  lists?: readonly {
    entity: Entity;
    query: readonly (readonly [string, string])[];
    inputs?: readonly Field[];
    below?: Entity;
  }[];
  /** Things that are read in the end. */
  reads?: readonly Entity[];
  /** Requests by callers of several kinds. */
  callers?: boolean;
  /** Also requests without what every call needs. */
  strangers?: boolean;
  /** Requests of every session that was begun, one that is ended too; accounts are signed in more than once. */
  sessions?: boolean;
  /** Mostly requests of accounts that were made for something else than to call. */
  anyAccount?: boolean;
  /** What is asked in the end to see who calls. */
  probes?: readonly { entity: Entity | undefined; action: Action }[];
  /** The property that no answer must have. */
  unseen?: string;
  /** Things are made once more with the same values. */
  again?: boolean;
  /** How many of the first kind of thing are made. */
  repeats?: number;
  /** The first entity's reference by which most things are for the same other thing, while others are for any. */
  gathers?: string | undefined;
  /** What is true of most things of the first kind when they are made. */
  seeks?: Expression | undefined;
  /** Also values that fields do not take. */
  invalids?: boolean;
  /** References that also name what is not there. */
  unknowns?: readonly Field[];
  /** Fields of the first entity that callers try to set although they can't. */
  forges?: readonly Field[];
  /** What actions answer is looked at too, not only their statuses. */
  answers?: boolean;
  /** The headers of answers are looked at that are said to be sent. */
  headers?: boolean;
  /** How long things are left alone, each time before they are looked at: one row of these is chosen. */
  waits?: readonly (readonly number[])[];
  /** Only these properties of things are looked at; without them, all. */
  watches?: readonly string[];
  /** What succeeds seldom is tried again with other values. */
  isEager?: boolean;
  /** The one kind of requests that may be refused: what is refused before is not what is to be shown. */
  refused?: Step["kind"];
  /** How many scenarios are tried, where it takes more than usual to come to what is to be shown. */
  tries?: number;
  /** How many tests it may take. */
  most?: number;
}

/** The path of a refusal, without those of what is below it. */
export function exactly(path: string): string {
  return `${path}!`;
}

/** Whether a refusal is what the focus is about, and nothing else. */
export function isWanted({ refusals }: Focus, reasons: readonly Reason[]): boolean {
  return reasons.every(({ by }) =>
    refusals.some((path) => by === path || exactly(by) === path || by.startsWith(`${path}/`)),
  );
}

/** Looks at things of some entities: at each alone, and at the lists of all of them. */
export function looksAt(entities: readonly Entity[]): Required<Pick<Focus, "reads" | "lists">> {
  const offering = (isOffered: (operation: Operation) => boolean) =>
    entities.filter(({ operations }) => operations.some(isOffered));
  return {
    reads: offering(({ kind }) => kind === "read"),
    lists: offering(({ kind, path }) => kind === "list" && !path.includes(":")).map((entity) => ({
      entity,
      query: [],
    })),
  };
}
