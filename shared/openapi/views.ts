import { type Part, type Source, shortened } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";

/** How a body shows things. */
export interface View {
  /** Of one thing. */
  thing: ValueShape;
  /** Property that holds the thing, or the array of them. */
  within?: string | undefined;
  /** What stands beside that property. */
  beside: ReadonlyMap<string, Part>;
}

const nothing: ReadonlyMap<string, Part> = new Map();

/** A body that holds an array of things, bare or in an object; undefined when it is none. */
export function manyOf(schemas: Schemas, body: ValueShape | undefined): View | undefined {
  if (body === undefined) return undefined;
  const bare = elementOf(schemas, body);
  if (bare !== undefined) return { thing: bare, beside: nothing };
  const lists = [...(body.properties ?? [])].flatMap(([name, part]) => {
    const shape = schemas.shapeOf(part);
    const thing = shape && elementOf(schemas, shape);
    return thing === undefined ? [] : [{ name, thing }];
  });
  const [only, ...others] = lists;
  if (only === undefined || others.length > 0) return undefined;
  return { thing: only.thing, within: only.name, beside: without(body, only.name) };
}

/** The things of an array. */
function elementOf(schemas: Schemas, { types, items }: ValueShape): ValueShape | undefined {
  if (types?.length !== 1 || types[0] !== "array") return undefined;
  const element = schemas.shapeOf(items);
  return element !== undefined && isThing(element) ? element : undefined;
}

/** Names under which services wrap whatever they answer. */
const wrappers = new Set(["data", "result", "item", "payload", "attributes"]);

/** A body that holds one thing, bare or in a property; undefined when it is none. */
export function oneOf(schemas: Schemas, body: ValueShape | undefined): View | undefined {
  if (body === undefined || !isThing(body)) return undefined;
  const properties = [...(body.properties ?? [])];
  for (const [name, part] of properties) {
    if (properties.length > 1 && !wrappers.has(name)) continue;
    const thing = schemas.shapeOf(part);
    if (thing !== undefined && isThing(thing) && (thing.properties?.size ?? 0) > 0)
      return { thing, within: name, beside: without(body, name) };
  }
  return { thing: body, beside: nothing };
}

function isThing({ types, properties }: ValueShape): boolean {
  return types?.length === 1 && types[0] === "object" && (properties?.size ?? 0) > 0;
}

function without({ properties }: ValueShape, name: string): ReadonlyMap<string, Part> {
  return new Map([...(properties ?? [])].filter(([other]) => other !== name));
}

/** Names what an answer has beside its thing. */
export function leaveOutBeside(source: Source, { beside }: View): void {
  for (const [name, { at }] of beside)
    source.leaveOut(at, `${shortened(name)} beside the thing can't be said: left out`);
}
