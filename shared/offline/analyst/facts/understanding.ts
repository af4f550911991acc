import type { Blueprint } from "../../../blueprint/blueprint.ts";
import { emptyStage } from "../rules/scenario-samples.ts";
import { nameKey } from "../text/names.ts";
import { EntityFacts } from "./entity-facts.ts";
import { type Conflict, Facts } from "./facts.ts";

type Refusals = Blueprint["refusals"];

export type ServiceAspects = { crossOrigin: "none" | "any" } & {
  [Name in Exclude<keyof Refusals, "messageProperty" | "fieldErrors" | "errorObject">]: number;
} & {
  messageProperty: string;
  fieldErrors: NonNullable<Refusals["fieldErrors"]>;
  errorObject: NonNullable<Refusals["errorObject"]>;
};

/** Everything that has been understood of a requirement so far. */
export class Understanding {
  readonly conflicts: Conflict[] = [];
  readonly entities: EntityFacts[] = [];
  readonly service = new Facts<ServiceAspects>(() => "the service", this.conflicts);
  /** Words of the text's own title: they mean the service, and say nothing more of it. */
  readonly titleWords = new Set<string>();
  /** The text is written as features and scenarios. */
  gherkin = false;
  /** What the steps of the scenario at hand have set up. */
  stage = emptyStage();
  /** Identifiers of the text's examples. */
  readonly exampleKeys = new Set<string>();
  readonly #byKey = new Map<string, EntityFacts>();

  /** The entity that a phrase means; undefined when none does. */
  entity(phrase: string): EntityFacts | undefined {
    return this.entityOfKey(nameKey(phrase));
  }

  entityOfKey(key: string): EntityFacts | undefined {
    return this.#byKey.get(key);
  }

  byName(name: string): EntityFacts | undefined {
    return this.entities.find((entity) => entity.name === name);
  }

  /** The entity of these words, made if it is new. */
  addEntity(words: readonly string[]): EntityFacts {
    const known = this.entity(words.join(" "));
    if (known !== undefined) return known;
    const made = new EntityFacts(words, this.conflicts);
    const sameName = this.byName(made.name);
    if (sameName !== undefined) return sameName;
    this.entities.push(made);
    for (const key of made.keys) this.#byKey.set(key, made);
    return made;
  }

  /** Lets another phrase mean an entity. */
  alias(phrase: string, entity: EntityFacts): void {
    const key = nameKey(phrase);
    entity.keys.add(key);
    if (!this.#byKey.has(key)) this.#byKey.set(key, entity);
  }
}
