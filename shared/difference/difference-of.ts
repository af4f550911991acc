import { distance } from "fastest-levenshtein";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { printSpec } from "../spec/print.ts";
import { readSentences } from "../spec/sentence.ts";

/** One statement that is in only one of two specs, or in both in other words. */
export interface StatementChange {
  change: "added" | "removed" | "changed";
  /** The thing whose heading it stands below, as the heading has it; null: it is about the whole service. */
  part: string | null;
  before?: string;
  after?: string;
}

interface Statement {
  part: string | null;
  text: string;
  /** With whose like it is paired first: the field, the route, the heading. */
  subject: string | undefined;
  /** Where it stands: the thing, and the action in it. */
  place: string;
}

/**
 * The difference of two specs for people, in statements of their normal form, in the order of the later one, with what is
 * gone after that; titles and descriptions are statements too. What is said of the same field or route, or in nearly
 * the same words at the same place, has changed; the rest is added or removed. Order alone is no difference.
 */
export function differenceOf(before: Blueprint, after: Blueprint): StatementChange[] {
  const [old, fresh] = [statementsOf(before), statementsOf(after)];
  const gone = withoutSame(old, fresh);
  const changes = withoutSame(fresh, old).map((statement): StatementChange => {
    const { part, text } = statement;
    const known = partner(statement, gone);
    if (known === undefined) return { change: "added", part, after: text };
    gone.splice(gone.indexOf(known), 1);
    return { change: "changed", part, before: known.text, after: text };
  });
  return [
    ...changes,
    ...gone.map(({ part, text }): StatementChange => ({ change: "removed", part, before: text })),
  ];
}

function statementsOf(blueprint: Blueprint): Statement[] {
  let part: string | null = null;
  let action = "";
  return readSentences(printSpec(blueprint)).map(({ kind, level, text }) => {
    if (kind === "heading" && level === 2) part = text;
    if (kind === "heading") action = level === 3 ? (routeIn(text) ?? text) : "";
    const words = kind === "remark" ? `> ${text}` : text;
    const subject = kind === "statement" ? subjectOf(text) : `${kind} ${level}`;
    return { part, text: words, subject, place: `${part ?? ""} ${action}` };
  });
}

/** What a statement is about where it begins with that: a field, a parameter, a route. */
function subjectOf(text: string): string | undefined {
  return (
    routeIn(text) ?? /^`?\?[\w-]+(=\w+)?/.exec(text)?.[0] ?? /^[\w`-]+(?=:| =| by hand )/.exec(text)?.[0]
  );
}

function routeIn(text: string): string | undefined {
  return /`[A-Z]+ \/[^`]*`/.exec(text)?.[0];
}

function withoutSame(statements: readonly Statement[], others: readonly Statement[]): Statement[] {
  const key = ({ place, text }: Statement) => `${place}\n${text}`;
  const known = new Set(others.map(key));
  return statements.filter((statement) => !known.has(key(statement)));
}

function partner({ place, subject, text }: Statement, gone: readonly Statement[]): Statement | undefined {
  const near = gone.filter((one) => one.place === place && one.subject === subject);
  if (subject !== undefined) return near[0];
  const likeness = (one: Statement) => distance(one.text, text) / Math.max(one.text.length, text.length);
  const [nearest] = near.toSorted((one, other) => likeness(one) - likeness(other));
  return nearest !== undefined && likeness(nearest) < 0.5 ? nearest : undefined;
}
