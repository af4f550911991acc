import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Expression } from "../blueprint/expression.ts";
import { innerReferences } from "../blueprint/field.ts";
import type { Affected } from "./affected.ts";
import { dependenciesIn, reachOf } from "./affected-by.ts";
import { meaningOf } from "./alike.ts";
import { entityNaming } from "./routes.ts";
import { fieldOf, type Source, sourcesOf, thingsOf } from "./sources.ts";
import { judgedOf, readsByHand } from "./writes.ts";

/** Something by which changes are judged. */
export interface Constraint {
  /** The same for constraints that refuse the same, in the same way. */
  key: string;
  /** What decides whether it refuses. */
  sources: Set<Source>;
  /** What a change must write to be judged by it. */
  judges: Set<Source>;
}

/** The constraints that one blueprint has and the other has not, and those of both that hang on what is affected. */
export function changedConstraints(before: Blueprint, after: Blueprint, affected: Affected): Constraint[] {
  const [old, fresh] = [constraintsIn(before), constraintsIn(after)];
  const [oldKeys, freshKeys] = [old, fresh].map((all) => new Set(all.map(({ key }) => key)));
  return [...old, ...fresh].filter(
    ({ key, sources }) => oldKeys?.has(key) !== freshKeys?.has(key) || affected.hasAny(sources),
  );
}

function constraintsIn(blueprint: Blueprint): Constraint[] {
  const dependencies = dependenciesIn(blueprint);
  const found: Constraint[] = [];
  for (const entity of blueprint.entities) {
    const naming = entityNaming(blueprint, entity);
    const own = (names: readonly string[]) => names.map((name) => fieldOf(entity.name, name));
    const things = thingsOf(entity.name);
    const add = (
      kind: string,
      part: object,
      sources: readonly Source[],
      unjudged: readonly Source[] = [],
    ) => {
      const judges = reachOf(new Set(sources), dependencies).add(judgedOf(entity.name));
      const key = `${entity.name} ${kind} ${meaningOf(part)}`;
      found.push({ key, sources: new Set([...sources, ...unjudged]), judges });
    };
    // One that is gone frees its place, while nothing is judged by its going.
    const addAmongThings = (kind: string, part: object, sources: readonly Source[]) =>
      add(kind, part, sources, [things]);
    const reads = (...expressions: (Expression | undefined)[]) =>
      expressions.flatMap((expression) => [...sourcesOf(expression, naming)]);
    for (const rule of entity.rules) add("rule", rule, reads(rule.condition));
    for (const rule of entity.handRules ?? []) add("rule", rule, readsByHand(rule.byHand, blueprint, entity));
    for (const limit of entity.limits) {
      const per = entity.fields.find(({ name }) => name === limit.per);
      const holder = blueprint.entities.find(({ name }) => name === per?.references) ?? entity;
      const most = sourcesOf(limit.most, entityNaming(blueprint, holder));
      const fields = [limit.per, limit.period?.field].filter((name) => name !== undefined);
      addAmongThings("limit", limit, [...reads(limit.where), ...most, ...own(fields)]);
    }
    for (const one of entity.noOverlaps)
      addAmongThings("overlap", one, [...reads(one.where), ...own([one.from, one.to, ...one.per])]);
    for (const one of entity.uniqueTogether)
      addAmongThings("unique", one, [...reads(one.where), ...own(one.fields)]);
    for (const one of entity.comparisons) add("comparison", one, own([one.left, one.right]));
    for (const field of entity.fields) {
      const { source, unique, immutable, byHand } = field;
      if (source !== "input" && unique === undefined && byHand === undefined) continue;
      const value = fieldOf(entity.name, field.name);
      const targets = [field, ...innerReferences(field)].flatMap(({ references }) => references ?? []);
      const kept = [
        ...(unique !== undefined || immutable ? [value] : []),
        ...(unique === undefined ? [] : [things]),
      ];
      found.push({
        key: `${entity.name} field ${meaningOf({ ...field, hidden: undefined, omitWhenAbsent: undefined, seenWhere: undefined })}`,
        sources: new Set([...targets.map(thingsOf), ...kept]),
        judges: new Set([value]),
      });
    }
  }
  return found;
}
