import type { CheckedLabelInput, CheckedLabelResult } from "./contracts.ts";

const beforeA = "a".charCodeAt(0) - 1;

/** The label with its check digit, so that two letters that change places are noticed. */
export function checkedLabel({ thing: { label } }: CheckedLabelInput): CheckedLabelResult {
  const sum = [...label].reduce(
    (total, letter, index) => total + (letter.charCodeAt(0) - beforeA) * (index + 1),
    0,
  );
  return `${label.toUpperCase()}-${sum % 10}`;
}
