import { sha256 } from "../digest.ts";

/** Names of the headers of W3C Trace Context. */
export const traceHeaders = { parent: "traceparent", state: "tracestate" } as const;

/** A place in a trace: what is done from here on is a child of the span. */
export interface TraceContext {
  /** 32 hexadecimal digits in lower case, not all of them 0. */
  traceId: string;
  /** 16 of them, `parent-id` in a `traceparent`. */
  spanId: string;
  /** Bits of Trace Context, level 2. */
  flags: number;
}

/** The bits that level 2 knows. All others are not passed on. */
const knownFlags = { sampled: 0x01, random: 0x02 };

const shape = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

/** Length in version 00, which has nothing behind the flags. */
const lengthOfFirst = 55;

/** The context that a `traceparent` says; undefined where it is none, and as if there were none. */
export function readTraceparent(value: unknown): TraceContext | undefined {
  if (typeof value !== "string") return undefined;
  const [, version, traceId, spanId, flags] = shape.exec(value) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "00" && value.length !== lengthOfFirst) return undefined;
  return {
    traceId,
    spanId,
    flags: Number.parseInt(flags, 16) & (knownFlags.sampled | knownFlags.random),
  };
}

/** The `traceparent` of calls that are made in this context, in version 00. */
export function printTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, "0")}`;
}

/** A span of its own under the context. */
export function childOf(context: TraceContext): TraceContext {
  return { ...context, spanId: newSpanId() };
}

/** The same, of something that nobody is to record. */
export function unsampled(context: TraceContext): TraceContext {
  return { ...context, flags: context.flags & ~knownFlags.sampled };
}

function newSpanId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  // All zeros is no id.
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The span of a whole run, in the trace of whoever asked for it or else in one of the run's own. Both ids hang on the
 * run's name alone, so that what goes on with it later, or begins it twice, is in the same trace.
 */
export async function contextOfRun(run: string, parent: TraceContext | undefined): Promise<TraceContext> {
  const digest = await sha256(`aidevos run ${run}`);
  const own = { traceId: digest.slice(0, 32), flags: knownFlags.sampled };
  const { traceId, flags } = parent ?? own;
  return { traceId, flags, spanId: digest.slice(32, 48) };
}

/**
 * The context of a caller's request: a span of the caller's trace, or of one that begins with it. `request` is the
 * request's id, a random UUID (RFC 9562, version 4): the digits of the span are its last 16.
 */
export function contextOfRequest(caller: TraceContext | undefined, request: string): TraceContext {
  const digits = request.replaceAll("-", "");
  const begun = { traceId: digits, flags: knownFlags.sampled | knownFlags.random };
  const { traceId, flags } = caller ?? begun;
  return { traceId, flags, spanId: digits.slice(16) };
}

/** The header of AWS X-Ray for the trace. X-Ray writes the same 128 bits in three parts. */
export function xrayHeader({ traceId, flags }: TraceContext): string {
  const sampled = flags & knownFlags.sampled;
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Sampled=${sampled}`;
}
