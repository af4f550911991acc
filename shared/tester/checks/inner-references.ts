import { withArticle } from "../../article.ts";
import { elementField, type Field, propertiesOf } from "../../blueprint/field.ts";
import { arrayOf, memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { isObject } from "../model/values.ts";
import { expectRefusal } from "../refusals.ts";
import { sampleAt } from "../samples/sample.ts";
import { unknownKey } from "../samples/unknown.ts";
import { newTarget, pathCode, post, refuse } from "../source/calls.ts";
import { Code, literal, objectLiteral, type Value } from "../source/code.ts";
import type { Subject } from "../subject.ts";

/** What the elements of lists, and objects, refer to: it exists, and is not deleted while they do. */
export function innerReferences(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  return subject.inputs.flatMap((field) =>
    [...(field.items?.type === "reference" ? [elementField(field)] : []), ...propertiesOf(field)].flatMap(
      (property) => (property.type === "reference" ? inside(subject, field, property) : []),
    ),
  );
}

function inside(subject: Subject, field: Field, property: Field): Check[] {
  const target = subject.other(property.references);
  const sample = sampleAt(field, subject.rank(field));
  const [first, ...rest] = Array.isArray(sample) ? sample : [sample];
  const isElement = field.items?.type === "reference";
  if (target === undefined || first === undefined || newTarget(subject, property.references) === undefined)
    return [];
  if (!isElement && !isObject(first)) return [];
  if (!subject.takes(new Map([[field.name, sample]]))) return [];
  const holder = (id: Value) =>
    isObject(first)
      ? objectLiteral(
          Object.entries(first).map(([name, value]) => [name, name === property.name ? id : value] as const),
        )
      : literal(id);
  const whole = (id: Value) =>
    new Code(Array.isArray(sample) ? arrayOf([holder(id), ...rest.map(literal)]) : holder(id));
  const id = new Code(memberOf("target", target.identifier));
  const start = [
    `const target = await create${target.pascal}();`,
    `const given = ${objectLiteral([[field.name, whole(id)]])};`,
    `const created = await create${subject.pascal}(given);`,
  ];
  const isOnce = isElement ? field.items?.unique === true : field.items?.uniqueBy === property.name;
  const isTwiceWrong = isOnce && (field.items?.maxItems ?? 2) > 1;
  const shows = [pathTo(subject, "fields", field.name)];
  return [
    {
      title: `${isElement ? "each element of" : `${property.name} in`} ${field.name} names ${withArticle(target.noun)} that exists`,
      lines: [
        ...start,
        "expect(created).toMatchObject(given);",
        post(subject, [[field.name, whole(unknownKey(target.entity))]]),
        expectRefusal(subject, "unknownReference"),
        ...(isTwiceWrong
          ? [refuse(subject, [[field.name, new Code(arrayOf([holder(id), holder(id)]))]])]
          : []),
      ],
      shows: [...shows, "refusals/unknownReference"],
    },
    ...afterDelete(subject, field, { property, target, start }),
  ];
}

function afterDelete(
  subject: Subject,
  field: Field,
  { property, target, start }: { property: Field; target: Subject; start: readonly string[] },
): Check[] {
  const removal = target.operation("delete");
  if (removal === undefined || subject.operation("read") === undefined) return [];
  const isLeft = property.onReferencedDelete === "leave";
  const answer = `const answer = await call("${removal.method}", ${pathCode(target, removal, "target")});`;
  return [
    {
      title: isLeft
        ? `${field.name} stay when their ${property.name} is deleted`
        : `${withArticle(target.noun)} in ${field.name} of ${withArticle(subject.noun)} cannot be deleted`,
      lines: [
        ...start,
        answer,
        isLeft
          ? `expect(answer.status, answer.text).toBe(${removal.status});`
          : expectRefusal(subject, "stillReferenced"),
        `expect(await read${subject.pascal}(created)).${isLeft ? "toMatchObject(given)" : "toEqual(created)"};`,
      ],
      shows: [pathTo(subject, "fields", field.name), "refusals/stillReferenced"],
    },
  ];
}
