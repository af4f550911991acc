import * as z from "zod";
import { type Around, isolate } from "../generated-code.ts";
import { type Metered, meteredMain, meteredModules, meterFlag } from "../metered-code.ts";

/** A facet's code that also tells each statement that it has run since it was asked last. */
export interface Profiled extends Metered {
  /** A `Told` as JSON. */
  statements(): string;
}

const count = z.int().min(0);

const Told = z.strictObject({
  /** Statements that were not run before, each with the number of its values. */
  texts: z.array(z.tuple([z.string(), count])),
  /** By the place of the statement among all that were told so far: runs, rows read, written and given. */
  runs: z.array(z.tuple([count, count, count, count, count])),
  /** Rows read by statements that had been run before with the same values, with nothing written since. */
  readAgain: count,
});
export type Told = z.infer<typeof Told>;

/** What a facet has told. */
export function readTold(json: string): Told {
  return Told.parse(JSON.parse(json));
}

/** Most statements that are told apart. */
export const statementLimit = 1_000;

const names = { profile: "aidevos-profile.js", main: "aidevos-profiled.js" };

/** Wraps before the meter does, and before any generated code has run. Objects of a bundle share its isolate. */
const profile = `const { apply, getPrototypeOf } = Reflect;
const runsOf = new WeakMap();
const byCursor = new WeakMap();
let isWatched = false;

function watch(sql) {
  runsOf.set(sql, []);
  if (isWatched) return;
  isWatched = true;
  const prototype = getPrototypeOf(sql);
  const { exec } = prototype;
  prototype.exec = function (...given) {
    const cursor = apply(exec, this, given);
    const run = { text: String(given[0]), parameters: given.length - 1, cursor, rows: 0, key: JSON.stringify(given.map(String)) };
    runsOf.get(this)?.push(run);
    byCursor.set(cursor, run);
    return cursor;
  };
  const cursors = sql.Cursor.prototype;
  const count = (name, rowsOf) => {
    const method = cursors[name];
    cursors[name] = function () {
      const result = apply(method, this, []);
      const run = byCursor.get(this);
      return run === undefined ? result : rowsOf(result, run);
    };
  };
  count("toArray", (rows, run) => ((run.rows += rows.length), rows));
  count("one", (row, run) => ((run.rows += 1), row));
  count("next", (step, run) => ((run.rows += step.done ? 0 : 1), step));
  count(Symbol.iterator, (rows, run) => counted(rows, run));
}

function* counted(rows, run) {
  // The cursor's own steps may be its \`next\`, which counts as well.
  const before = run.rows;
  let given = 0;
  for (const row of rows) {
    given++;
    run.rows = before + given;
    yield row;
  }
}

/** A metered class that tells its statements too. */
export function profiled(Metered) {
  return class Service extends Metered {
    #known = new Map();
    #sinceWrite = new Set();
    constructor(ctx, env) {
      watch(ctx.storage.sql);
      super(ctx, env);
    }
    statements() {
      const { sql } = this.ctx.storage;
      const known = this.#known;
      const texts = [];
      const sums = new Map();
      for (const { text, parameters, cursor, rows } of runsOf.get(sql)) {
        if (!known.has(text)) {
          if (known.size >= ${statementLimit}) continue;
          known.set(text, known.size);
          texts.push([text, parameters]);
        }
        const place = known.get(text);
        const [, count, read, written, given] = sums.get(place) ?? [place, 0, 0, 0, 0];
        sums.set(place, [place, count + 1, read + cursor.rowsRead, written + cursor.rowsWritten, given + rows]);
      }
      const readAgain = this.#readAgain(runsOf.get(sql));
      runsOf.set(sql, []);
      return JSON.stringify({ texts, runs: [...sums.values()], readAgain });
    }
    #readAgain(runs) {
      const known = this.#sinceWrite;
      let rows = 0;
      for (const { cursor, key } of runs) {
        if (cursor.rowsWritten > 0) known.clear();
        else if (known.has(key)) rows += cursor.rowsRead;
        else if (known.size < ${statementLimit}) known.add(key);
      }
      return rows;
    }
  };
}
`;

const main = `import { profiled } from "./${names.profile}";
import { Service as Metered } from "./${meteredMain}";

export const Service = profiled(Metered);
`;

/** Puts what tells statements around metered code. */
export const profiling: Around = {
  version: "profiled-2",
  isolate: (bundle) => {
    const { modules } = meteredModules(bundle);
    return {
      ...isolate({
        ...bundle,
        mainModule: names.main,
        modules: { ...modules, [names.profile]: profile, [names.main]: main },
      }),
      compatibilityFlags: [meterFlag],
    };
  },
};
