import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { messageOf, ServiceError } from "../errors.ts";
import type { Json, JsonObject } from "../stepfunctions/json.ts";
import { account, region } from "../template/resource-types.ts";
import { startTimer } from "../timer.ts";
import type { Undelivered } from "./dead-letter.ts";
import { type Delivery, DeliveryJournal } from "./journal.ts";
import { matchesPattern } from "./pattern.ts";
import { busName, type Rule, type RuleTarget } from "./rule.ts";
import { inputForTarget } from "./target-input.ts";

/** Gives an input to a target. `name` is the same at each repeat: a target that took it before rejects nothing. */
export type Deliver = (targetArn: string, input: Json, name: string) => Promise<void>;

export interface EventBridgeOptions {
  rules: Rule[];
  /** Names of the buses that the templates hold; the default one is always there. */
  buses: string[];
  /** File of accepted events that are not delivered yet. */
  journal: string;
  deliver: Deliver;
  now: () => number;
  uuid: () => string;
  /** Told of what goes wrong in the journal. */
  onWarning: (message: string) => void;
  /** Told of each delivery that failed for good in this process. */
  onFailure: (rule: Rule, message: string) => void;
  /** Takes a delivery that failed, for its target's queue; says false when nobody reads that queue. */
  deadLetter?: (undelivered: Undelivered, name: string) => Promise<boolean>;
  /** Appends to the journal's file; gives how many bytes it has written. */
  writeJournal?: (file: number, bytes: Uint8Array) => number;
  /** Milliseconds before each further try; how many there are is how many more tries there are. */
  retries?: number[];
}

const entrySchema = z.object({
  Source: z.string().min(1),
  DetailType: z.string().min(1),
  Detail: z.string(),
  EventBusName: z.string().default("default"),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
});
/** An event as its source gives it; `time` is in milliseconds since the epoch, now if not given. */
interface NewEvent {
  source: string;
  detailType: string;
  detail: JsonObject;
  resources?: string[];
  time?: number;
}
const putEventsSchema = z.object({ Entries: z.array(z.unknown()).min(1).max(10) });

/** Takes events, and brings each at least once to the targets of the rules that it matches. */
export class EventBridgeService {
  readonly #options: EventBridgeOptions;
  readonly #journal: DeliveryJournal;
  readonly #timers: (() => void)[];
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: EventBridgeOptions) {
    this.#options = options;
    const { journal: path, onWarning, writeJournal: write } = options;
    this.#journal = new DeliveryJournal({ path, onWarning, ...(write === undefined ? {} : { write }) });
    for (const delivery of this.#journal.pending) this.#start(delivery);
    this.#timers = options.rules.flatMap((rule) =>
      rule.schedule ? [startTimer(rule.schedule, (due) => this.#tick(rule, due))] : [],
    );
  }

  /** Performs a call of the service's API; throws ServiceError for its refusals. */
  call(operation: string, body: Json): Json {
    if (operation !== "PutEvents")
      throw new ServiceError(
        "UnknownOperationException",
        `The local EventBridge does not know ${operation}, only PutEvents.`,
      );
    const parsed = putEventsSchema.safeParse(body);
    if (!parsed.success) throw new ServiceError("ValidationException", z.prettifyError(parsed.error));
    const entries = parsed.data.Entries.map((entry): JsonObject => {
      try {
        return { EventId: this.#putEntry(entry) };
      } catch (reason) {
        const code = reason instanceof ServiceError ? reason.code : "InternalFailure";
        return { ErrorCode: code, ErrorMessage: messageOf(reason) };
      }
    });
    return { Entries: entries, FailedEntryCount: entries.filter((entry) => "ErrorCode" in entry).length };
  }

  /** Puts an event on a bus. Its id is returned once the event can't be lost any more; throws when that can't be. */
  put(bus: string, event: NewEvent): string {
    const { full, id, rules } = this.#event(bus, event);
    const deliveries = deliveriesOf(rules, full, id);
    this.#journal.accept(deliveries);
    for (const delivery of deliveries) this.#start(delivery);
    return id;
  }

  /** Puts an event of something that has happened already, and that nobody could put again. */
  report(bus: string, event: NewEvent): void {
    const { full, id, rules } = this.#event(bus, event);
    this.#deliver(deliveriesOf(rules, full, id));
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Stops; what is not delivered yet stays in the journal. */
  async close(): Promise<void> {
    for (const stop of this.#timers) stop();
    this.#stopping.abort();
    await this.settled();
    this.#journal.close();
  }

  #event(bus: string, event: NewEvent) {
    const id = this.#options.uuid();
    const full: JsonObject = {
      version: "0",
      id,
      "detail-type": event.detailType,
      source: event.source,
      account,
      time: new Date(event.time ?? this.#options.now()).toISOString().replace(/\.\d+Z$/, "Z"),
      region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    const rules = this.#options.rules.filter(
      (rule) => rule.bus === bus && rule.pattern !== undefined && matchesPattern(rule.pattern, full),
    );
    return { full, id, rules };
  }

  #putEntry(entry: unknown): string {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) throw new ServiceError("InvalidArgument", z.prettifyError(parsed.error));
    const { Source, DetailType, Detail, EventBusName, Resources, Time } = parsed.data;
    const detail = z.record(z.string(), z.json()).safeParse(parseDetail(Detail));
    if (!detail.success) throw new ServiceError("MalformedDetail", "Detail is malformed.");
    const bus = busName(EventBusName);
    if (bus !== "default" && !this.#options.buses.includes(bus))
      throw new ServiceError(
        "ResourceNotFoundException",
        `Event bus ${bus} does not exist: no template holds it.`,
      );
    return this.put(bus, {
      source: Source,
      detailType: DetailType,
      detail: detail.data,
      resources: Resources,
      ...(Time === undefined ? {} : { time: Time * 1000 }),
    });
  }

  #tick(rule: Rule, due: number): void {
    const time = new Date(due).toISOString().replace(/\.\d+Z$/, "Z");
    const id = createHash("sha256").update(`${rule.name} ${time}`).digest("hex").slice(0, 32);
    const event = {
      version: "0",
      id,
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account,
      time,
      region,
    };
    this.#deliver(deliveriesOf([rule], { ...event, resources: [rule.arn], detail: {} }, id));
  }

  /** Brings what can't be refused on its way: what the journal can't take is delivered by this process or never. */
  #deliver(deliveries: Delivery[]): void {
    this.#note(() => this.#journal.accept(deliveries));
    for (const delivery of deliveries) this.#start(delivery);
  }

  #note(write: () => void): void {
    try {
      write();
    } catch (reason) {
      this.#options.onWarning(`${this.#options.journal} can't be written: ${messageOf(reason)}`);
    }
  }

  #start(delivery: Delivery): void {
    const work = this.#perform(delivery).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #perform(delivery: Delivery): Promise<void> {
    const rule = this.#options.rules.find(({ name }) => name === delivery.rule);
    const target = rule?.targets.find(({ Id }) => Id === delivery.target);
    // The template no longer asks for it.
    if (!rule || !target) return this.#note(() => this.#journal.delivered(delivery.id));
    const failure = await this.#try(rule, target, delivery);
    if (failure === undefined) this.#note(() => this.#journal.delivered(delivery.id));
    else if (!this.#stopping.signal.aborted) {
      this.#options.onFailure(rule, `Event ${delivery.id} did not reach ${target.Arn}: ${failure}`);
      // What nobody takes stays in the journal, and is tried again by the next process.
      const isTaken = await this.#giveUp(rule, target, delivery, failure);
      if (isTaken) this.#note(() => this.#journal.delivered(delivery.id));
    }
  }

  async #giveUp(rule: Rule, target: RuleTarget, { id, event }: Delivery, failure: string): Promise<boolean> {
    const queue = target.DeadLetterConfig?.Arn;
    const { deadLetter, onFailure } = this.#options;
    if (queue === undefined || deadLetter === undefined) return false;
    const retries = this.#pauses.length;
    const undelivered = { event, ruleArn: rule.arn, targetArn: target.Arn, queue, failure, retries };
    try {
      return await deadLetter(undelivered, id);
    } catch (reason) {
      onFailure(rule, `Event ${id} did not leave the queue ${queue}: ${messageOf(reason)}`);
      return false;
    }
  }

  get #pauses(): number[] {
    return this.#options.retries ?? [200, 1000, 5000];
  }

  async #try(rule: Rule, target: RuleTarget, delivery: Delivery): Promise<string | undefined> {
    let failure = "the local cloud is stopping";
    for (const pause of [0, ...this.#pauses]) {
      if (pause > 0) await this.#pause(pause);
      if (this.#stopping.signal.aborted) return failure;
      try {
        const input = inputForTarget(target, delivery.event, rule);
        await this.#options.deliver(target.Arn, input, delivery.id);
        return undefined;
      } catch (reason) {
        failure = messageOf(reason);
      }
    }
    return failure;
  }

  async #pause(milliseconds: number): Promise<void> {
    // A stop cuts the pause short; what is to be done then is asked afterwards.
    await sleep(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

function deliveriesOf(rules: Rule[], event: JsonObject, id: string): Delivery[] {
  return rules.flatMap((rule) =>
    rule.targets.map((target) => {
      const digest = createHash("sha256").update(`${rule.arn} ${target.Id}`).digest("hex");
      return { id: `${id}_${digest.slice(0, 32)}`, rule: rule.name, target: target.Id, event };
    }),
  );
}

function parseDetail(detail: string): unknown {
  try {
    return JSON.parse(detail);
  } catch {
    return undefined;
  }
}
