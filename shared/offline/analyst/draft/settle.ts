import type { FieldFacts } from "../facts/field-facts.ts";
import type { Understanding } from "../facts/understanding.ts";
import type { FieldDraft } from "./fields.ts";

/**
 * Takes out of a field what cannot hold beside the rest of it, and notes the clause that said it. What is left is
 * consistent.
 */
export function settle(draft: FieldDraft, field: FieldFacts, known: Understanding): void {
  const drop = (aspect: "default" | "minLength" | "minimum", why: string) => {
    const clause = field.fact(aspect)?.clause ?? 0;
    known.conflicts.push({
      about: `${field.entity}.${field.name}: ${why}`,
      clauses: [clause, clause],
      aspect: "unfit",
    });
  };
  if (draft.default !== undefined && !fits(draft)) {
    drop(
      "default",
      `the default ${JSON.stringify(draft.default)} is no value of a ${draft.type}${draft.values === undefined ? "" : ` of ${draft.values.join(", ")}`}`,
    );
    delete draft.default;
    if (draft.required !== true) draft.nullable = true;
  }
  if (draft.minLength !== undefined && draft.maxLength !== undefined && draft.minLength > draft.maxLength) {
    drop("minLength", `at least ${draft.minLength} and at most ${draft.maxLength} characters`);
    delete draft.minLength;
    delete draft.maxLength;
  }
  if (draft.minimum !== undefined && draft.maximum !== undefined && draft.minimum > draft.maximum) {
    drop("minimum", `at least ${draft.minimum} and at most ${draft.maximum}`);
    delete draft.minimum;
    delete draft.maximum;
  }
}

function fits({ type, default: preset, values, minimum, maximum }: FieldDraft): boolean {
  switch (type) {
    case "choice":
      return typeof preset === "string" && values?.includes(preset) === true;
    case "boolean":
      return typeof preset === "boolean";
    case "integer":
    case "number":
      return typeof preset === "number" && preset >= (minimum ?? preset) && preset <= (maximum ?? preset);
    case "list":
      return Array.isArray(preset);
    case "object":
      return false;
    default:
      return typeof preset === "string";
  }
}
