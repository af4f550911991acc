import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { facetNames } from "../../../local/facet-copier.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";
import { traced } from "./fixtures/traced.ts";

const week = 7 * 24 * 60 * 60 * 1_000;

test("a trace goes after a week, with its requests and its copy of the data", async () => {
  const directory = await mkdtemp(join(tmpdir(), "objects-"));
  let plane = await DataPlane.start({ directory });
  try {
    await plane.release("old", "r1", await wordService({ version: "one" }));
    const old = traced(() => plane, "old");
    await old.begin();
    await old.call("/words", { method: "POST", body: "private" });
    expect((await old.state()).search).toBe(1);
    await plane.stop();

    const host = await hostIn(directory);
    expect(host.kept()).toEqual({ requests: 1, origin: true });
    host.age(week - 60_000);
    plane = await DataPlane.start({ directory });
    expect((await old.state()).search).toBe(1);
    await plane.stop();

    host.age(60_000);
    plane = await DataPlane.start({ directory });
    expect((await plane.control("GET", "/control/services/old/trace?trace=t1")).status).toBe(404);
    await plane.stop();
    expect(host.kept()).toEqual({ requests: 0, origin: false });
  } finally {
    await plane.stop().catch(() => undefined);
    await rm(directory, { recursive: true });
  }
});

/** The files of the one object that has a trace. */
async function hostIn(directory: string) {
  const files = await readdir(directory, { recursive: true });
  const index = files.find((file) => /ServiceHost.*\.facets$/.test(file)) ?? "";
  const base = join(directory, index.replace(/\.facets$/, ""));
  const names = facetNames(await readFile(`${base}.facets`));
  const origin = `${base}.${names.indexOf("trace-origin") + 1}.sqlite`;
  const within = <Value>(work: (database: DatabaseSync) => Value): Value => {
    const database = new DatabaseSync(`${base}.sqlite`);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  return {
    kept: () => ({
      requests: within((database) => database.prepare("SELECT 1 FROM trace_requests").all().length),
      origin: existsSync(origin),
    }),
    /** Lets the trace have begun so many milliseconds earlier. */
    age: (time: number) =>
      within((database) =>
        database
          .prepare(
            "UPDATE trace SET state = json_set(state, '$.startedAt', json_extract(state, '$.startedAt') - ?)",
          )
          .run(time),
      ),
  };
}
