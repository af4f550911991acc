import { type Entity, inputsOf, type Operation } from "../blueprint/entity.ts";
import { type Entry, objectOf, propertyKey, text } from "../code/literal.ts";
import { jsonAnswer, picked, shown, wrapped } from "./answer.ts";
import { rowsOf } from "./call-code.ts";
import { hasListDefinition } from "./list-definition.ts";
import type { EntityModel } from "./model.ts";
import { isPresented } from "./presentation.ts";
import { sqlOf } from "./sql-expression.ts";
import type { SqlScope } from "./sql-scope.ts";

export function listConstant({ type }: EntityModel): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}List`;
}

/** The statements that answer a list. `within` is code of the parent's condition, or empty, `headers` of what is sent. */
export function listStatements(
  model: EntityModel,
  operation: Operation,
  { within, scope, headers }: { within: string; scope?: SqlScope; headers?: string | undefined },
): string[] {
  const { pages, envelope } = model.entity.list;
  const lines: string[] = [];
  const more = within === "" ? "" : `, ${within}`;
  const base = model.ownUrls.length > 0 ? "base" : "";
  if (base !== "") lines.push("const base = baseUrl(c.req.raw);");
  const isShaped = isPresented(model) || operation.shows !== undefined;
  const map = isShaped ? `.map((row) => ${picked(operation, shown(model, "row", "base"))})` : "";
  // What must be true of a thing picks those that a list of its own route shows.
  const conditions =
    scope === undefined
      ? []
      : (operation.guards ?? []).map(({ condition }) => `sql\`${sqlOf(condition, scope)}\``);
  const isDefined = hasListDefinition(model);
  const queried = isDefined || conditions.length > 0;
  const repeats =
    model.entity.list.filters.some(({ comparison }) => comparison === "has-element") ||
    inputsOf(model.entity.list).some(({ type }) => type === "list");
  const conditional = model.entity.list.filters.some(({ comparison }) => comparison === "condition");
  const parameters = repeats ? "c.req.queries()" : "c.req.query()";
  const read = isDefined
    ? `readListQuery(${parameters}, ${listConstant(model)}${conditional ? ", call" : ""})`
    : "readListQuery({}, {})";
  const query = conditions.reduce((inner, condition) => `narrowed(${inner}, ${condition})`, read);
  if (queried) lines.push(`const query = ${query};`);

  if (pages?.style === "cursor") {
    lines.push(`const { rows, next } = ${rowsOf(model)}.page(query${more});`);
    if (envelope?.nextCursor === undefined) {
      lines.push(`if (next !== null) c.header("Link", nextLink(c.req.raw, ${listConstant(model)}, next));`);
    }
  } else {
    const rows = queried ? `${rowsOf(model)}.list(query${more})` : `${rowsOf(model)}.all(${within})`;
    if (envelope === undefined && pages === undefined && model.entity.list.totalHeader === undefined) {
      lines.push(`return ${jsonAnswer(wrapped(operation, `${rows}${map}`), operation.status, headers)};`);
      return lines;
    }
    lines.push(`const rows = ${rows};`);
  }
  const { totalHeader } = model.entity.list;
  const counted = countsAll(model.entity);
  if (counted) lines.push(`const total = ${rowsOf(model)}.count(query, rows.length${more});`);
  if (totalHeader !== undefined) {
    lines.push(`c.header(${text(totalHeader)}, String(${counted ? "total" : "rows.length"}));`);
  }
  if (envelope === undefined) {
    // A page by cursor has told the next one, and knows of no others.
    if (counted && pages?.style !== "cursor") {
      if (totalHeader === undefined) lines.push('c.header("X-Total-Count", String(total));');
      lines.push(`c.header("Link", pageLinks(c.req.raw, ${listConstant(model)}, query, total));`);
    }
    lines.push(`return ${jsonAnswer(wrapped(operation, `rows${map}`), operation.status, headers)};`);
    return lines;
  }
  const value = objectOf(envelopeEntries(model, `rows${map}`));
  lines.push(`return ${jsonAnswer(value, operation.status, headers)};`);
  return lines;
}

/** Whether each page of the entity's list tells how many things there are in all. */
export function countsAll({ list: { pages, envelope, totalHeader } }: Entity): boolean {
  if (pages === undefined) return false;
  if (totalHeader !== undefined) return true;
  if (envelope === undefined) return pages.style !== "cursor";
  const byOffset = pages.style !== "cursor" && envelope.nextCursor !== undefined;
  return envelope.total !== undefined || envelope.pageCount !== undefined || byOffset;
}

function envelopeEntries(model: EntityModel, items: string): Entry[] {
  const { pages, envelope } = model.entity.list;
  if (envelope === undefined) return [];
  const paged = pages !== undefined;
  const next =
    pages?.style === "cursor"
      ? "next"
      : `query.offset + rows.length < total ? String(${pages?.style === "page" ? "query.page + 1" : "query.offset + query.size"}) : null`;
  const values: [string | undefined, string][] = [
    [envelope.items, items],
    [envelope.total, paged ? "total" : "rows.length"],
    [envelope.page, paged ? "query.page" : "1"],
    [envelope.pageSize, paged ? "query.size" : "rows.length"],
    [envelope.offset, paged ? "query.offset" : "0"],
    [envelope.pageCount, paged ? "Math.ceil(total / query.size)" : "1"],
    [envelope.nextCursor, paged ? next : "null"],
  ];
  const entries = values.flatMap(([name, value]): Entry[] => {
    if (name === undefined) return [];
    return [name === value ? [name] : [propertyKey(name), value]];
  });
  if (envelope.meta === undefined) return entries;
  return [...entries.slice(0, 1), [propertyKey(envelope.meta), objectOf(entries.slice(1))]];
}
