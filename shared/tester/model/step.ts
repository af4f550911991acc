import type { Json } from "../../models/model.ts";

/** A value that a step sends: as it stands, the identifier of a thing made before, or a time so many days from now. */
export type Sent = Json | Earlier | Relative;

/** The identifier of a thing made before. No field's name begins with a dollar sign. */
export interface Earlier {
  $made: number;
}

/** A time so many days from now. */
export interface Relative {
  $days: number;
}

/** A session that a request before has begun: sessions are numbered as things are. */
export interface InSession {
  $session: number;
}

export function isInSession(value: Caller["name"]): value is InSession {
  return typeof value === "object" && "$session" in value;
}

export function isEarlier(value: Sent | Caller["name"]): value is Earlier {
  return typeof value === "object" && value !== null && "$made" in value;
}

export function isRelative(value: Sent | undefined): value is Relative {
  return typeof value === "object" && value !== null && "$days" in value;
}

export type SentValues = Readonly<Record<string, Sent>>;

/** Who sends a request. */
export interface Caller {
  /**
   * A fixed name, or a thing made before, by whose identifier the caller is named. Where callers sign in: a session whose
   * token is said, or a text that is the token of none.
   */
  name?: string | Earlier | InSession | undefined;
  /** How a token is said otherwise than usual: its scheme in another case, or without it. */
  manner?: "other-case" | "bare";
  roles: readonly string[];
  /** In place of a role, what is none. */
  wrongRole?: true;
  /** Without it, the fixed key is left out. */
  key?: false;
}

/** What a scenario does: a request, or that so many milliseconds pass at once. */
export type Step = Request | { kind: "wait"; milliseconds: number };

/** One request of a scenario. Things are numbered in the order in which the scenario's own requests make them. */
export type Request = { caller: Caller } & (
  | { kind: "create"; entity: string; values: SentValues }
  | { kind: "change"; thing: number; values: SentValues }
  | { kind: "replace"; thing: number; values: SentValues }
  | { kind: "remove"; thing: number }
  | {
      kind: "act";
      entity?: string | undefined;
      action: string;
      thing?: number | undefined;
      inputs: SentValues;
    }
  | { kind: "read"; thing: number }
  | {
      kind: "list";
      entity: string;
      query: readonly (readonly [string, string])[];
      /** Values of parameters that have a type of their own. */
      inputs?: SentValues;
      /** The thing below which they are listed, where the list's path names one. */
      below?: Earlier;
    }
);

/** Why a request is refused, and by which part of the blueprint. */
export interface Reason {
  status: number;
  code?: string | undefined;
  with?: Record<string, Json> | undefined;
  /** Path as in a trace: `entities/loan/limits/0`. */
  by: string;
  /** Which reasons come first where no order is said. */
  stage: number;
}

/** What a request gives. */
export type Outcome =
  | {
      kind: "done";
      status: number;
      /** What is shown of a thing, of several, or the value that is answered; absent without a JSON body. */
      body?: Json;
      text?: string;
      location?: string;
      /** Headers that are said to be sent, by their names in lower case; null: not sent. */
      headers?: Record<string, string | null>;
      /** Number of the thing that it has made. */
      made?: number;
      /** Number of the session that it has begun. */
      session?: number;
    }
  | { kind: "refused"; reason: Reason; reasons: readonly Reason[] }
  /** What it gives is not said: the scenario shows nothing. */
  | { kind: "open"; why: string };

/** The stages of refusals where no order is said. */
export const stages = { key: 1, caller: 2, found: 3, permission: 4, body: 5, guard: 6, rule: 7 } as const;

/** Values as a URL has them, where they stand there: a list without elements is not given. */
export function asInUrl(values: SentValues, isThere: (name: string) => boolean): SentValues {
  const isGone = ([name, value]: [string, Sent]) =>
    isThere(name) && Array.isArray(value) && value.length === 0;
  return Object.fromEntries(Object.entries(values).filter((entry) => !isGone(entry)));
}
