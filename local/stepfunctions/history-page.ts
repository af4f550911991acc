import type { HistoryEvent } from "./history.ts";
import type { Journal } from "./journal.ts";
import type { JsonObject } from "./json.ts";
import { ServiceError } from "./service-error.ts";

export interface HistoryRequest {
  executionArn: string;
  /** At most so many events; 0 stands for the service's own 100. */
  maxResults?: number;
  nextToken?: string;
  /** The newest event first. */
  reverseOrder?: boolean;
  /** False leaves inputs and outputs out. */
  includeExecutionData?: boolean;
}

const pageSize = 100;

/**
 * One page of an execution's history, in the time that its own events take: the token is the place in the journal where
 * the next page begins. Throws InvalidToken for a token that another execution or another order was given.
 */
export function historyPage(
  journal: Journal,
  request: HistoryRequest,
): { events: HistoryEvent[]; nextToken?: string } {
  const { executionArn, nextToken, reverseOrder: reverse = false, includeExecutionData = true } = request;
  const place = nextToken === undefined ? undefined : placeOf(nextToken, journal, [executionArn, reverse]);
  const size = request.maxResults || pageSize;
  const events: HistoryEvent[] = [];
  for (const line of reverse ? journal.linesBackward(place) : journal.lines(place)) {
    if (!line.is("event")) continue;
    if (events.length === size) {
      const next = reverse ? line.end : line.start;
      return { events, nextToken: encode([executionArn, reverse, next]) };
    }
    const record = line.parse();
    if (record.kind !== "event") continue;
    events.push(includeExecutionData ? record.event : withoutData(record.event));
  }
  return { events };
}

function encode(token: [string, boolean, number]): string {
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function placeOf(token: string, journal: Journal, asked: [string, boolean]): number {
  const [, place] = /,(\d+)\]$/.exec(Buffer.from(token, "base64url").toString("utf8")) ?? [];
  const offset = Number(place);
  if (place !== undefined && encode([...asked, offset]) === token && journal.hasLineAt(offset)) return offset;
  throw new ServiceError("InvalidToken", "Invalid Token: 'the nextToken is not one of this history'");
}

const data = new Set(["input", "output", "parameters", "assignedVariables"]);

function withoutData(event: HistoryEvent): HistoryEvent {
  const { id, previousEventId, timestamp, type, ...details } = event;
  const entries = Object.entries(details).map(([key, value]): [string, JsonObject] => [
    key,
    Object.fromEntries(
      Object.entries(value).filter(([name]) => !data.has(name) && !data.has(name.replace(/Details$/, ""))),
    ),
  ]);
  return { id, previousEventId, timestamp, type, ...Object.fromEntries(entries) };
}
