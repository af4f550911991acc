import { withArticle } from "../../article.ts";
import { listFrameOf } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import { unknownStatus } from "../../blueprint/told-together.ts";
import { memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { expectAbsent, expectRefusal, saysAbsence } from "../refusals.ts";
import { unknownKey } from "../samples/unknown.ts";
import type { Claim, Focus, Mutant } from "../scenario/focus.ts";
import { fieldMutant, scenarioChecks } from "../scenario/moves.ts";
import { otherRefusals } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { create, newTarget, pathCode, pathWithId, post } from "../source/calls.ts";
import { Code, objectLiteral } from "../source/code.ts";
import type { Subject } from "../subject.ts";

/** References to other things, and things nested below others. */
export function relations(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  const references = subject.inputs.filter((field) => field.type === "reference");
  return [
    ...references.flatMap((field) => [
      ...pointsTo(subject, field),
      ...known(subject, field),
      ...afterDelete(subject, field),
    ]),
    ...nested(subject),
  ];
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
    ...(field.unknownRefusal === undefined ? ["refusals/unknownReference"] : []),
  ];
  return [
    {
      title: `${field.name} names ${withArticle(target.noun)} that exists`,
      lines: [
        `const target = ${made.text};`,
        create(subject, [[field.name, new Code("target")]], "const created = "),
        `expect(${memberOf("created", field.name)}).toBe(target);`,
        post(subject, [[field.name, unknownKey(target.entity)]]),
        `expect(answer.status, answer.text).toBe(${unknownStatus(field, subject.blueprint)});`,
      ],
      shows,
    },
  ];
}

/** A reference that names nothing is refused in a way of its own. */
function known(subject: Subject, field: Field): Check[] {
  const { entity, blueprint } = subject;
  const { unknownRefusal } = field;
  if (unknownRefusal === undefined) return [];
  const path = pathTo(subject, "fields", field.name);
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, field.name);
  return scenarioChecks(subject, {
    title: `a ${field.name} that is not there is refused in its own way`,
    ...unknownMistakes(path, unknownRefusal, (work) => fieldMutant(entity, field, work)),
    relevance,
    refusals: [`${path}/references`],
    makes: [entity],
    unknowns: [field],
  });
}

/** What is missed where a reference that names nothing is refused as all are, and mistakes in how it is refused. */
export function unknownMistakes(
  path: string,
  refusal: Refusal,
  change: (work: (field: Field) => void) => Mutant,
): Pick<Focus, "claims" | "mutants"> {
  const without = change((one) => {
    delete one.unknownRefusal;
  });
  const claim: Claim = { paths: [path, `${path}/unknownRefusal`], without };
  const mutants = otherRefusals(refusal).map((other) =>
    change((one) => {
      one.unknownRefusal = other;
    }),
  );
  return { claims: [claim], mutants };
}

function afterDelete(subject: Subject, field: Field): Check[] {
  const target = subject.other(field.references);
  const made = newTarget(subject, field.references);
  const removal = target?.operation("delete");
  if (target === undefined || made === undefined || removal === undefined) return [];
  if (field.onReferencedDelete === undefined || subject.operation("read") === undefined) return [];
  // Whether it may go then can hang on what refers to it.
  if (removal.guards !== undefined && removal.guards.length > 0) return [];
  const start = [
    `const target = await create${target.pascal}();`,
    create(subject, [[field.name, new Code(memberOf("target", target.identifier))]], "const created = "),
    `const answer = await call("${removal.method}", ${pathCode(target, removal, "target")});`,
  ];
  const read = subject.operation("read");
  const isBelow = target.entity.notFound !== undefined && subject.parentField(read) === field;
  const gone =
    read === undefined
      ? []
      : [
          `const gone = await call("GET", ${pathCode(subject, read, "created")});`,
          ...expectAbsent(isBelow ? target : subject, "gone"),
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
  if (field.hidden === true && !target.isMakeable()) return [];
  const isNestedCreate = subject.parentField(subject.operation("create")) !== undefined;
  const shows = [
    pathTo(subject, "parent"),
    pathTo(subject, "fields", field.name),
    pathTo(subject, "operations", "list"),
  ];
  const missing = pathWithId(subject, list, "", String(unknownKey(target.entity)));
  const above = memberOf("target", target.identifier);
  const items = listFrameOf(subject.entity)?.items;
  const body = items === undefined ? "answer.body" : `(answer.body as Thing).${items}`;
  return [
    {
      title: `${subject.nouns} are listed below their own ${target.noun}`,
      lines: [
        ...(field.hidden === true
          ? [
              `const target = await create${target.pascal}();`,
              create(subject, [[field.name, new Code(above)]], "const created = "),
            ]
          : [`const created = await create${subject.pascal}();`]),
        `await create${subject.pascal}();`,
        `const answer = await call("GET", ${pathCode(subject, list, "created", field.hidden === true ? above : undefined)});`,
        `expect(${body}).toMatchObject([created]);`,
      ],
      shows,
    },
    {
      title: `${subject.nouns} of ${withArticle(target.noun)} that does not exist are not found`,
      lines: [
        `const answer = await call("GET", ${missing});`,
        ...expectAbsent(target, "answer"),
        ...(isNestedCreate
          ? [
              `const created = await post${subject.pascal}(${objectLiteral([[field.name, unknownKey(target.entity)]])});`,
              ...expectAbsent(target, "created"),
            ]
          : []),
        ...expectOtherAbsent(subject, target),
      ],
      shows: [pathTo(subject, "parent"), saysAbsence(target)],
    },
  ];
}

/** What is below nothing is refused as what it is below, where that says how. */
function expectOtherAbsent(subject: Subject, target: Subject): string[] {
  const read = subject.operation("read");
  if (target.entity.notFound === undefined || read === undefined) return [];
  if (subject.parentField(read) === undefined) return [];
  const unknown = String(unknownKey(target.entity));
  return [
    `const below = await call("GET", ${pathWithId(subject, read, String(unknownKey(subject.entity)), unknown)});`,
    ...expectAbsent(target, "below"),
  ];
}
