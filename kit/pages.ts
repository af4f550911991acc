import type { ListDefinition, ListQuery } from "./list.ts";
import { baseUrl } from "./request.ts";

/** The `Link` header (RFC 8288) to the pages around this one. `total` is the number of rows on all pages. */
export function pageLinks(
  request: Request,
  { pages }: ListDefinition,
  query: ListQuery,
  total: number,
): string {
  if (pages === undefined) return "";
  const { size, offset } = query;
  const starts: [string, number][] = [["first", 0]];
  if (offset > 0) starts.push(["prev", Math.max(0, offset - size)]);
  if (offset + size < total) starts.push(["next", offset + size]);
  starts.push(["last", Math.max(0, Math.ceil(total / size) - 1) * size]);
  return starts
    .map(([relation, start]) => {
      const position = pages.style === "page" ? Math.floor(start / size) + 1 : start;
      return link(request, relation, pages.positionParameter, String(position));
    })
    .join(", ");
}

/** The `Link` header to the next page of a list by cursor. */
export function nextLink(request: Request, { pages }: ListDefinition, next: string): string {
  return link(request, "next", pages?.positionParameter ?? "cursor", next);
}

function link(request: Request, relation: string, parameter: string, position: string): string {
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set(parameter, position);
  return `<${baseUrl(request)}${pathname}?${searchParams}>; rel="${relation}"`;
}
