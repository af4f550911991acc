import * as z from "zod";
import { type Role, roles } from "../agents/role.ts";

export const RoleName = z.enum(Object.keys(roles) as [Role, ...Role[]]);

/** What may be spent on models; what is left out is not limited. */
const Limits = z.strictObject({
  /** Of requests and answers together, those from a cache included. */
  tokens: z.int().positive().optional(),
  /** Dollars by the table of prices. */
  dollars: z.number().positive().optional(),
  /** Seconds of waiting for models, those of calls at the same time added up. */
  seconds: z.number().positive().optional(),
  calls: z.int().positive().optional(),
});
export type Limits = z.infer<typeof Limits>;

/** The budget that a request asks for: the run's, and of single roles within it. */
export const BudgetRequest = Limits.extend({ roles: z.partialRecord(RoleName, Limits).optional() });
export type BudgetRequest = z.infer<typeof BudgetRequest>;

/** The budget of a run whose request asks for none. */
export const usualLimits = { tokens: 2_000_000, dollars: 25, seconds: 7_200, calls: 300 } as const;

/** Billionths of a dollar: whole numbers, so that many small sums add up exactly. */
const Nanodollars = z.number();

const count = z.number().default(0);

/** What has been spent on models. */
export const Account = z.strictObject({
  /** Calls begun, failed ones included. */
  calls: count,
  /** Tokens of requests, of answers, and of requests' parts that came from a cache or went into it. */
  inputTokens: count,
  outputTokens: count,
  cachedTokens: count,
  /** All of these. */
  tokens: count,
  nanodollars: Nanodollars.default(0),
  /** Calls of models whose price nobody has told: they are in no sum of dollars. */
  unpriced: count,
  milliseconds: count,
  /** The most that this can be, calls at work and calls cut off included: budgets are held against it. */
  committed: z
    .strictObject({ tokens: count, nanodollars: Nanodollars.default(0), milliseconds: count })
    .prefault({}),
});
export type Account = z.infer<typeof Account>;

/** A call that is at work. */
const OpenCall = z.strictObject({
  step: z.string(),
  /** Of the function that makes the call: a repeat of it is another one. */
  attempt: z.string(),
  /** Milliseconds since 1970 after which it can't be at work any more. */
  until: z.number(),
});

/** A run's budget and what has been spent of it, in all and by role. */
export const RunBudget = z.strictObject({
  limits: Limits,
  roleLimits: z.partialRecord(RoleName, Limits),
  /** The request itself limits dollars: a model whose price is unknown is not asked then. */
  pricedOnly: z.boolean(),
  total: Account,
  roles: z.record(z.string(), Account),
  open: z.record(z.string(), OpenCall),
});
export type RunBudget = z.infer<typeof RunBudget>;

type AskedLimits = Pick<RunBudget, "limits" | "roleLimits" | "pricedOnly">;

/** The limits that a request's budget sets, the usual ones where it says nothing. */
export function limitsOf({ roles: roleLimits = {}, ...asked }: BudgetRequest): AskedLimits {
  const own = Object.fromEntries(Object.entries(asked).filter(([, limit]) => limit !== undefined));
  const pricedOnly =
    asked.dollars !== undefined || Object.values(roleLimits).some(({ dollars }) => dollars !== undefined);
  return { limits: { ...usualLimits, ...own }, roleLimits, pricedOnly };
}

/** A budget of which nothing has been spent. */
export function freshBudget(asked: BudgetRequest): RunBudget {
  const accounts = RoleName.options.map((role) => [role, Account.parse({})]);
  return { ...limitsOf(asked), total: Account.parse({}), roles: Object.fromEntries(accounts), open: {} };
}

/** A sum of nanodollars in dollars. */
export function dollarsOf(nanodollars: number): number {
  return nanodollars / 1e9;
}

/** The dollars that have been spent; null where the price of a call is unknown. */
export function dollarsSpent({
  nanodollars,
  unpriced,
}: Pick<Account, "nanodollars" | "unpriced">): number | null {
  return unpriced > 0 ? null : dollarsOf(nanodollars);
}
