import type { Bundle } from "../delivery/bundle.ts";
import type { Random } from "../random.ts";

/** Replaces one place of the code that matches; the name of the mistake tells what was thought of. */
export interface Slip {
  kind: string;
  module: RegExp;
  from: RegExp;
  to: string;
}

const routes = /-routes\.ts$/;
const body = /await readObject\(c\.req\.raw\)/;
const list = /\.list\(query\)/;
const read = /return c\.json\(([\w.(), ]*?\.get\(c\.req\.param\("\w+"\)\))\)/;

/** Where a request is about to be answered, and the object's data is at hand. */
export const answering = /(?<=\bstorage\b[\s\S]*)(?=return c\.json\()/;

/** The same where the answer is no list, which may read all that there is by itself. */
const answeringOne =
  /(?<=\bstorage\b[\s\S]*)(?<!\.list\(query\)[^}]*)(?=return c\.json\((?!.*\.list\(query\)))/;

const thrown = (condition: string) =>
  `(await readObject(c.req.raw).then((given) => { if (${condition}) throw new TypeError("Cannot read properties of undefined"); return given; }))`;

/** Things that a developer may well do, and that made-up calls show. */
export const seededSlips: readonly Slip[] = [
  {
    kind: "throws at some texts",
    module: routes,
    from: body,
    to: thrown("/[ f]/i.test(JSON.stringify(Object.values(given)))"),
  },
  {
    kind: "throws at a number",
    module: routes,
    from: body,
    to: thrown('Object.values(given).some((one) => typeof one === "number" && one > 7)'),
  },
  {
    kind: "column dropped from an answer",
    module: routes,
    from: read,
    to: "return c.json({ ...$1, amount: undefined })",
  },
  {
    kind: "column dropped from a list",
    module: routes,
    from: list,
    to: ".list(query).map(({ label: _, ...row }) => row)",
  },
  { kind: "page one short", module: routes, from: list, to: ".list(query).slice(0, -1)" },
  { kind: "page begins one late", module: routes, from: list, to: ".list(query).slice(1)" },
  { kind: "list the other way round", module: routes, from: list, to: ".list(query).reverse()" },
  {
    kind: "reads all rows, squared",
    module: routes,
    from: answering,
    to: 'storage.sql.exec("SELECT count(*) FROM sqlite_master a, books b, books c").toArray(); ',
  },
  {
    kind: "reads all rows for one",
    module: routes,
    from: answeringOne,
    to: 'storage.sql.exec("SELECT * FROM books ORDER BY title").toArray(); ',
  },
  {
    kind: "index dropped",
    module: /^\w[\w-]*(?<!-routes)\.ts$/,
    from: /indexes: \{ "[^"]+": \[[^\]]*\](, )?/,
    to: "indexes: { ",
  },
  {
    kind: "check of a reference dropped",
    module: routes,
    from: /\(given\) => \w+\.at\(call, storage\)\.checkReference\("\w+", given\.\w+\)(, )?/,
    to: "",
  },
  { kind: "guard dropped", module: routes, from: /if \([^\n]*\) throw refusalOf\([^\n]*/, to: "" },
  {
    kind: "change answered, not kept",
    module: routes,
    from: /return c\.json\((\w+)\.update\(c\.req\.param\("(\w+)"\), change\)\)/,
    to: 'return c.json({ ...$1.get(c.req.param("$2")), ...change })',
  },
  {
    kind: "deletion answered, not done",
    module: routes,
    from: /\w+(\.at\(call, storage\))?\.delete\(c\.req\.param\("\w+"\)\);/,
    to: "",
  },
  { kind: "another status", module: routes, from: /, 201, \{/, to: ", 200, {" },
  { kind: "no location", module: routes, from: /, 201, \{ Location: `[^`]*` \}/, to: ", 201" },
  {
    kind: "answers kept and stale",
    module: routes,
    from: read,
    to: "const kept = (globalThis.kept ??= new Map()); const path = c.req.path; if (!kept.has(path)) kept.set(path, $1); return c.json(kept.get(path))",
  },
];

/** All that a developer may well do: what else there is may do no harm, or hide from whoever does not know of it. */
export const slips: readonly Slip[] = [
  ...seededSlips,
  {
    kind: "throws at nothing given",
    module: routes,
    from: body,
    to: thrown("Object.values(given).includes(null)"),
  },
  {
    kind: "list unordered among equals",
    module: routes,
    from: list,
    to: '.list(query).sort((one, other) => String(one.id ?? "").localeCompare(String(other.id ?? "")))',
  },
  { kind: "default of another value", module: /s\.ts$/, from: /\.default\((\d+)\)/, to: ".default($1 + 1)" },
  { kind: "list of many cut", module: routes, from: list, to: ".list(query).slice(0, 12)" },
  { kind: "check of who may dropped", module: routes, from: /permit\(.*?\}\);/, to: "" },
  { kind: "rules dropped", module: /s\.ts$/, from: /rules: \(\) => \[\{/, to: "rules: () => [] || [{" },
  { kind: "limit one off", module: /s\.ts$/, from: /\.max\((\d+)\)/, to: ".max($1 - 1)" },
  {
    kind: "throws when there are many",
    module: routes,
    from: list,
    to: '.list(query).map((row, at) => { if (at === 24) throw new RangeError("too many"); return row; })',
  },
  {
    kind: "throws at some hours",
    module: routes,
    from: body,
    to: '(await readObject(c.req.raw).then((given) => { if (new Date(Number(c.req.raw.headers.get("x-aidevos-time") ?? Date.now())).getUTCHours() === 3) throw new RangeError("Invalid time value"); return given; }))',
  },
  { kind: "effect of an action dropped", module: routes, from: /\w+\.update\(id, parse\([^\n]*\);/, to: "" },
  { kind: "condition of SQL the other way", module: /\.ts$/, from: / IS '(\w+)'/, to: " IS NOT '$1'" },
];

/** Names of the modules that were compiled of the spec's sentences. */
export function ownModules({ modules }: Bundle): string[] {
  return Object.keys(modules).filter((name) => name.endsWith(".ts") && name !== "migrations.ts");
}

/** The bundle with the mistake at one of the places that fit it, drawn evenly; undefined where the code has none. */
export function withSlip(
  bundle: Bundle,
  { module, from, to }: Slip,
  random: Random,
): { what: string; bundle: Bundle } | undefined {
  const places = ownModules(bundle)
    .filter((name) => module.test(name))
    .flatMap((name) => {
      const code = bundle.modules[name] ?? "";
      return Array.from(code.matchAll(new RegExp(from, "g")), ({ index }) => ({ name, code, index }));
    });
  const place = random.pick(places);
  if (place === undefined) return undefined;
  const { name, code, index } = place;
  const at = new RegExp(from, "y");
  at.lastIndex = index;
  const changed = code.replace(at, to);
  const line = code.slice(0, index).split("\n").length;
  return { what: `${name}:${line}`, bundle: { ...bundle, modules: { ...bundle.modules, [name]: changed } } };
}
