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

/** What may stand in a fragment: a value, which becomes a `?`, a list of them as JSON, or another fragment. */
export type FragmentValue = SqlValue | boolean | undefined | readonly (SqlValue | boolean)[] | Fragment;

/** SQL as a tagged template: whatever stands in `${…}` is bound and never read as SQL, unless it is a fragment itself. */
export function sql(texts: TemplateStringsArray, ...values: FragmentValue[]): Fragment {
  const bindings: SqlValue[] = [];
  let text = texts[0] ?? "";
  for (const [index, value] of values.entries()) {
    if (isFragment(value)) {
      text += value.text;
      bindings.push(...value.bindings);
    } else {
      text += "?";
      bindings.push(bound(value));
    }
    text += texts[index + 1] ?? "";
  }
  return { text, bindings };
}

function isFragment(value: FragmentValue): value is Fragment {
  return typeof value === "object" && value !== null && "text" in value;
}

function bound(value: Exclude<FragmentValue, Fragment>): SqlValue {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value ?? null);
}
