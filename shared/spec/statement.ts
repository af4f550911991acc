import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Draft } from "./draft.ts";
import type { Meanings } from "./grammar.ts";

/** Where a statement may stand: as a heading, before the first entity, below an entity's heading, or an action's. */
export const places = ["title", "entity heading", "action heading", "service", "entity", "action"] as const;
export type Place = (typeof places)[number];

/** Name of the rule of all statements that may stand at a place. */
export function placeRule(place: Place): string {
  return `At_${place.replace(" ", "_")}`;
}

/** What a statement changes of the blueprint that is being read. */
export type Change = (draft: Draft) => void;

/** A part of a blueprint that a statement makes: the part itself, or the path of one that is no object. */
export type Part = object | string;

/** A printed statement, and the part of the blueprint that it makes. */
export interface Line {
  text: string;
  of: Part;
}

/** One kind of statement: the parser, the printer, the guide, the prompt and the error hints are made of these. */
export interface Statement {
  /** Name of its rule; the rule's value is a {@link Change}. */
  rule: string;
  places: readonly Place[];
  /** It is printed as other statements. */
  isShorthand?: true;
  /** For people who write in a hurry: models are not told of it. */
  isForPeople?: true;
  /** Words that free English uses where this statement is meant. */
  about?: string;
  /** What it is called in the guide. */
  title: string;
  /** What it means, in a few sentences of Markdown. */
  meaning: string;
  /** The ways to say it, with what varies in capitals. */
  ways: readonly string[];
  /** Rules of the grammar. A word in double quotes is a keyword in any case; what stands in single quotes is literal. */
  grammar: string;
  meanings: Meanings;
  /** The statements of this kind that say what a part of a blueprint has, in normal form, without bullets. */
  print: {
    service?: (blueprint: Blueprint) => Line[];
    /** `isCited`: whether a clause is met by a part, which is then said though it goes without saying. */
    entity?: (entity: Entity, blueprint: Blueprint, isCited?: (part: Part) => boolean) => Line[];
    action?: (action: Action, entity: Entity | undefined, blueprint: Blueprint) => Line[];
  };
  /** Whole specs, or lines that stand below `## Thing` with a text field `name`. Each is read, printed and built in a test. */
  examples: readonly string[];
  /** A later version compiles it: this one refuses it by its name. */
  isLater?: true;
}
