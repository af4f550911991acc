import { describe, expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { breaks, breakText } from "../../../shared/difference/breaks.ts";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { expenses } from "../../integration/spec/expenses.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

function changed(from: string, to: string): string {
  expect(expenses).toContain(from);
  return expenses.replace(from, () => to);
}

/** The routes of which another status is meant. */
function statuses(from: string, to: string): string[] {
  const { routes } = meantBy(blueprintOf(expenses), blueprintOf(changed(from, to)));
  return routes.flatMap(({ method, path, status }) => (status ? [`${method} ${path}`] : []));
}

describe("what is meant", () => {
  test("by sessions that end otherwise is who a call is of, everywhere", () => {
    const all = statuses("- Signs in known for hours hours", "- Signs in known for 1 hour");
    expect(all).toEqual(expect.arrayContaining(["GET /me", "GET /users", "POST /expenses", "POST /logout"]));
    expect(statuses(" where not blocked", "")).toEqual(all);
    expect(statuses("- Signs out me\n", "")).toEqual(all);
  });

  test("by a role of other accounts is what it lets them do", () => {
    const all = statuses(
      "Role admin: users where role is admin.",
      "Role admin: users where role is admin or spent > 9.",
    );
    expect(all).toEqual(expect.arrayContaining(["GET /users", "PATCH /users/{id}", "GET /expenses/{id}"]));
    expect(all).not.toContain("GET /me");
    expect(all).not.toContain("POST /join");
  });

  test("by a password that is judged otherwise stays where it is given", () => {
    const all = statuses(
      "- password: password, required, at least 8",
      "- password: password, required, at least 9",
    );
    expect(all).toEqual(expect.arrayContaining(["POST /users", "PATCH /users/{id}", "POST /join"]));
    expect(all).not.toContain("GET /expenses");
  });

  test("by another answer to who signs in is that answer", () => {
    expect(statuses("(401 `bad_credentials`)", "(401 `wrong`)")).toEqual(["POST /login"]);
  });
});

describe("what breaks", () => {
  function broken(from: string, to: string): string[] {
    const [before, after] = [expenses, changed(from, to)].map((spec) => {
      const blueprint = blueprintOf(spec);
      const { files } = implementService({ blueprint, requirement: spec });
      const document = files.find(({ path }) => path === "openapi.json")?.content ?? "";
      return { blueprint, document: JSON.parse(document) };
    });
    if (before === undefined || after === undefined) throw new Error("There is no spec.");
    return breaks(before, after).map(breakText);
  }

  test("is told where who signs in is known in another way", () => {
    expect(
      broken("where not blocked (401", "where not blocked, by the header `X-Token` (401").join(),
    ).toContain("callers are no longer named by the header Authorization");
    expect(broken(" where not blocked", " where not blocked and spent < 99").join()).toContain(
      "callers are known by the header Authorization in another way",
    );
    expect(broken("where role is admin", "where role is admin and not blocked").join()).toContain(
      "whoever was admin need not be any more",
    );
  });
});

test("the document says how callers sign in, and where nobody need to", () => {
  const { files } = implementService({ blueprint: blueprintOf(expenses), requirement: expenses });
  const document = JSON.parse(files.find(({ path }) => path === "openapi.json")?.content ?? "");
  expect(document.components.securitySchemes).toEqual({ session: { type: "http", scheme: "bearer" } });
  expect(document.paths["/me"].get).toMatchObject({ security: [{ session: [] }] });
  expect(document.paths["/login"].post).toMatchObject({ security: [{ session: [] }, {}] });
  expect(document.paths["/me"].get.parameters).toBeUndefined();
  const { User, NewUser } = document.components.schemas;
  expect(User.properties).not.toHaveProperty("password");
  expect(NewUser.properties.password).toEqual({
    type: "string",
    format: "password",
    minLength: 8,
    writeOnly: true,
  });
});
