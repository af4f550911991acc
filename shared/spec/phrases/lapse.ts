import { expressionOf, type Lapse } from "../../blueprint/lapse.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import { printCondition } from "../expressions/print.ts";
import { valuesText, valueText } from "./field-print.ts";

/** What happens by itself, as a spec says it. */
export function lapseText(lapse: Lapse, scope: Scope): string {
  const { move, due } = lapse;
  const what =
    move === undefined
      ? "Deleted"
      : `Moves ${move.field} from ${valuesText(move.from)} to ${valueText(move.to)}`;
  const word = "after" in due ? "after" : "when";
  return `${what} by itself ${word} ${printCondition(expressionOf(lapse), scope)}`;
}
