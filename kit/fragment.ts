import type { SqlValue } from "./sql.ts";

/** A piece of SQL, and the values of its `?`. */
export interface Fragment {
  readonly text: string;
  readonly bindings: readonly SqlValue[];
  /** How its value is read from SQL, which knows no truth and no JSON. */
  readonly as?: "boolean" | "json";
}

/** The fragment, whose value is true or false, or JSON. */
export function reading(as: "boolean" | "json", fragment: Fragment): Fragment {
  return { ...fragment, as };
}

/** What may stand in a fragment: a value, which becomes a `?`, or another fragment. */
export type FragmentValue = SqlValue | boolean | undefined | Fragment;

/** SQL as a tagged template: whatever stands in `${…}` is bound and never read as SQL, unless it is a fragment itself. */
export function sql(texts: TemplateStringsArray, ...values: FragmentValue[]): Fragment {
  const bindings: SqlValue[] = [];
  let text = texts[0] ?? "";
  for (const [index, value] of values.entries()) {
    if (typeof value === "object" && value !== null) {
      text += value.text;
      bindings.push(...value.bindings);
    } else {
      text += "?";
      bindings.push(typeof value === "boolean" ? Number(value) : (value ?? null));
    }
    text += texts[index + 1] ?? "";
  }
  return { text, bindings };
}
