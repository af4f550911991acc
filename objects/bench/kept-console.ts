/** Where code whose console is kept gives what it has written, as a JSON array of lines. */
export const consolePath = "/.well-known/aidevos/console";

const keptModule = "aidevos-console.js";

/** Lines and characters of each that are kept of the console. */
const consoleLimits = { lines: 1_000, characters: 4_000 };

interface Modules {
  mainModule: string;
  modules: Record<string, string>;
}

/** The same code, whose console is kept instead of being written. */
export function withKeptConsole<Bundle extends Modules>(bundle: Bundle): Bundle {
  return {
    ...bundle,
    mainModule: keptModule,
    modules: { ...bundle.modules, [keptModule]: source(bundle.mainModule) },
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

export class Service extends Plain {
  fetch(request) {
    if (new URL(request.url).pathname === ${JSON.stringify(consolePath)}) return Response.json(lines);
    return super.fetch(request);
  }
}
`;
}
