import * as z from "zod";
import { BudgetRequest } from "../../shared/runs/budget.ts";
import { readText } from "./arguments.ts";
import { UsageError } from "./errors.ts";

/** Options of commands that start a run or have one go on. */
export const budgetOptions = {
  budget: { type: "string" },
  tokens: { type: "string" },
  dollars: { type: "string" },
  seconds: { type: "string" },
  calls: { type: "string" },
} as const;

type BudgetValues = { readonly [Option in keyof typeof budgetOptions]?: string | undefined };

/**
 * The budget that is asked for: that of the file, with what the other options say in its place; undefined where none is.
 *
 * @throws UsageError when an option is no number, or the file no budget
 */
export async function budgetOf(values: BudgetValues): Promise<BudgetRequest | undefined> {
  const { budget: file, tokens, dollars, seconds, calls } = values;
  const numbers = Object.entries({ tokens, dollars, seconds, calls });
  const given = numbers.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
  if (file === undefined && given.length === 0) return undefined;
  const asked = Object.fromEntries(given.map(([name, text]) => [name, Number(text)]));
  const parsed = BudgetRequest.safeParse({ ...(file === undefined ? {} : await readBudget(file)), ...asked });
  if (parsed.success) return parsed.data;
  throw new UsageError(`The budget can't be used:\n${z.prettifyError(parsed.error)}`);
}

async function readBudget(file: string): Promise<object> {
  const text = await readText(file, `The budget can't be read from ${file}`);
  try {
    return z.looseObject({}).parse(JSON.parse(text));
  } catch {
    throw new UsageError(
      `${file} is no budget: write JSON such as {"tokens": 500000, "roles": {"tester": {"calls": 10}}}.`,
    );
  }
}
