import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Hospital

Callers may be named by the header \`X-User\`.
Statuses: invalid 422.

## Ward
- Identified by no, counted from 1
- name: text, required

## Bed
- ward: ward, required
- name: text, required

## Stay
- bed: bed, required
- from: date, required
- to: date
- sentAt: moment
- vegetarian: yes/no, default no
- by: the caller
- \`?on\`: date, only where from <= on and (to is empty or on < to)
- \`?ward\`: ward, only where bed.ward is ward
- \`?bed\`: bed, only where its bed is bed
- \`?nights\`: whole number, 1 to 90, only where days(from, to) >= nights
- \`?vegetarian\`: yes/no, only where its vegetarian is vegetarian
- \`?sentBefore\`: moment, only where sentAt < sentBefore
- \`?shares\`: text, in lower case, only where any of all stays where bed.ward is its bed.ward and bed.name is shares

## Meal
- name: text, required
- day: date, default now
- ingredients = list of name of its ingredients
- \`?without\`: text, 1 to 20 characters, required, only where none of its ingredients where name is without
- \`?day\`: date, default now, only where its day is day
- \`?mine=true\` only where name is the caller
- Pages of 2 by page \`?page\`, size \`?size\` up to 9
- Lists are framed: meals holds the things, total the total

## Parcel
- label: text, required
- weight: whole number
- size: one of small, medium or large, default medium
- Listed by -size, weight empty last, label
- \`?sort\` sorts by label, weight, \`?direction\` gives the direction
- \`?sort=lightest\` sorts by weight empty last, -label
- \`?sort=smallest\` sorts by size
- Pages of 2 by cursor \`?after\`, size \`?limit\` up to 50
- Lists are framed: parcels holds the things, next the next cursor

### Tomorrow: \`GET /parcels/{id}/more/{count}\`
- count: whole number, 1 to 9
- plus: whole number, default 0
- Answers {label, weight: weight + count + plus}

### Relabel: \`POST /parcels/{id}/label/{label}\`
- label: text, 1 to 5 characters
- Sets label to label

### Heavier: \`GET /heavier/{least}\`
- least: number
- ward: ward
- Answers list of {label, weight} of all parcels where weight >= least by -weight, label

## Mark
- title: text
- points: number
- passed = points >= 10
- marks = join(list of points of all marks by title, "|")

### Marks: \`GET /marks/lines\`
- between: text, default "\\n"
- Answers text join((list of title + ": " + points of all marks by title), between)

### Passed: \`GET /marks/passed\`
- Answers {all: join(list of points of all marks by -points, ", "), passed: join(list of passed of all marks by title, " "), none: join(list of title of all marks where points > 999, ",") + "!", half: "" + 15 / 2 + " and " + 40 / 2}

## Ingredient
- meal: meal, required
- name: text, required
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
});
afterAll(() => service.stop());
beforeEach(() => service.fresh());

const as = (caller: string) => service.as(caller);

async function made(path: string, body: unknown): Promise<string> {
  const answer = await as("ann")(`POST ${path}`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id ?? answer.body.no;
}

test("lists are narrowed by conditions on what callers give", async () => {
  const ward = await made("/wards", { name: "north" });
  const other = await made("/wards", { name: "south" });
  const bed = await made("/beds", { ward, name: "a" });
  const far = await made("/beds", { ward: other, name: "b" });
  const first = await made("/stays", { bed, from: "2026-05-01", to: "2026-05-04" });
  const second = await made("/stays", {
    bed: far,
    from: "2026-05-03",
    vegetarian: true,
    sentAt: "2026-05-01T12:00:00+02:00",
  });
  const found = async (query: string) => {
    const { status, body, text } = await as("ann")(`GET /stays?${query}`);
    expect(status, text).toBe(200);
    return body.map(({ id }: { id: string }) => id);
  };
  expect(await found("on=2026-04-30")).toEqual([]);
  expect(await found("on=2026-05-01")).toEqual([first]);
  expect(await found("on=2026-05-03")).toEqual([first, second]);
  expect(await found("on=2026-05-04")).toEqual([second]);
  expect(await found(`ward=${other}`)).toEqual([second]);
  expect(await found(`ward=${ward}&on=2026-05-04`)).toEqual([]);
  expect(await found("ward=99")).toEqual([]);
  expect(await found(`bed=${bed}`)).toEqual([first]);
  expect(await found(`bed=${crypto.randomUUID()}`)).toEqual([]);
  expect(await found("bed=nowhere")).toEqual([]);
  expect(await found("nights=3")).toEqual([first]);
  expect(await found("nights=4")).toEqual([]);
  expect(await found("vegetarian=false")).toEqual([first]);
  expect(await found("sentBefore=2026-05-01T10:00:01Z")).toEqual([second]);
  expect(await found("sentBefore=2026-05-01T10:00:00Z")).toEqual([]);
  expect(await found("shares=A")).toEqual([first]);
});

test.each([
  "on=soon",
  "on=2026-02-30",
  "on=",
  "nights=0",
  "nights=2.5",
  "nights=91",
  "nights=many",
  "nights=0x7",
])("a list refuses %s", async (query) => {
  const { status, body } = await as("ann")(`GET /stays?${query}`);
  expect(status).toBe(422);
  expect(body.errors).toEqual([expect.objectContaining({ field: query.split("=")[0] })]);
});

test("what a list needs must be given, and a default narrows it without", async () => {
  const soup = await made("/meals", { name: "soup" });
  await made("/meals", { name: "pie", day: "2026-01-01" });
  await made("/ingredients", { meal: soup, name: "leek" });
  expect((await as("ann")("GET /meals")).status).toBe(422);
  expect((await as("ann")("GET /meals?without=")).status).toBe(422);
  const of = async (query: string) => (await as("soup")(`GET /meals?${query}`)).body;
  expect(await of("without=egg")).toMatchObject({ meals: [{ name: "soup" }], total: 1 });
  expect(await of("without=leek")).toEqual({ meals: [], total: 0 });
  expect(await of("without=leek&day=2026-01-01")).toMatchObject({ meals: [{ name: "pie" }], total: 1 });
  expect(await of("without=leek&day=2026-01-01&mine=true")).toEqual({ meals: [], total: 0 });
  expect(await of("without=egg&mine=true")).toMatchObject({ total: 1 });
});

test("the document says what the parameters take", async () => {
  const { body } = await as("ann")("GET /openapi.json");
  const named = (path: string) =>
    Object.fromEntries(
      body.paths[path].get.parameters.map((one: { name: string; required: boolean; schema: object }) => [
        one.name,
        { required: one.required, ...one.schema },
      ]),
    );
  expect(named("/stays")).toMatchObject({
    on: { type: "string", format: "date", required: false },
    ward: { type: "integer" },
    nights: { type: "integer", minimum: 1, maximum: 90 },
    vegetarian: { type: "boolean" },
  });
  expect(named("/meals")).toMatchObject({
    without: { type: "string", required: true, maxLength: 20 },
    mine: { type: "string", enum: ["true"] },
  });
});

test("parcels are ordered by several keys, page after page", async () => {
  for (const [label, weight, size] of [
    ["a", 2, "small"],
    ["b", null, "large"],
    ["c", 2, "large"],
    ["a", 2, "large"],
    ["d", 1, "small"],
    ["e", null, "small"],
    ["a", 2, "large"],
  ])
    await made("/parcels", { label, weight, size });
  const order = async (query: string) => {
    const labels: string[] = [];
    const ids: string[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const cursor: string = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
      const { body, status, text } = await as("ann")(`GET /parcels?${query}${cursor}`);
      expect(status, text).toBe(200);
      labels.push(...body.parcels.map((one: { label: string }) => one.label));
      ids.push(...body.parcels.map((one: { id: string }) => one.id));
      after = body.next;
    }
    expect(new Set(ids).size).toBe(7);
    const whole = await as("ann")(`GET /parcels?${query}&limit=50`);
    expect(whole.body.parcels.map(({ id }: { id: string }) => id)).toEqual(ids);
    return labels.join("");
  };
  expect(await order("")).toBe("aacbdae");
  expect(await order("sort=label")).toBe("aaabcde");
  expect(await order("sort=-label")).toBe("edcbaaa");
  expect(await order("sort=weight")).toBe("bedaaca");
  expect(await order("sort=weight&direction=desc")).toBe("aacadbe");
  expect(await order("sort=lightest")).toBe("dcaaaeb");
  expect(await order("sort=smallest")).toBe("daeaacb");
  expect((await as("ann")("GET /parcels?sort=-lightest")).status).toBe(422);
  expect((await as("ann")("GET /parcels?sort=size")).status).toBe(422);
  const { next } = (await as("ann")("GET /parcels?sort=lightest")).body;
  expect((await as("ann")(`GET /parcels?after=${next}`)).status).toBe(422);
  const { parameters } = (await as("ann")("GET /openapi.json")).body.paths["/parcels"].get;
  expect(parameters).toContainEqual(
    expect.objectContaining({
      name: "sort",
      schema: { type: "string", enum: ["label", "-label", "weight", "-weight", "lightest", "smallest"] },
    }),
  );
});

test("actions that only read take inputs from the query and the path", async () => {
  const parcel = await made("/parcels", { label: "a", weight: 2 });
  await made("/parcels", { label: "b", weight: 3 });
  const get = as("ann");
  expect((await get(`GET /parcels/${parcel}/more/3`)).body).toEqual({ label: "a", weight: 5 });
  expect((await get(`GET /parcels/${parcel}/more/3?plus=4&count=9`)).body).toMatchObject({ weight: 9 });
  for (const path of ["more/0", "more/ten", "more/1.5", "more/1?plus=x"])
    expect((await get(`GET /parcels/${parcel}/${path}`)).status, path).toBe(422);
  expect((await get(`GET /parcels/${crypto.randomUUID()}/more/3`)).status).toBe(404);
  expect((await get(`POST /parcels/${parcel}/label/${encodeURIComponent("ä b")}`)).body).toMatchObject({
    label: "ä b",
  });
  expect((await get(`POST /parcels/${parcel}/label/toolong`)).status).toBe(422);
  expect((await get("GET /heavier/2.5")).body).toEqual([{ label: "b", weight: 3 }]);
  expect((await get("GET /heavier/2")).body).toEqual([
    { label: "b", weight: 3 },
    { label: "ä b", weight: 2 },
  ]);
  expect((await get("GET /heavier/much")).status).toBe(422);
  const ward = await made("/wards", { name: "north" });
  expect((await get(`GET /heavier/2?ward=${ward}`)).status).toBe(200);
  expect((await get("GET /heavier/2?ward=99")).status).toBe(400);
  const { paths } = (await get("GET /openapi.json")).body;
  expect(paths["/parcels/{id}/more/{count}"].get.parameters).toMatchObject([
    { name: "id", in: "path" },
    { name: "count", in: "path", required: true, schema: { type: "integer", maximum: 9 } },
    { name: "plus", in: "query", required: false },
    { name: "X-User", in: "header", required: false },
  ]);
  expect(paths["/parcels/{id}/label/{label}"].post.requestBody).toBeUndefined();
});

test("the texts of a list are joined, and numbers are written as people write them", async () => {
  for (const [title, points] of [
    ["b v1.0", 20],
    ["a", 7.5],
    ["c", 100],
    [null, 0.1],
    ["d", null],
  ])
    await made("/marks", { title, points });
  const get = as("ann");
  expect((await get("GET /marks/lines")).text).toBe("a: 7.5\nb v1.0: 20\nc: 100");
  expect((await get("GET /marks/lines?between=%20%2F%20")).text).toBe("a: 7.5 / b v1.0: 20 / c: 100");
  expect((await get("GET /marks/passed")).body).toEqual({
    all: "100, 20, 7.5, 0.1",
    passed: "false false true true",
    none: "!",
    half: "7.5 and 20",
  });
  expect((await get("GET /marks")).body[0]).toMatchObject({ marks: "0.1|7.5|20|100" });
});
