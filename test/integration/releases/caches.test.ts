import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { parseDesign } from "../../../shared/design/text.ts";
import { DataPlane } from "../objects/fixtures/data-plane.ts";
import { blueprintOf } from "../spec/serving.ts";
import { Lineage } from "./lineage.ts";

const blueprint = blueprintOf(`# Bank

Callers are named by the header \`X-User\` (401).

## Account
- owner: the caller
- label: text, required, unique (409)
- mean = average of cents of its entries
- entries = count of its entries
- Seen only by its owner
- Listed by -mean, label
- Pages of 20 by page \`?page\`, size \`?size\` up to 100

### Fill: \`POST /accounts/{id}/fill\`
- times: whole number, required
- By hand changes filled (account) (409 \`full\`): makes so many entries of 100 cents; three are the most of an account

## Entry (entries)
- account: account, deleted with it
- cents: whole number, required
- at: moment of creation
- \`?account\` is account
`);

/** Writes first and refuses then, and looks at what it has written on the way. */
const filled = `import type { FilledContext, FilledInput, FilledResult } from "./contracts.ts";

export function filled({ thing, given }: FilledInput, { things, refuse }: FilledContext): FilledResult {
  for (let made = 0; made < given.times; made += 1) things.entries.create({ account: thing.id, cents: 100 });
  if (things.entries.where({ account: thing.id }).length > 3) refuse("full");
  return thing.id;
}
`;

const count = '{ "entity": "account", "value": "count of its entries" }';
const caches = '"caches": [{ "entity": "account" }, { "entity": "entry" }]';
const designs = {
  plain: parseDesign("{}", blueprint),
  cached: parseDesign(`{ ${caches} }`, blueprint),
  stored: parseDesign(`{ "stored": [${count}], ${caches} }`, blueprint),
};

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

/** Two services that the same happens to: one keeps what its lists have read, the other does not. */
let usual: Service;
let cached: Service;
let number = 0;
beforeEach(async () => {
  number += 1;
  usual = new Service(`usual-${number}`);
  cached = new Service(`cached-${number}`);
  await usual.build("plain");
  await cached.build("cached");
});

class Service {
  readonly lineage: Lineage;
  /** Identifiers by label. */
  readonly accounts = new Map<string, string>();

  constructor(name: string) {
    this.lineage = new Lineage(name, () => plane);
  }

  async build(design: keyof typeof designs): Promise<void> {
    const built = await this.lineage.build(blueprint, {
      design: designs[design],
      edit: (files) => [...files, { path: "src/hand/filled.ts", content: filled }],
    });
    expect(built).toMatchObject({ outcome: "live" });
  }

  async ask(caller: string, route: string, body?: object) {
    const [method = "GET", path = "/"] = route.split(" ");
    const answer = await plane.service(this.lineage.name, path, {
      method,
      headers: { "x-user": caller, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    // biome-ignore lint/suspicious/noExplicitAny: tests read properties of JSON answers
    return { status: answer.status, body: (text === "" ? null : JSON.parse(text)) as any };
  }

  async open(caller: string, label: string): Promise<void> {
    const { status, body } = await this.ask(caller, "POST /accounts", { label });
    if (status === 201) this.accounts.set(label, body.id);
  }

  async pay(label: string, cents: number): Promise<void> {
    await this.ask("ann", "POST /entries", { account: this.accounts.get(label), cents });
  }

  /** All lists, without what differs between two services. */
  async lists() {
    const seen = [];
    for (const caller of ["ann", "bob"]) {
      const { body: accounts } = await this.ask(caller, "GET /accounts?size=5");
      seen.push(
        accounts.map(({ label, mean, entries }: Record<string, unknown>) => ({ label, mean, entries })),
      );
    }
    for (const path of ["/entries", ...[...this.accounts.values()].map((id) => `/entries?account=${id}`)]) {
      const { body: entries } = await this.ask("ann", `GET ${path}`);
      seen.push(entries.map(({ cents }: Record<string, unknown>) => cents));
    }
    return seen;
  }

  /** Rows that a release has read, as its meters say. */
  async rowsRead(release = "r1"): Promise<number> {
    const path = `/control/services/${this.lineage.name}/evidence?release=${release}`;
    const { meters } = Evidence.parse(await plane.done("GET", path));
    return meters.reduce((sum, meter) => sum + (meter.release === release ? meter.rowsRead : 0), 0);
  }
}

/** Does the same to both, and sees that both list the same before and after, however often they are asked. */
async function alike(what: (service: Service) => Promise<unknown>): Promise<void> {
  for (const service of [usual, cached]) await service.lists();
  expect(await what(cached)).toEqual(await what(usual));
  const expected = await usual.lists();
  for (let time = 0; time < 2; time += 1) expect(await cached.lists()).toEqual(expected);
}

async function fill(): Promise<void> {
  for (const service of [usual, cached]) {
    for (const [caller, label] of [
      ["ann", "a"],
      ["ann", "b"],
      ["bob", "c"],
    ] as const) {
      await service.open(caller, label);
      for (const cents of [1, 2]) await service.pay(label, cents);
    }
  }
}

test("each caller gets his own, and what is written shows at once", async () => {
  await alike(async (service) => service.open("ann", "a"));
  await alike(async (service) => service.open("bob", "b"));
  await alike(async (service) => service.pay("a", 7));
  await alike(async (service) => {
    const { status } = await service.ask("ann", `PATCH /accounts/${service.accounts.get("a")}`, {
      label: "z",
    });
    return status;
  });
});

test("what is refused, or undone after it was written, changes nothing", async () => {
  await fill();
  const status = (route: string, body: object) => async (service: Service) =>
    (await service.ask("ann", route.replace("{a}", service.accounts.get("a") ?? ""), body)).status;
  await alike(status("POST /accounts/{a}/fill", { times: 9 }));
  await alike(status("POST /accounts/{a}/fill", { times: 1 }));
  await alike(status("POST /accounts/{a}/fill", { times: 1 }));
  await alike(status("POST /accounts", { label: "b" }));
});

test("what a deletion takes along is gone", async () => {
  await fill();
  await alike(async (service) => {
    const { status } = await service.ask("ann", `DELETE /accounts/${service.accounts.get("a")}`);
    return status;
  });
});

test("a release that comes and one that goes back see what the other has written", async () => {
  await fill();
  await alike(async () => cached.build("stored"));
  await alike(async (service) => service.pay("a", 50));
  await alike(async () => cached.build("plain"));
  await alike(async (service) => service.pay("b", 50));
  for (const cents of [60, 70]) {
    await alike(async () => cached.lineage.rollback());
    await alike(async (service) => service.pay("b", cents));
  }
  expect(cached.lineage.live?.id).toBe("r1");
});

test("what is kept is not read, and meters count none of it", async () => {
  await fill();
  const listing = async (service: Service) => {
    const before = await service.rowsRead();
    await service.ask("ann", "GET /accounts");
    return (await service.rowsRead()) - before;
  };
  const rows = await listing(usual);
  expect(rows).toBeGreaterThan(5);
  expect([await listing(cached), await listing(cached), await listing(usual)]).toEqual([rows, 0, rows]);
  await cached.pay("a", 1);
  await usual.pay("a", 1);
  expect(await listing(cached)).toBe(await listing(usual));
  expect(await listing(cached)).toBe(0);
});
