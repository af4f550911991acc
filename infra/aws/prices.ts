import * as z from "zod";
import { isOnThisMachine } from "../../shared/models/choice.ts";
import { freeOfCharge, Price } from "../../shared/models/price.ts";
import { parseContext } from "./models.ts";

const Prices = z.record(z.string(), Price);

/** A model as a table of prices knows it. */
export interface PricedModel {
  provider: string;
  id: string;
  baseUrl?: string;
}

/** Providers that ask nobody over a network. */
const ownProviders = new Set(["offline", "replay", "replay-nearest"]);

/**
 * Reads the table of prices: dollars for each million tokens, by patterns of `provider:id` in which `*` stands for
 * anything. The longest pattern that fits holds:
 * `{ "bedrock:*anthropic.claude-sonnet-4*": { "input": 3, "output": 15, "cachedInput": 0.3, "cacheWrite": 3.75 } }`.
 * A model in this process or on this machine costs nothing unless the table says otherwise. What no pattern fits has no
 * known price: undefined.
 *
 * @throws Error when the table is written in another form
 */
export function readPrices(value: unknown): (model: PricedModel) => Price | undefined {
  const patterns = Object.entries(parseContext("prices", Prices, value))
    .sort(([left], [right]) => right.length - left.length)
    .map(([pattern, price]) => ({ matches: matcherOf(pattern), price }));
  return (model) => {
    const name = `${model.provider}:${model.id}`;
    const found = patterns.find(({ matches }) => matches.test(name))?.price;
    return found ?? (isOwn(model) ? freeOfCharge : undefined);
  };
}

function matcherOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

function isOwn({ provider, baseUrl }: PricedModel): boolean {
  if (ownProviders.has(provider)) return true;
  return baseUrl !== undefined && isOnThisMachine(baseUrl);
}
