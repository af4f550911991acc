import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Json } from "../../models/model.ts";
import type { ModelService } from "../model/service.ts";
import { accountOf } from "../model/sessions.ts";
import { type Caller, isInSession, type Outcome, type Request, type Step } from "../model/step.ts";
import { rolesSaid } from "./callers.ts";
import {
  accountEntity,
  givenBy,
  type Leaves,
  type Maker,
  makerOf,
  making,
  prepare,
  signing,
} from "./enrolment.ts";
import type { Way, Ways } from "./ways.ts";

/** An account that requests have made. */
export interface Known {
  /** What it is known by. */
  id: Json;
  /** Its number, where its maker's answer shows it. */
  number: number | undefined;
  maker: Maker;
  given: Leaves;
  /** The session that was begun last. */
  session: number | undefined;
}

/** The accounts of one run of requests, and how to call as them: who is needed is made and signed in. */
export class Accounts {
  readonly #blueprint: Blueprint;
  readonly #ways: Ways;
  readonly #service: ModelService;
  readonly #perform: (step: Step) => Outcome;
  readonly #known: Known[] = [];
  /** Those that were made only to call as. */
  readonly #callers: Known[] = [];
  #turn: number;

  /** `perform` does a request, and tells `observe` of it. People are those of turns from `turn` on. */
  constructor(
    { blueprint, ways, turn = 0 }: { blueprint: Blueprint; ways: Ways; turn?: number },
    service: ModelService,
    perform: (step: Step) => Outcome,
  ) {
    this.#blueprint = blueprint;
    this.#ways = ways;
    this.#service = service;
    this.#perform = perform;
    this.#turn = turn;
    if (ways.isFirstSpecial) this.enrol(ways.plain);
  }

  /** Learns of a request that was done. */
  observe(step: Step, outcome: Outcome): void {
    if (step.kind === "wait" || outcome.kind !== "done") return;
    const maker = this.#makerOf(step);
    const entity = accountEntity(this.#blueprint);
    const { session } = outcome;
    if (maker !== undefined && entity !== undefined) {
      const id = this.#service.of(entity).at(-1)?.[entity.identifier.name] ?? null;
      const given = givenBy(step);
      if (this.#known.every((one) => one.id !== id))
        this.#known.push({ id, number: outcome.made, maker, given, session: undefined });
    }
    if (session === undefined) return;
    const account = this.#service.sessions.accountAt(session, this.#service.now);
    for (const one of this.#known) if (one.id === account) one.session = session;
  }

  #makerOf(step: Request): Maker | undefined {
    const entity = accountEntity(this.#blueprint);
    return entity && makerOf(step, this.#ways.makers, entity);
  }

  /** One of those without a role, as far as it can be had; another for each index. */
  plain(index: number): Caller | undefined {
    for (let tries = 0; tries < 3; tries += 1) {
      const found = this.#callers.filter((one) => this.#isPlain(one))[index];
      if (found !== undefined) return this.callerOf(found);
      this.enrol(this.#ways.plain);
    }
    return undefined;
  }

  #isPlain(one: Known): boolean {
    const caller = this.callerOf(one);
    const roles = caller === undefined ? undefined : this.#service.rolesOf(caller);
    return roles !== undefined && roles.join() === this.#ways.plainRoles.join();
  }

  /** One of those with a role; another for each index. */
  withRole(role: string, index = 0): Caller | undefined {
    const found = this.#holder(role, index);
    const way = this.#ways.roles.get(role);
    if (found !== undefined || way === undefined) return found;
    this.enrol(way);
    return this.#holder(role, index);
  }

  #holder(role: string, index: number): Caller | undefined {
    let left = index;
    for (const one of this.#callers) {
      const caller = this.callerOf(one);
      if (caller === undefined || !this.#service.rolesOf(caller).includes(role)) continue;
      if (left === 0) return caller;
      left -= 1;
    }
    return undefined;
  }

  /** Who has the account, where it is known how it is signed in. */
  ofAccount(id: Json): Caller | undefined {
    const found = this.#known.find((one) => one.id === id);
    return found && this.callerOf(found);
  }

  get known(): readonly Known[] {
    return this.#known;
  }

  /** Makes an account, and what else its way asks for. */
  enrol({ maker, overrides, promotion }: Way): Known | undefined {
    const turn = this.#turn;
    this.#turn += 1;
    const [service, perform] = [this.#service, this.#perform];
    prepare(this.#blueprint, maker, { turn, service, perform });
    const request = making(this.#blueprint, maker, { turn, overrides, service: this.#service });
    if (request === undefined || this.#done(request)?.kind !== "done") return undefined;
    const made = this.#known.at(-1);
    if (made === undefined) return undefined;
    this.#callers.push(made);
    if (promotion === undefined) return made;
    const by = promotion.by === undefined ? this.callerOf(made) : this.withRole(promotion.by);
    if (by !== undefined && made.number !== undefined)
      this.#done({ ...promotion.request(made.number), caller: by });
    return made;
  }

  #done(request: Request): Outcome {
    const outcome = this.#perform(request);
    this.observe(request, outcome);
    return outcome;
  }

  /** The account as a caller; signs in where no session is good. */
  callerOf(one: Known): Caller | undefined {
    return this.#present(one) ?? this.signIn(one);
  }

  #present({ session, number }: Known): Caller | undefined {
    const name = nameOf(this.#blueprint, { made: number, session });
    if (name === undefined) return undefined;
    const caller: Caller = { name, roles: rolesSaid(this.#blueprint) };
    return this.#service.callerName(caller) === null ? undefined : caller;
  }

  /** Begins another session of an account. */
  signIn(one: Known): Caller | undefined {
    const signer = this.#ways.signers.get(one.maker);
    const request = signer && signing(this.#blueprint, signer, { given: one.given, thing: one.number });
    if (request === undefined) return undefined;
    const before = one.session;
    const outcome = this.#done(request);
    const isNew = outcome.kind === "done" && one.session !== before;
    return isNew ? this.#present(one) : undefined;
  }
}

/** By what who was made or has signed in is named in calls. */
export function nameOf(
  blueprint: Blueprint,
  { made, session }: { made?: number | undefined; session?: number | undefined },
): Caller["name"] {
  if (accountOf(blueprint)?.isNamed === true) return made === undefined ? undefined : { $made: made };
  return session === undefined ? undefined : { $session: session };
}

/** The number of the session that a caller calls in. */
export function sessionOf({ name }: Caller): number | undefined {
  return name !== undefined && isInSession(name) ? name.$session : undefined;
}
