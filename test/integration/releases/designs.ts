import fc from "fast-check";
import { type BlueprintInput, blueprint, entity, type FieldInput } from "../compiler/blueprints.ts";

/** How a field is asked for; `absent` is not at all. */
const text = ["absent", "optional", "default", "required"] as const;
const amount = ["absent", "optional", "default", "fraction"] as const;

/** What a release of the service is: lamps, and notes that may refer to them. */
export interface Design {
  unique: "none" | "exact" | "ignore-case";
  colour: (typeof text)[number] | "amount";
  shade: "absent" | "optional";
  size: (typeof amount)[number];
  notes: "absent" | "refuse" | "delete" | "clear";
  sorted: boolean;
}

export const start: Design = {
  unique: "none",
  colour: "absent",
  shade: "absent",
  size: "absent",
  notes: "refuse",
  sorted: false,
};

/** A change of some of it. */
export const change: fc.Arbitrary<Partial<Design>> = fc.record(
  {
    unique: fc.constantFrom("none", "exact", "ignore-case"),
    colour: fc.constantFrom(...text, "optional", "default", "amount"),
    shade: fc.constantFrom("absent", "optional"),
    size: fc.constantFrom(...amount),
    notes: fc.constantFrom("absent", "refuse", "delete", "clear"),
    sorted: fc.boolean(),
  },
  { requiredKeys: [] },
);

export function blueprintOf({ unique, colour, shade, size, notes, sorted }: Design): BlueprintInput {
  const fields: FieldInput[] = [
    { name: "name", type: "string", required: true, ...(unique === "none" ? {} : { unique }) },
  ];
  if (colour === "amount") fields.push({ name: "colour", type: "integer" });
  else if (colour !== "absent") {
    fields.push({
      name: "colour",
      type: "string",
      required: colour === "required",
      ...(colour === "default" ? { default: "red" } : {}),
    });
  }
  if (shade !== "absent") fields.push({ name: "shade", type: "string" });
  if (size !== "absent") {
    fields.push({
      name: "size",
      type: size === "fraction" ? "number" : "integer",
      ...(size === "default" ? { default: 1 } : {}),
    });
  }
  const list = sorted ? { list: { sort: { fields: fields.map(({ name }) => name) } } } : {};
  const lamp = entity("lamp", "lamps", fields, list);
  if (notes === "absent") return blueprint([lamp]);
  const reference: FieldInput = {
    name: "lampId",
    type: "reference",
    references: "lamp",
    onReferencedDelete: notes,
  };
  return blueprint([lamp, entity("note", "notes", [{ ...reference, required: notes !== "clear" }])]);
}

/** The fields of a lamp that a release shows, with what it takes for one that is not given. */
export function shownOf({ colour, shade, size }: Design): Map<string, string | number | null> {
  const shown = new Map<string, string | number | null>([["name", null]]);
  if (colour !== "absent") shown.set("colour", colour === "default" ? "red" : null);
  if (shade !== "absent") shown.set("shade", null);
  if (size !== "absent") shown.set("size", size === "default" ? 1 : null);
  return shown;
}

/** The type of each field that a release asks for. */
function typesOf({ colour, shade, size }: Design): Map<string, string> {
  const types = new Map<string, string>();
  if (colour !== "absent") types.set("colour", colour === "amount" ? "integer" : "string");
  if (shade !== "absent") types.set("shade", "string");
  if (size !== "absent") types.set("size", size === "fraction" ? "number" : "integer");
  return types;
}

/**
 * Whether a change may be refused for what is stored, so that either outcome is right. `live` is the release whose
 * rules the rows keep, `earlier` are all that were ever live.
 */
export function mayBeRefused(live: Design | undefined, earlier: readonly Design[], next: Design): boolean {
  if (live === undefined) return false;
  const [before, after] = [typesOf(live), typesOf(next)];
  const clashes = [...after].some(([field, type]) =>
    earlier.some((other) => {
      const was = typesOf(other).get(field) ?? type;
      return was !== type && !(was === "integer" && type === "number");
    }),
  );
  const gone = [...before].filter(([field]) => !after.has(field)).map(([, type]) => type);
  const renamed = [...after].some(([field, type]) => !before.has(field) && gone.includes(type));
  const needsLamp = ({ notes }: Design) => notes !== "absent" && notes !== "clear";
  const demands =
    (next.colour === "required" && live.colour !== "required") ||
    (needsLamp(next) && !needsLamp(live) && earlier.some(({ notes }) => notes !== "absent"));
  return clashes || renamed || demands;
}
