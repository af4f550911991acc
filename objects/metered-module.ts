/** How many rows of its database a request has read, on answers of what is metered. */
export const rowsReadHeader = "x-aidevos-rows-read";

/** Where what is metered gives what it has written to the console, as a JSON array of lines. */
export const consolePath = "/.well-known/aidevos/console";

const meteredModule = "aidevos-metered.js";

/** Lines and characters of each that are kept of the console. */
const consoleLimits = { lines: 1_000, characters: 4_000 };

interface Modules {
  mainModule: string;
  modules: Record<string, string>;
}

/**
 * The same code, whose answers say how many rows they took. The console is kept instead of being written. Requests that
 * are under way at once are counted together.
 */
export function metered<Bundle extends Modules>(bundle: Bundle): Bundle {
  return {
    ...bundle,
    mainModule: meteredModule,
    modules: { ...bundle.modules, [meteredModule]: source(bundle.mainModule) },
  };
}

function source(mainModule: string): string {
  const main = JSON.stringify(`./${mainModule}`);
  return `import { Service as Plain } from ${main};
export * from ${main};

const lines = [];
for (const level of ["debug", "error", "info", "log", "trace", "warn"]) {
  console[level] = (...values) => {
    if (lines.length < ${consoleLimits.lines}) lines.push(values.map(shown).join(" ").slice(0, ${consoleLimits.characters}));
  };
}
function shown(value) {
  if (typeof value === "string") return value;
  if (value instanceof Error) return String(value.stack);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

let cursors = [];
let isCounted = false;
function count(sql) {
  if (isCounted) return;
  isCounted = true;
  const prototype = Object.getPrototypeOf(sql);
  const { exec } = prototype;
  prototype.exec = function (...given) {
    const cursor = exec.apply(this, given);
    cursors.push(cursor);
    return cursor;
  };
}

export class Service extends Plain {
  constructor(ctx, env) {
    count(ctx.storage.sql);
    super(ctx, env);
  }

  async fetch(request) {
    if (new URL(request.url).pathname === ${JSON.stringify(consolePath)}) return Response.json(lines);
    cursors = [];
    const answer = await super.fetch(request);
    if (answer.webSocket) return answer;
    const counted = new Response(answer.body, answer);
    counted.headers.set(${JSON.stringify(rowsReadHeader)}, String(cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0)));
    return counted;
  }
}
`;
}
