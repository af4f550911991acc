import type { Action } from "../../blueprint/action.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Caller, Outcome, Sent, Step } from "../model/step.ts";
import type { Thing } from "../world.ts";
import { Accounts } from "./accounts.ts";
import { accountEntity } from "./enrolment.ts";
import { repeatedIn } from "./repeated-inputs.ts";
import { type Asked, type Chance, signedInByChance } from "./signed-in-by-chance.ts";
import { waysOf } from "./ways.ts";

/** Those who sign in, in one scenario that is made by chance. */
export class People {
  readonly #chance: Chance;
  readonly #account: Entity | undefined;

  /** `perform` does a request that has to be done. */
  constructor(chance: Omit<Chance, "accounts">, perform: (step: Step) => Outcome) {
    const { blueprint } = chance.focus.relevance;
    const ways = waysOf(blueprint);
    const accounts = ways && new Accounts({ blueprint, ways }, chance.service, perform);
    this.#chance = { ...chance, accounts };
    this.#account = accountEntity(blueprint);
  }

  /** Learns of a request that was done. */
  observe(step: Step, outcome: Outcome): void {
    this.#chance.accounts?.observe(step, outcome);
  }

  caller(asked: Asked, thing?: number): Caller {
    return signedInByChance(this.#chance, asked, thing);
  }

  /** Somebody begins another session. */
  signInAgain(): void {
    const { accounts, random } = this.#chance;
    const one = random.pick(accounts?.known ?? []);
    if (one !== undefined) accounts?.signIn(one);
    else accounts?.plain(0);
  }

  /** Has a reference to an account that is a thing's owner be, often, to who calls. */
  own(
    entity: Entity,
    values: Record<string, Sent>,
    { owner, caller }: { owner: string | undefined; caller: Caller },
  ): void {
    const { random, service } = this.#chance;
    const field = entity.fields.find(({ name, source }) => name === owner && source === "input");
    if (field === undefined || field.references !== this.#account?.name) return;
    const id = service.callerName(caller);
    const number = service.made.findIndex((made) => made.id === id);
    if (number >= 0 && random.chance(0.8)) values[field.name] = { $made: number };
  }

  /** The account whose values are tried in a request: often that of who calls. */
  whoseValues(caller: Caller): { entity: Entity; thing: Thing } | undefined {
    const { random, service } = this.#chance;
    const entity = this.#account;
    if (entity === undefined || random.chance(0.15)) return undefined;
    const all = service.of(entity);
    const id = service.callerName(caller);
    const own = all.find((one) => one[entity.identifier.name] === id);
    const thing = own !== undefined && random.chance(0.75) ? own : random.pick(all);
    return thing && { entity, thing };
  }

  /** Has inputs say again, mostly, what they must. */
  repeat(action: Action, inputs: Record<string, Sent>): void {
    if (this.#chance.random.chance(0.85)) repeatedIn(action, inputs);
  }
}
