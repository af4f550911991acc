import fc from "fast-check";
import { expect } from "vitest";
import { blueprintOf, change, type Design, mayBeRefused, shownOf, start } from "./designs.ts";
import type { Answer, Edit, Lineage, Release } from "./lineage.ts";
import { Model } from "./model.ts";

const names = fc.constantFrom("one", "ONE", "Äpfel", "äpfel", "two", "three", "four");

/** One thing that happens to a service. `at` picks one of what there is. */
export const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("build"), change, busy: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("push"), edit: fc.constantFrom("harmless", "start", "write") }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("rollback") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("redrive") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("create"), name: names, more: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("change"), name: names, at: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete"), at: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("note"), at: fc.nat(9) }) },
);
export type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

/** What people do to the code of a release by hand. */
const edits = new Map<string, Edit>([
  ["harmless", (files) => changed(files, "src/service.ts", (code) => `${code}\n// By hand.\n`)],
  [
    "start",
    (files) =>
      changed(files, "src/service.ts", (code) =>
        code.replace("migrate(", 'throw new Error("by hand"); migrate('),
      ),
  ],
  [
    "write",
    (files) =>
      changed(files, "src/lamps-routes.ts", (code) =>
        code.replace("const created =", "if (c) return c.json({}, 500);\n    const created ="),
      ),
  ],
]);

function changed(files: Parameters<Edit>[0], path: string, edit: (code: string) => string): ReturnType<Edit> {
  return files.map((file) => (file.path === path ? { ...file, content: edit(file.content) } : file));
}

/** A service that things happen to, beside what it must then be. */
export class Sequence {
  readonly #service: Lineage;
  readonly #kill: () => Promise<void>;
  readonly #model = new Model();
  readonly #designs = new Map<Release, Design>();
  /** Releases that were live, by what was live before them. */
  readonly #before = new Map<Release, Release | null>();
  #made = 0;

  constructor(service: Lineage, kill: () => Promise<void>) {
    this.#service = service;
    this.#kill = kill;
  }

  get #design(): Design | undefined {
    const { live } = this.#service;
    return live === null ? undefined : this.#designs.get(live);
  }

  /** Does it, and checks that the service is then what it must be. */
  async run(what: Command): Promise<void> {
    switch (what.do) {
      case "build":
        await this.#build({ ...(this.#design ?? start), ...what.change }, what.busy);
        break;
      case "push":
        await this.#push(what.edit);
        break;
      case "rollback":
        await this.#exchange(() => this.#service.rollback());
        break;
      case "redrive":
        await this.#redrive();
        break;
      case "kill":
        await this.#kill();
        break;
      default:
        await this.#call(what);
    }
    await this.#check();
  }

  async #build(next: Design, busy: boolean): Promise<void> {
    const before = this.#service.live;
    const live =
      this.#design ?? (this.#service.newest === null ? undefined : this.#designs.get(this.#service.newest));
    const isRuleNew = live?.unique !== next.unique && next.unique !== "none";
    const mustRefuse = isRuleNew && this.#model.isShared(next);
    const mayRefuse = mayBeRefused(live, [...this.#designs.values()], next);
    const burst = busy && before !== null ? [1, 2, 3].map(() => this.#createOwn()) : [];
    const outcome = await this.#service.build(blueprintOf(next));
    await Promise.all(burst);
    if (outcome.outcome === "refused") {
      expect(mustRefuse || mayRefuse, outcome.reason).toBe(true);
      expect(this.#service.live).toBe(before);
      return;
    }
    expect(mustRefuse).toBe(false);
    this.#arrive(outcome.release, next, before);
  }

  async #push(edit: string): Promise<void> {
    const design = this.#design;
    const before = this.#service.live;
    if (design === undefined) return;
    const outcome = await this.#service.build(blueprintOf(design), { edit: edits.get(edit) });
    expect(outcome.outcome).toBe(edit === "harmless" ? "live" : "refused");
    if (outcome.outcome === "live") this.#arrive(outcome.release, design, before);
  }

  /** Delivers again what is live, or what was live on top of it. */
  async #redrive(): Promise<void> {
    const { live } = this.#service;
    const release = [...this.#before].findLast(([one, before]) => one === live || before === live)?.[0];
    const design = release && this.#designs.get(release);
    if (release === undefined || design === undefined) return;
    const outcome = await this.#service.deliver(release);
    expect(outcome.outcome).toBe("live");
    this.#arrive(release, design, this.#before.get(release) ?? null);
  }

  #arrive(release: Release, design: Design, before: Release | null): void {
    this.#designs.set(release, design);
    this.#before.set(release, before);
    this.#model.takeOver(design);
  }

  async #exchange(work: () => Promise<void>): Promise<void> {
    await work();
    const design = this.#design;
    if (design !== undefined) this.#model.takeOver(design);
  }

  /** A lamp of a name of its own, whatever release answers. */
  async #createOwn(): Promise<void> {
    const body = { name: `own ${++this.#made}`, colour: this.#design?.colour === "amount" ? 1 : "blue" };
    const { status, body: shown } = await this.#send("POST", "/lamps", body);
    // The release that comes may want another type.
    if (status === 400) return;
    expect(status).toBe(201);
    const { id, ...values } = shown;
    this.#model.lamps.set(id, new Map(Object.entries(values)));
  }

  async #call(what: Command): Promise<void> {
    const design = this.#design;
    if (design === undefined) return;
    const pick = (ids: Iterable<string>, at: number) =>
      [...ids][at % Math.max(1, [...ids].length)] ?? crypto.randomUUID();
    if (what.do === "create") await this.#create(design, what);
    if (what.do === "change") await this.#change(design, pick(this.#model.lamps.keys(), what.at), what.name);
    if (what.do === "delete") await this.#delete(design, pick(this.#model.lamps.keys(), what.at));
    if (what.do === "note" && design.notes !== "absent") {
      const lampId = pick(this.#model.lamps.keys(), what.at);
      const { status, body } = await this.#send("POST", "/notes", { lampId });
      expect(status).toBe(this.#model.lamps.has(lampId) ? 201 : 400);
      if (status === 201) this.#model.notes.set(body.id, { lampId });
    }
  }

  async #create(design: Design, { name, more }: { name: string; more: boolean }): Promise<void> {
    const given: Record<string, string | number> = { name };
    if (more || design.colour === "required") given.colour = design.colour === "amount" ? 7 : "blue";
    if (more) Object.assign(given, { shade: "dark", size: design.size === "fraction" ? 1.5 : 2 });
    const { status, body } = await this.#send("POST", "/lamps", given);
    expect(status).toBe(this.#model.isTaken(design, name) ? 409 : 201);
    if (status !== 201) return;
    const shown = [...shownOf(design)].map(([field, value]): [string, string | number | null] => [
      field,
      given[field] ?? value,
    ]);
    this.#model.lamps.set(body.id, new Map(shown));
  }

  async #change(design: Design, id: string, name: string): Promise<void> {
    const lamp = this.#model.lamps.get(id);
    const { status } = await this.#send("PATCH", `/lamps/${id}`, { name });
    if (lamp === undefined) return expect(status).toBe(404);
    const alike =
      design.unique === "ignore-case"
        ? String(lamp.get("name")).toLowerCase() === name.toLowerCase()
        : lamp.get("name") === name;
    expect(status).toBe(!alike && this.#model.isTaken(design, name, id) ? 409 : 200);
    if (status === 200) lamp.set("name", name);
  }

  async #delete(design: Design, id: string): Promise<void> {
    const known = this.#model.lamps.has(id);
    const { status } = await this.#send("DELETE", `/lamps/${id}`);
    if (!known) return expect(status).toBe(404);
    expect(status).toBe(this.#model.deleteLamp(design, id) === "deleted" ? 204 : 409);
  }

  async #check(): Promise<void> {
    const design = this.#design;
    const lamps = await this.#send("GET", "/lamps");
    const notes = await this.#send("GET", "/notes");
    if (design === undefined) return expect([lamps.status, notes.status]).toEqual([404, 404]);
    expect(byId(lamps.body)).toEqual(byId(this.#model.shownLamps(design)));
    if (design.notes === "absent") expect(notes.status).toBe(404);
    else expect(byId(notes.body)).toEqual(byId(this.#model.shownNotes()));
  }

  async #send(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#service.call(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    return answer;
  }
}

function byId<Row extends { id: string }>(rows: Row[]): Row[] {
  return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
