/** Whose code a call runs. `release` is a candidate's, on its way to live; `other` is the platform's own. */
export type Subject =
  | { kind: "service"; service: string }
  | { kind: "release"; service: string }
  | { kind: "tests" }
  | { kind: "migration" }
  | { kind: "other" };

/** What the head of a request says. */
export interface Call {
  host: string | undefined;
  subject: Subject;
  /** Bytes of its body; infinite when they are not counted before they come. */
  length: number;
  /** The service whose live release is another one when this call has succeeded. */
  exchanges: string | undefined;
}

const requestLine = /^[A-Z]+ (\S+) HTTP\/1\.[01]\r\n/;

/** Most bytes that a request's head is waited for. */
export const headLimit = 64 * 1024;

/** Whether these bytes can be the first of a request. */
export function startsRequest(bytes: Buffer): boolean {
  return /^[A-Z]+(?: |$)/.test(bytes.toString("latin1", 0, 16));
}

/** Whether the head of the request that begins here is whole. */
export function isHeadWhole(bytes: Buffer): boolean {
  return bytes.length >= headLimit || bytes.includes("\r\n\r\n");
}

/** Reads the head of a request; undefined when it is none. */
export function readCall(bytes: Buffer): Call | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, end < 0 ? headLimit : end + 4);
  const [, target] = requestLine.exec(head) ?? [];
  if (target === undefined) return undefined;
  const path = target.replace(/^https?:\/\/[^/]*/, "");
  return {
    host: field(head, "host"),
    length:
      end < 0 || uncounted.test(head) ? Number.POSITIVE_INFINITY : Number(field(head, "content-length") ?? 0),
    subject: subjectOf(path),
    exchanges: /^\/control\/services\/([^/?]+)\/(?:promote|rollback)(?:\?|$)/.exec(path)?.[1],
  };
}

/** A body in chunks, and what becomes another protocol. */
const uncounted = /\r\n(?:transfer-encoding|upgrade):/i;

function field(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}:[ \\t]*([^\\r\\n]*?)[ \\t]*\\r\\n`, "i").exec(head)?.[1];
}

/** A tenant's object runs the code of its service. */
function subjectOf(path: string): Subject {
  const [, prefix, service] = /^\/(services|control\/services)\/([^/?#~]+)/.exec(path) ?? [];
  if (service !== undefined) return { kind: prefix === "services" ? "service" : "release", service };
  const [bench, migration] = /^\/control\/bench(\/migration)?(?:\?|$)/.exec(path) ?? [];
  if (bench === undefined) return { kind: "other" };
  return { kind: migration === undefined ? "tests" : "migration" };
}

/** Names a subject for people. */
export function describeSubject(subject: Subject): string {
  if (subject.kind === "service") return `the service ${subject.service}`;
  if (subject.kind === "release") return `the release of ${subject.service} that is being delivered`;
  // One release is tried in several ways at once: whichever does not end, it is its code.
  return subject.kind === "other" ? "the platform itself" : "code under test in the Bench";
}
