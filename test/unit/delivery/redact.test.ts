import { expect, test } from "vitest";
import { redacted } from "../../../shared/delivery/redact.ts";

const token = `${"a-b_".repeat(10)}abc`;

test.each([
  ['{"email":"a@b.c","password":"se\\"cret","n":1}', '{"email":"a@b.c","password":"(hidden)","n":1}'],
  ['{"oldPassword" : "x","user":{"pin":1234}}', '{"oldPassword" : "(hidden)","user":{"pin":"(hidden)"}}'],
  [`{"token":"${token}","user":{"id":1}}`, '{"token":"(hidden)","user":{"id":1}}'],
  [`{"key":"${token}"}`, '{"key":"(hidden)"}'],
  [`Bearer ${token}`, "Bearer (hidden)"],
  ["/login?name=a&password=secret&x=1", "/login?name=a&password=(hidden)&x=1"],
  ['{"password":"cut of', '{"password":"(hidden)"'],
  ['{"spinning":"wheel","passing":true}', '{"spinning":"wheel","passing":true}'],
  ['{"id":"00000000-0000-4000-8000-000000000012"}', '{"id":"00000000-0000-4000-8000-000000000012"}'],
])("%s", (text, expected) => {
  expect(redacted(text)).toBe(expected);
});

test("a long text is read once", () => {
  const text = `{"${"pass".repeat(20_000)}":"${"\\\\".repeat(20_000)}`;
  expect(redacted(text)).toContain("(hidden)");
});
