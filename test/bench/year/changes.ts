import fc from "fast-check";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { checkConsistency } from "../../../shared/blueprint/consistency.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import { handStatements } from "../../../shared/blueprint/hand-functions.ts";
import type { Random } from "../../../shared/random.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { type Kind, kinds, library } from "../../integration/difference/library.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";
import { blueprints } from "../../unit/spec/arbitrary-blueprint.ts";
import { dressed } from "../../unit/spec/arbitrary-entity.ts";
import { base, fields } from "../../unit/spec/arbitrary-field.ts";

export interface Change {
  kind: string;
  blueprint: Blueprint;
}

/** Draws one change of a blueprint; undefined where this one cannot be made of it. */
type Draw = (blueprint: Blueprint, random: Random) => Change | undefined;

/** Kinds of change that may come to nothing before the generator is at fault, and tries of one kind. */
const most = 40;
const triesOfOne = 25;

/** The spec of a year's first release. */
export const firstBlueprint: Blueprint = withMore(blueprintOf(library));

/** All have a field of each type besides, so that there is something to make rules of. */
function withMore({ entities, ...rest }: Blueprint): Blueprint {
  const optional = base.map((field) => ({ ...structuredClone(field), required: false }));
  const more = entities.map((one) => ({ ...one, fields: [...one.fields, ...structuredClone(optional)] }));
  return { ...rest, entities: more, trace: [] };
}

/** Whole specs that parts are taken of; one takes a while to make. */
let others: Blueprint[] | undefined;
const otherCount = 16;

function otherBlueprint(random: Random): Blueprint | undefined {
  others ??= fc.sample(blueprints, { numRuns: otherCount, seed: 1 });
  return random.pick(others);
}

const printed = kinds.map((kind) => inNormalForm(kind));

/**
 * A spec that differs from this one and can be read, printed and compiled: one change, drawn over what the language can
 * say. Functions by hand are left out, since nobody writes them here.
 *
 * @throws Error when nothing that is drawn makes a spec
 */
export function changeOf(blueprint: Blueprint, random: Random): Change {
  for (let count = 0; count < most; count++) {
    const draw = random.pick(ways);
    for (let more = 0; draw !== undefined && more < triesOfOne; more++) {
      const change = draw(structuredClone(blueprint), random);
      const read = change && readAgain(change.blueprint);
      if (read !== undefined && printSpec(read) !== printSpec(blueprint))
        return { kind: change?.kind ?? "", blueprint: read };
    }
  }
  throw new Error(`None of ${most} changes can be made of this spec:\n${printSpec(blueprint)}`);
}

/** The ways to draw a change, each as often as it stands here. */
const ways: readonly Draw[] = [
  ...[sentences, sentences, sentences, sentences, part, part, part, field, field],
  ...[things, refusals, less, less],
];

/** The blueprint as its own spec says it; undefined where it is at odds with itself. */
function readAgain(blueprint: Blueprint): Blueprint | undefined {
  if (!Blueprint.safeParse(blueprint).success || checkConsistency(blueprint).length > 0) return undefined;
  if (handStatements(blueprint).length > 0) return undefined;
  const reading = readPrinted(blueprint);
  return reading?.outcome === "read" ? { ...reading.blueprint, trace: [] } : undefined;
}

/** What its spec says; undefined where an expression names what is gone. */
function readPrinted(blueprint: Blueprint) {
  try {
    return parseSpec(printSpec(blueprint));
  } catch {
    return undefined;
  }
}

/** One of the kinds of change that the difference of two specs is tested with, or its inverse. */
function sentences(blueprint: Blueprint, random: Random): Change | undefined {
  const kind = random.pick(printed);
  if (kind === undefined) return undefined;
  const isBack = random.chance(0.4);
  let spec = printSpec(blueprint);
  for (const [one, other] of kind.changes) {
    const [from, to] = isBack ? [other, one] : [one, other];
    if (from === "" || !spec.includes(from)) return undefined;
    spec = spec.replace(from, () => to);
  }
  const reading = parseSpec(spec);
  return reading.outcome === "read"
    ? { kind: isBack ? `${kind.name}, taken back` : kind.name, blueprint: reading.blueprint }
    : undefined;
}

/** The texts as a printed spec has them: a statement's heading is followed by an empty line. */
function inNormalForm({ name, changes }: Kind): {
  name: string;
  changes: readonly (readonly [string, string])[];
} {
  const spaced = (text: string) => text.replaceAll(/^(##+ .*)\n(?=-)/gm, "$1\n\n");
  return { name, changes: changes.map(([from, to]) => [spaced(from), spaced(to)]) };
}

function sampled<Value>(arbitrary: fc.Arbitrary<Value>, random: Random): Value | undefined {
  return fc.sample(arbitrary, { numRuns: 1, seed: random.below(2 ** 31) })[0];
}

/** Things of new kinds, with all that may be said of them, under names that no release has had. */
function things(blueprint: Blueprint, random: Random): Change | undefined {
  const added = blueprint.entities.filter(({ name }) => isAdded(name));
  if (added.length >= 4) return undefined;
  const other = otherBlueprint(random);
  const names = ["menuItem", "person", "a1b"];
  if (other === undefined || other.entities.some(({ name }) => !names.includes(name))) return undefined;
  const mark = String(random.below(10_000));
  const renamed: Entity[] = JSON.parse(
    JSON.stringify(other.entities).replace(/menuItem|person|people|a1b/g, (name) => `${name}X${mark}`),
  );
  return {
    kind: "things of a new kind",
    blueprint: { ...blueprint, entities: [...blueprint.entities, ...renamed.map(withoutHands)] },
  };
}

function isAdded(name: string): boolean {
  return /X\d+$/.test(name);
}

function withoutHands(entity: Entity): Entity {
  const { handRules: _, ...rest } = entity;
  return { ...rest, fields: entity.fields.filter(({ byHand }) => byHand === undefined) };
}

const parts = [
  "operations",
  "list",
  "uniqueTogether",
  "comparisons",
  "rules",
  "limits",
  "noOverlaps",
  "actions",
  "unknownProperties",
  "seenBy",
  "seenWhere",
] as const satisfies (keyof Entity)[];

/** One part of what is said of a kind of thing, said in another way. */
function part(blueprint: Blueprint, random: Random): Change | undefined {
  const entity = random.pick(blueprint.entities);
  const key = random.pick(parts);
  if (entity === undefined || key === undefined) return undefined;
  const entities = blueprint.entities.map(withAllTypes);
  const own = entities[blueprint.entities.indexOf(entity)];
  if (own === undefined) return undefined;
  const roles = (blueprint.callers?.roles ?? []).map(({ name }) => name);
  const drawn = sampled(dressed(own, { entities, roles, own }), random);
  if (drawn === undefined || speaksOfMore(drawn[key], blueprint.entities)) return undefined;
  // Otherwise half of the year's services would do nothing.
  if (key === "operations" && !drawn.operations.some(({ kind }) => kind === "create")) return undefined;
  const { [key]: _, ...rest } = entity;
  const changed = { ...rest, ...(drawn[key] !== undefined && { [key]: drawn[key] }) };
  return {
    kind: `another ${key}`,
    blueprint: {
      ...blueprint,
      entities: blueprint.entities.map((one) => (one === entity ? { ...entity, ...changed } : one)),
    },
  };
}

/** Whether a part names a field that only `withAllTypes` has given some kind of thing. */
function speaksOfMore(part: unknown, entities: readonly Entity[]): boolean {
  const text = JSON.stringify(part) ?? "";
  return entities.some((entity) => {
    const own = new Set(entity.fields.map(({ name }) => name));
    return withAllTypes(entity).fields.some(({ name }) => !own.has(name) && text.includes(`"${name}"`));
  });
}

/** The generator speaks of a field of each type. */
function withAllTypes(entity: Entity): Entity {
  const own = new Set(entity.fields.map(({ name }) => name));
  const itself = newField("itself", [{ type: "reference", references: entity.name }]);
  const more = [...base, itself].filter(({ name }) => !own.has(name));
  return { ...entity, fields: [...entity.fields, ...structuredClone(more)] };
}

/** A field added, said in another way, or left out. */
function field(blueprint: Blueprint, random: Random): Change | undefined {
  const entity = random.pick(blueprint.entities);
  const [drawn] = sampled(fields, random) ?? [];
  if (entity === undefined || drawn === undefined) return undefined;
  const old = random.pick(entity.fields.filter(({ source }) => source === "input"));
  const way = random.below(3);
  if (way === 0 && !entity.fields.some(({ name }) => name === drawn.name)) entity.fields.push(drawn);
  else if (way === 1 && old !== undefined) entity.fields.splice(entity.fields.indexOf(old), 1);
  else if (old !== undefined && old.type === drawn.type)
    entity.fields.splice(entity.fields.indexOf(old), 1, { ...drawn, name: old.name });
  else return undefined;
  return { kind: ["a field added", "a field gone", "a field otherwise"][way] ?? "", blueprint };
}

/** Statuses, bodies and order of refusals. */
function refusals(blueprint: Blueprint, random: Random): Change | undefined {
  const other = otherBlueprint(random);
  return other && { kind: "other refusals", blueprint: { ...blueprint, refusals: other.refusals } };
}

/** Something that was added is left out again, so that the service does not grow for ever. */
function less(blueprint: Blueprint, random: Random): Change | undefined {
  const entity = random.pick(blueprint.entities);
  if (entity === undefined) return undefined;
  if (isAdded(entity.name) && random.chance(0.5)) {
    const entities = blueprint.entities.filter((one) => one !== entity);
    return { kind: "things of a kind gone", blueprint: { ...blueprint, entities } };
  }
  const key = random.pick([
    "rules",
    "limits",
    "noOverlaps",
    "uniqueTogether",
    "comparisons",
    "actions",
  ] as const);
  if (key === undefined || entity[key].length === 0 || (key === "actions" && !isAdded(entity.name)))
    return undefined;
  entity[key].splice(random.below(entity[key].length), 1);
  return { kind: `${key}: one less`, blueprint };
}
