import type { Action } from "./action.ts";
import type { Entity } from "./entity.ts";
import type { Path } from "./expression.ts";
import { absentPath, madeBy } from "./named-values.ts";

type Named = Pick<Path, "scope" | "names">;

/** What an action makes has all that a thing of its kind needs: without it, it could never be made. */
export function needProblems(
  { effects }: Action,
  entities: ReadonlyMap<string, Entity>,
): { message: string; part: object }[] {
  return effects.flatMap((effect) => {
    const entity = effect.kind === "create" ? entities.get(effect.entity) : undefined;
    if (effect.kind !== "create" || entity === undefined) return [];
    const missing = neededToMake(entity).filter((name) => !effect.values.some(({ field }) => field === name));
    if (missing.length === 0) return [];
    const values = missing.map((name) => `${name} = ...`).join(", ");
    return [
      {
        message: `Each ${entity.name} needs \`${missing.join("`, `")}\`: say \`with ${values}\``,
        part: effect,
      },
    ];
  });
}

/** What must be said of each thing of the kind when it is made. */
export function neededToMake({ fields, identifier }: Entity): string[] {
  return fields
    .filter(
      ({ name, source, required, default: usual }) =>
        source === "input" &&
        usual === undefined &&
        (required || (identifier.type === "given" && name === identifier.name)),
    )
    .map(({ name }) => name);
}

/**
 * What is made where a condition is true is not always there: a change of it and an answer with it that happen in any
 * case name nothing where it is not. What several conditions make may be made by one of them or another.
 */
export function madeProblems({ effects, answer }: Action): { message: string; part: object }[] {
  const perhaps = new Set<string>();
  const problems: { message: string; part: object }[] = [];
  const need = ({ scope, names: [name = ""] }: Named, part: object) => {
    if (scope !== "created" || !perhaps.has(name)) return;
    const message = `\`${name}\` is made only where a condition is true, and is empty otherwise: add \`if ${name} is not empty\`, or put \`Answers ... if ${name} is empty\` above`;
    problems.push({ message, part });
  };
  for (const [index, effect] of effects.entries()) {
    if (effect.kind === "answer") {
      const absent = absentPath(effect.condition);
      if (absent?.scope === "created") perhaps.delete(absent.names[0] ?? "");
    } else if (effect.kind === "create" && effect.each === undefined) {
      const isFirst = !madeBy(effects.slice(0, index)).includes(effect.entity);
      if (isFirst && effect.condition !== undefined) perhaps.add(effect.entity);
      else perhaps.delete(effect.entity);
    } else if ("target" in effect && effect.target !== undefined && effect.condition === undefined)
      need(effect.target, effect);
  }
  if (answer.kind === "thing") need(answer.target, answer);
  return problems;
}
