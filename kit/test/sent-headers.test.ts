import { expect, test } from "vitest";
import { headerText, sentHeaders } from "../sent-headers.ts";

test.each([
  ["a value", "/things/7", "/things/7"],
  ["a number", 7, "7"],
  ["no", false, "false"],
  ["a line's end", "a\r\nSet-Cookie: b=1", "a%0D%0ASet-Cookie: b=1"],
  ["other letters", "łódź ☺", "%C5%82%C3%B3d%C5%BA %E2%98%BA"],
  ["half a letter", "a\ud83d", "a%EF%BF%BD"],
  ["what is encoded already", "a%20b", "a%20b"],
  ["white space around it", " a\n", "a"],
])("%s can be sent", (_, value, sent) => {
  expect(headerText(value)).toBe(sent);
  expect(new Headers(sentHeaders({ "X-Value": value })).get("x-value")).toBe(sent);
});

test.each([null, undefined, "", "\n", "x".repeat(1025), "ł".repeat(171)])(
  "what is empty or too long is not sent",
  (value) => {
    expect(sentHeaders({ "X-Value": value, "X-Other": "x".repeat(1024) })).toEqual({
      "X-Other": "x".repeat(1024),
    });
  },
);
