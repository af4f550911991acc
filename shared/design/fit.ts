import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Expression, operandsOf, type Things } from "../blueprint/expression.ts";
import { moreThanOwnRow } from "../blueprint/own-row.ts";
import { repeatsOf } from "../blueprint/repeats.ts";
import { scopeOf, typeOf } from "../blueprint/value-type.ts";
import type { Cache, Design, Index, StoredValue } from "./design.ts";
import { designByRule, isComparedAsKept } from "./rule.ts";

/** A count or sum that can be stored. */
export type StoredAggregate = Extract<Expression, { kind: "aggregate" }> & { things: Things };

/** Why a design cannot be the blueprint's, as sentences that name the choice; empty when it can. */
export function designProblems(design: Design, blueprint: Blueprint): string[] {
  const indexes = design.indexes.flatMap((index, at) => {
    const problem = indexProblem(index, blueprint) ?? repeated(design.indexes, at);
    return problem === undefined ? [] : [`indexes[${at}]: ${problem}`];
  });
  const stored = design.stored.flatMap((choice, at) => {
    const problem = storedProblem(choice, blueprint) ?? repeated(design.stored, at);
    return problem === undefined ? [] : [`stored[${at}]: ${problem}`];
  });
  const caches = design.caches.flatMap((choice, at) => {
    const problem = cacheProblem(choice, blueprint) ?? repeated(design.caches, at);
    return problem === undefined ? [] : [`caches[${at}]: ${problem}`];
  });
  return [...indexes, ...stored, ...caches];
}

/**
 * The design of a release that follows another: what was chosen stays where it still can be, and what the rule chooses
 * for the new parts of the blueprint comes to it.
 */
export function designAfter(
  previous: { blueprint: Blueprint; design: Design },
  blueprint: Blueprint,
): Design {
  const byRule = designByRule(blueprint);
  const before = new Set(designByRule(previous.blueprint).indexes.map(textOf));
  const kept = previous.design.indexes.filter((index) => indexProblem(index, blueprint) === undefined);
  const has = new Set(kept.map(textOf));
  const fresh = byRule.indexes.filter((index) => !before.has(textOf(index)) && !has.has(textOf(index)));
  return {
    indexes: [...kept, ...fresh],
    stored: previous.design.stored.filter((choice) => storedProblem(choice, blueprint) === undefined),
    caches: previous.design.caches.filter((choice) => cacheProblem(choice, blueprint) === undefined),
  };
}

function textOf(choice: Index | StoredValue | Cache): string {
  return JSON.stringify(choice);
}

function repeated(choices: readonly (Index | StoredValue | Cache)[], at: number): string | undefined {
  const [text = "", ...before] = choices
    .slice(0, at + 1)
    .reverse()
    .map(textOf);
  return before.includes(text) ? "this stands here twice. Take one away." : undefined;
}

function unknownEntity(name: string, { entities }: Blueprint): string {
  return `the spec has no ${name}: name one of ${entities.map((entity) => entity.name).join(", ")}.`;
}

function indexProblem({ entity: name, by }: Index, blueprint: Blueprint): string | undefined {
  const entity = blueprint.entities.find((one) => one.name === name);
  if (entity === undefined) return unknownEntity(name, blueprint);
  for (const { field, as } of by) {
    const found = entity.fields.find((one) => one.name === field);
    if (found === undefined && field !== entity.identifier.name) return `${name} has no field ${field}.`;
    if (found?.source === "computed" || found?.source === "own-url")
      return `${field} of ${name} is worked out and not kept, so nothing can be ordered by it.`;
    if (as === "order" && found?.type !== "choice") return `${field} of ${name} is no choice.`;
    if (as === "folded" && !isFolded(entity, field))
      return `${field} of ${name} is nowhere compared without case.`;
    if (as === "kept" && (found === undefined || isComparedAsKept(found)))
      return `${field} of ${name} is compared as it is kept: leave "as" out.`;
  }
  return new Set(by.map(({ field, as }) => `${field} ${as}`)).size < by.length
    ? "it orders by one part twice."
    : undefined;
}

/** Whether a text is also kept without its case. */
export function isFolded(entity: Entity, name: string): boolean {
  const field = entity.fields.find((one) => one.name === name);
  if (field === undefined) return false;
  if (field.unique === "ignore-case") return true;
  if (field.ignoreCase === true && entity.uniqueTogether.some(({ fields }) => fields.includes(name)))
    return true;
  const isSearched = entity.list.filters.some(
    ({ comparison, fields }) =>
      (comparison === "contains" || comparison === "starts-with") && fields.includes(name),
  );
  const isText = ["string", "email", "url"].includes(field.type);
  return isText && isSearched && entity.operations.some(({ kind }) => kind === "list");
}

function storedProblem({ entity: name, value }: StoredValue, blueprint: Blueprint): string | undefined {
  const { entities } = blueprint;
  const own = entities.find((one) => one.name === name);
  if (own === undefined) return unknownEntity(name, blueprint);
  if (value.kind !== "aggregate" || (value.name !== "count" && value.name !== "sum"))
    return "only a count or a sum can be stored.";
  const { things } = value;
  if ("list" in things) return "a list is kept with its thing already.";
  const related = entities.find((one) => one.name === things.entity);
  if (related === undefined) return unknownEntity(things.entity, blueprint);
  const via = related.fields.find((field) => field.name === things.via);
  if (via?.type !== "reference" || via.references !== name)
    return `only what belongs to one ${name} can be stored with it, as in \`count of its ${related.plural}\`.`;
  const inner = scopeOf(things, { entities, own });
  for (const part of [things.where, value.value]) {
    const reason = part === undefined ? undefined : moreThanOwnRow(part, inner);
    if (reason !== undefined) return reason;
  }
  if (value.name === "sum" && value.value !== undefined && typeOf(value.value, inner).kind !== "whole number")
    return "only a sum of whole numbers can be stored: of others, adding and taking away rounds otherwise than summing.";
  return undefined;
}

function cacheProblem({ entity: name }: Cache, blueprint: Blueprint): string | undefined {
  const entity = blueprint.entities.find((one) => one.name === name);
  if (entity === undefined) return unknownEntity(name, blueprint);
  if (!entity.operations.some(({ kind }) => kind === "list")) return `${name} has no list.`;
  const isReadWithin = entity.operations.some(
    (route) => route.answer === "list" && repeatsOf(blueprint, { entity, route }) !== undefined,
  );
  return isReadWithin
    ? `a change whose repeats are known answers the list of ${name}: it is read within a transaction, so nothing of it can be cached.`
    : undefined;
}

/** The fields of its own thing that an expression reads, also through those that are worked out. */
export function fieldsRead(expression: Expression, own: Entity): string[] {
  if (expression.kind !== "path") return operandsOf(expression).flatMap((part) => fieldsRead(part, own));
  const [name] = expression.names;
  const field = own.fields.find((one) => one.name === name);
  if (field?.source === "computed" && field.expression !== undefined)
    return fieldsRead(field.expression, own);
  return name === undefined ? [] : [name];
}
