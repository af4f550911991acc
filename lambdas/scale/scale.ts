import { type ConcurrencyPolicy, concurrencyInterval } from "../../shared/telemetry/concurrency.ts";
import type { Forecaster } from "../../shared/telemetry/forecast/forecaster.ts";
import { type Scaling, scale } from "../../shared/telemetry/forecast/scaling.ts";
import { concurrencyOf } from "./concurrency.ts";
import { keep, learnedUntil, takeUp } from "./forecasts.ts";
import { type Provisioned, provision, provisionedOf } from "./provisioned.ts";

/** Milliseconds after a slot's end at which CloudWatch has all of it. */
const settling = 120_000;

export interface ScaleOptions {
  /** Names of the functions by their states. */
  functions: Readonly<Record<string, string>>;
  policy: ConcurrencyPolicy;
  now: () => number;
  /** Told what is kept of the function of a state, and what it follows from. */
  emit: (state: string, scaled: Scaled) => void;
}

/** How many environments a function needs by its forecast, needs in all, and has from now on. */
export interface Scaled {
  forecast: number | undefined;
  needed: number;
  provisioned: number;
}

/**
 * Has as many environments of each function kept started as its load needs now, or is going to need. It may run at any
 * time, doubled or not at all for a while: it learns each slot of time once, from CloudWatch, and asks for a number, never for more or
 * fewer. What is not known takes no environment away. One function's failure is no other's.
 *
 * @throws AggregateError when something failed, after all that could be done was done
 */
export async function scaleFunctions({ functions, ...options }: ScaleOptions): Promise<void> {
  const failures = await Promise.all(
    Object.entries(functions).map(([state, functionName]) => scaleOne(state, functionName, options)),
  );
  if (failures.flat().length > 0) {
    const causes = failures.flat().map((error) => (error instanceof Error ? error.message : String(error)));
    throw new AggregateError(failures.flat(), `Not all functions could be scaled: ${causes.join("; ")}`);
  }
}

/** Gives what failed. */
async function scaleOne(
  state: string,
  functionName: string,
  { policy, now, emit }: Omit<ScaleOptions, "functions">,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  const noted = (error: unknown) => {
    failures.push(error);
    return undefined;
  };
  const at = now();
  const ahead = policy.ahead * 1000;
  const settled = Math.floor((at - settling) / concurrencyInterval) * concurrencyInterval;
  const calmSince = settled - policy.calm * 1000;
  const known = await takeUp(state, { ahead, now: at });
  const from = Math.min(learnedUntil(known, at), calmSince);
  const slots = await concurrencyOf(functionName, { from, to: at }).catch(noted);
  if (slots !== undefined) learn(known, slots, settled);
  const recent = [...(slots ?? [])].flatMap(([slot, value]) =>
    slot + concurrencyInterval > calmSince ? [value] : [],
  );
  const load = slots === undefined ? undefined : Math.max(0, ...recent);
  try {
    const provisioned = await provisionedOf(functionName);
    const { environments: capacity, failure } = provisioned;
    if (failure !== undefined) noted(new Error(`Environments of ${state} could not be started: ${failure}`));
    const scaling = scale({
      forecaster: known,
      now: at,
      load,
      capacity,
      policy: { ...policy, perUnit: 1, ahead },
    });
    emit(state, {
      forecast: scaling.needed.forecast,
      needed: neededOf(scaling, policy),
      provisioned: await apply(functionName, scaling, provisioned),
    });
  } catch (error) {
    noted(error);
  }
  if (slots !== undefined) await keep(state, known).catch(noted);
  return failures;
}

/** Tells a forecaster the slots that it does not know yet and that change no more. It begins with the first one that ever had a load. */
function learn(known: Forecaster, slots: ReadonlyMap<number, number>, settled: number): void {
  const last = known.measured()?.last;
  const first = last === undefined ? Math.min(...slots.keys()) : last + concurrencyInterval;
  for (let at = first; at < settled; at += concurrencyInterval) {
    known.observe({ at, value: slots.get(at) ?? 0 });
  }
}

function neededOf({ needed: { measured = 0, forecast = 0 } }: Scaling, { least }: ConcurrencyPolicy): number {
  return Math.max(least, measured, forecast);
}

/** Gives the environments that are kept from now on. What has failed is asked for again or given up, whatever it had come to. */
async function apply(
  functionName: string,
  scaling: Scaling,
  { environments, failure }: Provisioned,
): Promise<number> {
  const wanted = scaling.change === "unchanged" ? environments : scaling.capacity;
  if (wanted === environments && failure === undefined) return environments;
  return (await provision(functionName, wanted)) ? wanted : environments;
}
