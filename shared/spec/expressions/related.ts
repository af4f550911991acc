import type { Entity } from "../../blueprint/entity.ts";
import type { Things } from "../../blueprint/expression.ts";
import { entityOf, type Owner } from "../../blueprint/value-type.ts";

/**
 * The reference through which things belong to the thing around, `own`: the one there is, or the one that is named.
 * None where all things are meant.
 */
export function referenceOf(
  things: Things,
  entity: Entity,
  own: Owner | undefined,
): { via: string | undefined } | { problem: string } {
  const { via, entity: said } = things;
  if (via === undefined) return { via };
  const around = own && entityOf(own);
  if (around === undefined)
    return { problem: `There is no thing here that could have ${said} of its own: say \`all ${said}\`.` };
  const references = entity.fields
    .filter(({ type, references }) => type === "reference" && references === around)
    .map(({ name }) => name);
  if (references.includes(via)) return { via };
  const [only, ...others] = references;
  if (only === undefined)
    return { problem: `No field of ${entity.name} refers to ${around}, so it has no ${said} of its own.` };
  const shown = references.map((name) => `\`${name}\``).join(" and ");
  if (via !== "")
    return { problem: `\`${via}\` does not refer from ${entity.name} to ${around}, only ${shown} does.` };
  if (others.length > 0)
    return {
      problem: `${entity.name} refers to ${around} by ${shown}: say by which, as in \`its ${said} through ${only}\`.`,
    };
  return { via: only };
}
