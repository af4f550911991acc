import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Role } from "../../shared/agents/role.ts";
import { ModelError } from "../../shared/models/errors.ts";
import type { ConverseRequest, Model, Usage } from "../../shared/models/model.ts";
import { leastOutput } from "../../shared/models/output-limit.ts";
import {
  cachedTokensOf,
  costOf,
  dearestInput,
  freeOfCharge,
  inputTokensAtMost,
  type Price,
  tokensOf,
} from "../../shared/models/price.ts";
import type { Account, Limits, RunBudget } from "../../shared/runs/budget.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { BudgetExceededError, RunClosedError, UnknownPriceError } from "./errors.ts";
import { type Condition, changeRecordIf } from "./records.ts";
import { readRun } from "./runs.ts";
import type { Work } from "./work.ts";

/** Milliseconds that a call may take at most: no function lives longer. */
const longestCall = 15 * 60_000;

/** Milliseconds between looks at a budget that others' calls hold. */
const lookEvery = 200;

export interface BudgetedOptions {
  role: Role;
  /** Provider and id. */
  name: string;
  /** Undefined where nobody has told it. */
  price: Price | undefined;
  work: Work;
}

/** What a call may come to, taken from the budget before it is made. */
interface Hold {
  tokens: number;
  nanodollars: number;
  milliseconds: number;
  maxTokens: number;
}

/**
 * A model whose calls are held against the run's budget and the role's: before each, the most that it can come to is
 * taken in one step of the table, and after it what is not used is given back, so that calls at the same time overshoot
 * nothing. An answer's length and a call's time are cut to what is left. Where little is left, a call waits for those
 * that are at work.
 *
 * @throws BudgetExceededError before a call that the budget does not cover, and when its time has run out
 * @throws UnknownPriceError when the request limits dollars and the model's price is unknown
 * @throws RunClosedError when the run was ended in the meantime
 */
export function budgetedModel(model: Model, options: BudgetedOptions): Model {
  return {
    async converse(request, { signal } = {}) {
      const call = `c${randomBytes(6).toString("hex")}`;
      const hold = await reserve(call, request, options);
      const inferenceConfig = { ...request.inferenceConfig, maxTokens: hold.maxTokens };
      const time = AbortSignal.timeout(hold.milliseconds);
      const start = Date.now();
      const spent = (usage: Usage | "nothing" | "unknown") =>
        settle(call, { hold, usage, milliseconds: Date.now() - start }, options);
      try {
        const answer = await model.converse(
          { ...request, inferenceConfig },
          { signal: signal === undefined ? time : AbortSignal.any([signal, time]) },
        );
        await spent(answer.usage);
        return answer;
      } catch (error) {
        await spent(usageOf(error));
        if (!time.aborted || hold.milliseconds >= longestCall) throw error;
        throw new BudgetExceededError(
          `The run ${options.work.run} has no time left for models: its call to ${options.name} was cut off.${advice}`,
          { cause: error },
        );
      }
    },
  };
}

const advice =
  ' Nothing was released. "npx aidevos runs <run>" shows what there is; "npx aidevos redrive <run>" with a greater budget goes on from it.';

/** What is known of a failed call's use: one that lost its connection or its time may have used all that it could. */
function usageOf(error: unknown): Usage | "nothing" | "unknown" {
  if (!(error instanceof ModelError)) return "unknown";
  if (error.spent !== undefined) return error.spent;
  return ["connection", "time", "unreadable"].includes(error.kind) ? "unknown" : "nothing";
}

async function reserve(
  call: string,
  request: ConverseRequest,
  { role, name, price, work }: BudgetedOptions,
): Promise<Hold> {
  for (;;) {
    const { status, budget } = await readRun(work.run);
    if (status !== "developing") {
      throw new RunClosedError(`The run ${work.run} is ${status}: the model ${name} is not asked for it.`);
    }
    if (budget === undefined)
      throw new BudgetExceededError(`The run ${work.run} has no budget. Redrive it, which gives it one.`);
    if (budget.pricedOnly && price === undefined) {
      throw new UnknownPriceError(
        `The run's budget is in dollars, and the price of ${name} is unknown. Add it to "prices" in cdk.json, ` +
          "or limit tokens instead.",
      );
    }
    const accounts = accountsOf(budget, role);
    const found = holdOf(request, price, accounts);
    const others = Object.values(budget.open).some(
      ({ step, attempt, until }) =>
        until > Date.now() && (step !== work.step || attempt === work.context.spanId),
    );
    if (others && (found.outcome === "short" ? found.mayPass : found.isCut)) {
      await pause(lookEvery);
      continue;
    }
    if (found.outcome === "short") throw new BudgetExceededError(`${found.reason}${advice}`);
    const taken = await changeRecordIf(
      recordKeys.run(work.run),
      {
        [`budget.open.${call}`]: {
          step: work.step,
          attempt: work.context.spanId,
          until: Date.now() + longestCall,
        },
      },
      {
        conditions: conditionsOf(accounts, found.hold),
        add: addTo(role, { calls: 1, ...committed(found.hold) }),
      },
    );
    if (taken) return found.hold;
  }
}

interface Limited {
  /** Path of the account in the run's record. */
  path: string;
  whose: string;
  limits: Limits;
  account: Account;
}

function accountsOf(budget: RunBudget, role: Role): Limited[] {
  const { [role]: own } = budget.roles;
  const total = { path: "budget.total", whose: "run", limits: budget.limits, account: budget.total };
  if (own === undefined) {
    throw new BudgetExceededError(
      `The run's budget has no account of the ${role}. Build it again, as a new run.`,
    );
  }
  return [
    total,
    { path: `budget.roles.${role}`, whose: role, limits: budget.roleLimits[role] ?? {}, account: own },
  ];
}

type Found =
  | { outcome: "enough"; hold: Hold; isCut: boolean }
  /** `mayPass`: calls at work may give back what is missing. */
  | { outcome: "short"; reason: string; mayPass: boolean };

/** The most that a call can come to, its answer and its time cut to what every account has left. */
function holdOf(request: ConverseRequest, price: Price | undefined, accounts: readonly Limited[]): Found {
  const input = inputTokensAtMost(request);
  const asked = request.inferenceConfig.maxTokens;
  const rate = price ?? freeOfCharge;
  const inputNanodollars = Math.ceil(input * dearestInput(rate) * 1_000);
  let maxTokens = asked;
  let milliseconds = longestCall;
  for (const { whose, limits, account } of accounts) {
    const short = (used: string, limit: string, mayPass: boolean): Found => ({
      outcome: "short",
      reason: `The ${whose} has used ${used} of its ${limit}, and the next call may need more than is left.`,
      mayPass,
    });
    if (limits.calls !== undefined && account.calls >= limits.calls)
      return short(`${account.calls}`, `${limits.calls} calls`, false);
    const left = leftOf(limits, account);
    const affordable = Math.min(
      left.tokens - input,
      rate.output === 0
        ? left.nanodollars - inputNanodollars < 0
          ? 0
          : Number.POSITIVE_INFINITY
        : Math.floor((left.nanodollars - inputNanodollars) / (rate.output * 1_000)),
    );
    if (left.tokens - input < Math.min(asked, leastOutput))
      return short(`${account.tokens}`, `${limits.tokens} tokens`, true);
    if (affordable < Math.min(asked, leastOutput))
      return short(`$${(account.nanodollars / 1e9).toFixed(4)}`, `$${limits.dollars}`, true);
    if (left.milliseconds < 1)
      return short(`${Math.round(account.milliseconds / 1000)}`, `${limits.seconds} seconds`, true);
    maxTokens = Math.min(maxTokens, affordable);
    milliseconds = Math.min(milliseconds, left.milliseconds);
  }
  const output = Math.ceil(maxTokens * rate.output * 1_000);
  return {
    outcome: "enough",
    hold: { tokens: input + maxTokens, nanodollars: inputNanodollars + output, milliseconds, maxTokens },
    isCut: maxTokens < asked,
  };
}

function leftOf(limits: Limits, { committed }: Account) {
  return {
    tokens: (limits.tokens ?? Number.POSITIVE_INFINITY) - committed.tokens,
    nanodollars: nanodollarLimit(limits) - committed.nanodollars,
    milliseconds: millisecondLimit(limits) - committed.milliseconds,
  };
}

const nanodollarLimit = ({ dollars = Number.POSITIVE_INFINITY }: Limits) => Math.floor(dollars * 1e9);
const millisecondLimit = ({ seconds = Number.POSITIVE_INFINITY }: Limits) => Math.floor(seconds * 1000);

/** What the table compares as it takes the hold, so that no other call has taken it in between. */
function conditionsOf(accounts: readonly Limited[], hold: Hold): Condition[] {
  const within = accounts.flatMap(({ path, limits }): [string, number][] => [
    [`${path}.calls`, (limits.calls ?? Number.POSITIVE_INFINITY) - 1],
    [`${path}.committed.tokens`, (limits.tokens ?? Number.POSITIVE_INFINITY) - hold.tokens],
    [`${path}.committed.nanodollars`, nanodollarLimit(limits) - hold.nanodollars],
    [`${path}.committed.milliseconds`, millisecondLimit(limits) - hold.milliseconds],
  ]);
  return [
    { property: "status", oneOf: ["developing"] },
    ...within
      .filter(([, limit]) => Number.isFinite(limit))
      .map(([property, atMost]) => ({ property, atMost })),
  ];
}

const committed = ({ tokens, nanodollars, milliseconds }: Omit<Hold, "maxTokens">) => ({
  "committed.tokens": tokens,
  "committed.nanodollars": nanodollars,
  "committed.milliseconds": milliseconds,
});

function addTo(role: Role, amounts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    ["budget.total", `budget.roles.${role}`].flatMap((path) =>
      Object.entries(amounts).map(([property, amount]): [string, number] => [`${path}.${property}`, amount]),
    ),
  );
}

interface Ended {
  hold: Hold;
  usage: Usage | "nothing" | "unknown";
  milliseconds: number;
}

/**
 * Counts what a call has used, and gives back the rest of what was held for it. Of a call that was cut off nobody knows
 * what it used: all that was held stays committed.
 */
async function settle(
  call: string,
  { hold, usage, milliseconds }: Ended,
  { role, name, price, work }: BudgetedOptions,
): Promise<void> {
  const isKnown = typeof usage === "object";
  const used = isKnown ? usage : { inputTokens: 0, outputTokens: 0 };
  const tokens = tokensOf(used);
  const nanodollars = costOf(used, price ?? freeOfCharge);
  const unpriced = isKnown && price === undefined ? 1 : 0;
  if (name !== "offline") {
    work.spent.calls += 1;
    work.spent.tokens += tokens;
    work.spent.nanodollars += nanodollars;
    work.spent.unpriced += unpriced;
  }
  const kept = usage === "unknown" ? hold : { tokens, nanodollars };
  await changeRecordIf(
    recordKeys.run(work.run),
    {},
    {
      remove: [`budget.open.${call}`],
      add: addTo(role, {
        inputTokens: used.inputTokens,
        outputTokens: used.outputTokens,
        cachedTokens: cachedTokensOf(used),
        tokens,
        nanodollars,
        milliseconds,
        unpriced,
        ...committed({
          tokens: kept.tokens - hold.tokens,
          nanodollars: kept.nanodollars - hold.nanodollars,
          milliseconds: milliseconds - hold.milliseconds,
        }),
      }),
    },
  );
}
