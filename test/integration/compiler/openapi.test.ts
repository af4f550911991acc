import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reviews, shop } from "./blueprints.ts";
import { compile, serve } from "./serving.ts";

describe("the OpenAPI document", () => {
  let service: Awaited<ReturnType<typeof serve>>;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document
  let document: any;
  beforeAll(async () => {
    service = await serve(reviews);
    document = (await service.call("GET", "/openapi.json")).body;
  });
  afterAll(() => service.stop());

  test("is the one in the repository", async () => {
    const { files } = await compile(reviews);
    const { servers, ...served } = document;
    expect(served).toEqual(JSON.parse(files.find(({ path }) => path === "openapi.json")?.content ?? ""));
    expect(servers).toHaveLength(1);
  });

  test("has every route of the service and no other: all answer, other methods get 405 with those allowed", async () => {
    for (const [path, methods] of Object.entries<object>(document.paths)) {
      const target = path.replace(/\{\w+\}/g, "some-id");
      const asked = await service.call("OPTIONS", target);
      expect(asked.status).toBe(204);
      const other = ["POST", "PUT", "PATCH", "DELETE"].find((one) => !(one.toLowerCase() in methods)) ?? "";
      const { headers, status } = await service.call(other, target);
      expect(status).toBe(405);
      expect(asked.headers.get("allow")).toBe(`${headers.get("allow")}, OPTIONS`);
      const allowed = (headers.get("allow") ?? "").toLowerCase().split(", ");
      expect(allowed.filter((method) => method !== "head").toSorted()).toEqual(
        Object.keys(methods).toSorted(),
      );
    }
    const routes = reviews.entities.flatMap(({ operations }) =>
      operations.map(({ path }) => path.replace(/:(\w+)/g, "{$1}")),
    );
    expect(new Set(Object.keys(document.paths))).toEqual(new Set(routes));
  });

  test("describes answers with the properties they have", async () => {
    await service.call("POST", "/books", { isbn: "1", title: "one" });
    const { body, status } = await service.call("POST", "/books/1/reviews", { stars: 3 });
    const { responses, requestBody } = document.paths["/books/{bookIsbn}/reviews"].post;
    expect(responses).toHaveProperty(String(status));
    expect(Object.keys(body).toSorted()).toEqual(document.components.schemas.Review.required.toSorted());
    expect(requestBody.content["application/json"].schema.$ref).toBe("#/components/schemas/NewReview");
    expect(document.components.schemas.NewReview.required).toEqual(["stars"]);
    for (const refusal of [
      await service.call("POST", "/books/1/reviews", {}),
      await service.call("GET", "/books/x/reviews"),
    ]) {
      expect(Object.keys(refusal.body)).toEqual(
        expect.arrayContaining(document.components.schemas.Problem.required),
      );
    }
  });

  test("names limits, defaults and query parameters", async () => {
    const { files } = await compile(shop);
    const { components, paths } = JSON.parse(
      files.find(({ path }) => path === "openapi.json")?.content ?? "",
    );
    expect(components.schemas.NewProduct.properties.stock).toEqual({
      type: "integer",
      exclusiveMinimum: -1,
      maximum: 1000,
      default: 0,
    });
    expect(components.schemas.NewProduct.additionalProperties).toBe(false);
    const names = paths["/products"].get.parameters.map(({ name }: { name: string }) => name);
    expect(names).toEqual([
      "category",
      "active",
      "minPrice",
      "maxPrice",
      "over",
      "under",
      "q",
      "tag",
      "since",
      "sort",
      "direction",
      "per_page",
      "page",
    ]);
    expect(Object.keys(paths["/products"].post.responses)).toEqual([
      "201",
      "400",
      "409",
      "413",
      "415",
      "422",
    ]);
  });
});
