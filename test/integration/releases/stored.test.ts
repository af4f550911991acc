import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Design } from "../../../shared/design/design.ts";
import { designProblems } from "../../../shared/design/fit.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import { parseDesign } from "../../../shared/design/text.ts";
import { DataPlane } from "../objects/fixtures/data-plane.ts";
import { blueprintOf } from "../spec/serving.ts";
import { Lineage } from "./lineage.ts";

/** How many sequences: `RUNS=300 npx vitest run test/integration/releases/stored.test.ts` by hand. */
const runs = Number(process.env.RUNS ?? 10);
const seed = Number(process.env.SEED ?? 20261126);

const blueprint = blueprintOf(`# Parcels

## Depot
- name: text, required, unique without case (409)
- capacity: whole number, 0 to 4, default 2
- stored = count of its parcels where state is stored
- free = capacity - count of its parcels where state is stored
- load = sum of double of its parcels where state is not lost
- heaviest = greatest of weight of its parcels
- largest = list of {label, weight} of its parcels by -weight
- Listed by name
- \`?roomy=true\` only where free > 0
- \`?q\` part of name
- \`?sort\` sorts by name, capacity, load

### Clear: \`POST /depots/{id}/clear\`
- Sets state to lost for each of its parcels where state is stored
- Answers {stored, load} (200)

## Parcel
- depot: depot, cleared with it
- label: text, required
- weight: whole number, required, 1 to 9
- double = weight * 2
- due: moment
- size: one of small, medium or large, default small
- state: state of waiting, stored or lost
- At most capacity for each depot where state is stored (409 \`full\`)
- Listed by -size, weight, due empty last
- \`?depot\` is depot
- \`?state\` is state
- \`?from\` at least due
- \`?sort\` sorts by weight, size, due, label empty last
- \`?sort=heaviest\` sorts by -weight, due empty last
- Pages of 3 by cursor \`?after\`, size \`?limit\` up to 5
- Lists are framed: parcels holds the things, next the next cursor

### Store: \`POST /parcels/{id}/store\`
- Moves state from waiting or lost to stored (409)

### Lose: \`POST /parcels/{id}/lose\`
- Moves state from waiting or stored to lost (409)
`);

const possible = parseDesign(
  JSON.stringify({
    stored: [
      { entity: "depot", value: "count of its parcels where state is stored" },
      { entity: "depot", value: "sum of double of its parcels where state is not lost" },
      { entity: "depot", value: "count of its parcels" },
    ],
  }),
  blueprint,
).stored;

const parts = {
  depot: [{ field: "name" }, { field: "name", as: "folded" }, { field: "capacity" }],
  parcel: [
    ...["depot", "label", "weight", "due", "size", "state"].map((field) => ({ field })),
    { field: "due", as: "kept" },
    { field: "size", as: "order" },
    { field: "state", as: "order" },
  ],
} as const satisfies Record<string, Design["indexes"][number]["by"]>;

const index = fc.constantFrom("depot" as const, "parcel" as const).chain((entity) =>
  fc
    .uniqueArray(
      fc
        .record({ part: fc.constantFrom(...parts[entity]), descending: fc.boolean() })
        .map(({ part, descending }) => ({ ...part, ...(descending && { descending: true as const }) })),
      { minLength: 1, maxLength: 3, selector: (part) => JSON.stringify({ ...part, descending: undefined }) },
    )
    .map((by) => ({ entity, by })),
);
const design: fc.Arbitrary<Design> = fc
  .record({
    indexes: fc.uniqueArray(fc.oneof(index, fc.constantFrom(...designByRule(blueprint).indexes)), {
      maxLength: 5,
      selector: (one) => JSON.stringify(one),
    }),
    stored: fc.subarray(possible),
    caches: fc.subarray([{ entity: "depot" }, { entity: "parcel" }]),
  })
  .filter((one) => designProblems(one, blueprint).length === 0);

const at = fc.nat(7);
const instants = fc.constantFrom(
  "2026-05-01T10:00:00Z",
  "2026-05-01T12:30:00+03:00",
  "2026-04-30T23:00:00-02:00",
);
const parcel = fc.record(
  {
    depot: fc.option(at),
    label: fc.constantFrom("a", "b", "c"),
    weight: fc.integer({ min: 1, max: 9 }),
    due: fc.option(instants),
    size: fc.constantFrom("small", "medium", "large"),
  },
  { requiredKeys: ["label", "weight"] },
);
const depot = fc.record(
  {
    name: fc.constantFrom("Ä", "ä", "North", "NORTH", "East", "b"),
    capacity: fc.integer({ min: 0, max: 4 }),
  },
  { requiredKeys: ["name"] },
);
const queries = fc.constantFrom(
  "/depots",
  "/depots?roomy=true",
  "/depots?q=%C3%A4",
  "/depots?sort=-load",
  "/depots?sort=capacity",
  "/parcels?limit=2",
  "/parcels?state=stored&sort=-weight",
  "/parcels?sort=due",
  "/parcels?sort=-size&limit=1",
  "/parcels?sort=heaviest",
  "/parcels?from=2026-05-01T09:45:00Z&sort=label",
);

/** One thing that happens to both services; `at` picks one of what there is. */
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("design"), design }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rollback") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("create"), of: fc.constant("depots"), body: depot }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("create"), of: fc.constant("parcels"), body: parcel }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("store", "store", "lose"), at }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("change"), of: fc.constant("parcels"), at, body: parcel }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("change"), of: fc.constant("depots"), at, body: depot }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("delete"),
      of: fc.constantFrom("depots", "parcels", "parcels"),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear"), at }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("list"), path: queries }) },
);
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

/** Two services of one spec: one keeps the usual design, the other changes its own. */
class Pair {
  readonly #services: readonly [Lineage, Lineage];
  /** Identifiers by the collection, in order of creation: of each thing, the one in each service. */
  readonly #ids = { depots: [] as string[][], parcels: [] as string[][] };

  constructor(number: number) {
    this.#services = [
      new Lineage(`usual-${number}`, () => plane),
      new Lineage(`other-${number}`, () => plane),
    ];
  }

  async start(): Promise<void> {
    for (const service of this.#services) await service.build(blueprint);
    for (const name of ["North", "Ä"] as const)
      await this.run({ do: "create", of: "depots", body: { name } });
    for (const number of [1, 2, 3, 4]) {
      const body = { label: "a" as const, weight: number, depot: number % 3 };
      await this.run({ do: "create", of: "parcels", body });
      if (number !== 2) await this.run({ do: "store", at: number - 1 });
    }
  }

  async run(what: Command): Promise<void> {
    const [, changing] = this.#services;
    if (what.do === "design") {
      expect(await changing.build(blueprint, { design: what.design })).toMatchObject({ outcome: "live" });
    } else if (what.do === "rollback") {
      if (changing.releases.length > 1 && changing.live !== changing.releases[0]) await changing.rollback();
      if (changing.live === null) await changing.build(blueprint);
    } else if (what.do === "list") await this.#list(what.path);
    else await this.#write(what);
    // What one list has kept, the next one answers with.
    for (const path of ["/depots", "/parcels?limit=5", "/depots"]) await this.#list(path);
  }

  async #write(what: Exclude<Command, { do: "design" | "rollback" | "list" }>): Promise<void> {
    if (what.do === "create") {
      const made = await this.#both("POST", () => `/${what.of}`, what.body);
      if (made[0]?.status === 201) this.#ids[what.of].push(made.map(({ body }) => body.id));
      return;
    }
    const of = "of" in what ? what.of : what.do === "clear" ? "depots" : "parcels";
    const ids = this.#ids[of];
    const [one, other] = ids[what.at % Math.max(1, ids.length)] ?? [];
    const path = (service: number) => `/${of}/${(service === 0 ? one : other) ?? crypto.randomUUID()}`;
    if (what.do === "change") await this.#both("PATCH", path, what.body);
    else if (what.do === "delete") await this.#both("DELETE", path);
    else await this.#both("POST", (service) => `${path(service)}/${what.do}`);
  }

  /** A list, page after page. */
  async #list(path: string): Promise<void> {
    for (let next: (string | null)[] | undefined = ["", ""]; next !== undefined; ) {
      const cursors: (string | null)[] = next;
      const pages = await this.#both("GET", (service) => `${path}${cursors[service] ?? ""}`);
      const after = pages.map(({ body }) => (body.next === undefined ? null : body.next));
      next = after.includes(null)
        ? undefined
        : after.map((cursor) => `${path.includes("?") ? "&" : "?"}after=${encodeURIComponent(cursor)}`);
    }
  }

  /** The same request to both, which answer the same but for their identifiers. */
  async #both(method: string, path: (service: number) => string, body?: object) {
    const answers = [];
    for (const [number, service] of this.#services.entries()) {
      const sent = body && this.#sent(body, number);
      answers.push(await service.call(method, path(number), sent));
    }
    const [usual, other] = answers.map((answer, number) => this.#known(answer, number));
    expect(other).toEqual(usual);
    expect(answers[0]?.status).toBeLessThan(500);
    return answers;
  }

  #sent(body: object, service: number): object {
    if (!("depot" in body) || typeof body.depot !== "number") return body;
    const { depots } = this.#ids;
    const depot = body.depot === 7 ? undefined : depots[body.depot % Math.max(1, depots.length)];
    return { ...body, depot: depot?.[service] ?? crypto.randomUUID() };
  }

  /** An answer with its identifiers named by what they identify, and no cursor but whether there is one. */
  #known({ status, body }: { status: number; body: unknown }, service: number) {
    const names = new Map(
      Object.entries(this.#ids).flatMap(([of, all]) =>
        all.map((ids, at) => [ids[service] ?? "", `${of} ${at}`]),
      ),
    );
    const text = JSON.stringify(body, (key, value) => (key === "next" ? value !== null : value));
    return {
      status,
      text: text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? "another"),
    };
  }
}

test(
  "whatever the design is, and however it changes over the data, answers are the same",
  async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 15, maxLength: 40, size: "max" }), async (commands) => {
        const pair = new Pair(++count);
        await pair.start();
        for (const one of commands) await pair.run(one);
      }),
      { numRuns: runs, seed, verbose: 1 },
    );
  },
  Math.max(120_000, runs * 10_000),
);
