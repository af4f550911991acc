import * as z from "zod";
import { Random } from "../../shared/random.ts";

/** Tickets that are there before anything is measured, and the teams that they belong to. */
const size = { tickets: 1_500, teams: 20 };

const states = ["open", "waiting", "closed"] as const;

const Ticket = z.looseObject({
  id: z.string(),
  title: z.string(),
  team: z.string(),
  state: z.enum(states),
  hours: z.number(),
  cost: z.number(),
});
type Ticket = z.infer<typeof Ticket>;

/** What the callers have got so far. */
export interface Served {
  answers: number;
  /** No answer, a failure, or another answer than the tickets that they have made ask for. */
  wrong: number;
  /** Of the last wrong one. */
  what: string | undefined;
}

/**
 * Callers of the help desk who know what they have made, and hold each answer against it: the open tickets of a team, one
 * ticket, a new one, one closed. Each asks again as soon as it has been answered and has paused.
 */
export class Callers {
  readonly served: Served = { answers: 0, wrong: 0, what: undefined };
  /** Milliseconds of each list that was asked for, with when that was. */
  readonly lists: { at: number; milliseconds: number }[] = [];
  readonly #url: string;
  readonly #random = new Random(20);
  readonly #tickets = new Map<string, Ticket>();
  /** Tickets that are being changed: what a list shows of them may be the one or the other. */
  readonly #changing = new Set<string>();
  #isStopped = false;
  #callers: Promise<void>[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Makes the tickets that are there before. */
  async fill(): Promise<void> {
    const waiting = Array.from({ length: size.tickets }, (_, number) => number);
    const work = async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift())
        await this.#create(number % 4 === 0 ? "open" : "closed");
    };
    await Promise.all(Array.from({ length: 8 }, work));
  }

  /** Begins to call, with so many callers, each of which pauses so many milliseconds. */
  start(callers: number, pause: number): void {
    this.#callers = Array.from({ length: callers }, () => this.#call(pause));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#callers);
  }

  async #call(pause: number): Promise<void> {
    while (!this.#isStopped) {
      try {
        const chance = this.#random.below(100);
        if (chance < 80) await this.#list();
        else if (chance < 90) await this.#show();
        else if (chance < 95) await this.#create("open");
        else await this.#close();
      } catch (error) {
        this.#note(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async #list(): Promise<void> {
    const team = this.#team();
    const before = Date.now();
    const started = performance.now();
    const { status, body } = await this.#ask("GET", `/tickets?team=${team}&state=open`);
    this.lists.push({ at: before, milliseconds: performance.now() - started });
    if (status !== 200) return this.#note(`a list answered ${status}`);
    for (const shown of z.array(Ticket).parse(body)) {
      const known = this.#tickets.get(shown.id);
      if (known === undefined || this.#changing.has(shown.id)) continue;
      if (shown.team !== team || shown.cost !== known.cost || shown.state !== known.state)
        return this.#note(`${JSON.stringify(shown)} where ${JSON.stringify(known)} was made`);
    }
    this.#note();
  }

  async #show(): Promise<void> {
    const ticket = this.#random.pick([...this.#tickets.values()]);
    if (ticket === undefined || this.#changing.has(ticket.id)) return;
    const { status, body } = await this.#ask("GET", `/tickets/${ticket.id}`);
    if (this.#changing.has(ticket.id)) return;
    const shown = Ticket.safeParse(body).data;
    const isRight = status === 200 && shown?.cost === ticket.cost && shown.title === ticket.title;
    this.#note(isRight ? undefined : `a ticket answered ${status} ${JSON.stringify(body)}`);
  }

  async #create(state: (typeof states)[number]): Promise<void> {
    const given = {
      title: `Ticket ${this.#random.below(1_000_000)}`,
      team: this.#team(),
      state,
      hours: this.#random.below(400) / 4,
    };
    const { status, body } = await this.#ask("POST", "/tickets", given);
    if (status !== 201) return this.#note(`a new ticket answered ${status} ${JSON.stringify(body)}`);
    const made = Ticket.parse(body);
    this.#tickets.set(made.id, made);
    this.#note(
      made.hours === given.hours ? undefined : `${made.hours} hours where ${given.hours} were given`,
    );
  }

  async #close(): Promise<void> {
    const open = [...this.#tickets.values()].filter(
      ({ id, state }) => state === "open" && !this.#changing.has(id),
    );
    const ticket = this.#random.pick(open);
    if (ticket === undefined) return;
    this.#changing.add(ticket.id);
    const { status } = await this.#ask("PATCH", `/tickets/${ticket.id}`, { state: "closed" });
    this.#tickets.set(ticket.id, { ...ticket, state: "closed" });
    this.#note(status === 200 ? undefined : `a change answered ${status}`);
    // Lists that were asked for before may still be on their way.
    setTimeout(() => this.#changing.delete(ticket.id), 2_000).unref();
  }

  async #ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.#url + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  #team(): string {
    return `team-${this.#random.below(size.teams)}`;
  }

  #note(what?: string): void {
    this.served.answers += 1;
    if (what === undefined) return;
    this.served.wrong += 1;
    this.served.what = what;
  }
}
