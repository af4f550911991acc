import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { awkwardNames } from "./blueprints.ts";
import { serve } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(awkwardNames);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

describe("names that are words of SQL or JavaScript", () => {
  const fields = (awkwardNames.entities[0]?.fields ?? []).map(({ name }) => name);

  test("are properties like any other", async () => {
    const { call } = service;
    const json = `{${fields.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(`${name} value`)}`).join(", ")}}`;
    const created = await call("POST", "/service", json);
    expect(created.status, created.text).toBe(201);
    for (const name of fields) {
      expect(Object.getOwnPropertyDescriptor(created.body, name)?.value).toBe(`${name} value`);
    }
    const read = await call("GET", `/service/${created.body.id}`);
    expect(read.text).toBe(created.text);
    const changed = await call(
      "PATCH",
      `/service/${created.body.id}`,
      '{ "constructor": null, "__proto__": "p" }',
    );
    expect(changed.body.constructor).toBeNull();
    expect(Object.getOwnPropertyDescriptor(changed.body, "__proto__")?.value).toBe("p");
    expect((await call("GET", "/service?constructor=none&sort=-constructor")).body).toEqual([]);
    expect((await call("GET", "/service?toString=toString%20value&sort=rowid")).body).toHaveLength(1);
    expect((await call("GET", "/service?Title=title%20value")).body).toHaveLength(0);
  });

  test("are absent when they are not given", async () => {
    const { body } = await service.call("POST", "/service", {});
    for (const name of fields.filter((name) => name !== "__proto__")) expect(body[name]).toBeNull();
  });

  test.each(["*/", "a'b", 'c"d', "`$" + "{1}`", "\\", "\u2028ü"])("keep the choice %j", async (select) => {
    const { body, status } = await service.call("POST", "/order", { select });
    expect(status).toBe(201);
    expect((await service.call("GET", `/order/${body.id}`)).body.select).toBe(select);
  });
});
