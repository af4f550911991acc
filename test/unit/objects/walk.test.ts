import { hostHeaders } from "@aidevos/kit";
import { expect, test } from "vitest";
import { EdgeDeck } from "../../../objects/traffic/edge-deck.ts";
import { documentedCalls } from "../../../objects/traffic/openapi.ts";
import { Walk } from "../../../objects/traffic/walk.ts";

const schema = { type: "object", properties: { title: { type: "string" } }, required: ["title"] };
const body = { content: { "application/json": { schema } } };
const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const calls = documentedCalls({
  paths: {
    "/books": { get: {}, post: { requestBody: body } },
    "/books/{id}": { get: { parameters: [id] }, delete: { parameters: [id] } },
  },
});
const start = Date.UTC(2026, 0, 31, 22);

/** A walk through a service that keeps what is created. */
function walked(seed: number) {
  const walk = new Walk({ calls, seed, base: "http://service.test", start });
  const books = new Set<string>();
  return Array.from({ length: 300 }, () => {
    const made = walk.next();
    if (made === undefined) throw new Error("There is something to call.");
    const { method, path } = made;
    const known = books.has(path) || path === "/books";
    let location = "";
    if (method === "POST") {
      location = `/books/${made.headers.find(([name]) => name === hostHeaders.request)?.[1]}`;
      books.add(location);
    }
    if (method === "DELETE") books.delete(path);
    const status = method === "POST" ? 201 : known ? 200 : 404;
    walk.learn({ status, headers: location === "" ? [] : [["location", location]], text: "{}" });
    return { ...made, status };
  });
}

test("the same seed and answers give the same calls, another seed others", () => {
  expect(walked(1)).toEqual(walked(1));
  expect(walked(1)).not.toEqual(walked(2));
});

test("what was created is read and deleted, and every route is reached", () => {
  const found = walked(1).filter(({ status }) => status < 300);
  expect(new Set(found.map(({ call }) => `${call.method} ${call.path}`)).size).toBe(4);
  expect(found.length).toBeGreaterThan(200);
});

test("time moves on, over ends of days and months", () => {
  const times = walked(1).map(({ headers }) =>
    Number(headers.find(([name]) => name === hostHeaders.time)?.[1]),
  );
  expect(times.at(-1)).toBeGreaterThan(start + 30 * 86_400_000);
  expect(new Set(times.map((time) => new Date(time).toISOString().slice(0, 7))).size).toBeGreaterThan(1);
});

test("moments are written with offsets too, so that some are of another day there", () => {
  const property = { at: { type: "string", format: "date-time" } };
  const given = {
    content: { "application/json": { schema: { type: "object", properties: property, required: ["at"] } } },
  };
  const walk = new Walk({
    calls: documentedCalls({ paths: { "/rides": { post: { requestBody: given } } } }),
    seed: 1,
    base: "http://service.test",
    start,
  });
  const moments = given200(walk)
    .map(({ at }) => String(at))
    .filter((at) => /T.*[+-]\d\d:\d\d$/.test(at));
  expect(moments.length).toBeGreaterThan(20);
  const otherDay = moments.filter((at) => new Date(at).toISOString().slice(0, 10) !== at.slice(0, 10));
  expect(otherDay.length).toBeGreaterThan(5);
});

/** The bodies of 200 calls, all of which are taken; those that are no objects are left out. */
function given200(walk: Walk): Record<string, unknown>[] {
  return Array.from({ length: 200 }, () => {
    const body = walk.next()?.body ?? "";
    walk.learn({ status: 200, headers: [], text: "{}" });
    return /^\{"/.test(body) ? JSON.parse(body) : {};
  });
}

function walkOf(paths: unknown, seed = 1): Walk {
  return new Walk({ calls: documentedCalls({ paths }), seed, base: "http://service.test", start });
}

test("searches hold what code trips over", () => {
  const q = { name: "q", in: "query", schema: { type: "string" } };
  const walk = walkOf({ "/books": { get: { parameters: [q] } } });
  const asked = Array.from({ length: 200 }, () => {
    const path = walk.next()?.path ?? "/";
    walk.learn({ status: 200, headers: [], text: "[]" });
    return new URL(path, "http://service.test").searchParams.get("q");
  });
  for (const special of [
    "%",
    "%zz",
    "100% cotton",
    "it's",
    '"quoted"',
    "back\\slash",
    "",
    "007",
    "__proto__",
    "two\nlines",
  ])
    expect(asked).toContain(special);
});

test("every property is given what code trips over, as far as its schema takes it, once all is taken", () => {
  const properties = {
    name: { type: "string", maxLength: 10 },
    code: { type: "string", minLength: 3, maxLength: 20 },
    count: { type: "integer", minimum: 0, maximum: 1000 },
    day: { type: "string", format: "date" },
  };
  const schema = { type: "object", properties, required: Object.keys(properties) };
  const post = { requestBody: { content: { "application/json": { schema } } } };
  const given = given200(walkOf({ "/crates": { post } }));
  const values = (name: string) => given.map((body) => body[name]);
  expect(values("name")).toEqual(expect.arrayContaining(["%", "", "__proto__", "🎉".repeat(10), "007"]));
  expect(values("code")).toEqual(expect.arrayContaining(["%%%", "%zz", "back\\slash", "é".repeat(20)]));
  expect(values("count")).toEqual(expect.arrayContaining([0, 1, 100, 1000]));
  expect(values("day")).toEqual(expect.arrayContaining(["2092-02-29", "2091-12-31"]));
});

test("what was refused is tried once more, and then no longer", () => {
  const deck = new EdgeDeck();
  const place = { call: "one", name: "kind", schema: { type: "string", enum: ["a", "b"] } };
  const drawn = Array.from({ length: 6 }, () => {
    const card = deck.draw(place);
    deck.learn(card?.value === "b");
    return card?.value;
  });
  expect(drawn).toEqual(["a", "b", "b", undefined, undefined, undefined]);
});

test("what only some may see is asked for by its maker and by others, with each role and without", () => {
  const headers = [
    { name: "X-User", in: "header", required: true, schema: { type: "string" } },
    { name: "X-Role", in: "header", schema: { type: "string", enum: ["staff", "auditor"] } },
  ];
  const walk = walkOf({
    "/notes": { get: { parameters: headers }, post: { parameters: headers, requestBody: body } },
    "/notes/{id}": { get: { parameters: [id, ...headers] } },
    "/notes/{id}/pages": { get: { parameters: [id, ...headers] } },
  });
  const owners = new Map<string, string>();
  const asked = { maker: 0, other: 0, staff: 0, auditor: 0, nobody: 0 };
  for (let number = 0; number < 300; number++) {
    const made = walk.next();
    if (made === undefined) throw new Error("There is something to call.");
    const { method, path } = made;
    const header = (name: string) => made.headers.find(([one]) => one === name)?.[1];
    const [user, role] = [header("x-user") ?? "", header("x-role")];
    const owner = owners.get(path.replace("/pages", ""));
    let location = "";
    if (method === "POST" && user !== "") {
      location = `/notes/${header(hostHeaders.request)}`;
      owners.set(location, user);
    }
    if (owner !== undefined && path.endsWith("/pages")) {
      const kind = user === "" ? "nobody" : (role ?? (user === owner ? "maker" : "other"));
      asked[kind as keyof typeof asked]++;
    }
    const isSeen = path === "/notes" || user === owner || role === "staff";
    const status = user === "" ? 401 : location !== "" ? 201 : isSeen ? 200 : 404;
    walk.learn({ status, headers: location === "" ? [] : [["location", location]], text: "{}" });
  }
  for (const [kind, least] of Object.entries({ maker: 8, other: 8, staff: 4, auditor: 4, nobody: 1 }))
    expect(asked[kind as keyof typeof asked], kind).toBeGreaterThanOrEqual(least);
});

test("texts of an action speak of its thing's, and of each other", () => {
  const text = { type: "string" };
  const bodyOf = (names: string[]) => {
    const schema = {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, text])),
      required: names,
    };
    return { requestBody: { content: { "application/json": { schema } } } };
  };
  const walk = walkOf({
    "/terms": { post: bodyOf(["meaning"]) },
    "/terms/{id}": { get: { parameters: [id] } },
    "/terms/{id}/replace": { post: { parameters: [id], ...bodyOf(["part", "other"]) } },
  });
  const terms = new Map<string, string>();
  const replaced: { meaning: string; part: string; other: string }[] = [];
  for (let number = 0; number < 400; number++) {
    const { path = "/", body: sent } = walk.next() ?? {};
    const given = /^\{"/.test(sent ?? "") ? JSON.parse(sent ?? "{}") : {};
    let location = "";
    if (path === "/terms") {
      location = `/terms/${number}`;
      terms.set(location, String(given.meaning));
    }
    const meaning = terms.get(path.replace("/replace", "")) ?? "";
    if (path.endsWith("/replace") && given.part !== "") replaced.push({ meaning, ...given });
    const headers: [string, string][] = location === "" ? [] : [["location", location]];
    walk.learn({ status: location === "" ? 200 : 201, headers, text: JSON.stringify({ meaning }) });
  }
  const found = replaced.filter(({ meaning, part }) => meaning.includes(part));
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter(({ part, other }) => String(other).includes(part)).length).toBeGreaterThan(2);
});

test("what is refused to others on pages that they follow does not make lists be asked for less", () => {
  const role = { name: "X-Role", in: "header", required: true, schema: { type: "string", enum: ["staff"] } };
  const lists = Array.from({ length: 12 }, (_, index) => [`/posts/${index}`, `/drafts/${index}`]).flat();
  const paths = Object.fromEntries(lists.map((path) => [path, { get: { parameters: [role] } }]));
  const asked = { posts: 0, drafts: 0 };
  for (let seed = 1; seed <= 8; seed++) {
    const walk = walkOf(paths, seed);
    for (let number = 0; number < 1000; number++) {
      const { path = "/", headers = [] } = walk.next() ?? {};
      const kind = path.startsWith("/posts") ? "posts" : "drafts";
      const isByNobody = !headers.some(([name]) => name === "x-role");
      if (!isByNobody) asked[kind]++;
      const isNext = path.includes("?");
      const links: [string, string][] =
        kind === "posts" && isByNobody && !isNext ? [["link", `<${path}?page=2>; rel="next"`]] : [];
      walk.learn({ status: isByNobody && isNext ? 401 : 200, headers: links, text: "[]" });
    }
  }
  expect(asked.posts / asked.drafts).toBeGreaterThan(0.9);
});

test("who replaces a thing is not its maker, who makes it again after its end is", () => {
  const user = { name: "X-User", in: "header", required: true, schema: { type: "string" } };
  const names = Array.from({ length: 8 }, (_, index) => `room-${index}`);
  const name = { name: "name", in: "path", required: true, schema: { type: "string", enum: names } };
  const parameters = [name, user];
  const walk = walkOf({
    "/rooms/{name}": { get: { parameters }, put: { parameters, requestBody: body }, delete: { parameters } },
  });
  const makers = new Map<string, string>();
  let asked = 0;
  let byMaker = 0;
  for (let number = 0; number < 3000; number++) {
    const { method, path = "/", headers = [] } = walk.next() ?? {};
    const caller = headers.find(([header]) => header === "x-user")?.[1] ?? "";
    if (method === "PUT" && !makers.has(path)) makers.set(path, caller);
    const maker = makers.get(path);
    if (method === "DELETE") makers.delete(path);
    if (method === "GET" && maker !== undefined) {
      asked++;
      if (maker === caller) byMaker++;
    }
    walk.learn({ status: maker === undefined ? 404 : 200, headers: [], text: "{}" });
  }
  expect(byMaker / asked).toBeGreaterThan(0.55);
});

test("each reference is given keys that no thing has, one at a time", () => {
  const key = { type: "string", format: "uuid" };
  const loan = { type: "object", properties: { book: key, member: key }, required: ["book", "member"] };
  const calls = documentedCalls({
    paths: {
      "/books": { post: { requestBody: body } },
      "/members": { post: { requestBody: body } },
      "/loans": { post: { requestBody: { content: { "application/json": { schema: loan } } } } },
    },
  });
  for (let seed = 1; seed <= 10; seed++) {
    const walk = new Walk({ calls, seed, base: "http://service.test", start });
    const keys = new Set<unknown>();
    const missing: string[] = [];
    for (let number = 0; number < 300; number++) {
      const { path = "", headers = [], body = "" } = walk.next() ?? {};
      const request = headers.find(([name]) => name === hostHeaders.request)?.[1];
      const given = path === "/loans" && /^\{"/.test(body ?? "") ? JSON.parse(body ?? "") : {};
      const unknown = ["book", "member"].filter((name) => path === "/loans" && !keys.has(given[name]));
      if (unknown.length > 0) {
        if (unknown.length === 1 && unknown.every((name) => /^[\dA-F-]{36}$/.test(given[name])))
          missing.push(...unknown);
        walk.learn({ status: 422, headers: [], text: "{}" });
        continue;
      }
      if (path !== "/loans") keys.add(request);
      walk.learn({ status: 201, headers: [["location", `${path}/${request}`]], text: "{}" });
    }
    for (const name of ["book", "member"])
      expect(missing.filter((one) => one === name).length, `${name} by seed ${seed}`).toBeGreaterThan(1);
  }
});

test("a header that stands for one call has a value of its own in each, and the same in a repeat", () => {
  const key = { name: "Request-Id", in: "header", schema: { type: "string", format: "idempotency-key" } };
  const keyed = documentedCalls({ paths: { "/books": { post: { parameters: [key], requestBody: body } } } });
  const walk = new Walk({ calls: keyed, seed: 1, base: "http://service.test", start });
  const sent = Array.from({ length: 300 }, () => {
    const { headers = [], body: given } = walk.next() ?? {};
    walk.learn({ status: 201, headers: [], text: "{}" });
    return { value: headers.find(([name]) => name === "request-id")?.[1], given };
  });
  const byValue = Map.groupBy(sent, ({ value }) => value);
  expect(byValue.has(undefined)).toBe(false);
  expect(byValue.size).toBeGreaterThan(270);
  expect(byValue.size).toBeLessThan(300);
  for (const same of byValue.values()) expect(new Set(same.map(({ given }) => given)).size).toBe(1);
});

test("a header that says a version mostly says any, and sometimes one", () => {
  const version = { name: "If-Match", in: "header", schema: { type: "string", format: "etag" } };
  const changing = documentedCalls({ paths: { "/books": { post: { parameters: [version] } } } });
  const walk = new Walk({ calls: changing, seed: 1, base: "http://service.test", start });
  const sent = Array.from({ length: 300 }, () => {
    const { headers = [] } = walk.next() ?? {};
    walk.learn({ status: 200, headers: [], text: "{}" });
    return headers.find(([name]) => name === "if-match")?.[1];
  });
  expect(sent.filter((value) => value === "*").length).toBeGreaterThan(200);
  expect(new Set(sent)).toEqual(new Set(["*", '"1"', '"2"', '"3"']));
});

test("who joins and signs in goes on with the token, and without one what needs it is left for later", () => {
  const text = { type: "string" };
  const taking = (properties: object) => ({
    requestBody: {
      content: {
        "application/json": { schema: { type: "object", properties, required: Object.keys(properties) } },
      },
    },
  });
  const secret = { type: "string", format: "password" };
  const own = { security: [{ session: [] }] };
  const open = { security: [{ session: [] }, {}] };
  const documented = documentedCalls({
    paths: {
      "/users": { post: { ...taking({ name: text, word: secret }), ...open } },
      "/login": { post: { ...taking({ name: text, word: secret }), ...open } },
      "/me": { get: own },
      "/logout": { post: own },
    },
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "header", name: "X-Key", description: "Key and a session's token" },
      },
      schemas: {
        User: { type: "object", properties: { name: { type: "string", minLength: 4, pattern: "^[a-z]+$" } } },
      },
    },
  });
  const walk = new Walk({ calls: documented, seed: 3, base: "http://service.test", start });
  const accounts = new Map<string, string>();
  const sessions = new Map<string, string>();
  const counts: Record<string, number> = {};
  for (let call = 0; call < 300; call++) {
    const made = walk.next();
    if (made === undefined) throw new Error("There is something to call.");
    const { name, word } = (() => {
      try {
        return JSON.parse(made.body ?? "{}") ?? {};
      } catch {
        return {};
      }
    })();
    const token =
      /^Key (.+)$/.exec(made.headers.find(([header]) => header === "x-key")?.[1] ?? "")?.[1] ?? "";
    const answer = (status: number, body: object = {}) => {
      counts[`${made.path} ${status}`] = (counts[`${made.path} ${status}`] ?? 0) + 1;
      walk.learn({ status, headers: [], text: JSON.stringify(body) });
    };
    if (made.path === "/users") {
      const isFit = /^[a-z]{4,}$/.test(name) && typeof word === "string" && !accounts.has(name);
      if (isFit) accounts.set(name, word);
      answer(isFit ? 201 : 400, { name });
    } else if (made.path === "/login") {
      const isRight = accounts.has(name) && accounts.get(name) === word;
      const fresh = String(call).padStart(43, "t");
      if (isRight) sessions.set(fresh, name);
      answer(isRight ? 200 : 401, isRight ? { key: fresh } : {});
    } else {
      const isKnown = sessions.has(token);
      if (made.path === "/logout") sessions.delete(token);
      answer(isKnown ? 200 : 401);
    }
  }
  for (const path of ["/users 201", "/login 200", "/login 401", "/me 200", "/me 401", "/logout 200"])
    expect(counts[path], path).toBeGreaterThan(3);
  expect(counts["/me 200"]).toBeGreaterThan(counts["/me 401"] ?? 0);
});

test("a list in a query is given an element at a time", () => {
  const tags = { type: "array", items: { type: "string", enum: ["a,b", "c"] }, minItems: 2 };
  const walk = new Walk({
    calls: documentedCalls({
      paths: {
        "/found": { get: { parameters: [{ name: "tag", in: "query", required: true, schema: tags }] } },
      },
    }),
    seed: 1,
    base: "http://service.test",
    start,
  });
  const asked = Array.from({ length: 40 }, () => {
    const { path = "" } = walk.next() ?? {};
    walk.learn({ status: 200, headers: [], text: "[]" });
    return new URL(path, "http://service.test").searchParams.getAll("tag");
  });
  expect(
    asked.filter((one) => one.length >= 2 && one.every((tag) => ["a,b", "c"].includes(tag))).length,
  ).toBeGreaterThan(20);
});

test("where a header names a thing that calls, things that were made do, and those that are refused do no more", () => {
  const key = { type: "string", format: "uuid", "x-thing": "/people/{id}" };
  const header = (required: boolean) => [{ name: "X-Person", in: "header", required, schema: key }];
  const requestBody = { content: { "application/json": { schema: { type: "object", properties: {} } } } };
  const walk = new Walk({
    calls: documentedCalls({
      paths: {
        "/people": { post: { parameters: header(false), requestBody } },
        "/things": { post: { parameters: header(true), requestBody } },
        "/me": { get: { parameters: header(true) } },
      },
    }),
    seed: 5,
    base: "http://service.test",
    start,
  });
  const people = new Set<string>();
  const counts: Record<string, number> = {};
  for (let call = 0; call < 300; call++) {
    const made = walk.next();
    if (made === undefined) throw new Error("There is something to call.");
    const caller = made.headers.find(([name]) => name === "x-person")?.[1] ?? "";
    const id = `00000000-0000-4000-8000-${String(call).padStart(12, "0")}`;
    const isOpen = made.path === "/people";
    const status = !isOpen && !people.has(caller) ? 401 : made.path === "/me" ? 200 : 201;
    if (isOpen) people.add(id);
    counts[`${made.path} ${status}`] = (counts[`${made.path} ${status}`] ?? 0) + 1;
    const headers: [string, string][] =
      status === 201 ? [["location", `http://service.test${made.path}/${id}`]] : [];
    walk.learn({ status, headers, text: "{}" });
  }
  expect(counts["/me 200"]).toBeGreaterThan(counts["/me 401"] ?? 0);
  expect(counts["/things 201"]).toBeGreaterThan(20);
});
