import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bookings, reviews } from "./blueprints.ts";
import { serve } from "./serving.ts";

describe("bookings of rooms", () => {
  let service: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    service = await serve(bookings);
  });
  beforeEach(async () => {
    service.fresh();
    await service.call("POST", "/rooms", { label: "one" });
  });
  afterAll(() => service.stop());

  const day = (hour: number, offset = "Z") => `2030-01-01T${String(hour).padStart(2, "0")}:00:00${offset}`;
  const book = (startsAt: string, endsAt: string, more = {}) =>
    service.call("POST", "/bookings", { roomId: 1, startsAt, endsAt, ...more });

  test("count up identifiers and sequences, never again after a delete", async () => {
    const { call } = service;
    expect((await call("POST", "/rooms", { label: "two" })).body.id).toBe(2);
    expect((await call("DELETE", "/rooms/2")).status).toBe(204);
    const third = await call("POST", "/rooms", { label: "three" });
    expect(third.body.id).toBe(3);
    expect(third.headers.get("location")).toBe("http://service.test/rooms/3");
    expect((await call("GET", "/rooms/03")).status).toBe(404);
    expect((await call("GET", "/rooms/one")).status).toBe(404);
    expect((await book(day(1), day(2))).body.number).toBe(1);
    expect((await book(day(3), day(4))).body.number).toBe(2);
  });

  test("compare instants whatever their offset, on update too", async () => {
    const { call } = service;
    const { body } = await book(day(10), day(12));
    expect((await book(day(10, "+02:00"), day(9))).status).toBe(201);
    expect((await book(day(10), day(10))).body.errors).toEqual([
      { field: "endsAt", message: "must be after startsAt" },
    ]);
    expect((await call("PATCH", `/bookings/${body.id}`, { endsAt: day(9) })).status).toBe(400);
    expect((await call("PATCH", `/bookings/${body.id}`, { endsAt: day(11), from: "10:00" })).status).toBe(
      200,
    );
    expect((await call("PATCH", `/bookings/${body.id}`, { until: "09:59:59" })).status).toBe(400);
    expect((await call("PATCH", `/bookings/${body.id}`, { until: "10:00:00" })).status).toBe(200);
    const { id, number, ...rest } = body;
    expect((await call("PUT", `/bookings/${id}`, { ...rest, endsAt: day(8) })).status).toBe(400);
    expect(number).toBe(1);
  });

  test("fill in today, and refuse a moment on the wrong side of now", async () => {
    const at = { "x-aidevos-time": String(Date.parse("2029-05-05T23:00:00Z")) };
    const { call } = service;
    const input = { roomId: 1, startsAt: day(1), endsAt: day(2) };
    expect((await call("POST", "/bookings", input, at)).body.day).toBe("2029-05-05");
    expect(
      (await call("POST", "/bookings", { ...input, startsAt: day(0), expires: "2029-05-05" }, at)).status,
    ).toBe(400);
    expect(
      (await call("POST", "/bookings", { ...input, startsAt: day(0), expires: "2029-05-06" }, at)).status,
    ).toBe(201);
  });

  test("refuse unknown rooms, clashes, and deleting a room in use", async () => {
    const { call } = service;
    await book(day(1), day(2));
    const unknown = await book(day(1), day(2), { roomId: 99 });
    expect(unknown.status).toBe(400);
    expect(unknown.body.errors).toEqual([{ field: "roomId", message: "names no room" }]);
    expect((await book(day(1), day(3))).status).toBe(409);
    expect((await call("DELETE", "/rooms/1")).status).toBe(409);
    expect((await call("DELETE", "/rooms")).status).toBe(409);
    expect((await call("DELETE", "/bookings")).status).toBe(204);
    expect((await call("DELETE", "/rooms/1")).status).toBe(204);
  });

  test("come as a bare array with total and links, in order of time", async () => {
    const { call } = service;
    await book(day(12), day(13));
    await book(day(13, "+02:00"), day(13));
    await book(day(1), day(2));
    const first = await call("GET", "/bookings?limit=2");
    expect(first.body.map(({ startsAt }: { startsAt: string }) => startsAt)).toEqual([
      day(1),
      day(13, "+02:00"),
    ]);
    expect(first.headers.get("x-total-count")).toBe("3");
    expect(first.headers.get("link")).toContain(
      '<http://service.test/bookings?limit=2&offset=2>; rel="next"',
    );
    expect((await call("GET", "/bookings?limit=1000")).body).toHaveLength(3);
    expect((await call("GET", `/bookings?from=${day(12)}`)).body).toHaveLength(1);
    expect((await call("GET", "/bookings?roomId=2")).body).toEqual([]);
  });
});

describe("reviews nested under books", () => {
  let service: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    service = await serve(reviews);
  });
  beforeEach(async () => {
    service.fresh();
    await service.call("POST", "/books", { isbn: "a/b c", title: "one" });
  });
  afterAll(() => service.stop());
  const path = "/books/a%2Fb%20c/reviews";

  test("identify books by what the caller gave", async () => {
    const { call } = service;
    expect((await call("POST", "/books", { isbn: "a/b c", title: "again" })).status).toBe(409);
    expect((await call("POST", "/books", { title: "no isbn" })).status).toBe(400);
    const second = await call("POST", "/books", { isbn: "2", title: "two" });
    expect(second.headers.get("location")).toBe("http://service.test/books/2");
    expect((await call("PATCH", "/books/2", { isbn: "3" })).status).toBe(400);
    expect((await call("PUT", "/books/2", { title: "zwei" })).body).toEqual({ isbn: "2", title: "zwei" });
    expect((await call("GET", "/books/a%2Fb%20c")).body.title).toBe("one");
  });

  test("take the parent from the path, and live only below it", async () => {
    const { call } = service;
    await call("POST", "/books", { isbn: "2", title: "two" });
    const { body, status } = await call("POST", path, { stars: 5, reviewer: "a@example.org" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ bookIsbn: "a/b c", stars: 5 });
    expect(body.url).toBe(`http://service.test${path}/${body.id}`);
    expect((await call("GET", body.url)).body).toEqual(body);
    expect((await call("GET", `/books/2/reviews/${body.id}`)).status).toBe(404);
    expect((await call("PATCH", `/books/2/reviews/${body.id}`, { stars: 1 })).status).toBe(404);
    expect((await call("PATCH", body.url, { stars: 1 })).body.stars).toBe(1);
    expect((await call("POST", "/books/none/reviews", { stars: 5 })).status).toBe(404);
    expect((await call("GET", "/books/none/reviews")).status).toBe(404);
    expect((await call("GET", "/books/2/reviews")).body.reviews).toEqual([]);
    expect((await call("DELETE", "/books/2/reviews")).status).toBe(204);
    expect((await call("GET", body.url)).status).toBe(200);
  });

  test.each(["stars", "-stars", ""])("page by cursor through all, once each, sorted by %j", async (sort) => {
    const { call } = service;
    const stars = [3, 1, 3, 2, 3];
    for (const one of stars) await call("POST", path, { stars: one });
    const seen: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query = `${sort === "" ? "" : `&sort=${sort}`}${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const { body } = await call("GET", `${path}?limit=2${query}`);
      expect(body.total).toBe(5);
      seen.push(...body.reviews.map((review: { stars: number }) => review.stars));
      cursor = body.next;
    }
    const expected = sort === "" ? stars : stars.toSorted((a, b) => (sort === "stars" ? a - b : b - a));
    expect(seen).toEqual(expected);
    expect((await call("GET", `${path}?cursor=nonsense`)).status).toBe(400);
  });

  test("go with their book; notes lose theirs, or hold on to their parent", async () => {
    const { call } = service;
    const review = (await call("POST", path, { stars: 5 })).body;
    const note = (await call("POST", "/notes", { text: "n", bookIsbn: "a/b c" })).body.note;
    const child = (await call("POST", "/notes", { text: "m", parentId: note.id })).body.note;
    expect((await call("POST", "/notes", { text: "m", parentId: "none" })).status).toBe(400);
    expect((await call("DELETE", `/notes/${note.id}`)).status).toBe(409);
    expect((await call("DELETE", "/books/a%2Fb%20c")).status).toBe(204);
    expect((await call("GET", review.url)).status).toBe(404);
    expect((await call("GET", `/notes/${note.id}`)).body.note.bookIsbn).toBeNull();
    expect((await call("PATCH", `/notes/${child.id}`, { parentId: null })).body.note.parentId).toBeNull();
    expect((await call("DELETE", `/notes/${note.id}`)).status).toBe(204);
  });
});
