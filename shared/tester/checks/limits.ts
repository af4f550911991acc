import { type Field, innerReferences, isShownToAll, workedOutProperties } from "../../blueprint/field.ts";
import { memberOf } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { fits, kept } from "../model/values.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { create, refuse, withCompanions } from "../source/calls.ts";
import { literal } from "../source/code.ts";
import { describeRules } from "../source/rules.ts";
import type { Subject } from "../subject.ts";

const RULES = [
  "type",
  "values",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "mustBe",
  "notBlank",
  "items",
];

/** Each field's type and limits: values just inside are taken, values just outside are refused. */
export function limits(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  const malformed = subject.inputs.flatMap((field) =>
    field.type === "reference" ? formOf(subject, field) : [],
  );
  const fields = subject.inputs.filter(({ type }) => type !== "reference");
  return malformed.concat(
    fields.flatMap((field) => [
      ...limitsOf(subject, field),
      ...trimming(subject, field),
      ...elementsKept(subject, field),
      ...nullable(subject, field),
    ]),
  );
}

/** An identifier that is of none of the things' form is refused as a value, and not as one that is unknown. */
function formOf(subject: Subject, field: Field): Check[] {
  const outside = boundariesOf({ ...field, type: "string" }).outside.filter((value) => !fits(field, value));
  if (outside.length === 0) return [];
  const path = pathTo(subject, "fields", field.name);
  return [
    {
      title: `${field.name} is ${describeRules(field)}`,
      lines: outside.flatMap((value) => refuse(subject, [[field.name, value]])),
      shows: [path, ...RULES.map((rule) => `${path}/${rule}`), "refusals/invalid"],
    },
  ];
}

function limitsOf(subject: Subject, field: Field): Check[] {
  const { inside, outside } = boundariesOf(field);
  const taken = inside.flatMap((value) => {
    const overrides = withCompanions(subject, field.name, value);
    return overrides === undefined ? [] : create(subject, overrides);
  });
  const refused = outside.flatMap((value: Json) => refuse(subject, [[field.name, value]]));
  if (taken.length + refused.length === 0) return [];
  const path = pathTo(subject, "fields", field.name);
  const shows = [
    path,
    ...RULES.map((rule) => `${path}/${rule}`),
    ...(refused.length > 0 ? ["refusals/invalid"] : []),
  ];
  return [{ title: `${field.name} is ${describeRules(field)}`, lines: [...taken, ...refused], shows }];
}

function trimming(subject: Subject, field: Field): Check[] {
  const value = subject.base(field);
  if (!field.trim || !isShownToAll(field) || typeof value !== "string") return [];
  return [
    {
      title: `white space around ${field.name} is removed`,
      lines: [
        create(subject, [[field.name, ` ${value}  `]], "const created = "),
        `expect(${memberOf("created", field.name)}).toBe(${literal(value)});`,
      ],
      shows: [pathTo(subject, "fields", field.name, "trim")],
    },
  ];
}

/**
 * Elements in their other case, with blanks around them, twice and in another order, where the list is brought into a form.
 * What elements refer to is another thing in each test, and what is worked out of them is not given.
 */
function elementsKept(subject: Subject, field: Field): Check[] {
  const value = subject.base(field);
  const { trim, letterCase, dropsDoubles, sorted } = field.items ?? {};
  if (!isShownToAll(field) || !Array.isArray(value)) return [];
  if (innerReferences(field).length + workedOutProperties(field).length > 0) return [];
  if (trim !== true && letterCase === undefined && dropsDoubles !== true && sorted !== true) return [];
  const other = (one: Json) => {
    if (typeof one !== "string") return one;
    const cased =
      letterCase === "lower" ? one.toUpperCase() : letterCase === "upper" ? one.toLowerCase() : one;
    return trim === true ? ` ${cased}  ` : cased;
  };
  const turned = sorted === true ? value.toReversed() : value;
  const path = pathTo(subject, "fields", field.name);
  const sent = dropsDoubles === true ? [...turned, ...turned.map(other)] : turned.map(other);
  return [
    {
      title: `the elements of ${field.name} are kept in one form`,
      lines: [
        create(subject, [[field.name, sent]], "const created = "),
        `expect(${memberOf("created", field.name)}).toEqual(${literal(kept(field, sent))});`,
      ],
      shows: [path, `${path}/items`],
    },
  ];
}

function nullable(subject: Subject, field: Field): Check[] {
  if (!field.nullable || !isShownToAll(field) || !subject.takes(new Map([[field.name, null]]))) return [];
  return [
    {
      title: `${field.name} may be null`,
      lines: [
        create(subject, [[field.name, null]], "const created = "),
        `expect(${memberOf("created", field.name)}).toBeNull();`,
      ],
      shows: [pathTo(subject, "fields", field.name, "nullable")],
    },
  ];
}
