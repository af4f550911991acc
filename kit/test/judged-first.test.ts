import { expect, test } from "vitest";
import * as z from "zod";
import { judgedFirst, parse, Refusal, readObject, refusalOf, refusedFirst } from "../index.ts";

const NewLoan = z.object({ book: z.string().min(1), days: z.int().min(1) });

/** Reads a loan, where a book that is called "none" is refused first, and whoever is not let in next. */
function read(way: typeof judgedFirst, body: string, isLetIn = true) {
  const request = new Request("http://loans/", { method: "POST", body });
  const seen: unknown[] = [];
  const loan = way(NewLoan, {
    sent: () => readObject(request),
    read: (given) => parse(NewLoan, given),
    judge: (given) => {
      seen.push(given);
      if (given.book === "none") throw refusalOf({ status: 404, message: "There is no such book." });
      if (!isLetIn) throw refusalOf({ status: 403, message: "You may not." });
    },
  });
  const told = loan.then(
    (value) => value,
    (error) => (error instanceof Refusal ? (error.options?.status ?? error.kind) : error),
  );
  return told.then((outcome) => ({ outcome, seen }));
}

const right = { book: "b", days: 2 };

test.each([
  [
    "what is right by itself is judged before what is wrong beside it",
    { book: "none", days: 0 },
    404,
    { book: "none" },
  ],
  ["what is judged to be right leaves the rest to be told", { book: "b", days: 0 }, "invalid", { book: "b" }],
  ["what is wrong by itself is not judged", { book: 1, days: 2 }, "invalid", { days: 2 }],
])("%s", async (_what, body, told, given) => {
  for (const way of [judgedFirst, refusedFirst])
    expect(await read(way, JSON.stringify(body))).toEqual({ outcome: told, seen: [given] });
});

test("where there is no body to read, what needs none of it is judged", async () => {
  for (const way of [judgedFirst, refusedFirst]) {
    expect((await read(way, "{", false)).outcome).toBe(403);
    expect((await read(way, "{")).outcome).toBe("malformed");
  }
});

test("a right body is judged in one way, and left to what comes after it in the other", async () => {
  const body = JSON.stringify(right);
  expect(await read(judgedFirst, body)).toEqual({ outcome: right, seen: [right] });
  expect((await read(judgedFirst, body, false)).outcome).toBe(403);
  expect(await read(refusedFirst, body, false)).toEqual({ outcome: right, seen: [] });
});

test("an error that is no refusal is told as it is, and nothing is judged", async () => {
  const broken = new Error("broken");
  const judged: unknown[] = [];
  const reading = { sent: () => ({}), judge: (given: unknown) => void judged.push(given) };
  const read = () => {
    throw broken;
  };
  await expect(judgedFirst(NewLoan, { ...reading, read })).rejects.toBe(broken);
  expect(judged).toEqual([]);
});
