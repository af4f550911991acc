import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serve } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";
import { wallets } from "./wallets.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(blueprintOf(wallets));
}, 120_000);
afterAll(() => service?.stop());
beforeEach(() => service.fresh());

const staff = { "x-role": "staff" };

async function newWallet(): Promise<{ path: string; tag: string; id: string }> {
  const { status, body, headers } = await service.call("POST", "/wallets", { owner: "ann" });
  expect(status).toBe(201);
  return { path: `/wallets/${body.id}`, tag: headers.get("etag") ?? "", id: body.id };
}

function change(path: string, tag?: string, body: unknown = { balance: 1 }) {
  return service.call("PATCH", path, body, tag === undefined ? {} : { "if-match": tag });
}

async function tagOf(path: string): Promise<string | null> {
  return (await service.call("GET", path)).headers.get("etag");
}

describe("the version of a thing", () => {
  test("is shown where the thing is made, shown and changed, and is of each change another", async () => {
    const { path, tag } = await newWallet();
    expect(tag).toMatch(/^"[^"]+"$/);
    expect(await tagOf(path)).toBe(tag);
    const first = await change(path, tag);
    const second = (await change(path, first.headers.get("etag") ?? "")).headers.get("etag");
    expect(new Set([tag, first.headers.get("etag"), second]).size).toBe(3);
    expect(await tagOf(path)).toBe(second);
    const replaced = await service.call("PUT", path, { owner: "ben" }, { "if-match": "*" });
    expect(replaced.status).toBe(204);
    expect(await tagOf(path)).toBe(replaced.headers.get("etag"));
  });

  test("counts what sets its fields, once a call, and not what is worked out of others", async () => {
    const { path, id, tag } = await newWallet();
    await service.call("POST", "/notes", { wallet: id, text: "a" });
    expect((await service.call("GET", path)).body.notes).toBe(1);
    expect(await tagOf(path)).toBe(tag);
    const topped = await service.call("POST", `${path}/top-up`, { amount: 5 }, { "if-match": tag });
    expect(topped).toMatchObject({ status: 200, body: { balance: 5, owner: "ann!" } });
    expect(topped.headers.get("etag")).toBe('"2"');
  });
});

describe("a change", () => {
  test("without a version, and of another, are refused apart, and leave all as it is", async () => {
    const { path, tag } = await newWallet();
    expect(await change(path)).toMatchObject({ status: 428, body: { error: "no_version" } });
    expect(await change(path, "")).toMatchObject({ status: 428 });
    for (const wrong of ['"7"', `W/${tag}`, tag.replaceAll('"', ""), '"7", "8"'])
      expect(await change(path, wrong)).toMatchObject({ status: 412, body: { error: "stale" } });
    expect(await tagOf(path)).toBe(tag);
    expect((await change(path, `W/"7", ${tag}`)).status).toBe(200);
    expect((await change(path, tag)).status).toBe(412);
    expect((await change(path, "*")).status).toBe(200);
  });

  test("is told first what is not there and who may, and then of its version before its body", async () => {
    const { path, tag } = await newWallet();
    expect((await change(`${path.slice(0, -12)}000000000000`)).status).toBe(404);
    expect((await change(path, '"7"', { balance: -1 })).status).toBe(412);
    expect((await change(path, tag, { balance: -1 })).status).toBe(400);
    const remove = (headers: Record<string, string>) => service.call("DELETE", path, undefined, headers);
    expect((await remove({})).status).toBe(403);
    expect((await remove(staff)).status).toBe(428);
    expect((await remove({ ...staff, "if-match": '"7"' })).status).toBe(412);
    expect((await remove({ ...staff, "if-match": tag })).status).toBe(204);
  });

  test("by an action needs it too, before its guards; what only looks needs none", async () => {
    const { path } = await newWallet();
    await change(path, "*", { balance: 5000 });
    const top = (headers: Record<string, string>) =>
      service.call("POST", `${path}/top-up`, { amount: 5 }, headers);
    expect((await top({})).status).toBe(428);
    expect((await top({ "if-match": '"1"' })).status).toBe(412);
    expect((await top({ "if-match": '"2"' })).status).toBe(409);
    expect((await service.call("GET", `${path}/look`)).status).toBe(200);
  });

  test("of many at once that say the same version is done once", async () => {
    const { path, tag } = await newWallet();
    const sent = await Promise.all(
      Array.from({ length: 20 }, () =>
        service.call("POST", `${path}/top-up`, { amount: 5 }, { "if-match": tag }),
      ),
    );
    expect(sent.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(sent.filter(({ status }) => status === 412)).toHaveLength(19);
    expect((await service.call("GET", path)).body.balance).toBe(5);
  });
});

test("browsers may send the version and read it, and the document tells of it", async () => {
  const { call } = service;
  const origin = { origin: "https://elsewhere.example" };
  const made = await call("POST", "/wallets", { owner: "ann" }, origin);
  expect(made.headers.get("access-control-expose-headers")).toContain("ETag");
  const { paths } = (await call("GET", "/openapi.json")).body;
  const { patch, get, put } = paths["/wallets/{id}"];
  const { delete: remove } = paths["/wallets/{id}"];
  for (const operation of [patch, put, remove, paths["/wallets/{id}/top-up"].post]) {
    const header = operation.parameters.find(({ name }: { name: string }) => name === "If-Match");
    expect(header).toMatchObject({ in: "header", required: true });
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["412", "428"]));
  }
  const shows = [get.responses["200"], patch.responses["200"], put.responses["204"]];
  shows.push(paths["/wallets"].post.responses["201"], paths["/wallets/{id}/top-up"].post.responses["200"]);
  for (const response of shows) expect(response.headers.ETag).toBeDefined();
  expect(paths["/wallets"].get.responses["200"].headers).toBeUndefined();
});

test("who may act, and what the order tells earlier, is told before a wrong version", async () => {
  const permits = await serve(
    blueprintOf(`# Permits

Callers are named by the header \`X-Actor\` (401).
Roles applicant, officer: the header \`X-Role\` (401).
The first of 401, 404, 403, 428, 412, 400, 409 is given.

## Permit
- street: text, required
- owner: the caller
- state: state of draft or approved
- Changes need the header \`If-Match\` (428), of the last version (412)
- \`POST /permits\` creates one

### Approve: \`POST /permits/{id}/approve\`
- By officer (403)
- Only if owner is not the caller (403)
- Moves state from draft to approved (409)

### Note: \`POST /permits/{id}/note\`
- text: text, required
- By officer (403)
- Only if owner is not the caller (403)
- Sets street to text
`),
  );
  try {
    const as = (name: string, role: string) => ({ "x-actor": name, "x-role": role });
    const made = await permits.call("POST", "/permits", { street: "a" }, as("ann", "officer"));
    const act = async (verb: string, body: unknown, headers: Record<string, string>) =>
      (await permits.call("POST", `/permits/${made.body.id}/${verb}`, body, headers)).status;
    for (const verb of ["approve", "note"]) {
      expect(await act(verb, {}, as("ben", "applicant")), verb).toBe(403);
      expect(await act(verb, {}, as("ann", "officer")), verb).toBe(403);
      expect(await act(verb, {}, as("ben", "officer")), verb).toBe(428);
      expect(await act(verb, {}, { ...as("ben", "officer"), "if-match": '"9"' }), verb).toBe(412);
    }
    expect(await act("note", {}, { ...as("ben", "officer"), "if-match": "*" })).toBe(400);
    expect(await act("approve", {}, { ...as("ben", "officer"), "if-match": "*" })).toBe(200);
  } finally {
    await permits.stop();
  }
}, 60_000);
