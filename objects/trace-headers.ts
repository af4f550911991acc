import {
  childOf,
  contextOfRequest,
  printTraceparent,
  readTraceparent,
  traceHeaders,
  unsampled,
} from "../shared/telemetry/trace-context.ts";

/**
 * Puts a request that came from a caller into a span of its own, in the caller's trace or in one that begins here. What
 * the service sees and passes on is that span. `request` is the id that the host gives the request.
 */
export function beginSpan(headers: Headers, request: string): void {
  const caller = readTraceparent(headers.get(traceHeaders.parent));
  // Without a trace there is no state of it, whatever the caller says.
  if (caller === undefined) headers.delete(traceHeaders.state);
  headers.set(traceHeaders.parent, printTraceparent(contextOfRequest(caller, request)));
}

/** Of the trace that a request is in, 32 hexadecimal digits; null for one that came by no router. */
export function traceIdOf(headers: Headers): string | null {
  return readTraceparent(headers.get(traceHeaders.parent))?.traceId ?? null;
}

/**
 * The headers of a copy of a caller's request: it is in the same trace, and it is not what the caller has asked, so it
 * has another span, which nobody is to record.
 */
export function headersOfCopy(headers: Headers): [string, string][] {
  const context = readTraceparent(headers.get(traceHeaders.parent));
  const others = ([...headers] as [string, string][]).filter(
    ([name]) => name !== traceHeaders.parent && name !== traceHeaders.state,
  );
  if (context === undefined) return others;
  return [...others, [traceHeaders.parent, printTraceparent(unsampled(childOf(context)))]];
}
