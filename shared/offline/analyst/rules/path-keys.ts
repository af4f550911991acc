import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";

/** A path such as `/books/{isbn}` says by which of its fields a thing is addressed: the caller gives that key. */
export function learnKey(reader: Reader, entity: EntityFacts, parameter: string): void {
  const field = entity.field(parameter);
  if (field === undefined || nameKey(parameter) === "id" || nameKey(parameter) !== nameKey(field.name))
    return;
  if (
    (field.get("source") ?? "input") !== "input" ||
    field.get("references") !== undefined ||
    field.get("choices") !== undefined
  )
    return;
  entity.imply("identifierName", field.name, reader.clause);
  entity.imply("identifierType", "given", reader.clause);
  field.learn({ aspect: "required", value: true, implied: true }, reader.clause);
  reader.met(`entities/${entity.name}/identifier`);
}
