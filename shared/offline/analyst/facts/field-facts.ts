import type { Field, FieldType } from "../../../blueprint/field.ts";
import { camelCase, wordsOf } from "../text/names.ts";
import { type Conflict, Facts } from "./facts.ts";

/** What a bound counts, where the text says so. */
export type Unit = "value" | "length" | "items" | "digits";
export type Scalar = string | number | boolean;

/** What clauses say of one field; the bounds of a word without a unit are settled by the field's type. */
export type FieldAspects = {
  type: FieldType;
  listOf: "string" | "integer" | "number" | "boolean";
  required: boolean;
  default: Scalar | readonly Scalar[];
  nullable: boolean;
  immutable: boolean;
  choices: readonly string[];
  minimum: number;
  maximum: number;
  exclusiveMinimum: number;
  exclusiveMaximum: number;
  minLength: number;
  maxLength: number;
  minItems: number;
  maxItems: number;
  decimals: number;
  multipleOf: number;
  digits: boolean;
  notBlank: boolean;
  pattern: string;
  mustBe: "past" | "future";
  trim: boolean;
  unique: "exact" | "ignore-case" | "no";
  /** In a combination that is unique. */
  ignoreCase: boolean;
  /** Name of the entity within which no two share its value. */
  uniqueWithin: string;
  itemsUnique: boolean;
  itemMinimum: number;
  itemMaximum: number;
  source: Field["source"];
  omitWhenAbsent: boolean;
  references: string;
  onReferencedDelete: "refuse" | "delete" | "clear";
  description: string;
};

export type Attribute = {
  [Aspect in keyof FieldAspects]: {
    readonly aspect: Aspect;
    readonly value: FieldAspects[Aspect];
    readonly implied?: boolean;
  };
}[keyof FieldAspects];

const narrower: Readonly<Partial<Record<FieldType, readonly FieldType[]>>> = {
  string: ["email", "url", "date", "time", "datetime", "uuid", "choice", "reference"],
  number: ["integer"],
  integer: ["reference"],
  uuid: ["reference"],
  datetime: ["date"],
};

/** "An e-mail address" is `email` in the JSON of nearly everybody. */
function isEmail(words: readonly string[]): boolean {
  return /^(?:the )?(?:e-?mail|mail) address$/.test(words.join(" ").toLowerCase());
}

/** One field of an entity as the clauses describe it. */
export class FieldFacts extends Facts<FieldAspects> {
  name: string;
  /** The words of its name in the text. */
  readonly words: readonly string[];
  readonly entity: string;
  /** Whether the text writes the name exactly, as code. */
  written: boolean;
  /** Whether the reading at hand has spoken of it. */
  touched = false;
  /** Whether its name was found beside words that were not understood, so that it may be none. */
  unsure = false;

  constructor(written: { name?: string; words: readonly string[]; entity: string }, conflicts: Conflict[]) {
    super(() => `${this.entity}.${this.name}`, conflicts);
    this.words = written.words;
    this.name =
      written.name ?? (isEmail(written.words) ? "email" : camelCase(written.words.flatMap(wordsOf)));
    this.entity = written.entity;
    this.written = written.name !== undefined;
  }

  /** Remembers one attribute; of two types that agree, the narrower is kept. */
  learn(attribute: Attribute, clause: number): void {
    if (attribute.implied === true) {
      this.#implied(attribute, clause);
      return;
    }
    if (attribute.aspect === "type") {
      const known = this.get("type");
      if (known !== undefined && this.said("type")) {
        if (narrower[known]?.includes(attribute.value)) this.refine("type", attribute.value, clause);
        if (narrower[known]?.includes(attribute.value) || narrower[attribute.value]?.includes(known)) return;
      }
    }
    if (attribute.aspect === "pattern" && this.fact("pattern")?.clause === clause && this.said("pattern"))
      return;
    if (
      attribute.aspect === "unique" &&
      this.said("unique") &&
      attribute.value !== "no" &&
      this.get("unique") !== "no"
    ) {
      if (attribute.value === "ignore-case") this.refine("unique", attribute.value, clause);
      return;
    }
    this.#said(attribute, clause);
  }

  /** Takes over what was known of the field under an earlier writing of its name. */
  adopt(earlier: FieldFacts): void {
    this.assign(earlier);
  }

  #said<Aspect extends keyof FieldAspects>(
    attribute: { aspect: Aspect; value: FieldAspects[Aspect] },
    clause: number,
  ): void {
    this.set(attribute.aspect, attribute.value, clause);
  }

  #implied<Aspect extends keyof FieldAspects>(
    attribute: { aspect: Aspect; value: FieldAspects[Aspect] },
    clause: number,
  ): void {
    this.imply(attribute.aspect, attribute.value, clause);
  }
}
