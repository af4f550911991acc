import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Shows

Callers may be named by the header \`X-User\`.
Role chief: the header \`X-Role\` is \`chief\`.
Refusals answer {code: code}.

### By code: \`GET /by-code/{code}\`
- code: text, required
- Finds found among all shows where code is its code (404 \`no_show\`)
- Answers {show: found, name: found.title, of: count of all episodes where show is found}

### Newest: \`GET /newest\`
- Finds newest among all episodes by -number
- Answers nothing (204) if newest is empty
- Answers newest

## Show
- title: text, required
- code: text, required, unique

### Episode: \`GET /shows/{id}/episodes/{number}\`
- number: whole number, required
- Finds episode among its episodes where number is its number (404 \`no_episode\`)
- Answers episode (200)

### Rate: \`PUT /shows/{id}/ratings/{by}\`
- by: text, required
- stars: whole number, required
- Finds known among its ratings where by is its by
- Answers known (200) if known is not empty and known.stars is stars
- Deletes known
- Creates a rating with show = it, by = by, stars = stars
- Answers rating (201)

### Unrate: \`DELETE /shows/{id}/ratings/{by}\`
- by: text, required
- Finds known among its ratings where by is its by
- Deletes known
- Answers nothing

## Episode
- show: show, required
- number: whole number, required
- title: text
- Unique together: show, number

## Rating
- show: show, required
- by: text, required
- stars: whole number, required, 1 to 5

## Job
- Identified by no, counted from 1
- label: text, required
- priority: whole number, default 0
- state: state of waiting, taken or done
- owner: text, set by actions
- takenAt: moment, set by actions
- done: number, set by actions

### Claim: \`POST /claims\`
- worker: text, required
- Finds mine among all jobs where state is taken and owner is worker
- Answers mine (200) if mine is not empty
- Finds next among all jobs where state is waiting by -priority (404 \`none\`)
- Only if worker is not "nobody" (403)
- Sets next.state to taken
- Sets next.owner to worker
- Sets next.takenAt to now
- Answers {job: next, no: next.no} (201)

### Finish: \`POST /jobs/{no}/finish\`
- worker: text, required
- Only if owner is not empty (409 \`nobody\`)
- Answers it (200) if state is done
- Moves state from taken to done (409 \`not_taken\`)
- Only if worker is owner (403 \`not_yours\`)
- Sets done to 1
- Answers {halfway: done} (202) if priority > 100
- Sets done to 2

## Note
- text: text, required
- shared: yes/no, default no
- writer: the caller
- Seen only by its writer or chief (404)

### Like: \`GET /notes/{id}/like\`
- Finds like among all notes where text is its text and it is not the note (404 \`none\`)
- Answers {same: like is it, like: like.id}

## Draft
- text: text, required
- shared: yes/no, default no
- writer: the caller
- Seen only where shared or writer is the caller (404)

### Latest: \`GET /drafts/{id}/latest\`
- Finds latest among all drafts by -text
- Answers latest
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
}, 120_000);
afterAll(() => service?.stop());
beforeEach(() => service.fresh());

const status = (answer: { status: number; body: { code?: string } | null }) => [
  answer.status,
  answer.body?.code,
];

describe("what is found", () => {
  test("is one of the thing's own, by a number", async () => {
    const call = service.as("ada");
    const [one, other] = [
      (await call("POST /shows", { title: "One", code: "a" })).body,
      (await call("POST /shows", { title: "Other", code: "b" })).body,
    ];
    await call("POST /episodes", { show: other.id, number: 1, title: "Wrong" });
    await call("POST /episodes", { show: one.id, number: 1, title: "Right" });
    const found = await call(`GET /shows/${one.id}/episodes/1`);
    expect([found.status, found.body.title]).toEqual([200, "Right"]);
    expect(status(await call(`GET /shows/${one.id}/episodes/2`))).toEqual([404, "no_episode"]);
    expect((await call(`GET /shows/${one.id}/episodes/x`)).status).toBe(400);
    expect((await call("GET /by-code/a")).body).toEqual({ show: one, name: "One", of: 1 });
    expect(status(await call("GET /by-code/c"))).toEqual([404, "no_show"]);
  });

  test("is the first by its order, and may be empty", async () => {
    const call = service.as("ada");
    expect((await call("GET /newest")).status).toBe(204);
    const { id: show } = (await call("POST /shows", { title: "One", code: "a" })).body;
    for (const number of [2, 9, 4]) await call("POST /episodes", { show, number });
    expect((await call("GET /newest")).body.number).toBe(9);
  });

  test("is changed like any other thing, and a repeat changes nothing", async () => {
    const call = service.as("ada");
    for (const [label, priority] of [
      ["first", 1],
      ["second", 5],
      ["third", 5],
    ])
      await call("POST /jobs", { label, priority });
    const claimed = await call("POST /claims", { worker: "w" });
    expect([claimed.status, claimed.body.no, claimed.body.job.label]).toEqual([201, 2, "second"]);
    expect(claimed.body.job).toMatchObject({ state: "taken", owner: "w" });
    const again = await call("POST /claims", { worker: "w" });
    expect([again.status, again.body]).toEqual([200, claimed.body.job]);
    const others = ["x", "y"].map((worker) => call("POST /claims", { worker }));
    expect((await Promise.all(others)).map(({ body }) => body.job.label).sort()).toEqual(["first", "third"]);
    expect(status(await call("POST /claims", { worker: "nobody" }))).toEqual([404, "none"]);
  });

  test("is refused as not there where an effect needs it and it is empty", async () => {
    const call = service.as("ada");
    const { id } = (await call("POST /shows", { title: "One", code: "a" })).body;
    expect((await call(`PUT /shows/${id}/ratings/ada`, { stars: 3 })).status).toBe(404);
    await call("POST /ratings", { show: id, by: "ada", stars: 3 });
    expect((await call(`PUT /shows/${id}/ratings/ada`, { stars: 3 })).status).toBe(200);
    expect((await call(`PUT /shows/${id}/ratings/ada`, { stars: 4 })).status).toBe(201);
    expect((await call(`PUT /shows/${id}/ratings/ada`, { stars: 9 })).status).toBe(400);
    expect((await call("GET /ratings")).body).toMatchObject([{ by: "ada", stars: 4 }]);
    expect((await call(`DELETE /shows/${id}/ratings/ada`)).status).toBe(204);
    expect((await call(`DELETE /shows/${id}/ratings/ada`)).status).toBe(404);
  });

  test("is only what the caller sees", async () => {
    const [ada, bob] = [service.as("ada"), service.as("bob")];
    const { id } = (await ada("POST /notes", { text: "same" })).body;
    const { id: other } = (await bob("POST /notes", { text: "same" })).body;
    expect(status(await ada(`GET /notes/${id}/like`))).toEqual([404, "none"]);
    expect((await service.as("ada", "chief")(`GET /notes/${id}/like`)).body).toEqual({
      same: false,
      like: other,
    });
    const own = (await ada("POST /drafts", { text: "a" })).body;
    await bob("POST /drafts", { text: "z" });
    expect((await ada(`GET /drafts/${own.id}/latest`)).body).toEqual(own);
    const shared = (await bob("POST /drafts", { text: "y", shared: true })).body;
    expect((await ada(`GET /drafts/${own.id}/latest`)).body).toEqual(shared);
  });
});

describe("an early answer", () => {
  test("comes at its place among what is judged, before a change of state", async () => {
    const call = service.as("ada");
    const { no } = (await call("POST /jobs", { label: "a" })).body;
    const finish = (worker: string) => call(`POST /jobs/${no}/finish`, { worker });
    expect(status(await finish("w"))).toEqual([409, "nobody"]);
    await call("POST /claims", { worker: "w" });
    expect(status(await finish("x"))).toEqual([403, "not_yours"]);
    expect((await finish("w")).body).toMatchObject({ state: "done", done: 2 });
    expect((await finish("x")).status).toBe(200);
  });

  test("among effects keeps what was changed before it, and nothing after", async () => {
    const call = service.as("ada");
    const { no } = (await call("POST /jobs", { label: "a", priority: 101 })).body;
    await call("POST /claims", { worker: "w" });
    const answer = await call(`POST /jobs/${no}/finish`, { worker: "w" });
    expect([answer.status, answer.body]).toEqual([202, { halfway: 1 }]);
    expect((await call(`GET /jobs/${no}`)).body).toMatchObject({ state: "done", done: 1 });
  });

  test("stands in the OpenAPI document with its status", async () => {
    const { body: document } = await service.as("ada")("GET /openapi.json");
    const { responses } = document.paths["/jobs/{no}/finish"].post;
    expect(Object.keys(responses)).toEqual(["200", "202", "400", "403", "404", "409"]);
    expect(Object.keys(document.paths["/claims"].post.responses)).toEqual([
      "200",
      "201",
      "400",
      "403",
      "404",
    ]);
    expect(Object.keys(document.paths["/shows/{id}/ratings/{by}"].delete.responses)).toContain("404");
  });
});
