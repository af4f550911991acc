import { childOf, printTraceparent } from "../../shared/telemetry/trace-context.ts";
import { ongoingWork } from "./work.ts";

/** Most calls of one attempt that are kept. */
const limit = 200;

/**
 * Makes a call out of the function: it is given the headers by which its receiver knows the trace, and is kept with the
 * time that it took until its answer began. Outside of a state's function there is no trace, and nothing is kept.
 */
export async function callOut<Answer>(
  name: string,
  call: (headers: Record<string, string>) => Promise<Answer>,
  statusOf: (answer: Answer) => number,
): Promise<Answer> {
  const work = ongoingWork();
  if (work === undefined) return call({});
  const context = childOf(work.context);
  const at = new Date();
  const keep = (status: number | null) => {
    if (work.calls.length >= limit) return;
    const milliseconds = Date.now() - at.getTime();
    work.calls.push({ span: context.spanId, name, at: at.toISOString(), milliseconds, status });
  };
  try {
    const answer = await call({ traceparent: printTraceparent(context) });
    keep(statusOf(answer));
    return answer;
  } catch (error) {
    keep(null);
    throw error;
  }
}
