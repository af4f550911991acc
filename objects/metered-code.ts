/** Header in which metered code says the rows that it has read and written for an answer: `12,3`. For hosts only. */
export const rowsHeader = "x-aidevos-rows";

/** The host's own modules: `meter` keeps what it needs before any generated code has run; `main` puts it around that. */
const names = { meter: "aidevos-meter.js", main: "aidevos-main.js" };

/** The runtime's option that `meter` needs: which call a statement belongs to is known across `await`. */
export const meterFlag = "nodejs_als";

const meter = `import { AsyncLocalStorage } from "node:async_hooks";
import { DurableObject } from "cloudflare:workers";

// Generated code runs in the same isolate and may change whatever is global: all that is used is kept here before.
const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { Response } = globalThis;
const headersOf = getOwnPropertyDescriptor(Response.prototype, "headers").get;
const { set } = Headers.prototype;
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
  return class Service extends DurableObject {
    #service;
    constructor(ctx, env) {
      super(ctx, env);
      watch(ctx.storage.sql);
      this.#service = new Generated(ctx, env);
    }
    async fetch(request) {
      const service = this.#service;
      const call = { last: undefined };
      const answer = await apply(run, calls, [call, () => service.fetch(request)]);
      let read = 0;
      let written = 0;
      // A cursor counts while it is read, so it is asked at the end.
      for (let one = call.last; one !== undefined; one = one.before) {
        read += apply(counters[0], one.cursor, []);
        written += apply(counters[1], one.cursor, []);
      }
      call.last = undefined;
      const counted = construct(Response, [answer.body, answer]);
      apply(set, apply(headersOf, counted, []), ["${rowsHeader}", read + "," + written]);
      return counted;
    }
  };
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

/** The rows that an answer of metered code tells; none of an answer that is the host's own. */
export function rowsOf(answer: Response): Rows {
  return rowsSaid(answer.headers.get(rowsHeader));
}

/** The rows that the header says; none without it. */
export function rowsSaid(header: string | null | undefined): Rows {
  const [read = 0, written = 0] = (header ?? "").split(",").map(Number);
  return { read, written };
}

/** The answer as it goes to a caller. */
export function withoutRows(answer: Response): Response {
  const own = new Response(answer.body, answer);
  own.headers.delete(rowsHeader);
  return own;
}
