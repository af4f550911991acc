import { type AnyDefinition, columnOf, type SlugDefinition } from "./definition.ts";
import { inOrder, placeOf } from "./in-order.ts";
import { qualified, quoted, type Sql, type SqlValue } from "./sql.ts";

/** Most characters of a slug, but for a number behind it. */
const mostCharacters = 100;

/**
 * A text as it stands in a URL: in lower case, accents gone, each run of other signs than a to z and 0 to 9 one hyphen, none at
 * the ends, at most 100 characters. `otherwise` where nothing is left.
 */
export function slugOf(text: unknown, otherwise: string): string {
  const slug = String(text ?? "")
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, mostCharacters)
    .replace(/-$/, "");
  return slug === "" ? otherwise : slug;
}

/** Slugs of a table's rows, each made of a text of its row. */
export class Slugs {
  readonly #sql: Sql;
  readonly #definition: AnyDefinition;

  constructor(sql: Sql, definition: AnyDefinition) {
    this.#sql = sql;
    this.#definition = definition;
  }

  /** Those of a new row, by field. */
  ofNew(row: object): Record<string, string> {
    const values = new Map<string, unknown>(Object.entries(row));
    return this.#made(({ of, otherwise }) => slugOf(values.get(of), otherwise), null);
  }

  /** Those that a change of a text makes otherwise. */
  ofChange(key: SqlValue, change: object, current: () => object): Record<string, string> {
    const values = new Map<string, unknown>(Object.entries(change));
    const before = new Map<string, unknown>();
    return this.#made(({ of, otherwise, fixed }) => {
      if (fixed === true || values.get(of) === undefined) return undefined;
      if (before.size === 0) for (const [field, value] of Object.entries(current())) before.set(field, value);
      const slug = slugOf(values.get(of), otherwise);
      return slug === slugOf(before.get(of), otherwise) ? undefined : slug;
    }, key);
  }

  #made(of: (definition: SlugDefinition) => string | undefined, key: SqlValue): Record<string, string> {
    const made = Object.entries(this.#definition.slugs ?? {}).flatMap(([field, definition]) => {
      const slug = of(definition);
      if (slug === undefined) return [];
      return [[field, definition.apart === true ? this.#apart(field, slug, key) : slug]];
    });
    return Object.fromEntries(made);
  }

  /** The slug, or the first of it with -2, -3, ... behind it that no other row has. */
  #apart(field: string, slug: string, key: SqlValue): string {
    const { name } = this.#definition;
    const own = qualified(name, columnOf(this.#definition, this.#definition.key));
    const isTaken = (value: string) =>
      `EXISTS (SELECT 1 FROM ${quoted(name)} WHERE ${qualified(name, columnOf(this.#definition, field))} = ${value}` +
      ` AND ${own} IS NOT ?)`;
    const [row] = this.#sql
      .exec<{ free: number }>(
        `WITH RECURSIVE tried (number) AS (SELECT 1 WHERE ${isTaken("?")} UNION ALL` +
          ` SELECT number + 1 FROM tried WHERE ${isTaken("? || '-' || (number + 1)")})` +
          ' SELECT coalesce(max(number), 0) + 1 AS "free" FROM tried',
        slug,
        key,
        slug,
        key,
      )
      .toArray();
    const free = row?.free ?? 1;
    return free === 1 ? slug : `${slug}-${free}`;
  }
}

/**
 * Makes the slugs of rows that another release has written, which did not know of them: where there is none, where it is of
 * another text than the row has by now, or where two have the same that must be apart; in order of creation.
 */
export function makeSlugs(sql: Sql, definition: AnyDefinition, field: string, slug: SlugDefinition): void {
  const { of, otherwise, apart, fixed } = slug;
  const taken = new Set<SqlValue>();
  const lacking: { place: number; slug: string }[] = [];
  const read = {
    text: qualified(definition.name, columnOf(definition, of)),
    slug: qualified(definition.name, columnOf(definition, field)),
  };
  for (const row of inOrder(sql, definition, read)) {
    const wanted = slugOf(row.text, otherwise);
    const isOfText = row.slug === wanted || (apart === true && isNumbered(row.slug, wanted));
    const isKept =
      row.slug !== null && (fixed === true || isOfText) && !(apart === true && taken.has(row.slug));
    if (isKept) taken.add(row.slug);
    else lacking.push({ place: row.place, slug: wanted });
  }
  const next = new Map<string, number>();
  for (const row of lacking) {
    let made = row.slug;
    for (let number = next.get(row.slug) ?? 2; apart === true && taken.has(made); number += 1) {
      made = `${row.slug}-${number}`;
      next.set(row.slug, number + 1);
    }
    taken.add(made);
    const column = quoted(columnOf(definition, field));
    sql
      .exec(
        `UPDATE ${quoted(definition.name)} SET ${column} = ? WHERE ${placeOf(definition)} = ?`,
        made,
        row.place,
      )
      .toArray();
  }
}

function isNumbered(slug: SqlValue, wanted: string): boolean {
  return (
    typeof slug === "string" && slug.startsWith(`${wanted}-`) && /^\d+$/.test(slug.slice(wanted.length + 1))
  );
}
