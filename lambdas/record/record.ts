import { counted } from "../../shared/counted.ts";
import { TraceState } from "../../shared/improvement/trace.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { improvementPolicy } from "../runtime/improvements.ts";

export interface RecordInput {
  run: string;
  service: string;
  release: string;
}

/** Fewer requests than these say nothing. */
const fewest = 20;

/** Has callers' requests recorded, and looks at how far that is; the trace has the name of the improvement. */
export async function record({ run, service, release }: RecordInput) {
  const { requests, seconds } = improvementPolicy().trace;
  const trace = await callDataPlane({
    method: "PUT",
    path: `/services/${service}/trace`,
    body: { trace: run, requests, seconds },
    answer: TraceState,
  });
  const recorded = trace.search + trace.heldOut;
  const isEnough = recorded >= fewest && trace.release === release;
  const text =
    trace.release === release
      ? `${counted(recorded, "request")} of callers recorded, of ${requests}`
      : `another release, ${trace.release.slice(0, 7)}, went live meanwhile`;
  return {
    result: { isWhole: trace.isWhole, isEnough, text: isEnough ? text : `${text}: too few to learn from` },
    said: text,
  };
}
