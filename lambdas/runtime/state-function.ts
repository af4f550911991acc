import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import * as z from "zod";
import type { Role } from "../../shared/agents/role.ts";
import { Json } from "../../shared/models/model.ts";
import { dollarsOf, dollarsSpent } from "../../shared/runs/budget.ts";
import { type LedgerEntry, recordKeys } from "../../shared/runs/run.ts";
import { childOf, type TraceContext } from "../../shared/telemetry/trace-context.ts";
import { InvalidInputError } from "./errors.ts";
import { forgetAnswers } from "./exchanges.ts";
import { nameFailure } from "./failure.ts";
import { type InvocationTime, withinInvocation } from "./model-time.ts";
import { createRecord, getRecord, putRecord } from "./records.ts";
import { contextOf } from "./run-trace.ts";
import { atWork, type Work } from "./work.ts";

/**
 * What every state passes: its execution, the step in it (unique there, repeats of a loop included), the run, and what
 * the execution's input has as `traceparent`.
 */
const Envelope = z.object({
  execution: z.string().min(1),
  step: z.string().min(1),
  run: z.string().min(1),
  traceparent: z.unknown().optional(),
});

export interface StateResult<Result> {
  /** What the state machine goes on with: keys, digests, counts. */
  result: Result;
  /** One line for the run's ledger: what was done, for a person to read. Never the requirement's text itself. */
  said: string;
}

export interface StateFunctionOptions<Input extends z.ZodObject, Result extends Json> {
  /** Name of the state, as in the state machine. */
  state: string;
  role: Role;
  /** Shape of the state's arguments beside `execution`, `step` and `run`. */
  input: Input;
  perform: (
    input: z.output<Input> & { run: string; execution: string; step: string },
  ) => Promise<StateResult<Result>>;
}

const logger = new Logger();
const metrics = new Metrics();
/** Of all functions together: what is spent is everybody's. */
const overall = new Metrics();
overall.clearDefaultDimensions();

/**
 * The handler of one state. Its result is remembered under the run, the execution and the step, so that a retry, a
 * redrive or a doubled event gives the same answer and does nothing twice; `perform` must bear being cut off and
 * repeated, also at the same time. Start, end and failure go to the run's ledger.
 *
 * @throws InvalidInputError when the arguments do not fit `input`
 */
export function stateFunction<Input extends z.ZodObject, Result extends Json>(
  options: StateFunctionOptions<Input, Result>,
) {
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(async (event: unknown, context: InvocationTime): Promise<Json> => {
      const { execution, step, run, traceparent, ...rest } = parse(Envelope.loose(), event, options.state);
      const input = parse(options.input, rest, options.state);
      const key = recordKeys.step(run, execution, step);
      const log = (event: LedgerEntry["event"], text: string) =>
        writeLedger(run, step, options, { event, text, ...tracedBy(attempt, work), ...spentBy(work) });
      let attempt: TraceContext | undefined;
      let work: Work | undefined;
      const start = performance.now();
      try {
        const own = childOf(await contextOf(run, traceparent));
        attempt = own;
        nameTrace(own, { run, step });
        const remembered = await getRecord(key, Json);
        if (remembered !== undefined) return remembered;
        await log("started", "");
        const { result, said } = await withinInvocation(context, () =>
          atWork({ run, step, context: own }, (begun) => {
            work = begun;
            return options.perform({ ...input, run, execution, step });
          }),
        );
        const first = await createRecord(key, result as object);
        await log("finished", said);
        return first ? result : ((await getRecord(key, Json)) ?? result);
      } catch (error) {
        const failure = nameFailure(error);
        const { name, message } = failure;
        logger.error("The state failed", { run, step, error: name });
        metrics.addMetric("Failures", MetricUnit.Count, 1);
        if (work !== undefined && !isPassing(failure)) await forgetAnswers(work.answers);
        await log("failed", `${name}: ${message}`);
        throw failure;
      } finally {
        metrics.addMetric("Duration", MetricUnit.Milliseconds, performance.now() - start);
        if (work !== undefined && work.spent.calls > 0) emitSpent(work);
      }
    });
}

/** Whether an attempt failed for a reason that has nothing to do with what its models answered. */
function isPassing(failure: Error): boolean {
  const passing = ["ServiceUnavailableError", "BudgetExceededError", "RunClosedError"];
  return passing.includes(failure.name) || "$metadata" in failure;
}

/** Has all lines of the invocation's log name its trace: Powertools' own, and the one of its metrics. */
function nameTrace({ traceId, spanId }: TraceContext, { run, step }: { run: string; step: string }): void {
  const keys = { trace_id: traceId, span_id: spanId };
  logger.appendKeys(keys);
  for (const [key, value] of Object.entries({ ...keys, run, step })) metrics.addMetadata(key, value);
}

/** The attempt's span, and the calls that it has made by now. */
function tracedBy(
  attempt: TraceContext | undefined,
  work: Work | undefined,
): Pick<LedgerEntry, "span" | "calls"> {
  return {
    ...(attempt === undefined ? {} : { span: attempt.spanId }),
    ...(work === undefined || work.calls.length === 0 ? {} : { calls: work.calls }),
  };
}

/** What a step has spent on models, for the ledger; nothing where it asked none that costs. */
function spentBy(work: Work | undefined): Pick<LedgerEntry, "spent"> {
  if (work === undefined || work.spent.calls === 0) return {};
  const { calls, tokens } = work.spent;
  return { spent: { calls, tokens, dollars: dollarsSpent(work.spent) } };
}

/** Calls whose price is unknown are in no sum of dollars, and counted. */
function emitSpent({ spent }: Work): void {
  overall.addDimensions({});
  for (const emitted of [metrics, overall]) {
    emitted.addMetric("ModelCalls", MetricUnit.Count, spent.calls);
    emitted.addMetric("ModelTokens", MetricUnit.Count, spent.tokens);
    emitted.addMetric("ModelDollars", MetricUnit.NoUnit, dollarsOf(spent.nanodollars));
    emitted.addMetric("UnpricedModelCalls", MetricUnit.Count, spent.unpriced);
  }
  overall.publishStoredMetrics();
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, state: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The arguments of ${state} do not fit: ${z.prettifyError(parsed.error)}`);
}

async function writeLedger(
  run: string,
  step: string,
  { state, role }: { state: string; role: Role },
  line: Omit<LedgerEntry, "at" | "state" | "role">,
): Promise<void> {
  const entry: LedgerEntry = { at: new Date().toISOString(), state, role, ...line };
  try {
    await putRecord(recordKeys.ledger(run, entry, step), entry);
  } catch (error) {
    // The ledger tells of the work; it is not the work.
    logger.warn("A line of the ledger is lost", { run, step, event: line.event, error: String(error) });
  }
}
