import { orAbort } from "../abort.ts";
import { EvaluationFailure } from "../failure.ts";
import type { Behaviour } from "../machine.ts";
import type { WaitState } from "../schema.ts";
import { instantOf } from "../timestamp.ts";
import { departureOf } from "./departure.ts";
import { fieldOf, numberOf, textOf } from "./field.ts";

/** Wait: lets Seconds pass, or the time until Timestamp, which may be long over. */
export function compileWait(shape: WaitState): Behaviour {
  const departure = departureOf(shape);
  const seconds = fieldOf(shape.Seconds, "Seconds", "number");
  const timestamp = fieldOf(shape.Timestamp, "Timestamp", "string");
  return async (visit) => {
    const { clock } = visit.engine;
    const { signal } = visit.flow;
    let { until } = visit.notes;
    if (until === undefined) {
      const wait = await numberOf(visit, seconds, { least: 0, most: 99_999_999 });
      const instant = await textOf(visit, timestamp);
      until = instant === undefined ? clock.now() + (wait ?? 0) * 1000 : timeOf(instant);
    }
    const milliseconds = until - clock.now();
    if (milliseconds > 0) {
      visit.note({ until });
      await orAbort(clock.sleep(milliseconds, signal), signal);
    }
    return visit.depart(departure, shape.Next, visit.input);
  };
}

function timeOf(text: string): number {
  const instant = instantOf(text);
  if (instant !== undefined) return instant;
  throw new EvaluationFailure(
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
    "Timestamp",
    "state entered",
  );
}
