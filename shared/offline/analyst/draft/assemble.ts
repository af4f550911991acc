import type * as z from "zod";
import type { Blueprint } from "../../../blueprint/blueprint.ts";
import type { Entity } from "../../../blueprint/entity.ts";
import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Understanding } from "../facts/understanding.ts";
import { draftFields, type FieldDraft } from "./fields.ts";
import { draftList } from "./lists.ts";
import { draftOperations } from "./operations.ts";
import { uniqueCombinations } from "./unique.ts";

export type BlueprintDraft = z.input<typeof Blueprint>;
type EntityDraft = z.input<typeof Entity>;

/** The entities of a blueprint, as far as the text says what they are. */
export function draftEntities(known: Understanding): EntityDraft[] {
  return known.entities.map((entity) => draftEntity(entity, known));
}

function draftEntity(entity: EntityFacts, known: Understanding): EntityDraft {
  const order = entity.get("order");
  if (
    order?.field === "#created" &&
    order.direction === "descending" &&
    ![...entity.fields.values()].some((field) => field.get("source") === "created-at") &&
    entity.get("identifierType") !== "sequence"
  ) {
    const made = entity.addField(["created", "at"]);
    made.learn({ aspect: "source", value: "created-at", implied: true }, 0);
  }
  if (entity.operation("replace").get("creates") === true && entity.get("identifierType") !== "given") {
    entity.refine("identifierType", "given", 0);
    const name = entity.get("identifierName") ?? "id";
    entity.addField([name], name).imply("required", true, 0);
  }
  const drafted = draftFields(entity, known);
  const fields = drafted.some((field) => (field.source ?? "input") === "input")
    ? drafted
    : [...sensible(entity, drafted), ...drafted];
  const names = new Set(fields.map((field) => field.name));
  const operations = draftOperations(entity, known);
  const parent = entity.get("parent");
  const nested =
    parent !== undefined && operations.some((operation) => operation.path.includes(`/:${parent.parameter}/`));
  return {
    name: entity.name,
    plural: entity.plural === entity.name ? `${entity.plural}List` : entity.plural,
    identifier: {
      name: entity.get("identifierName") ?? "id",
      type: entity.get("identifierType") ?? "uuid",
    },
    fields: nested
      ? fields.map((field) =>
          field.name === parent.field ? { ...field, required: true, nullable: false } : field,
        )
      : fields,
    operations,
    list: draftList(entity, fields),
    uniqueTogether: uniqueCombinations(entity).filter((together) =>
      together.every((name) => names.has(name)),
    ),
    comparisons: entity.comparisons.filter(({ left, right }) => names.has(left) && names.has(right)),
    ...(nested ? { parent } : {}),
    unknownProperties: entity.get("unknownProperties") ?? "ignore",
  };
}

/** What a thing has when the text names no field of it: what it is called and, of a task, whether it is done. */
function sensible(entity: EntityFacts, others: readonly FieldDraft[]): FieldDraft[] {
  const task = /^(?:todo|task|chore|reminder)/.test(entity.name);
  const person =
    /^(?:user|person|member|author|customer|student|teacher|contact|employee|player|guest|patient|client|artist|owner|supplier)$/.test(
      entity.name,
    );
  const titled =
    task ||
    /^(?:book|film|movie|song|album|note|article|post|recipe|bookmark|event|course|game|issue|ticket|document)$/.test(
      entity.name,
    );
  const name: FieldDraft = {
    name: titled && !person ? "title" : "name",
    type: "string",
    required: true,
    minLength: 1,
  };
  const done: FieldDraft = { name: "completed", type: "boolean", default: false };
  const taken = new Set(others.map((field) => field.name));
  return (task ? [name, done] : [name]).filter((field) => !taken.has(field.name));
}
