import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Callers } from "../../blueprint/callers.ts";
import type { Json } from "../../models/model.ts";

/** How callers sign in. */
export type Account = NonNullable<NonNullable<Callers["name"]>["account"]>;

export function accountOf({ callers }: Blueprint): Account | undefined {
  return callers?.name?.account;
}

/**
 * Mistakes with tokens that no blueprint says: any token, or none, is taken for one of the first account; one without its
 * scheme is taken; one with its scheme in another case is not; sessions outlast their account, or go on with another one
 * of its name; who signs out does so everywhere.
 */
export type TokenMistake = "any" | "none" | "bare" | "cased" | "outlasting" | "revived" | "everywhere";

/** A blueprint with such a mistake. */
export function withTokenMistake(blueprint: Blueprint, mistake: TokenMistake): void {
  Object.assign(blueprint, { mistake });
}

export function tokenMistakeOf(blueprint: Blueprint & { mistake?: TokenMistake }): TokenMistake | undefined {
  return blueprint.mistake;
}

/** How the model writes the token of a session. No entity's name begins with a blank. */
export function tokenText(session: number): string {
  return `\u{E000} token:${session}\u{E000}`;
}

export function isToken(value: Json): boolean {
  return typeof value === "string" && /^\u{E000} token:\d+\u{E000}$/u.test(value);
}

interface Session {
  /** What the account is known by; null once it is ended. */
  account: Json;
  /** Milliseconds since the epoch. */
  until: number;
}

/** The sessions of a modelled service, by their numbers. */
export class Sessions {
  #all: Session[] = [];

  get count(): number {
    return this.#all.length;
  }

  /** Begins one, for ever or until a moment. Gives its number. */
  begin(account: Json, until: string | undefined): number {
    this.#all.push({ account, until: until === undefined ? Infinity : Date.parse(until) });
    return this.#all.length - 1;
  }

  end(number: number): void {
    this.#all = this.#all.map((one, index) => (index === number ? { ...one, account: null } : one));
  }

  endAll(account: Json): void {
    this.#all = this.#all.map((one) => (one.account === account ? { ...one, account: null } : one));
  }

  /** The account whose session it is at a moment. */
  accountAt(number: number, now: string): Json {
    const session = this.#all[number];
    return session === undefined || session.until <= Date.parse(now) ? null : session.account;
  }

  /** Gives what takes back all that comes after. */
  save(): () => void {
    const before = [...this.#all];
    return () => {
      this.#all = before;
    };
  }
}
