import type { RouteIn } from "../../blueprint/all-routes.ts";
import type { Operation } from "../../blueprint/entity.ts";
import { type Repeats, repeatsOf, saidOfRepeats } from "../../blueprint/repeats.ts";
import { literal, propertyKey } from "../../code/literal.ts";
import type { Check } from "../check.ts";
import { validCall } from "../frame.ts";
import { newKey, repeatNames } from "../repeat-frame.ts";
import { callerNames } from "../scenario/callers.ts";
import { raceTitle } from "../scenario/moves.ts";
import { nameOfRoute, scenarioReaching } from "../scenario/reaching.ts";
import { Rendering } from "../scenario/render.ts";
import { pathCode } from "../source/calls.ts";
import type { Subject } from "../subject.ts";

type Said = ReturnType<typeof saidOfRepeats>[number];

/** What is said of repeats of the calls of one kind of thing and its actions. */
export function repeats(subject: Subject): Check[] {
  const own = `entities/${subject.entity.name}/`;
  return saidOfRepeats(subject.blueprint)
    .filter(({ path }) => path.startsWith(own))
    .flatMap((said) => checksOf(subject, said));
}

/** What is said of repeats of all calls, and of actions of the service. */
export function serviceRepeats(subject: Subject): Check[] {
  return saidOfRepeats(subject.blueprint)
    .filter(({ path }) => !path.startsWith("entities/"))
    .flatMap((said) => checksOf(subject, said));
}

function checksOf(subject: Subject, said: Said): Check[] {
  return [...repeatedOnce(subject, said), ...first(subject, said), ...ofEachCaller(subject, said)];
}

/** The order in which calls are tried: what is done twice is seen best where something is made. */
const preference = ["create", "act", "update", "replace", "delete", "clear"];

function kindOf({ route }: RouteIn): string {
  return "kind" in route ? route.kind : "act";
}

/** A call is repeated, and has had its effect once. */
function repeatedOnce(subject: Subject, { path, repeats: how, routes }: Said): Check[] {
  const { repeated, atOnce } = repeatNames(subject.blueprint, how);
  const ordered = routes.toSorted(
    (one, other) => preference.indexOf(kindOf(one)) - preference.indexOf(kindOf(other)),
  );
  for (const one of ordered) {
    const title = `a repeat of ${nameOfRoute(one)} changes nothing`;
    const found = scenarioReaching(subject.blueprint, one, title);
    if (found === undefined) continue;
    const { scenario, at } = found;
    const lines = (by: string) => new Rendering(subject, scenario, { sentBy: { at, by } }).lines;
    return [
      { title, lines: lines(repeated), shows: [path] },
      { title: raceTitle(title), lines: lines(atOnce), shows: [path], kind: "race" },
    ];
  }
  return [];
}

/** The route by which things are made, where its path names nothing and its repeats are known so. */
function creation(subject: Subject, how: Repeats): Operation | undefined {
  const { entity, blueprint } = subject;
  const route = subject.operation("create");
  if (route === undefined || !subject.isMakeable() || route.path.includes(":")) return undefined;
  return repeatsOf(blueprint, { entity, route }) === how ? route : undefined;
}

/** The first answer is given again although what it tells of is gone. */
function first(subject: Subject, { path, repeats: how }: Said): Check[] {
  const made = creation(subject, how);
  const removal = subject.operation("delete");
  if (made === undefined || removal === undefined || made.answer !== "entity") return [];
  if (made.wrapper !== undefined || made.shows !== undefined) return [];
  const target = pathCode(subject, made, "valid");
  return [
    {
      title: "a repeat gets the first answer, whatever has become of it since",
      lines: [
        `const valid = ${validCall(subject, "")};`,
        `const keyed = { ${propertyKey(how.header)}: ${newKey(how)} };`,
        `const first = await call("${made.method}", ${target}, valid, keyed);`,
        `expect(first.status, first.text).toBe(${made.status});`,
        `const gone = await call("${removal.method}", ${pathCode(subject, removal, "(first.body as Thing)")});`,
        "expect(gone.status, gone.text).toBeLessThan(300);",
        `const again = await call("${made.method}", ${target}, valid, keyed);`,
        "expect([again.status, again.text]).toEqual([first.status, first.text]);",
      ],
      shows: [path],
    },
  ];
}

/** Another caller's call with the same key is a call of its own. */
function ofEachCaller(subject: Subject, { path, repeats: how }: Said): Check[] {
  const { blueprint } = subject;
  const made = creation(subject, how);
  const name = blueprint.callers?.name;
  if (made === undefined || name === undefined || name.account !== undefined || made.by?.owner !== undefined)
    return [];
  if (subject.entity.limits.length > 0) return [];
  const target = pathCode(subject, made, "valid");
  const [one, other] = callerNames(blueprint);
  const as = (caller: string) => `{ ...keyed, ${propertyKey(name.header)}: ${literal(caller)} }`;
  return [
    {
      title: "each caller has keys of its own",
      lines: [
        `const keyed = { ${propertyKey(how.header)}: ${newKey(how)} };`,
        ...[one, other].flatMap((caller, index) => [
          `const answer${index + 1} = await call("${made.method}", ${target}, ${validCall(subject, "")}, ${as(caller)});`,
          `expect(answer${index + 1}.status, answer${index + 1}.text).toBe(${made.status});`,
        ]),
      ],
      shows: [path, "callers/name"],
    },
  ];
}
