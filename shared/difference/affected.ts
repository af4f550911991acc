import type { Entity } from "../blueprint/entity.ts";
import type { Expression } from "../blueprint/expression.ts";
import { groupScope, scopeOf } from "../blueprint/value-type.ts";
import { alike } from "./alike.ts";
import {
  fieldOf,
  type Naming,
  type Source,
  sourcesOf,
  sourcesOfGroups,
  sourcesOfList,
  thingAt,
} from "./sources.ts";

/** What may be otherwise in a release than in the one before it. */
export class Affected {
  readonly #names = new Map<Source, Set<string>>();
  /** Fields that are only shown otherwise. */
  readonly #shown = new Set<Source>();
  #size = 0;

  /** `names` are the JSON properties under which it is seen: of a field its own, or those of the objects in it. */
  add(source: Source, names: Iterable<string> = []): void {
    const known = this.#names.get(source);
    const all = known ?? new Set<string>();
    if (known === undefined) this.#size++;
    this.#names.set(source, all);
    for (const name of names) {
      if (all.has(name)) continue;
      all.add(name);
      this.#size++;
    }
  }

  /** A field is shown to others than before, or otherwise where it is empty: nothing hangs on that. */
  addShown(source: Source): void {
    this.#shown.add(source);
  }

  /** Grows with each thing that is added. */
  get size(): number {
    return this.#size + this.#shown.size;
  }

  has(source: Source): boolean {
    return this.#names.has(source);
  }

  hasAny(sources: Iterable<Source>): boolean {
    return [...sources].some((source) => this.has(source));
  }

  /** The properties that may differ where a thing is shown, or only some of its fields. */
  namesIn({ name, fields, identifier }: Entity, shows?: readonly string[]): string[] {
    const shown = fields.filter((field) => field.hidden !== true).map((field) => field.name);
    const all = shows ?? [identifier.name, ...shown];
    return all.flatMap((field) => {
      const source = fieldOf(name, field);
      return [...(this.#names.get(source) ?? []), ...(this.#shown.has(source) ? [field] : [])];
    });
  }

  /** The properties that may differ where the expression's value is shown as the property `name`. */
  namesOf(expression: Expression, name: string, naming: Naming): Set<string> {
    switch (expression.kind) {
      case "object":
        return joined(expression.properties.map((property) => this.#namesOfProperty(property, naming)));
      case "cases": {
        const { cases, otherwise } = expression;
        if (cases.some(({ when }) => this.hasAny(sourcesOf(when, naming)))) return new Set([name]);
        return joined(
          [...cases.map(({ value }) => value), otherwise].map((one) => this.namesOf(one, name, naming)),
        );
      }
      case "aggregate": {
        const { things, value } = expression;
        if (expression.name !== "list" || value === undefined) break;
        if (this.hasAny(sourcesOfList(expression, naming))) return new Set([name]);
        return this.namesOf(value, name, { ...naming, scope: scopeOf(things, naming.scope) });
      }
      case "groups": {
        if (this.hasAny(sourcesOfGroups(expression, naming))) return new Set([name]);
        return this.namesOf(expression.value, name, {
          ...naming,
          scope: groupScope(expression, naming.scope),
        });
      }
      default:
    }
    return new Set(this.hasAny(sourcesOf(expression, naming)) ? [name] : []);
  }

  /** A thing that is a property of an object is shown whole. */
  #namesOfProperty({ name, value }: { name: string; value: Expression }, naming: Naming): Set<string> {
    const names = this.namesOf(value, name, naming);
    if (value.kind !== "path") return names;
    const entity = naming.scope.entities.find((one) => one.name === thingAt(value, naming.scope));
    return entity === undefined ? names : joined([names, this.namesIn(entity)]);
  }
}

/** The properties that differ between two expressions shown as the property `name`. */
export function differingNames(before: Expression, after: Expression, name: string): string[] {
  if (alike(before, after)) return [];
  if (before.kind === "object" && after.kind === "object") {
    const names = new Set([...before.properties, ...after.properties].map((property) => property.name));
    return [...names].flatMap((each) => {
      const [one, other] = [before, after].map(({ properties }) =>
        properties.find((property) => property.name === each),
      );
      return one === undefined || other === undefined ? [each] : differingNames(one.value, other.value, each);
    });
  }
  const [one, other] = [elementValue(before), elementValue(after)];
  const isSameList =
    one !== undefined && other !== undefined && alike(withoutValue(before), withoutValue(after));
  return isSameList ? differingNames(one, other, name) : [name];
}

function elementValue(expression: Expression): Expression | undefined {
  const isList =
    expression.kind === "groups" || (expression.kind === "aggregate" && expression.name === "list");
  return isList && expression.value?.kind === "object" ? expression.value : undefined;
}

function withoutValue(expression: Expression): object {
  return { ...expression, value: undefined };
}

function joined(sets: readonly Iterable<string>[]): Set<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
