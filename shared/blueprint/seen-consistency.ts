import { type Entity, usualOrder } from "./entity.ts";
import { isOnlyShown } from "./hand-functions.ts";

/** What is said of fields that only some see, and can't be kept: others would learn what they hold. */
export function seenProblems({ fields, identifier, list }: Entity): { message: string; part: object }[] {
  const found: { message: string; part: object }[] = [];
  for (const field of fields.filter(({ seenWhere }) => seenWhere !== undefined)) {
    const { name } = field;
    const why =
      name === identifier.name
        ? "it is what identifies a thing"
        : field.hidden === true
          ? "it is hidden"
          : isOnlyShown(field)
            ? "it is worked out by hand when it is shown"
            : undefined;
    if (why !== undefined)
      found.push({ message: `\`${name}\` can't be seen only by some: ${why}`, part: field });
    const { sort } = list;
    const uses = [
      ...list.filters.flatMap((part) =>
        part.fields.includes(name) ? [{ what: `The filter \`${part.parameter}\``, part }] : [],
      ),
      ...(sort?.fields?.includes(name) ? [{ what: "The order", part: sort }] : []),
      ...usualOrder(list).flatMap((key) =>
        key.field === name ? [{ what: "The order", part: sort?.default ?? key }] : [],
      ),
      ...(sort?.named ?? []).flatMap((part) =>
        part.keys.some((key) => key.field === name) ? [{ what: `The order \`${part.name}\``, part }] : [],
      ),
    ];
    for (const { what, part } of uses)
      found.push({
        message: `${what} names \`${name}\`, which only some see: it would tell the others what it is`,
        part,
      });
  }
  return found;
}
