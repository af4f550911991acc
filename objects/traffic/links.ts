import { isSchema } from "./openapi.ts";

/** Where a list says that it goes on: in a Link header (RFC 8288), in its body, or by the number of the page. */
export function linksIn(
  headers: readonly (readonly [name: string, value: string])[],
  body: unknown,
  target: string,
): string[] {
  const link = headers.find(([name]) => name.toLowerCase() === "link")?.[1] ?? "";
  const next = /<([^>]+)>\s*;[^,]*\brel="?next\b/.exec(link)?.[1];
  if (next !== undefined) return [next];
  const [path = "", query = ""] = target.split("?");
  const search = new URLSearchParams(query);
  if (isSchema(body)) {
    for (const [name, value] of Object.entries(body)) {
      if (typeof value !== "string" || value === "" || !/next|cursor/i.test(name)) continue;
      if (/^(https?:\/)?\//.test(value)) return [value];
      search.set(/cursor/i.test(name) ? "cursor" : name, value);
      return [`${path}?${search}`];
    }
  }
  const page = Number(search.get("page"));
  const isEmpty = Array.isArray(body)
    ? body.length === 0
    : isSchema(body) && Object.values(body).some(isEmptyList);
  if (page < 1 || isEmpty) return [];
  search.set("page", String(page + 1));
  return [`${path}?${search}`];
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
