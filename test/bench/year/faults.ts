import { mutantsOf } from "../../../lambdas/verify/mutation/mutants.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { Expression } from "../../../shared/blueprint/expression.ts";
import type { Bundle } from "../../../shared/delivery/bundle.ts";
import type { Random } from "../../../shared/random.ts";
import { mistaken } from "../../../shared/tester/scenario/mutants.ts";

export interface Fault {
  kind: string;
  /** Where it is, and what. */
  what: string;
  bundle: Bundle;
}

type Modules = Bundle["modules"];

export interface Sound {
  blueprint: Blueprint;
  bundle: Bundle;
  /** The bundle of a blueprint in place of this one, over the same data. */
  bundleOf: (blueprint: Blueprint) => Bundle | undefined;
}

/** Draws that may come to nothing before the generator is at fault. */
const most = 60;

/**
 * The sound release with one mistake in its code, of a kind that is drawn first: a mutation of the code, a sentence of the
 * spec compiled as another, or something that a developer may well do.
 *
 * @throws Error when no mistake fits the code
 */
export function faultOf(sound: Sound, random: Random): Fault {
  for (let count = 0; count < most; count++) {
    const way = random.below(5);
    const fault =
      way === 0 ? mutated(sound, random) : way === 1 ? misread(sound, random) : plausible(sound, random);
    if (fault !== undefined && !isAlike(fault.bundle, sound.bundle)) return fault;
  }
  throw new Error(`None of ${most} mistakes can be made in this code.`);
}

function isAlike(one: Bundle, other: Bundle): boolean {
  return JSON.stringify(one.modules) === JSON.stringify(other.modules);
}

/** Names of the modules that were compiled of the spec's sentences. */
function ownModules({ modules }: Bundle): string[] {
  return Object.keys(modules).filter((name) => name.endsWith(".ts") && name !== "migrations.ts");
}

function mutated({ bundle }: Sound, random: Random): Fault | undefined {
  const own = Object.fromEntries(ownModules(bundle).map((name) => [name, bundle.modules[name] ?? ""]));
  const mutant = random.pick(mutantsOf(own, 100));
  if (mutant === undefined) return undefined;
  const { module, line, mutation, code } = mutant;
  const modules = { ...bundle.modules, [module]: code };
  return {
    kind: "mutation of the code",
    what: `${module}:${line} ${mutation}`,
    bundle: { ...bundle, modules },
  };
}

/** What the spec says of a value or a condition, compiled as something else. */
function misread({ blueprint, bundle, bundleOf }: Sound, random: Random): Fault | undefined {
  const copy = structuredClone(blueprint);
  const place = random.pick(placesOf(copy));
  const mistake = place && random.pick(mistaken(place.expression));
  if (place === undefined || mistake === undefined) return undefined;
  Reflect.set(place.owner, place.key, mistake);
  const other = bundleOf(copy);
  if (other === undefined) return undefined;
  const modules = { ...bundle.modules };
  for (const name of ownModules(bundle)) modules[name] = other.modules[name] ?? "";
  const what = `${JSON.stringify(place.expression)} as ${JSON.stringify(mistake)}`.slice(0, 300);
  return { kind: "sentence misread", what, bundle: { ...bundle, modules } };
}

interface Place {
  owner: object;
  key: string;
  expression: Expression;
}

/** Where a blueprint holds whole expressions. */
function placesOf(owner: object): Place[] {
  return Object.entries(owner).flatMap(([key, value]) => {
    if (typeof value !== "object" || value === null) return [];
    const expression = Expression.safeParse(value);
    return expression.success && "kind" in value
      ? [{ owner, key, expression: expression.data }]
      : placesOf(value);
  });
}

/** Replaces one place of the code that matches; the name of the mistake tells what was thought of. */
interface Slip {
  kind: string;
  module: RegExp;
  from: RegExp;
  to: string;
}

const routes = /-routes\.ts$/;
const body = /await readObject\(c\.req\.raw\)/;
const list = /\.list\(query\)/;
const read = /return c\.json\(([\w.(), ]*?\.get\(c\.req\.param\("\w+"\)\))\)/;

const thrown = (condition: string) =>
  `(await readObject(c.req.raw).then((given) => { if (${condition}) throw new TypeError("Cannot read properties of undefined"); return given; }))`;

const slips: readonly Slip[] = [
  {
    kind: "throws at some texts",
    module: routes,
    from: body,
    to: thrown("/[ f]/i.test(JSON.stringify(Object.values(given)))"),
  },
  {
    kind: "throws at nothing given",
    module: routes,
    from: body,
    to: thrown("Object.values(given).includes(null)"),
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
    kind: "list unordered among equals",
    module: routes,
    from: list,
    to: '.list(query).sort((one, other) => String(one.id ?? "").localeCompare(String(other.id ?? "")))',
  },
  { kind: "list of many cut", module: routes, from: list, to: ".list(query).slice(0, 12)" },
  {
    kind: "reads all rows, squared",
    module: routes,
    from: /(?=return c\.json\()/,
    to: 'storage.sql.exec("SELECT count(*) FROM sqlite_master a, books b, books c").toArray(); ',
  },
  {
    kind: "reads all rows for one",
    module: routes,
    from: /(?=return c\.json\()/,
    to: 'storage.sql.exec("SELECT * FROM books ORDER BY title").toArray(); ',
  },
  {
    kind: "index dropped",
    module: /^\w[\w-]*(?<!-routes)\.ts$/,
    from: /indexes: \{ "[^"]+": \[[^\]]*\](, )?/,
    to: "indexes: { ",
  },
  { kind: "check of who may dropped", module: routes, from: /permit\(.*?\}\);/, to: "" },
  {
    kind: "check of a reference dropped",
    module: routes,
    from: /\(given\) => \w+\.at\(call, storage\)\.checkReference\("\w+", given\.\w+\)(, )?/,
    to: "",
  },
  { kind: "guard dropped", module: routes, from: /if \([^\n]*\) throw refusalOf\([^\n]*/, to: "" },
  { kind: "rules dropped", module: /s\.ts$/, from: /rules: \(\) => \[\{/, to: "rules: () => [] || [{" },
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
  { kind: "no location", module: routes, from: /, 201, \{ Location: [^}]*\}[^}]*\}/, to: ", 201" },
  {
    kind: "answers kept and stale",
    module: routes,
    from: read,
    to: "const kept = (globalThis.kept ??= new Map()); const path = c.req.path; if (!kept.has(path)) kept.set(path, $1); return c.json(kept.get(path))",
  },
  { kind: "default of another value", module: /s\.ts$/, from: /\.default\((\d+)\)/, to: ".default($1 + 1)" },
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

function plausible({ bundle }: Sound, random: Random): Fault | undefined {
  const slip = random.pick(slips);
  if (slip === undefined) return undefined;
  const { kind, module, from, to } = slip;
  const name = random.pick(ownModules(bundle).filter((one) => module.test(one)));
  const code = name === undefined ? undefined : bundle.modules[name];
  if (name === undefined || code === undefined) return undefined;
  const found = random.pick([...code.matchAll(new RegExp(from, "g"))]);
  if (found === undefined) return undefined;
  const { index } = found;
  const rest = code.slice(index);
  const changed = code.slice(0, index) + rest.replace(from, to);
  const line = code.slice(0, index).split("\n").length;
  const modules: Modules = { ...bundle.modules, [name]: changed };
  return { kind, what: `${name}:${line}`, bundle: { ...bundle, modules } };
}
