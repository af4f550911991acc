import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { runSuite } from "./run-suite.ts";
import { testsOf } from "./tests-of.ts";

const folder = new URL("./right/", import.meta.url);

// Specs as language models wrote them of requirements in free English.
test.each(readdirSync(folder))(
  "%s: a service that is right passes the tests of its statements",
  async (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const reading = parseSpec(text);
    if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
    const results = await runSuite(testsOf(text).files, reading.blueprint);
    expect(results.size).toBeGreaterThan(40);
    expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
  },
  120_000,
);
