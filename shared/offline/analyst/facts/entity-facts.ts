import type { Entity, Filter, List, Operation } from "../../../blueprint/entity.ts";
import { camelCase, nameKey, wordsOf } from "../text/names.ts";
import { pluralOf, singularOf } from "../text/plurals.ts";
import { type Conflict, Facts } from "./facts.ts";
import { FieldFacts } from "./field-facts.ts";

export type OperationKind = Operation["kind"];

export type EntityAspects = {
  path: string;
  identifierName: string;
  identifierType: "uuid" | "sequence" | "given";
  unknownProperties: "refuse" | "ignore";
  sortParameter: string;
  directionParameter: string;
  order: { field: string; direction: "ascending" | "descending" };
  pageStyle: "offset" | "page" | "cursor";
  sizeParameter: string;
  positionParameter: string;
  defaultSize: number;
  maximumSize: number;
  aboveMaximum: "refuse" | "reduce";
  envelope: NonNullable<List["envelope"]> | "bare";
  wrapper: string;
  bodyWrapper: string;
  parent: NonNullable<Entity["parent"]>;
};

export type OperationAspects = {
  allowed: boolean;
  method: Operation["method"];
  path: string;
  status: number;
  answer: Operation["answer"];
  absent: "succeed";
  wrapper: string;
  /** Of a replace: it creates what is not there yet. */
  creates: boolean;
};

/** One kind of thing as the clauses describe it. */
export class EntityFacts extends Facts<EntityAspects> {
  readonly name: string;
  readonly plural: string;
  /** Keys of the phrases that mean it. */
  readonly keys = new Set<string>();
  readonly fields = new Map<string, FieldFacts>();
  readonly filters: Filter[] = [];
  readonly sortFields = new Set<string>();
  /** Those of them that run downwards when asked for by name alone. */
  readonly sortsDown = new Set<string>();
  readonly uniqueTogether: string[][] = [];
  readonly comparisons: Entity["comparisons"] = [];
  /** Routes beside the entity's own: the list under a parent's path. */
  readonly extraRoutes: Operation[] = [];
  readonly #operations = new Map<OperationKind, Facts<OperationAspects>>();
  readonly #conflicts: Conflict[];
  /** Only the operations that were named, as in a list of routes. */
  onlyNamed = false;
  /** How many clauses lead with a route of its own, as API documents do. */
  routeLines = 0;
  /** How sure the text makes it that this is a thing to keep: larger is surer. */
  weight = 0;

  constructor(words: readonly string[], conflicts: Conflict[]) {
    super(() => this.name, conflicts);
    const singular = [...words.slice(0, -1), singularOf(words.at(-1) ?? "")];
    this.name = camelCase(singular);
    this.plural = camelCase([...singular.slice(0, -1), pluralOf(singular.at(-1) ?? "")]);
    this.keys.add(nameKey(words.join(" ")));
    this.#conflicts = conflicts;
  }

  operation(kind: OperationKind): Facts<OperationAspects> {
    const known = this.#operations.get(kind);
    if (known !== undefined) return known;
    const made = new Facts<OperationAspects>(() => `${kind} ${this.name}`, this.#conflicts);
    this.#operations.set(kind, made);
    return made;
  }

  named(kind: OperationKind): boolean {
    return this.#operations.get(kind)?.get("allowed") === true;
  }

  /** The field of that name, in any writing of it. */
  field(written: string): FieldFacts | undefined {
    return this.fields.get(nameKey(written));
  }

  /** Gives a field the name that the text writes as code; whatever means it already still does. */
  renameField(field: FieldFacts, name: string): void {
    const taken = this.fields.get(nameKey(name));
    if (taken !== undefined && taken !== field) field.adopt(taken);
    if (this.get("identifierName") === field.name)
      this.refine("identifierName", name, this.fact("identifierName")?.clause ?? 0);
    field.name = name;
    field.written = true;
    this.fields.set(nameKey(name), field);
  }

  /** The field of that name, made if it is new. `exact` keeps the writing as the property's name. */
  addField(words: readonly string[], exact?: string): FieldFacts {
    const short =
      exact === undefined && words[0] === "name" && words[1] === "of"
        ? nameKey(words.slice(2).join(" "))
        : "";
    const renamed = this.fields.get(short);
    const key = renamed?.written === true ? short : nameKey(exact ?? words.join(" "));
    const known = this.fields.get(key);
    if (
      known !== undefined &&
      known.words[0] === "name" &&
      known.words[1] === "of" &&
      exact !== undefined &&
      !known.written
    )
      this.renameField(known, exact);
    if (known !== undefined && (exact === undefined || known.name === exact || known.written)) {
      known.touched = true;
      return known;
    }
    const made = new FieldFacts(
      {
        words: exact === undefined ? words : wordsOf(exact),
        entity: this.name,
        ...(exact === undefined ? {} : { name: exact }),
      },
      this.#conflicts,
    );
    made.touched = true;
    if (known !== undefined && nameKey(known.words.join(" ")) === key) made.adopt(known);
    this.fields.set(key, made);
    const named = nameKey(made.name);
    if (!this.fields.has(named)) this.fields.set(named, made);
    if (short !== "" && !this.fields.has(short)) this.fields.set(short, made);
    return made;
  }
}
