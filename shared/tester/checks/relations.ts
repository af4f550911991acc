import type { Field } from "../../blueprint/field.ts";
import { memberOf } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefusal } from "../refusals.ts";
import { compare, holds } from "../samples/comparison.ts";
import { sampleAt } from "../samples/sample.ts";
import { create, newTarget, pathCode, pathWithId, post, refuse } from "../source/calls.ts";
import { Code, objectLiteral } from "../source/code.ts";
import { withArticle } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** References to other things, things nested below others, and comparisons between fields. */
export function relations(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  const references = subject.inputs.filter((field) => field.type === "reference");
  return [
    ...references.flatMap((field) => [...pointsTo(subject, field), ...afterDelete(subject, field)]),
    ...nested(subject),
    ...subject.entity.comparisons.flatMap((comparison) => compared(subject, comparison)),
  ];
}

/** An identifier that no thing of the kind has. */
export function unknownTarget(target: Subject): Json {
  const { name, type } = target.entity.identifier;
  if (type === "sequence") return 987654321;
  if (type === "uuid") return "00000000-0000-4000-8000-000000000000";
  const field = target.field(name);
  return field === undefined ? "nobody" : sampleAt(field, 9);
}

function pointsTo(subject: Subject, field: Field): Check[] {
  const target = subject.other(field.references);
  const made = newTarget(subject, field.references);
  if (target === undefined || made === undefined) return [];
  if (subject.parentField(subject.operation("create")) === field) return [];
  const shows = [
    pathTo(subject, "fields", field.name),
    pathTo(subject, "fields", field.name, "references"),
    pathTo(subject, "fields", field.name, "type"),
    "refusals/unknownReference",
  ];
  return [
    {
      title: `${field.name} names ${withArticle(target.noun)} that exists`,
      lines: [
        `const target = ${made.text};`,
        create(subject, [[field.name, new Code("target")]], "const created = "),
        `expect(${memberOf("created", field.name)}).toBe(target);`,
        post(subject, [[field.name, unknownTarget(target)]]),
        expectRefusal(subject, "unknownReference"),
      ],
      shows,
    },
  ];
}

function afterDelete(subject: Subject, field: Field): Check[] {
  const target = subject.other(field.references);
  const made = newTarget(subject, field.references);
  const removal = target?.operation("delete");
  if (target === undefined || made === undefined || removal === undefined) return [];
  if (field.onReferencedDelete === undefined || subject.operation("read") === undefined) return [];
  const start = [
    `const target = await create${target.pascal}();`,
    create(subject, [[field.name, new Code(memberOf("target", target.identifier))]], "const created = "),
    `const answer = await call("${removal.method}", ${pathCode(target, removal, "target")});`,
  ];
  const read = subject.operation("read");
  const gone =
    read === undefined
      ? []
      : [
          `const gone = await call("GET", ${pathCode(subject, read, "created")});`,
          `expect(gone.status).toBe(${subject.blueprint.refusals.notFound});`,
        ];
  const succeeded = `expect(answer.status, answer.text).toBe(${removal.status});`;
  const outcome = {
    refuse: {
      title: `${withArticle(target.noun)} with ${subject.nouns} cannot be deleted`,
      lines: [
        expectRefusal(subject, "stillReferenced"),
        ...(target.operation("read") === undefined
          ? []
          : [`expect(await read${target.pascal}(target)).toEqual(target);`]),
        `expect(await read${subject.pascal}(created)).toEqual(created);`,
      ],
    },
    delete: { title: `${subject.nouns} are deleted with their ${target.noun}`, lines: [succeeded, ...gone] },
    clear: {
      title: `${subject.nouns} lose their ${field.name} when it is deleted, and stay`,
      lines: [
        succeeded,
        `const after = await read${subject.pascal}(created);`,
        `expect(${memberOf("after", field.name)} ?? null).toBeNull();`,
      ],
    },
    leave: {
      title: `${subject.nouns} keep their ${field.name} when it is deleted`,
      lines: [succeeded, `expect(await read${subject.pascal}(created)).toEqual(created);`],
    },
  }[field.onReferencedDelete];
  return [
    {
      title: outcome.title,
      lines: [...start, ...outcome.lines],
      shows: [
        pathTo(subject, "fields", field.name, "onReferencedDelete"),
        pathTo(subject, "fields", field.name),
        "refusals/stillReferenced",
      ],
    },
  ];
}

function nested(subject: Subject): Check[] {
  const { parent } = subject.entity;
  const list = subject.entity.operations.find(
    (operation) => operation.kind === "list" && subject.parentField(operation) !== undefined,
  );
  const field = parent === undefined ? undefined : subject.field(parent.field);
  const target = subject.other(field?.references);
  if (parent === undefined || list === undefined || field === undefined || target === undefined) return [];
  const isNestedCreate = subject.parentField(subject.operation("create")) !== undefined;
  const shows = [
    pathTo(subject, "parent"),
    pathTo(subject, "fields", field.name),
    ...subject.entity.operations.map(({ kind }) => pathTo(subject, "operations", kind)),
  ];
  const missing = pathWithId(subject, list, "", String(unknownTarget(target)));
  const items = subject.entity.list.envelope?.items;
  const body = items === undefined ? "answer.body" : `(answer.body as Thing).${items}`;
  return [
    {
      title: `${subject.nouns} are listed below their own ${target.noun}`,
      lines: [
        `const created = await create${subject.pascal}();`,
        `await create${subject.pascal}();`,
        `const answer = await call("GET", ${pathCode(subject, list, "created")});`,
        `expect(${body}).toMatchObject([created]);`,
      ],
      shows,
    },
    {
      title: `${subject.nouns} of ${withArticle(target.noun)} that does not exist are not found`,
      lines: [
        `const answer = await call("GET", ${missing});`,
        `expect(answer.status).toBe(${subject.blueprint.refusals.notFound});`,
        ...(isNestedCreate
          ? [
              `const created = await post${subject.pascal}(${objectLiteral([[field.name, unknownTarget(target)]])});`,
              `expect(created.status).toBe(${subject.blueprint.refusals.notFound});`,
            ]
          : []),
      ],
      shows: [...shows, "refusals/notFound"],
    },
  ];
}

type Comparison = Subject["entity"]["comparisons"][number];

const WORDS: Record<Comparison["operator"], string> = {
  less: "less than",
  "at-most": "at most",
  greater: "greater than",
  "at-least": "at least",
  differs: "not the same as",
};

function compared(subject: Subject, { left, operator, right }: Comparison): Check[] {
  const [one, other] = [subject.field(left), subject.field(right)];
  if (one === undefined || other === undefined) return [];
  const start = Math.max(subject.rank(one), subject.rank(other));
  const pairs = [
    [0, 1],
    [1, 0],
    [1, 1],
  ].map(([first = 0, second = 0]): [Json, Json] => [
    sampleAt(one, start + first),
    sampleAt(other, start + second),
  ]);
  const comparable = compare(sampleAt(one, start), sampleAt(other, start)) === 0;
  const usable = pairs.every(
    ([first, second]) =>
      !holds(first, operator, second) ||
      subject.takes(
        new Map([
          [left, first],
          [right, second],
        ]),
      ),
  );
  if (!comparable || !usable) return [];
  const lines = pairs.flatMap(([first, second]) => {
    const overrides = [
      [left, first],
      [right, second],
    ] as const;
    return holds(first, operator, second) ? create(subject, overrides) : refuse(subject, overrides);
  });
  const update = subject.operation("update");
  const good = pairs.find(([first, second]) => holds(first, operator, second));
  const bad = pairs.find((pair) => good !== undefined && !holds(pair[0], operator, good[1]));
  if (update !== undefined && good !== undefined && bad !== undefined && !one.immutable) {
    lines.push(
      create(
        subject,
        [
          [left, good[0]],
          [right, good[1]],
        ],
        "const created = ",
      ),
      `const answer = await call("${update.method}", ${pathCode(subject, update, "created")}, ${objectLiteral([[left, bad[0]]])});`,
      expectRefusal(subject, "invalid"),
    );
  }
  const index = subject.entity.comparisons.findIndex((each) => each.left === left && each.right === right);
  return [
    {
      title: `${left} is ${WORDS[operator]} ${right}`,
      lines,
      shows: [
        pathTo(subject, "comparisons"),
        pathTo(subject, "comparisons", String(index)),
        "refusals/invalid",
      ],
    },
  ];
}
