import type * as z from "zod";
import type { List } from "../../../blueprint/entity.ts";
import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldDraft } from "./fields.ts";

type ListDraft = z.input<typeof List>;

/** How an entity is listed. */
export function draftList(entity: EntityFacts, fields: readonly FieldDraft[]): ListDraft {
  const names = new Set([...fields.map((field) => field.name), entity.get("identifierName") ?? "id"]);
  const list: ListDraft = {
    filters: entity.filters.filter((filter) => filter.fields.every((name) => names.has(name))),
  };
  const sortable = [...entity.sortFields].filter((name) => names.has(name));
  const order = orderOf(entity, fields);
  const parameter = entity.get("sortParameter");
  const direction = entity.get("directionParameter");
  if (sortable.length > 0 || order !== undefined || parameter !== undefined) {
    const open =
      parameter !== undefined && sortable.length === 0
        ? fields
            .filter((field) => field.type !== "list" && field.type !== "object")
            .map((field) => field.name)
        : sortable;
    list.sort = {
      parameter: parameter ?? "sort",
      fields: open,
      ...(open.some((name) => entity.sortsDown.has(name))
        ? { descending: open.filter((name) => entity.sortsDown.has(name)) }
        : {}),
      ...(direction === undefined ? {} : { directionParameter: direction }),
      ...(order === undefined ? {} : { default: order }),
    };
  }
  const pages = pagesOf(entity);
  if (pages !== undefined) list.pages = pages;
  const envelope = entity.get("envelope");
  if (envelope !== undefined && envelope !== "bare") list.envelope = envelope;
  else if (pages?.style === "cursor" && envelope === undefined)
    list.envelope = { items: "items", nextCursor: "nextCursor" };
  return list;
}

/** `#created` stands for the order of creation, which needs a field that tells it. */
function orderOf(
  entity: EntityFacts,
  fields: readonly FieldDraft[],
): NonNullable<ListDraft["sort"]>["default"] {
  const order = entity.get("order");
  if (order === undefined) return undefined;
  const isKey = order.field === (entity.get("identifierName") ?? "id");
  if (order.field !== "#created")
    return isKey || fields.some((field) => field.name === order.field) ? order : undefined;
  const created = fields.find((field) => field.source === "created-at");
  if (created !== undefined) return { field: created.name, direction: order.direction };
  return entity.get("identifierType") === "sequence"
    ? { field: entity.get("identifierName") ?? "id", direction: order.direction }
    : undefined;
}

function pagesOf(entity: EntityFacts): ListDraft["pages"] {
  const style =
    entity.get("pageStyle") ??
    (entity.get("sizeParameter") !== undefined ||
    entity.get("defaultSize") !== undefined ||
    entity.get("maximumSize") !== undefined
      ? "offset"
      : undefined);
  if (style === undefined) return undefined;
  const maximum = entity.get("maximumSize") ?? Math.max(100, entity.get("defaultSize") ?? 0);
  const size = Math.min(entity.get("defaultSize") ?? 20, maximum);
  const position = { offset: "offset", page: "page", cursor: "cursor" } as const;
  const above = entity.get("aboveMaximum");
  return {
    style,
    sizeParameter: entity.get("sizeParameter") ?? (style === "page" ? "pageSize" : "limit"),
    positionParameter: entity.get("positionParameter") ?? position[style],
    defaultSize: size,
    maximumSize: maximum,
    ...(above === undefined ? {} : { aboveMaximum: above }),
  };
}
