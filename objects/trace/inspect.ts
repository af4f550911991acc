import * as z from "zod";
import type { Env } from "../environment.ts";
import { isolate, loaderOf } from "../generated-code.ts";

/** A statement that was run, and how many values it was given. */
export interface Explained {
  text: string;
  parameters: number;
}

const Inspection = z.strictObject({
  /** Indexes that a statement made: not those that a key or a uniqueness brings along. */
  indexes: z.array(z.strictObject({ table: z.string(), name: z.string() })),
  /** By table. */
  rows: z.record(z.string(), z.int()),
  bytes: z.int(),
  /** Lines of EXPLAIN QUERY PLAN of each statement. */
  plans: z.array(z.array(z.string())),
});
export type Inspection = z.infer<typeof Inspection>;

interface Inspector extends Rpc.DurableObjectBranded {
  inspect(statements: Explained[]): string;
}

const code = `import { DurableObject } from "cloudflare:workers";

export class Inspector extends DurableObject {
  inspect(statements) {
    const { sql } = this.ctx.storage;
    const made = (type) =>
      sql.exec('SELECT tbl_name AS "table", name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL ORDER BY name', type)
        .toArray()
        .filter(({ name }) => !/^(sqlite|_cf)_/.test(name));
    const rowsOf = (name) => sql.exec('SELECT count(*) AS rows FROM "' + name.replaceAll('"', '""') + '"').one().rows;
    const planOf = ({ text, parameters }) => {
      try {
        return sql.exec("EXPLAIN QUERY PLAN " + text, ...Array(parameters).fill(null)).toArray().map(({ detail }) => detail);
      } catch {
        // Nothing can be said of what makes tables, or reads one that is gone.
        return [];
      }
    };
    return JSON.stringify({
      indexes: made("index"),
      rows: Object.fromEntries(made("table").map(({ name }) => [name, rowsOf(name)])),
      bytes: sql.databaseSize,
      plans: statements.map(planOf),
    });
  }
}
`;

/** Stands for the code: the loader goes on with what it has under an id. */
const version = "inspector-1";

/** Looks into the data of a facet, in which nothing runs, by code of the host's own. What ran there is to be deleted then. */
export async function inspect(
  { ctx, env, facet }: { ctx: DurableObjectState; env: Env; facet: string },
  statements: Explained[] = [],
): Promise<Inspection> {
  const inspector = ctx.facets.get<Inspector>(facet, () => ({
    class: loaderOf(env)
      .get(version, () =>
        isolate({
          mainModule: "inspector.js",
          compatibilityDate: "2026-07-01",
          modules: { "inspector.js": code },
        }),
      )
      .getDurableObjectClass<Inspector>("Inspector"),
  }));
  return Inspection.parse(JSON.parse(await inspector.inspect(statements)));
}
