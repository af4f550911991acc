import type { EntityAspects } from "../facts/entity-facts.ts";
import { type Rule, rule, slot } from "./rule.ts";

const listed = [
  "envelope",
  "pageStyle",
  "sizeParameter",
  "positionParameter",
  "defaultSize",
  "maximumSize",
  "aboveMaximum",
] as const satisfies readonly (keyof EntityAspects)[];
const same = "(in)? (exactly)? (the|this|that) same (way|manner|fashion|form|shape|style)";

/** "Customers come back the same way": listed as the things before are. */
export const samenessRules: readonly Rule[] = [
  rule(
    [
      `<entity> (come|comes|~work|~behave|~get|~look) (back|out|listed|answered)? ${same}`,
      `<entity> (are|is|must be|shall be|should be) (also)? (listed|paged|paginated|returned|answered|wrapped|given|shown|handled) ${same}`,
      `${same} (for|with) (the)? <entity>`,
      "(likewise|same|ditto) for (the)? <entity>",
    ],
    (reader, match) => {
      const entity = slot(match, "entity")[0]?.entity;
      const model =
        reader.context.entity !== entity
          ? reader.context.entity
          : reader.known.entities.find((one) => one !== entity && one.get("envelope") !== undefined);
      if (entity === undefined || model === undefined || model === entity) return false;
      for (const aspect of listed) {
        const value = model.get(aspect);
        if (value !== undefined) entity.imply(aspect, value, reader.clause);
      }
      reader.entity = entity;
      reader.met(`entities/${entity.name}/list`);
      return true;
    },
  ),
  rule(
    [
      "(with)? (no|without) (filters|filter|filtering|sorting|search|searching|paging|pages|pagination) (here|there|at all|needed)?",
    ],
    (reader) => reader.entity !== undefined,
  ),
  rule(
    [
      "(the|by)? default (order|sort|sorting|sort order)? (is|:|=|being|by|goes by)? (by)? <field> ,? (ascending|asc|descending|desc|upwards|downwards|a to z|z to a|newest first|oldest first|latest first|highest first|lowest first)?",
      "(by)? <field> (is|as|being|by) (the|also the|also)? default",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (
        field === undefined ||
        entity === undefined ||
        !reader.mentions(/^(?:sort|sorted|sorting|sorts|order|ordered|orderby|sortby|ordering)$/)
      )
        return false;
      const descending =
        reader.tokens
          .slice(match.start, match.end)
          .some((token) => /^(?:descending|desc|downwards|newest|latest|highest)$|^z$/.test(token.word)) &&
        !/^(?:a to z)$/.test(
          reader.tokens
            .slice(match.end - 3, match.end)
            .map((token) => token.word)
            .join(" "),
        );
      entity.set(
        "order",
        { field: field.name, direction: descending ? "descending" : "ascending" },
        reader.clause,
      );
      reader.metField(field);
      reader.met(`entities/${entity.name}/list/sort/default`);
      return true;
    },
  ),
];
