import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { loyalty } from "./loyalty.ts";
import { blueprintOf, type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
let card: string;
beforeAll(async () => {
  service = await serveSpec(loyalty);
  call = service.as("ann");
}, 120_000);
afterAll(() => service?.stop());
beforeEach(async () => {
  service.fresh();
  card = (await call("POST /cards", { name: "Ann" })).body.id;
});

const visit = (spent: number, note?: string) => call(`POST /cards/${card}/visits`, { spent, note });
const give = (worth: number) => call(`POST /cards/${card}/gifts`, { worth });

describe("an effect with a condition", () => {
  test("happens only where it is true, as things stand at its place", async () => {
    expect((await visit(9)).body).toMatchObject({ points: 0, level: "plain" });
    expect((await visit(49)).body).toMatchObject({ points: 49, level: "plain" });
    expect((await visit(10)).body).toMatchObject({ points: 59, level: "gold" });
    expect((await visit(10)).body).toMatchObject({ points: 79, level: "gold" });
    expect((await call(`GET /cards/${card}`)).body).toMatchObject({ visits: 4, points: 79 });
  });

  test("makes a thing that is empty where it is not made", async () => {
    expect((await visit(20, "hi")).body).toMatchObject({ voucher: null, of: null });
    const { voucher } = (await visit(30, "hi")).body;
    expect(voucher).toMatchObject({ card, worth: 5, note: "hi" });
    expect((await visit(30)).body).toMatchObject({ voucher: null, of: null });
    expect((await call("GET /vouchers")).body).toEqual([voucher]);
  });

  test("leaves the thing that was made before it where it makes none", async () => {
    const big = [await visit(1), await visit(1), await visit(1), await visit(1)].map(
      ({ body }) => body.stamp,
    );
    expect(big).toEqual([false, false, true, false]);
    expect((await call("GET /stamps")).body).toHaveLength(5);
  });

  test("keeps the rules of what it sets", async () => {
    await visit(49);
    expect((await visit(49, "too long")).status).toBe(400);
    expect((await call(`GET /cards/${card}`)).body).toMatchObject({ visits: 1, points: 49, level: "plain" });
    expect((await visit(9, "too long")).status).toBe(201);
  });

  test("of several is judged once", async () => {
    const voucher = (await give(9)).body.id;
    const lines = [
      { voucher, take: 2 },
      { voucher, take: -1 },
      { voucher, take: 3 },
    ];
    const cash = async (body: object) => (await call(`POST /cards/${card}/cash`, body)).body;
    expect(await cash({ lines, dry: true })).toEqual([{ worth: 9, used: false }]);
    expect(await cash({ lines })).toEqual([{ worth: 4, used: false }]);
    await visit(11);
    expect(await cash({ dry: true, clear: true })).toEqual([{ worth: 4, used: false }]);
    expect(await cash({})).toEqual([{ worth: 4, used: true }]);
    expect(await cash({ clear: true })).toEqual([]);
  });

  test("deletes what was found, or nothing", async () => {
    expect(await give(1)).toMatchObject({ status: 202, body: { given: 0 } });
    expect(await give(4)).toMatchObject({ status: 201, body: { worth: 4 } });
    expect((await give(3)).status).toBe(201);
    expect((await give(7)).status).toBe(201);
    const worths = (await call("GET /vouchers")).body.map(({ worth }: { worth: number }) => worth);
    expect(worths).toEqual([4, 7]);
  });

  test("deletes the action's thing", async () => {
    const leave = (sure: boolean) => call(`POST /cards/${card}/leave`, { sure });
    expect((await leave(false)).status).toBe(200);
    expect(await leave(true)).toMatchObject({ status: 200, body: { sure: true } });
    expect((await leave(true)).status).toBe(404);
  });
});

test("what a condition may leave out is sound code, with the name of what is made or without", () => {
  // What is not sound would not be served.
  const { files } = implementService({ blueprint: blueprintOf(loyalty), requirement: loyalty });
  const source = files.map(({ content }) => content).join("\n");
  expect(source).toContain("newVoucher === null");
});

describe("what could be read in two ways, or is not there, is refused", () => {
  const refusalOf = (...lines: string[]) => {
    const spec = `# Jobs

## Job
- title: text, required
- state: state of open or done

### Finish: \`POST /jobs/{id}/finish\`
- lines: list of {title: text; job: job, required}, required
${lines.join("\n")}
`;
    const reading = parseSpec(spec);
    return reading.outcome === "read" ? undefined : reading.problems.map(({ message }) => message).join(" ");
  };

  test("a value that is told from cases, and a condition", () => {
    const both = '- Sets title to "a" if state is open, else "b"';
    expect(refusalOf(both)).toBeUndefined();
    expect(refusalOf(`${both} if title is not empty`)).toMatch(/put the value in brackets/);
    expect(refusalOf('- Sets title to ("a" if state is open, else "b") if title is "c"')).toBeUndefined();
  });

  test("a name that each of several has as well", () => {
    const each = "- Sets job.title to title for each of lines";
    expect(refusalOf(`${each} if title is not empty`)).toMatch(
      /`title` could be each one's.*`where`.*`its title`/,
    );
    expect(refusalOf(`${each} if its title is not empty`)).toBeUndefined();
    expect(refusalOf(`${each} if state is open`)).toBeUndefined();
    expect(refusalOf("- Deletes each of all jobs if state is open")).toMatch(/`state` could be each one's/);
    expect(refusalOf("- Deletes each of all jobs where state is open if its state is done")).toBeUndefined();
  });

  test("a thing that may not have been made", () => {
    const made = '- Creates a job with title = "a" if state is open';
    for (const use of ["Answers job (201)", "Sets job.title to title", "Deletes job"])
      expect(refusalOf(made, `- ${use}`)).toMatch(/`job` is made only where.*`if job is not empty`/);
    expect(refusalOf(made, "- Answers job (201) if job is not empty", "- Answers it")).toBeUndefined();
    expect(refusalOf(made, "- Answers it (200) if job is empty", "- Answers job (201)")).toBeUndefined();
    expect(refusalOf(made, "- Answers {job} (200)")).toBeUndefined();
    const other = '- Creates a job with title = "b" if state is not open';
    expect(refusalOf(made, other, "- Answers job (201)")).toBeUndefined();
  });
});
