import { Improvement } from "../../shared/improvement/improvement.ts";
import { type ExchangeRecord, type LedgerEntry, recordKeys } from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";

/** Something that took time, in a trace. */
export interface Span {
  traceId: string;
  spanId: string;
  /** Of the span that it is a part of; undefined where there is none. */
  parentSpanId?: string;
  kind: "run" | "state" | "model" | "call";
  name: string;
  /** Milliseconds since the epoch. What has not ended yet has lasted until now, what was cut off until its run ended. */
  start: number;
  end: number;
  /** What went wrong; undefined where nothing did. */
  error?: string;
  attributes: Record<string, string | number>;
}

/**
 * What a run has done, and when: the run, the attempts at its states, their calls of models, of the data plane and of
 * the Git remote; each before its parts, in the order of time. After an improvement comes the run that makes its
 * release, once that has begun.
 *
 * @throws CommandError when nothing is known of such a run
 */
export async function spansOf(controlPlane: ControlPlane, run: string): Promise<Span[]> {
  const spans = await spansSoFar(controlPlane, run);
  if (spans.length === 0)
    throw new CommandError(`There is no run ${run}, or it has done nothing. "npx aidevos runs" lists them.`);
  return spans;
}

/** None where the run has not begun. */
async function spansSoFar(controlPlane: ControlPlane, run: string): Promise<Span[]> {
  const ledger = await controlPlane.ledger(run, "ledger#");
  if (ledger.length === 0) return [];
  const { context, parent } = await controlPlane.traceOf(run);
  const { traceId } = context;
  const record = await controlPlane.run(run);
  const improvement = await controlPlane.record(recordKeys.improvement(run), Improvement);
  const exchanges = await controlPlane.exchangeRecords(run);
  const times = ledger.map(({ entry }) => Date.parse(entry.at));
  const start = Math.min(...times);
  const isOpen =
    record?.status === "developing" || record?.status === "delivering" || improvement?.status === "open";
  const end = isOpen ? Date.now() : Math.max(...times);
  const whole: Span = {
    traceId,
    spanId: context.spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    kind: "run",
    name: run,
    start,
    end,
    ...(record?.failure === undefined ? {} : { error: record.failure.error }),
    attributes: {
      "aidevos.run": run,
      ...(record === undefined ? {} : { "aidevos.status": record.status }),
      ...(record?.service === undefined ? {} : { "aidevos.service": record.service }),
      ...(record?.release === undefined ? {} : { "aidevos.release": record.release }),
    },
  };
  const states = attemptsOf(ledger).flatMap((attempt) => {
    const state = { ...stateSpan(attempt, end), traceId, parentSpanId: context.spanId };
    const { spanId: parentSpanId } = state;
    const models = exchanges.filter((exchange) => exchange.parent === parentSpanId).map(modelSpan);
    const parts = [...models, ...callSpans(attempt)].toSorted((one, other) => one.start - other.start);
    return [state, ...parts.map((part) => ({ ...part, traceId, parentSpanId }))];
  });
  const made = improvement?.run === undefined ? [] : await spansSoFar(controlPlane, improvement.run);
  return [whole, ...states, ...made];
}

interface Attempt {
  span: string;
  step: string;
  started: LedgerEntry;
  /** Undefined as long as it is at work, and for good where it was cut off. */
  ended: LedgerEntry | undefined;
}

/** The attempts of which the ledger knows the span, in the order in which they began. */
function attemptsOf(ledger: readonly { step: string; entry: LedgerEntry }[]): Attempt[] {
  const attempts = new Map<string, Attempt>();
  for (const { step, entry } of ledger) {
    const { span, event } = entry;
    if (span === undefined) continue;
    const known = attempts.get(span);
    if (event === "started") attempts.set(span, { span, step, started: entry, ended: known?.ended });
    else attempts.set(span, { span, step, started: known?.started ?? entry, ended: entry });
  }
  return [...attempts.values()].toSorted((one, other) => one.started.at.localeCompare(other.started.at));
}

type Part = Omit<Span, "traceId">;

function stateSpan({ span, step, started, ended }: Attempt, end: number): Part {
  const { state, role, at } = started;
  const failed = ended === undefined ? "has not ended" : ended.event === "failed" ? ended.text : undefined;
  return {
    spanId: span,
    kind: "state",
    name: step,
    start: Date.parse(at),
    end: ended === undefined ? end : Date.parse(ended.at),
    ...(failed === undefined ? {} : { error: failed }),
    attributes: { "aidevos.state": state, "aidevos.step": step, "aidevos.role": role },
  };
}

function modelSpan({ at, milliseconds, span = "", model, task, error, ...tokens }: ExchangeRecord): Part {
  const colon = model.indexOf(":");
  return {
    spanId: span,
    kind: "model",
    name: `${task} by ${model}`,
    start: Date.parse(at),
    end: Date.parse(at) + milliseconds,
    ...(error === undefined ? {} : { error: error.name }),
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": colon < 0 ? model : model.slice(0, colon),
      "gen_ai.request.model": model.slice(colon + 1),
      "gen_ai.usage.input_tokens": tokens.inputTokens,
      "gen_ai.usage.output_tokens": tokens.outputTokens,
    },
  };
}

function callSpans({ ended }: Attempt): Part[] {
  return (ended?.calls ?? []).map(({ span, name, at, milliseconds, status }) => ({
    spanId: span,
    kind: "call",
    name,
    start: Date.parse(at),
    end: Date.parse(at) + milliseconds,
    ...(status === null ? { error: "no answer" } : status >= 500 ? { error: String(status) } : {}),
    attributes: status === null ? {} : { "http.response.status_code": status },
  }));
}
