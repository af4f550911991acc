import { STATUS_CODES } from "node:http";
import type { BenchReport, MigrationReport } from "../../shared/delivery/control.ts";
import { describeSubject, type Subject } from "./call.ts";

/** A whole answer, as it is written to a connection that is closed after it. */
function answer(status: number, type: string, body: object, headers: string[] = []): string {
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...headers,
    "Connection: close",
    "",
    text,
  ].join("\r\n");
}

function problem(status: number, title: string, detail: string, headers: string[] = []): string {
  return answer(status, "application/problem+json", { status, title, detail }, headers);
}

export function foreignHost(host: string | undefined): string {
  return problem(
    403,
    "Foreign host",
    `The local cloud answers on 127.0.0.1 and localhost, not ${host ?? "without a host"}. Set AIDEVOS_HOSTS to let it answer on other names.`,
  );
}

/** For a call that was not answered and can be repeated: whatever ended the runtime was not its doing, as far as is known. */
export function restarted(): string {
  const detail = "The runtime was restarted before it had answered. Call again.";
  return problem(503, "Restarted", detail, ["Retry-After: 1"]);
}

export function setAside(service: string): string {
  return problem(
    503,
    "Set aside",
    `The live release of ${service} has held up the whole runtime twice with a call that does not end. It is not called until another release is live: take it back (npx aidevos rollback ${service}) or build a new one.`,
  );
}

/** For the call whose code does not end: what production's limit of processor time makes of it. */
export function neverEnds(subject: Subject): string {
  const detail = `The code of ${describeSubject(subject)} did not end, and the runtime had to be restarted.`;
  const failure = `${detail} Look for an endless loop.`;
  if (subject.kind === "tests")
    return answer(200, "application/json", { tests: [], measured: [], failure } satisfies BenchReport);
  if (subject.kind === "migration")
    return answer(200, "application/json", {
      writes: 0,
      reads: 0,
      problems: [],
      failure,
    } satisfies MigrationReport);
  if (subject.kind === "release") return problem(422, "The release does not end", detail);
  return problem(504, "Out of time", detail);
}
