import type { Entity } from "../../blueprint/entity.ts";
import type { Json } from "../../models/model.ts";
import { sampleAt } from "./sample.ts";

/** An identifier of the right kind that no thing of a test has. */
export function unknownKey({ fields, identifier: { name, type } }: Entity): Json {
  if (type === "sequence") return 987654321;
  if (type === "uuid") return "00000000-0000-4000-8000-000000000000";
  const field = fields.find((one) => one.name === name);
  return field === undefined ? "nobody" : sampleAt(field, 99);
}
