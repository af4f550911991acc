import { counted } from "../../shared/counted.ts";
import { type Account, dollarsSpent, type Limits } from "../../shared/runs/budget.ts";
import type { LedgerEntry, Run } from "../../shared/runs/run.ts";
import { table } from "./terminal.ts";

/** What a run has spent on models; `dollars` is null where the price of one is unknown. */
export interface Spending {
  tokens: number;
  calls: number;
  dollars: number | null;
}

export function spendingOf({ budget }: Pick<Run, "budget">): Spending {
  const { tokens = 0, calls = 0, nanodollars = 0, unpriced = 0 } = budget?.total ?? {};
  return { tokens, calls, dollars: dollarsSpent({ nanodollars, unpriced }) };
}

/** A sum of dollars, or that it is unknown. */
export function money(dollars: number | null): string {
  return dollars === null ? "price unknown" : `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`;
}

/** One line on what a run has spent. */
export function describeSpending({ tokens, calls, dollars }: Spending): string {
  return `${counted(calls, "call")} of models, ${counted(tokens, "token")}, ${money(dollars)}`;
}

/** What a line of the ledger says, with what its step has spent. */
export function ledgerText({ text, spent }: Pick<LedgerEntry, "text" | "spent">): string {
  return spent === undefined ? text : `${text} (${describeSpending(spent)})`;
}

/** Limits, what is spent of them, and by which role, as a table; empty where no model was asked. */
export function spendingTable({ budget }: Pick<Run, "budget">): string {
  if (budget === undefined || budget.total.calls === 0) return "";
  const row = (name: string, account: Account, limits: Limits) => [
    name,
    of(account.calls, limits.calls),
    of(account.tokens, limits.tokens),
    of(money(dollarsSpent(account)), limits.dollars),
    of((account.milliseconds / 1000).toFixed(1), limits.seconds),
  ];
  const roles = Object.entries(budget.roles)
    .filter(([, account]) => account.calls > 0)
    .map(([role, account]) => row(role, account, { ...budget.roleLimits }[role] ?? {}));
  return table([
    ["SPENT BY", "CALLS", "TOKENS", "DOLLARS", "SECONDS"],
    ...roles,
    row("all", budget.total, budget.limits),
  ]);
}

function of(spent: number | string, limit: number | undefined): string {
  return limit === undefined ? String(spent) : `${spent} of ${limit}`;
}
