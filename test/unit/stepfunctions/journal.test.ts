import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Journal } from "../../../local/stepfunctions/journal.ts";
import type { JournalRecord } from "../../../local/stepfunctions/journal-record.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ended = (output: string): JournalRecord => ({ kind: "end", status: "SUCCEEDED", output, at: 1 });

test("lines of any length are read forward, backward and from the ends, whatever chunks they fall into", () => {
  const length = fc.oneof(fc.nat(200), fc.integer({ min: 65_400, max: 65_600 }), fc.nat(200_000));
  fc.assert(
    fc.property(fc.array(length, { maxLength: 6 }), fc.boolean(), (lengths, torn) => {
      const journal = new Journal(join(mkdtempSync(join(directory, "case-")), "one.jsonl"));
      const records = lengths.map((size) => ended("é".repeat(size)));
      for (const record of records) journal.append(record);
      journal.close();
      appendFileSync(journal.path, torn ? '{"kind":"en' : "");
      const lines = journal.lines().toArray();
      expect(lines.map((line) => line.parse())).toEqual(records);
      expect(
        journal
          .linesBackward()
          .toArray()
          .map((line) => line.parse()),
      ).toEqual(records.toReversed());
      expect(journal.ends()?.first.parse()).toEqual(records[0]);
      expect(journal.ends()?.last.parse()).toEqual(records.at(-1));
      expect(journal.ends()?.beforeLast?.parse()).toEqual(records.at(-2));
      for (const { start, end } of lines) {
        expect(journal.lines(start).toArray()[0]?.start).toBe(start);
        expect(journal.linesBackward(end).toArray()[0]?.start).toBe(start);
        expect(journal.hasLineAt(start)).toBe(true);
        expect(journal.hasLineAt(start + 1)).toBe(false);
      }
    }),
    { numRuns: 40 },
  );
});

test("a line that was torn when the process died is cut off before the next", () => {
  const journal = new Journal(join(directory, "one.jsonl"));
  journal.append(ended("a"));
  journal.close();
  const { size } = statSync(journal.path);
  appendFileSync(journal.path, '{"kind":"event","ev');
  journal.append(ended("b"));
  journal.close();
  expect(statSync(journal.path).size).toBe(size * 2);
  expect(readFileSync(journal.path, "utf8").trimEnd().split("\n")).toHaveLength(2);
});
