import { Price } from "../../shared/models/price.ts";

/** The price that the stack has found for this function's model; undefined when its table has none. */
export function priceFromEnvironment(): Price | undefined {
  const text = process.env.MODEL_PRICE;
  return text === undefined || text === "" ? undefined : Price.parse(JSON.parse(text));
}
