import type { Field } from "../../blueprint/field.ts";
import { wholePattern } from "../../blueprint/pattern.ts";
import { isLeftAlone } from "../../blueprint/refused-properties.ts";
import type { UniqueTogether } from "../../blueprint/rules.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { validCall } from "../frame.ts";
import { scopeFor } from "../model/legality.ts";
import { expectRefusal } from "../refusals.ts";
import { sampleAt, sampleCount } from "../samples/sample.ts";
import { fieldMutant, raceTitle, scenarioChecks } from "../scenario/moves.ts";
import { otherRefusals } from "../scenario/mutants.ts";
import { racers } from "../scenario/race.ts";
import { Relevance } from "../scenario/relevance.ts";
import { create, newTarget, pathCode, post } from "../source/calls.ts";
import { Code, type Entries, objectLiteral, SPREAD, type Value } from "../source/code.ts";
import { enumeration } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** What no two things may share, alone or together. */
export function uniqueness(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  const { identifier, uniqueTogether } = subject.entity;
  const single = subject.inputs.filter(
    (field) => field.unique !== undefined || (identifier.type === "given" && field.name === identifier.name),
  );
  return [
    ...single.flatMap((field) => [...uniqueField(subject, field), ...inTheWay(subject, field)]),
    ...uniqueTogether.flatMap((group) => uniqueGroup(subject, group)),
  ];
}

function uniqueField(subject: Subject, field: Field): Check[] {
  const value = sharedValue(subject, field);
  if (value === undefined) return [];
  if (!(value instanceof Code) && !subject.takes(new Map([[field.name, value]]))) return [];
  const lines = [
    ...(value instanceof Code ? [`const taken = ${value.text};`] : []),
    create(subject, [[field.name, value instanceof Code ? new Code("taken") : value]]),
    post(subject, [[field.name, value instanceof Code ? new Code("taken") : cased(field, value)]]),
    expectTaken(subject, field, "answer"),
  ];
  const update = subject.operation("update");
  const isIdentifier = field.name === subject.identifier;
  const title = `two ${subject.nouns} cannot share ${field.name}`;
  const isChangeable = !field.immutable && !isLeftAlone(field) && !isIdentifier && sampleCount(field) > 20;
  if (update !== undefined && !(value instanceof Code) && isChangeable) {
    lines.push(
      `const other = await create${subject.pascal}();`,
      `const change = await call("${update.method}", ${pathCode(subject, update, "other")}, ${objectLiteral([[field.name, value]])});`,
      expectTaken(subject, field, "change"),
    );
  }
  const manner = field.unique === "ignore-case" ? ", whatever its case" : "";
  return [
    {
      title: `${title}${manner}`,
      lines,
      shows: [
        pathTo(subject, "fields", field.name, "unique"),
        pathTo(subject, "fields", field.name),
        "refusals/conflict",
        ...(isIdentifier ? [pathTo(subject, "identifier")] : []),
      ],
    },
    ...sharedAtOnce(subject, {
      title,
      values: [[field.name, value]],
      shows: [pathTo(subject, "fields", field.name, "unique"), pathTo(subject, "fields", field.name)],
    }),
  ];
}

/** How the field's own uniqueness refuses, where it is not as all conflicts do. */
function expectTaken(subject: Subject, { refusal }: Pick<Field, "refusal">, answer: string): string {
  if (refusal === undefined) return expectRefusal(subject, "conflict", answer);
  return `expect(${answer}.status, ${answer}.text).toBe(${refusal.status});`;
}

/** A refusal that tells what is in the way. */
function inTheWay(subject: Subject, field: Field): Check[] {
  const { entity, blueprint } = subject;
  const { refusal } = field;
  if (refusal?.with === undefined) return [];
  const path = pathTo(subject, "fields", field.name);
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, field.name);
  const change = (work: (field: Field) => void) => fieldMutant(entity, field, work);
  const scope = { ...scopeFor(blueprint, entity), other: entity };
  for (const { value } of refusal.with) relevance.add(value, scope);
  return scenarioChecks(subject, {
    title: `who shares ${field.name} is told what is in the way`,
    claims: [
      {
        paths: [path, `${path}/unique`],
        without: change((one) => {
          delete one.unique;
        }),
      },
      { paths: [path, `${path}/refusal`], without: change((one) => void delete one.refusal?.with) },
    ],
    relevance,
    mutants: otherRefusals(refusal).map((other) =>
      change((one) => void Object.assign(one, { refusal: other })),
    ),
    refusals: [`${path}/unique`],
    makes: [entity],
    repeats: 2,
  });
}

function uniqueGroup(subject: Subject, together: UniqueTogether): Check[] {
  const { fields: group, where, refusal } = together;
  // Scenarios show what hangs on a condition.
  if (where !== undefined) return [];
  const fields = group.flatMap((name) => subject.field(name) ?? []);
  const same = fields.flatMap((field): [string, Value][] => {
    const value = sharedValue(subject, field);
    return value === undefined ? [] : [[field.name, value]];
  });
  if (same.length < group.length) return [];
  const plain = same.flatMap(([name, value]) =>
    value instanceof Code ? [] : [[name, asJson(value)] as const],
  );
  if (!subject.takes(new Map(plain))) return [];
  const others = fields.flatMap((field) => {
    const base = same.find(([name]) => name === field.name)?.[1];
    const other: Value = base instanceof Code ? base : subject.unlike(field, [asJson(base)]);
    if (other === undefined) return [];
    const changed: Entries = [
      [SPREAD, new Code("same")],
      [field.name, other],
    ];
    return [create(subject, changed)];
  });
  const index = subject.entity.uniqueTogether.indexOf(together);
  const title = `two ${subject.nouns} cannot share ${enumeration(group)} together`;
  return [
    {
      title,
      lines: [
        `const same = ${objectLiteral(same)};`,
        `await create${subject.pascal}(same);`,
        `const answer = await post${subject.pascal}(same);`,
        expectTaken(subject, { refusal }, "answer"),
        ...others,
      ],
      shows: [
        pathTo(subject, "uniqueTogether"),
        pathTo(subject, "uniqueTogether", String(index)),
        pathTo(subject, "uniqueTogether", group.join("+")),
        "refusals/conflict",
      ],
    },
    ...sharedAtOnce(subject, {
      title,
      values: same,
      shows: [
        pathTo(subject, "uniqueTogether", String(index)),
        pathTo(subject, "uniqueTogether", group.join("+")),
      ],
    }),
  ];
}

/** Of many that come at once and are all the same, one is made. */
function sharedAtOnce(
  subject: Subject,
  { title, values, shows }: { title: string; values: Entries; shows: string[] },
): Check[] {
  const operation = subject.operation("create");
  // Where the path says which one is meant, the second may replace the first.
  if (operation === undefined || subject.route("replace")?.path === operation.path) return [];
  const parent = subject.parentField(operation);
  const above = parent === undefined ? undefined : newTarget(subject, parent.references);
  const isGiven = values.some((entry) => entry[0] === parent?.name);
  const whole: Entries = [
    [SPREAD, new Code(validCall(subject, objectLiteral(values)))],
    ...(parent === undefined || isGiven ? [] : [[parent.name, above] satisfies Entries[number]]),
  ];
  const code = whole.length === 1 ? validCall(subject, objectLiteral(values)) : objectLiteral(whole);
  return [
    {
      title: raceTitle(title),
      lines: [
        `const same = ${isGiven ? objectLiteral([...whole, ...values.filter(([name]) => name === parent?.name)]) : code};`,
        `const answers = await Promise.all(Array.from({ length: ${racers} }, () => post${subject.pascal}(same)));`,
        "const statuses = answers.map(({ status }) => status).sort();",
        `expect(statuses.filter((status) => status === ${operation.status})).toHaveLength(1);`,
        "expect(statuses.at(-1)).toBeLessThan(500);",
      ],
      shows,
      kind: "race",
    },
  ];
}

/** A value to share: written down, or the identifier of something new for a reference. */
function sharedValue(subject: Subject, field: Field): Exclude<Value, undefined> | undefined {
  return field.type === "reference"
    ? newTarget(subject, field.references)
    : sampleAt(field, subject.rank(field));
}

function asJson(value: Value): Json {
  return value === undefined || value instanceof Code ? null : value;
}

/** The value in another case, for a field that is compared without case. */
function cased(field: Field, value: Json): Json {
  if (field.unique !== "ignore-case" || typeof value !== "string") return value;
  const other = value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
  const fits = field.pattern === undefined || wholePattern(field.pattern)?.test(other) === true;
  return fits ? other : value;
}
