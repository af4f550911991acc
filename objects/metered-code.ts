import { hostHeaders } from "@aidevos/kit";

/** A facet of metered code: beside its answers, it tells what calls have read and written since it was asked last. */
export type MeteredFacet = Fetcher<Metered>;
export interface Metered extends Rpc.DurableObjectBranded {
  /** `<x-aidevos-request of the call> <rows read> <rows written>;` for each call that has ended. */
  rows(): string;
}

/** Most characters that wait to be asked for: what is in none's interest is forgotten. */
const toldLimit = 1_000_000;

/** The host's own modules: `meter` keeps what it needs before any generated code has run; `main` puts it around that. */
const names = { meter: "aidevos-meter.js", main: "aidevos-main.js" };

/** The module that has the metered class, for code that is put around that. */
export const meteredMain = names.main;

/** The runtime's option that `meter` needs: which call a statement belongs to is known across `await`. */
export const meterFlag = "nodejs_als";

const meter = `import { AsyncLocalStorage } from "node:async_hooks";
import { DurableObject } from "cloudflare:workers";

// Generated code runs in the same isolate and may change whatever is global: all that is used is kept here before.
const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { freeze } = Object;
const headersOf = getOwnPropertyDescriptor(Request.prototype, "headers").get;
const { get } = Headers.prototype;
const { run, getStore } = AsyncLocalStorage.prototype;
const calls = new AsyncLocalStorage();
let counters;

function watch(sql) {
  if (counters !== undefined) return;
  const cursors = sql.Cursor.prototype;
  counters = ["rowsRead", "rowsWritten"].map((name) => getOwnPropertyDescriptor(cursors, name).get);
  const prototype = getPrototypeOf(sql);
  const { exec } = prototype;
  defineProperty(prototype, "exec", {
    value(...given) {
      const cursor = apply(exec, this, given);
      const call = apply(getStore, calls, []);
      if (call !== undefined) call.last = { cursor, before: call.last };
      return cursor;
    },
    writable: false,
    configurable: false,
  });
}

/** A class that is the other one to its callers, and tells the host what each call has read and written. */
export function metered(Generated) {
  class Service extends DurableObject {
    #service;
    #told = "";
    constructor(ctx, env) {
      super(ctx, env);
      watch(ctx.storage.sql);
      this.#service = new Generated(ctx, env);
    }
    async fetch(request) {
      const service = this.#service;
      const id = apply(get, apply(headersOf, request, []), ["${hostHeaders.request}"]);
      const call = { last: undefined };
      try {
        return await apply(run, calls, [call, () => service.fetch(request)]);
      } finally {
        this.#end(id, call);
      }
    }
    rows() {
      const told = this.#told;
      this.#told = "";
      return told;
    }
    #end(id, call) {
      let read = 0;
      let written = 0;
      // A cursor counts while it is read, so it is asked at the end.
      for (let one = call.last; one !== undefined; one = one.before) {
        read += apply(counters[0], one.cursor, []);
        written += apply(counters[1], one.cursor, []);
      }
      call.last = undefined;
      // Strings are joined by the language itself: there is nothing in that which other code could have changed.
      this.#told = (this.#told.length > ${toldLimit} ? "" : this.#told) + id + " " + read + " " + written + ";";
    }
  }
  // Any module may import any other: nobody shall put other methods in the place of these.
  freeze(Service.prototype);
  return freeze(Service);
}
`;

/** The modules of a bundle with the host's around its class `Service`, whose calls then say their rows. */
export function meteredModules({
  mainModule,
  modules,
}: {
  mainModule: string;
  modules: Record<string, string>;
}): { mainModule: string; modules: Record<string, string> } {
  const main = `import { metered } from "./${names.meter}";
import { Service as Generated } from ${JSON.stringify(`./${mainModule}`)};

export const Service = metered(Generated);
`;
  return { mainModule: names.main, modules: { ...modules, [names.meter]: meter, [names.main]: main } };
}

/** What a call has read and written. */
export interface Rows {
  read: number;
  written: number;
}

/** The rows of each call that has ended since the facet was asked last, by the id that the host gave its request. */
export async function rowsByCall(facet: MeteredFacet): Promise<[call: string, rows: Rows][]> {
  const told = await facet.rows();
  return told
    .split(";")
    .slice(0, -1)
    .map((one) => {
      const [call = "", read, written] = one.split(" ");
      return [call, { read: Number(read), written: Number(written) }];
    });
}

/** The rows of all calls that have ended since the facet was asked last. */
export async function rowsSince(facet: MeteredFacet): Promise<Rows> {
  const rows: Rows = { read: 0, written: 0 };
  for (const [, { read, written }] of await rowsByCall(facet)) {
    rows.read += read;
    rows.written += written;
  }
  return rows;
}
